"""What is tried again and again: killing a program that saves, many programs saving at once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from gis_app.projects import rows
from gis_app.projects.model import Project, Scenario
from gis_app.projects.place import open_store
from tests.projects.saver import digest
from tests.source import ROOT

LONGEST_S = 0.25  # from the first acknowledged save to the kill; several saves fit into it


def started(store: str, *words: object, program: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """Start the program that saves."""
    return subprocess.Popen(
        [*(program or (sys.executable, "-m", "tests.projects.saver")), *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PLANNER_STORE": store},
        stdout=subprocess.PIPE,
    )


def fresh(address: str) -> Scenario:
    """Return a scenario newly saved in the store at `address`."""
    store = open_store(address)
    project = store.put_project(Project(name="试验"))
    return store.save(Scenario(project=project.id, name="试验"))


def killed(address: str, ident: str, seed: int, **how: Sequence[str]) -> tuple[int, int]:
    """Kill a program that saves at a random moment; return how often it saved and was checked.

    Every save it said was done is there, the store is whole, and no version is torn.
    """
    process = started(address, "saves", ident, **how)
    lines = [process.stdout.readline()]
    time.sleep(random.Random(seed).uniform(0, LONGEST_S))
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    told = [line.decode().split() for line in lines if line.endswith(b"\n")]
    assert told, "the program never saved"
    version, content = int(told[-1][0]), told[-1][1]
    open_store.cache_clear()
    store = open_store(address)  # checks the integrity of the whole file
    found = store.scenario(ident)
    assert found.version - version in {0, 1}, (found.version, version)
    history = store.history(found)
    digests = {c.scenario.version: digest(c.scenario) for c in history}
    assert digests[version] == content
    assert digests[found.version] == digest(found)
    assert sorted(digests)[-1] - sorted(digests)[0] == len(digests) - 1 <= rows.MOST_VERSIONS
    assert all(c.scenario.note in {"", str(c.scenario.version)} for c in history)
    return len(told), found.version - version


def together(address: str, ident: str, *, programs: int, saves: int) -> list[str]:
    """Let several programs save at once; return the names of the scenarios they said they saved."""
    running = [started(address, "adds", ident, saves) for _ in range(programs)]
    told = [process.communicate()[0].decode().split() for process in running]
    assert [process.returncode for process in running] == [0] * programs
    return [name for names in told for name in names]
