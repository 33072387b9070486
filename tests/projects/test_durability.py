"""Killed, crowded, out of room: what was acknowledged is there, and nothing is torn.

`python -m benchmarks.durability` makes 200 trials of the first; `tests/clients/test_disks.py` fills
a file system and cuts the power, which needs more rights than a test may ask for.
"""

import itertools
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from gis_app.projects.place import open_store, setting
from tests.projects.saver import Failing, breaks, dies, digest, fills, sites
from tests.projects.trials import Program, checked, fresh, killed, together, whole

TRIALS = 25
STATEMENTS = 5  # of a save: two are read, the scenario and its history written, old versions go
ROOMS = (0, 1000, 5000, *range(8_000, 64_000, 8_000))  # bytes of the log of a save


def test_a_killed_program_loses_no_save_it_acknowledged():
    ident = fresh(setting()).id
    counts = [killed(setting(), ident, seed) for seed in range(TRIALS)]
    assert sum(saves for saves, _ in counts) >= TRIALS


def test_a_program_killed_between_two_statements_of_a_save_leaves_nothing_of_it(address):
    ident = fresh(address).id
    for statement in itertools.count():
        before = {ident: open_store(address).scenario(ident).version}
        code, told = Program(address, dies, ident, statement).ended()
        if code == 0:
            break
        assert (code, len(told)) == (-signal.SIGKILL, 1)
        assert checked(address, before, told) == 0
    assert statement == STATEMENTS + 1
    assert checked(address, before, told) == 0
    assert len(told) == 2


def test_a_save_that_fails_between_two_statements_leaves_nothing_and_the_next_one_works(address):
    now, store = fresh(address), open_store(address)

    def fail():
        raise RuntimeError("between two statements")

    for statement in range(STATEMENTS + 1):
        failing = replace(store, database=Failing(store.database, statement, fail))
        with pytest.raises(RuntimeError, match="between two"):
            failing.save(replace(now, note="half", sites=sites(statement)))
        assert whole(store) == {now.id: now}
        now = store.save(replace(now, note=str(statement)))
        assert whole(store) == {now.id: now}


def test_a_program_killed_while_it_writes_the_log_leaves_all_of_a_save_or_nothing():
    ident, codes = fresh(setting()).id, []
    for room in ROOMS:
        before = {ident: open_store(setting()).scenario(ident).version}
        code, told = Program(setting(), breaks, ident, room).ended()
        assert checked(setting(), before, told) == 0
        assert len(told) == {-signal.SIGXFSZ: 1, -signal.SIGKILL: 2}[code]
        codes.append(code)
    assert codes == sorted(codes)  # by room: first too little, then enough
    assert codes.count(-signal.SIGXFSZ) >= 5
    assert codes[-1] == -signal.SIGKILL


def test_programs_that_save_at_once_lose_nothing(address):
    scenario = fresh(address)
    names = together(address, scenario.id, programs=4, count=60)
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
    ended, (*done, last) = Program(setting(), fills, scenario.id).ended()
    assert ended == 0
    code, version, content = last
    assert code == "E-PRJ-05"
    assert done, "there was room for at least one save"
    assert [version, content] == done[-1]
    open_store.cache_clear()
    store = open_store(setting())
    found = store.scenario(scenario.id)
    assert [str(found.version), digest(found)] == done[-1]
    assert store.delete(found).version == found.version + 1  # with room again, work goes on
