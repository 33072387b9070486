"""Killed, crowded, out of room: what was acknowledged is there, and nothing is torn.

`python -m benchmarks.durability` makes 200 trials of the first.
"""

import subprocess
import sys

from gis_app.projects.place import open_store, setting
from tests.projects.saver import digest
from tests.projects.trials import fresh, killed, started, together

TRIALS = 25


def test_a_killed_program_loses_no_save_it_acknowledged():
    ident = fresh(setting()).id
    counts = [killed(setting(), ident, seed) for seed in range(TRIALS)]
    assert sum(saves for saves, _ in counts) >= TRIALS


def test_programs_that_save_at_once_lose_nothing(address):
    scenario = fresh(address)
    names = together(address, scenario.id, programs=4, saves=60)
    open_store.cache_clear()
    store = open_store(address)
    last = store.scenario(scenario.id)
    assert last.indicators["n"][2023] == 240
    assert last.version == 241
    kept = {s.name for s in store.scenarios(scenario.project)}
    assert len(names) == 240
    assert set(names) <= kept


def test_programs_that_start_at_once_make_one_store(tmp_path):
    address = str(tmp_path / "new" / "projects.sqlite")
    code = f"from gis_app.projects.place import open_store; open_store({address!r})"
    running = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)
    ]
    told = [process.communicate()[1].decode() for process in running]
    assert told == [""] * 4
    assert open_store(address).projects() == []


def test_a_full_disk_keeps_the_old_version_and_says_so():
    scenario = fresh(setting())
    process = started(setting(), "fills", scenario.id)
    *done, last = [line.split() for line in process.communicate()[0].decode().splitlines()]
    assert process.returncode == 0
    code, version, content = last
    assert code == "E-PRJ-05"
    assert done, "there was room for at least one save"
    assert [version, content] == done[-1]
    open_store.cache_clear()
    store = open_store(setting())
    found = store.scenario(scenario.id)
    assert [str(found.version), digest(found)] == done[-1]
    assert store.delete(found).version == found.version + 1  # with room again, work goes on
