"""The store, on SQLite and on a real PostgreSQL server: versions, conflicts, undo, history."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_app.projects import place, rows
from gis_app.projects.checked import cleaned
from gis_app.projects.model import Project, Scenario
from gis_app.projects.store import ConflictError
from layers.errors import InputError

HOSTILE = "<img src=x onerror=alert(1)>'); DROP TABLE scenario;-- ${x} `y` %s ? \\"


def code(caught):
    return [f.code for f in caught.value.faults]


def test_a_saved_scenario_comes_back_whole(store, address, scenario):
    kept = store.save(scenario)
    assert kept.version == 1
    assert datetime.datetime.fromisoformat(kept.changed).tzinfo
    place.open_store.cache_clear()
    again = place.open_store(address).scenario(kept.id)
    assert again == kept
    assert again == replace(scenario, version=1, created=kept.created, changed=kept.changed)


def test_every_change_is_a_version_and_nothing_new_is_none(store, scenario):
    one = store.save(scenario)
    two = store.save(replace(one, note="另一句"))
    assert (one.version, two.version) == (1, 2)
    assert two.created == one.created
    assert store.save(replace(two)).version == 2
    assert [c.action for c in store.history(two)] == ["save", "create"]
    assert [c.scenario.note for c in store.history(two)] == ["另一句", one.note]


def test_saving_over_somebody_elses_change_shows_both(store, scenario):
    seen = store.save(scenario)
    theirs = store.save(replace(seen, note="他人的", author="乙"))
    with pytest.raises(ConflictError) as caught:
        store.save(replace(seen, note="我的"))
    assert code(caught) == ["E-PRJ-04"]
    assert caught.value.mine.note == "我的"
    assert caught.value.theirs == theirs
    assert store.scenario(seen.id).note == "他人的"
    # The choice "keep mine" is a save made from the version that is there now.
    mine = store.save(replace(caught.value.mine, version=theirs.version))
    assert (mine.note, mine.version) == ("我的", 3)
    assert store.undo(mine).note == "他人的"


def test_undo_goes_back_step_by_step_and_is_itself_kept(store, scenario):
    now = store.save(scenario)
    for note in ("二", "三"):
        now = store.save(replace(now, note=note))
    now = store.undo(now)
    assert (now.note, now.version) == ("二", 4)
    now = store.undo(now)
    assert (now.note, now.version) == (scenario.note, 5)
    with pytest.raises(InputError) as caught:
        store.undo(now)
    assert code(caught) == ["E-PRJ-11"]
    now = store.undo(store.save(replace(now, note="新")))
    assert now.note == scenario.note
    assert len(store.history(now)) == 7


def test_undo_of_a_version_somebody_changed_is_refused(store, scenario):
    seen = store.save(replace(store.save(scenario), note="二"))
    store.save(replace(seen, note="三"))
    with pytest.raises(ConflictError):
        store.undo(seen)


def test_a_deleted_scenario_is_brought_back_by_undo(store, scenario):
    kept = store.save(scenario)
    gone = store.delete(kept)
    assert [s.deleted for s in store.scenarios(kept.project)] == [True]
    back = store.undo(gone)
    assert not back.deleted
    assert back.sites == kept.sites
    with pytest.raises(ConflictError):
        store.delete(kept)


def test_an_earlier_version_is_restored_as_a_new_one(store, scenario):
    one = store.save(scenario)
    two = store.save(replace(one, weights="equal"))
    three = store.restore(two, 1)
    assert (three.weights, three.version) == (one.weights, 3)
    assert store.undo(three).weights == "equal"
    with pytest.raises(InputError) as caught:
        store.restore(two, 9)
    assert code(caught) == ["E-PRJ-06"]


def test_a_duplicate_goes_its_own_way(store, scenario):
    one = store.save(scenario)
    copy = store.duplicate(one.id, "副本", author="乙")
    assert (copy.name, copy.version, copy.author) == ("副本", 1, "乙")
    assert copy.sites == one.sites
    store.save(replace(copy, note="改"))
    assert store.scenario(one.id) == one
    assert {s.name for s in store.scenarios(one.project)} == {one.name, "副本"}


def test_projects_are_renamed_and_deleted_with_the_same_care(store, project):
    renamed = store.put_project(replace(project, name="  新\n名 "))
    assert (renamed.name, renamed.version) == ("新 名", 2)
    with pytest.raises(ConflictError):
        store.put_project(replace(project, deleted=True))
    gone = store.put_project(replace(renamed, deleted=True))
    assert store.projects() == [gone]


def test_only_the_last_versions_are_kept(store, scenario, monkeypatch):
    monkeypatch.setattr(rows, "MOST_VERSIONS", 3)
    now = store.save(scenario)
    for n in range(5):
        now = store.save(replace(now, note=str(n)))
    assert [c.scenario.version for c in store.history(now)] == [6, 5, 4]
    now = store.undo(now)
    assert now.note == "3"
    with pytest.raises(InputError) as caught:
        store.undo(now)
    assert code(caught) == ["E-PRJ-11"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": " \n"}, "E-PRJ-07"),
        ({"name": "长" * 81}, "E-PRJ-08"),
        ({"note": "长" * 4001}, "E-PRJ-08"),
        ({"indicators": {"indicator-1": {99999: 1.0}}}, "E-PRJ-07"),
        ({"indicators": {"indicator-1": {2023: float("nan")}}}, "E-PRJ-07"),
        ({"project": "nowhere"}, "E-PRJ-06"),
    ],
)
def test_what_may_not_be_saved_is_said_and_nothing_is_kept(store, scenario, change, expected):
    with pytest.raises(InputError) as caught:
        store.save(replace(scenario, **change))
    assert code(caught) == [expected]
    assert store.scenarios(scenario.project) == []


def test_hostile_text_is_kept_as_text(store, scenario):
    kept = store.save(replace(scenario, name=HOSTILE, note=f"{HOSTILE}\n\x00\u202e第二行"))
    again = store.scenario(kept.id)
    assert again.name == " ".join(HOSTILE.split())
    assert again.note == f"{HOSTILE}\n  第二行"
    assert len(store.projects()) == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=80), note=st.text(max_size=200))
def test_any_text_is_kept_or_refused_by_name(store, project, name, note):
    made = Scenario(project=project.id, name=name, note=note)
    if not " ".join(cleaned("prj-name", name).split()):
        with pytest.raises(InputError, match="E-PRJ-07"):
            store.save(made)
        return
    kept = store.save(made)
    assert store.scenario(kept.id) == kept


def test_threads_of_one_program_lose_nothing(store, scenario):
    """Each thread adds to the same number, and starts again where another was faster."""
    first = store.save(replace(scenario, indicators={"n": {2023: 0.0}}))
    start = threading.Barrier(4)

    def add(times):
        start.wait()
        for _ in range(times):
            while True:
                seen = store.scenario(first.id)
                value = seen.indicators["n"][2023] + 1
                try:
                    store.save(replace(seen, indicators={"n": {2023: value}}))
                    break
                except ConflictError:
                    continue

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, [10] * 4))
    last = store.scenario(first.id)
    assert last.indicators["n"][2023] == 40
    assert last.version == 41


def test_an_unknown_scenario_and_project_are_said(store):
    with pytest.raises(InputError) as caught:
        store.scenario("x")
    assert code(caught) == ["E-PRJ-06"]
    assert store.scenarios("x") == []
    assert store.put_project(Project(name="甲")).version == 1
