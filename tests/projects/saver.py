"""What programs of their own do: save as the app does, and say so once each save has returned.

The store is that of PLANNER_STORE; what is said goes to the standard output.
"""

import hashlib
import itertools
import os
import resource
import signal
from collections.abc import Callable
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from gis_app.projects.database import Database
from gis_app.projects.model import Site
from gis_app.projects.place import open_store, setting
from gis_app.projects.store import ConflictError
from layers.errors import InputError

SITES = 50  # of a version: several pages of the file
ROOM = 200_000  # bytes that a file may grow before the disk counts as full


def sites(number):
    """Return sites that follow from `number`, so that a torn save is seen."""
    return tuple(
        Site(id=str(n), name=f"点{number}-{n}", lon=120 + (number + n) % 997 / 1000, lat=31.3)
        for n in range(SITES)
    )


def digest(scenario):
    """Return what must belong together in every version of a scenario."""
    said = (scenario.name, scenario.note, scenario.sites, scenario.weights, scenario.deleted)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def said(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def told(scenario):
    """Acknowledge a save, after it has returned."""
    said(scenario.id, scenario.version, digest(scenario))


def saves(ident):
    """Save one version after the other until somebody ends this."""
    store = open_store(setting())
    now = store.scenario(ident)
    while True:
        number = now.version + 1
        now = store.save(replace(now, note=str(number), sites=sites(number)))
        told(now)


def dies(ident, statement):
    """Save twice; die in the second before its n-th statement, or before it is committed."""
    store = open_store(setting())
    now = store.save(replace(store.scenario(ident), note="kept", sites=sites(1)))
    told(now)
    failing = replace(store, database=Failing(store.database, statement, dead))
    told(failing.save(replace(now, note="torn?", sites=sites(2))))


def breaks(ident, room):
    """Save twice; die in the second, at the write that leads beyond `room` bytes of the log."""
    store = open_store(setting())
    with closing(store.database.connection()) as held:  # the log stays as it is
        held.execute("SELECT count(*) FROM project").fetchall()
        now = store.save(replace(store.scenario(ident), note="kept", sites=sites(1)))
        told(now)
        size = os.stat(f"{setting()}-wal").st_size + room
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        told(store.save(replace(now, note="torn?", sites=sites(2))))
        dead()


def dead():
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Failing:
    """A database whose next write fails before its n-th statement, or before it is committed."""

    database: Database
    statement: int
    fail: Callable[[], None]

    def reading(self):
        return self.database.reading()

    @contextmanager
    def writing(self):
        run = itertools.count()

        def counted(*words):
            if next(run) == self.statement:
                self.fail()
            return execute(*words)

        with self.database.writing() as execute:
            yield counted
            if next(run) == self.statement:
                self.fail()


def adds(ident, count):
    """Add 1 to a number `count` times, and save as many scenarios of its own."""
    store = open_store(setting())
    name, project = str(os.getpid()), store.scenario(ident).project
    for n in range(count):
        while True:
            seen = store.scenario(ident)
            value = seen.indicators.get("n", {}).get(2023, 0.0) + 1
            try:
                store.save(replace(seen, indicators={"n": {2023: value}}))
            except ConflictError:
                continue
            break
        own = replace(seen, id=f"{name}-{n}", name=f"{name}-{n}", project=project, version=0)
        said(store.save(own).name)


def fills(ident):
    """Save more and more until there is no room, and say what was kept and what was refused."""
    store = open_store(setting())
    now = store.scenario(ident)
    size = os.stat(setting()).st_size + ROOM
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    for number in range(1, 1000):
        try:
            now = store.save(replace(now, note=str(number), sites=sites(number)))
            said(now.version, digest(now))
        except InputError as error:
            said(error.faults[0].code, store.scenario(ident).version, digest(store.scenario(ident)))
            return
