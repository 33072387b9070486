"""What is tried again and again: killing a program that saves, many programs saving at once."""

import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from types import ModuleType
from typing import BinaryIO
from unittest import mock

from gis_app.projects import rows
from gis_app.projects.model import Project, Scenario
from gis_app.projects.place import open_store
from gis_app.projects.store import Store
from tests.projects.saver import adds, digest, saves

LONGEST_S = 0.25  # from the first acknowledged save to the kill; several saves fit into it


CONTEXT = multiprocessing.get_context("forkserver")  # a program is loaded once, and forked
CONTEXT.set_forkserver_preload(["tests.projects.page_saver"])

Work = Callable[..., None]


class Program:
    """A program of its own that saves and says so, as `tests.projects.saver` does."""

    def __init__(self, address: str, work: Work, *words: object) -> None:
        reader, writer = CONTEXT.Pipe(duplex=False)
        self.process = CONTEXT.Process(target=_run, args=(address, work, words, writer))
        with mock.patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
            self.process.start()  # does not run again what this program was started with
        writer.close()
        with reader:
            self.said: BinaryIO = os.fdopen(os.dup(reader.fileno()), "rb")

    def ended(self) -> tuple[int, list[list[str]]]:
        """Wait for its end; return its exit code and the words of each whole line it said."""
        with self.said:
            lines = self.said.readlines()
        self.process.join()
        told = [line.decode().split() for line in lines if line.endswith(b"\n")]
        return self.process.exitcode or 0, told


def _run(address: str, work: Work, words: tuple[object, ...], writer: Connection) -> None:
    os.environ["PLANNER_STORE"] = address
    os.dup2(writer.fileno(), 1)
    work(*words)


def fresh(address: str) -> Scenario:
    """Return a scenario newly saved in the store at `address`."""
    store = open_store(address)
    project = store.put_project(Project(name="试验"))
    return store.save(Scenario(project=project.id, name="试验"))


def whole(store: Store) -> dict[str, Scenario]:
    """Return every scenario; each is what its history ends in, and its history has no gap."""
    found = {s.id: s for p in store.projects() for s in store.scenarios(p.id)}
    for scenario in found.values():
        history = store.history(scenario)
        assert history[0].scenario == scenario
        last = scenario.version
        versions = list(range(last, max(0, last - rows.MOST_VERSIONS), -1))
        assert [c.scenario.version for c in history] == versions
    return found


def killed(
    address: str, ident: str, seed: int, *, work: Work = saves, longest: float = LONGEST_S
) -> tuple[int, int]:
    """Kill a program that saves at a random moment.

    Return how many saves it acknowledged, and how many were whole but not acknowledged yet (0 or
    1). Every save it said was done is there and says what was saved; the file passes
    integrity_check; each scenario agrees with its history.
    """
    before = {i: s.version for i, s in whole(open_store(address)).items()}
    program = Program(address, work, ident)
    first = program.said.readline().decode().split()
    assert first, "the program never saved"
    time.sleep(random.Random(seed).uniform(0, longest))
    program.process.kill()
    code, told = program.ended()
    assert code == -signal.SIGKILL, "the program ended by itself"
    return 1 + len(told), checked(address, before, [first, *told])


def checked(address: str, before: dict[str, int], told: Sequence[Sequence[str]]) -> int:
    """Check a store after a kill; return how many saves it holds that nobody was told of."""
    open_store.cache_clear()
    store = open_store(address)  # checks the integrity of the whole file
    found = whole(store)
    last, said = dict(before), {}
    for scenario, version, content in told:
        last[scenario] = int(version)
        said[scenario, int(version)] = content
    lost = [i for i in last if i not in found or found[i].version < last[i]]
    assert lost == []
    more = sum(s.version - last.get(s.id, 0) for s in found.values())
    assert more in {0, 1}, more
    for ident in {i for i, _ in said}:
        for change in store.history(found[ident]):
            then = change.scenario
            assert said.get((ident, then.version), digest(then)) == digest(then)
    return more


def together(address: str, ident: str, *, programs: int, count: int) -> list[str]:
    """Let several programs save at once; return the names of the scenarios they said they saved."""
    running = [Program(address, adds, ident, count) for _ in range(programs)]
    ended = [program.ended() for program in running]
    assert [code for code, _ in ended] == [0] * programs
    return [name for _, told in ended for (name,) in told]
