"""A project as one file, a store as a backup: whole again, or refused by name."""

import json
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.projects import transfer
from gis_app.projects.model import Project, Scenario
from gis_app.projects.place import open_store
from layers.errors import InputError


def codes(caught):
    return [f.code for f in caught.value.faults]


def content(store, project):
    """Return what a project says, without ids and times of its own."""
    tree = json.loads(transfer.exported(store, project.id))
    tree.pop("time")
    tree["project"].pop("changed")
    return tree


@pytest.fixture
def filled(store, scenario):
    one = store.save(scenario)
    two = store.undo(store.save(replace(one, note="二")))
    store.delete(store.duplicate(one.id, "要删的"))
    return store, store.projects()[0], two


def test_a_project_goes_into_one_file_and_comes_back_with_its_history(filled):
    store, project, kept = filled
    file = transfer.exported(store, project.id)
    again = transfer.imported(store, file, author="丙")
    assert again.id != project.id
    assert (again.name, again.note) == (project.name, project.note)
    (back,) = store.scenarios(again.id)
    assert back.id != kept.id
    assert (back.sites, back.indicators, back.readings) == (
        kept.sites,
        kept.indicators,
        kept.readings,
    )
    before = store.history(kept)
    first, *rest = store.history(back)
    assert (first.action, first.scenario.author) == ("import", "丙")
    told = [(c.source, c.action, c.scenario.note, c.scenario.author) for c in rest]
    assert told == [(c.source, c.action, c.scenario.note, c.scenario.author) for c in before]


def test_export_import_export_says_the_same(filled):
    store, project, _ = filled
    before = content(store, project)
    after = content(store, transfer.imported(store, transfer.exported(store, project.id)))
    for scenario in after["scenarios"]:
        assert scenario["history"].pop()["action"] == "import"
    assert after == before


def test_a_file_goes_from_one_store_to_another(filled, tmp_path):
    store, project, kept = filled
    other = open_store(str(tmp_path / "other.sqlite"))
    moved = transfer.imported(other, transfer.exported(store, project.id), name="新名")
    assert moved.name == "新名"
    assert [s.sites for s in other.scenarios(moved.id)] == [kept.sites]


def changed(file, change):
    tree = json.loads(file)
    change(tree)
    return json.dumps(tree).encode()


DEEP = f"{'GEOMETRYCOLLECTION(' * 100_000}POINT(1 1){')' * 100_000}"  # ends whoever parses it
WRONG = {
    "format": lambda t: t.update(format="x"),
    "no project": lambda t: t.pop("project"),
    "no scenarios": lambda t: t.update(scenarios={}),
    "empty history": lambda t: t["scenarios"][0].update(history=[]),
    "action": lambda t: t["scenarios"][0]["history"][0].update(action="rm -rf"),
    "no action": lambda t: t["scenarios"][0]["history"][0].pop("action"),
    "no version": lambda t: t["scenarios"][0]["history"][0].update(version=True),
    "version order": lambda t: t["scenarios"][0]["history"][1].update(version=1),
    "source": lambda t: t["scenarios"][0]["history"][0].update(source=7),
    "time": lambda t: t["scenarios"][0]["history"][0].update(at="yesterday"),
    "name": lambda t: t["scenarios"][0]["history"][0]["body"].update(name=3),
    "lon": lambda t: t["scenarios"][0]["history"][0]["body"]["sites"][0].update(lon=200),
    "huge": lambda t: t["scenarios"][0]["history"][0]["body"]["sites"][0].update(lon=10**400),
    "wkt": lambda t: t["scenarios"][0]["history"][0]["body"]["sites"][0].update(wkt="POINT (1 1)"),
    "deep wkt": lambda t: t["scenarios"][0]["history"][0]["body"]["sites"][0].update(wkt=DEEP),
    "bad wkt": lambda t: t["scenarios"][0]["history"][0]["body"]["sites"][0].update(wkt="x"),
    "share": lambda t: t["scenarios"][0]["history"][0]["body"]["sites"][0]["sectors"].update(P6=-1),
    "year": lambda t: t["scenarios"][0]["history"][0]["body"].update(indicators={"i": {"x": 1}}),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_and_adds_nothing(filled, change):
    store, project, _ = filled
    file = changed(transfer.exported(store, project.id), change)
    with pytest.raises(InputError) as caught:
        transfer.imported(store, file)
    assert codes(caught) == ["E-PRJ-07"]
    assert len(store.projects()) == 1


@pytest.mark.parametrize(
    "file",
    [b"", b"\xff\xfe", b"[" * 100_000, b"null", b"[]", b'{"format": NaN}', b"PK\x03\x04"],
)
def test_what_is_no_project_file_is_said(store, file):
    with pytest.raises(InputError) as caught:
        transfer.imported(store, file)
    assert codes(caught) == ["E-PRJ-07"]


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.update(schema=99),
        lambda t: t["scenarios"][0]["history"][0]["body"].update(schema=99),
    ],
)
def test_a_file_of_a_later_version_asks_for_an_upgrade(filled, change):
    store, project, _ = filled
    with pytest.raises(InputError) as caught:
        transfer.imported(store, changed(transfer.exported(store, project.id), change))
    assert codes(caught) == ["E-PRJ-03"]


