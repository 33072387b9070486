"""A program of its own that saves as the app does, and says so once each save has returned.

`python -m tests.projects.saver MODE SCENARIO [COUNT]`; the store is that of PLANNER_STORE.
"""

import hashlib
import os
import resource
import sys
from dataclasses import replace

from gis_app.projects.model import Site
from gis_app.projects.place import open_store, setting
from gis_app.projects.store import ConflictError
from layers.errors import InputError

SITES = 400
ROOM = 200_000  # bytes that a file may grow before the disk counts as full


def sites(number):
    """Return sites that follow from `number`, so that a torn save is seen."""
    return tuple(
        Site(id=str(n), name=f"点{number}-{n}", lon=120 + (number + n) % 997 / 1000, lat=31.3)
        for n in range(SITES)
    )


def digest(scenario):
    """Return what must belong together in every version of a scenario."""
    return hashlib.sha256(repr(scenario.sites).encode()).hexdigest()[:12]


def said(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def saves(ident, _):
    """Save one version after the other until somebody ends this."""
    store = open_store(setting())
    now = store.scenario(ident)
    while True:
        number = now.version + 1
        now = store.save(replace(now, note=str(number), sites=sites(number)))
        said(now.version, digest(now))


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


def fills(ident, _):
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


if __name__ == "__main__":
    mode, ident, *rest = sys.argv[1:]
    {"saves": saves, "adds": adds, "fills": fills}[mode](ident, int(rest[0]) if rest else 0)