def test_a_body_of_schema_1_is_read(filled):
    store, project, _ = filled

    def older(tree):
        said = tree["scenarios"][0]["history"][0]["body"]
        said |= {"schema": 1, "site": said["sites"][0]}
        del said["sites"], said["indicators"]

    file = changed(transfer.exported(store, project.id), older)
    again = transfer.imported(store, file)
    (back,) = store.scenarios(again.id)
    assert [s.name for s in store.history(back)[-1].scenario.sites] == ["港区北"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KEYS = ("name", "note", "sites", "weights", "readings", "indicators", "lon", "lat", "sectors")


@given(st.dictionaries(st.sampled_from(KEYS), json_values))
def test_any_body_is_read_or_refused_by_name(tree):
    from gis_app.projects.bodies import body, with_body

    bare = Scenario(project="p", name="x")
    try:
        found = with_body(bare, {"schema": 2, **tree})
    except InputError as error:
        told = {f.code for f in error.faults}
    else:
        told = set() if with_body(bare, body(found)) == found else {"unstable"}
    assert told <= {"E-PRJ-07", "E-PRJ-08"}


def test_a_backup_holds_everything_and_restores_it(filled, tmp_path):
    store, project, kept = filled
    file = transfer.backup(store)
    store.save(replace(kept, note="备份以后"))
    store.put_project(Project(name="备份以后"))
    assert transfer.restore(store, file) == 1
    assert [p.id for p in store.projects()] == [project.id]
    assert store.scenario(kept.id) == kept
    assert len(store.history(kept)) == 3
    other = open_store(str(tmp_path / "elsewhere.sqlite"))  # from SQLite or PostgreSQL alike
    transfer.restore(other, file)
    assert other.scenarios(project.id) == store.scenarios(project.id)
    (tmp_path / "as-file.sqlite").write_bytes(file)
    assert open_store(str(tmp_path / "as-file.sqlite")).scenario(kept.id) == kept


def database(*statements):
    with sqlite3.connect(":memory:") as connection:
        for statement in statements:
            connection.execute(statement)
        content = connection.serialize()
    connection.close()
    return content


def damaged(file):
    return file[: len(file) // 2] + b"\xff" * (len(file) - len(file) // 2)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (lambda _: b"", "E-PRJ-02"),
        (lambda _: b"not a database" * 100, "E-PRJ-02"),
        (lambda _: database("CREATE TABLE gpkg_contents (a)"), "E-PRJ-01"),
        (damaged, "E-PRJ-02"),
        (lambda f: f[: len(f) // 2], "E-PRJ-02"),
    ],
    ids=["empty", "text", "foreign", "damaged", "cut"],
)
def test_what_is_no_whole_backup_changes_nothing(filled, file, expected):
    store, _, kept = filled
    with pytest.raises(InputError) as caught:
        transfer.restore(store, file(transfer.backup(store)))
    assert codes(caught) == [expected]
    assert store.scenario(kept.id) == kept


def meddled(file, *statements):
    connection = sqlite3.connect(":memory:")
    connection.deserialize(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    content = connection.serialize()
    connection.close()
    return content


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("CREATE TRIGGER t AFTER DELETE ON history BEGIN DELETE FROM scenario; END", "E-PRJ-01"),
        ("CREATE VIEW v AS SELECT zeroblob(900000000)", "E-PRJ-01"),
        ("UPDATE scenario SET body = '{\"schema\": 2}'", "E-PRJ-07"),
        ("PRAGMA user_version = 9", "E-PRJ-03"),
        ("DELETE FROM project", "E-PRJ-02"),
        ("UPDATE scenario SET body = 'x'", "E-PRJ-07"),
        ("UPDATE history SET body = CAST(x'ff' AS TEXT)", "E-PRJ-02"),
        ("UPDATE project SET name = x'ff00'", "E-PRJ-02"),
        ("UPDATE scenario SET version = 'one'", "E-PRJ-02"),
        ("UPDATE project SET changed = 'yesterday'", "E-PRJ-07"),
        ("UPDATE history SET at = ''", "E-PRJ-07"),
        ("PRAGMA user_version = 1", "E-PRJ-02"),
    ],
)
def test_a_backup_somebody_meddled_with_changes_nothing(filled, statement, expected):
    store, _, kept = filled
    file = meddled(transfer.backup(store), statement)
    with pytest.raises(InputError) as caught:
        transfer.restore(store, file)
    assert codes(caught) == [expected]
    assert store.scenario(kept.id) == kept
