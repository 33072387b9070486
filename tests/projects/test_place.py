"""Where the store lies, how a file is opened, and what is done with files of other versions."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from gis_app.projects import place, schema, sqlite
from gis_app.projects.model import Project, Scenario
from layers.errors import InputError

V1 = Path(__file__).with_name("store-v1.sqlite")
TAICANG = "b" * 32


def codes(caught):
    return [f.code for f in caught.value.faults]


def pragma(path, name):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.fixture
def old(tmp_path):
    """Return a copy of a file that the first schema of this program has written."""
    path = tmp_path / "old.sqlite"
    path.write_bytes(V1.read_bytes())
    assert pragma(path, "user_version") == 1
    return path


def test_the_setting_names_the_place_else_it_is_the_users_data_folder(tmp_path):
    home = place.setting({"XDG_DATA_HOME": str(tmp_path)})
    assert home == str(tmp_path / "suzhou-services-layout" / "projects.sqlite")
    default = place.setting({"XDG_DATA_HOME": "relative"})
    assert default == str(Path.home() / ".local/share/suzhou-services-layout/projects.sqlite")
    assert place.setting({"PLANNER_STORE": " postgresql://x "}) == "postgresql://x"


def test_a_store_in_the_programs_folder_is_refused():
    inside = place.PROGRAM / "gis_app" / "static" / "projects.sqlite"
    with pytest.raises(InputError) as caught:
        place.open_store(str(inside))
    assert codes(caught) == ["E-PRJ-12"]
    assert not inside.exists()


def test_the_default_folder_is_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("PLANNER_STORE")
    place.open_store(place.setting())
    assert (tmp_path / "suzhou-services-layout").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("given", ["/proc/none", "/dev/null/none"])
def test_a_data_folder_that_cannot_be_made_is_said(monkeypatch, given):
    monkeypatch.setenv("XDG_DATA_HOME", given)
    monkeypatch.delenv("PLANNER_STORE")
    with pytest.raises(InputError) as caught:
        place.open_store(place.setting())
    assert codes(caught) == ["E-PRJ-01"]


def test_nobody_without_a_home_meets_a_traceback(monkeypatch, tmp_path):
    def homeless(*_):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.setattr(Path, "expanduser", lambda self: homeless() if "~" in str(self) else self)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    for opened in (lambda: place.setting({}), lambda: place.open_store("~nobody/a.sqlite")):
        with pytest.raises(InputError) as caught:
            opened()
        assert codes(caught) == ["E-PRJ-01"]
    assert place.open_store(str(tmp_path / "named.sqlite")).projects() == []


def test_a_file_is_written_with_a_log_and_flushed(tmp_path):
    path = tmp_path / "a" / "projects.sqlite"
    store = place.open_store(str(path))
    assert pragma(path, "journal_mode") == "wal"
    with closing(store.database.connection()) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_on_a_network_share_there_is_no_log(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"1 0 0:5 / {tmp_path} rw - cifs //server/plan rw\n")
    path = tmp_path / "projects.sqlite"
    place.open_store(str(path)).put_project(Project(name="甲"))
    assert pragma(path, "journal_mode") == "wal"
    monkeypatch.setattr("gis_app.projects.disks.MOUNTS", mounts)
    place.open_store.cache_clear()
    store = place.open_store(str(path))
    assert store.put_project(Project(name="乙")).version == 1
    assert pragma(path, "journal_mode") == "delete"
    with closing(store.database.connection()) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (3,)
    assert len(store.projects()) == 2
    assert {p.name for p in tmp_path.iterdir()} == {"mounts", "projects.sqlite"}


def test_a_file_of_schema_1_is_migrated_whole_and_a_copy_is_kept(old):
    store = place.open_store(str(old))
    assert pragma(old, "user_version") == schema.KNOWN == 2
    (project,) = store.projects()
    assert (project.name, project.note) == ("沿江物流选址", "第一轮")
    found = {s.name: s for s in store.scenarios(project.id)}
    assert {n: s.deleted for n, s in found.items()} == {
        "太仓港片区": False,
        "无址方案": False,
        "已删方案": True,
    }
    one = found["太仓港片区"]
    (site,) = one.sites
    assert (site.name, site.lon, site.lat, site.function) == ("港区北", 121.21, 31.63, "集装箱")
    assert site.sectors == (("P6", 0.6), ("P7", 0.4))
    assert (one.weights, one.version, one.note) == ("equal", 3, "优先\n<b>核对岸线</b>")
    assert (one.indicators, one.author) == ({}, "")
    assert found["无址方案"].sites == ()
    assert found["无址方案"].readings == {"r": "x"}
    assert found["已删方案"].sites[0].unsure
    back = store.undo(store.undo(one))
    assert (back.sites[0].lon, back.weights) == (121.2, "")
    assert not store.undo(found["已删方案"]).deleted
    copy = old.with_name("old.sqlite.v1.bak")
    assert pragma(copy, "user_version") == 1
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM history").fetchone() == (6,)


def test_a_migration_that_fails_leaves_the_old_file(old, monkeypatch):
    before = old.read_bytes()

    def fails(execute, found):
        schema.MIGRATIONS[found](execute)
        raise RuntimeError("the power goes")

    with monkeypatch.context() as patched:
        patched.setattr(sqlite, "migrate", fails)
        with pytest.raises(RuntimeError):
            place.open_store(str(old))
    assert pragma(old, "user_version") == 1
    assert len(before) == len(old.read_bytes())
    assert place.open_store(str(old)).scenario(TAICANG).version == 3


def test_a_file_of_a_later_version_is_left_alone(tmp_path):
    path = tmp_path / "projects.sqlite"
    place.open_store(str(path))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 3")
    place.open_store.cache_clear()
    with pytest.raises(InputError) as caught:
        place.open_store(str(path))
    assert codes(caught) == ["E-PRJ-03"]
    assert pragma(path, "user_version") == 3


def test_a_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "some.gpkg"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE gpkg_contents (a)")
    before = path.read_bytes()
    with pytest.raises(InputError) as caught:
        place.open_store(str(path))
    assert codes(caught) == ["E-PRJ-01"]
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["some.gpkg"]


def test_a_damaged_store_is_said_at_the_start_and_left_as_it_is(tmp_path):
    path = tmp_path / "projects.sqlite"
    store = place.open_store(str(path))
    project = store.put_project(Project(name="甲"))
    for n in range(30):
        store.save(Scenario(project=project.id, name=str(n), note="长" * 3000))
    place.open_store.cache_clear()
    content = bytearray(path.read_bytes())
    content[20_000:40_000] = os.urandom(20_000)
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        place.open_store(str(path))
    assert codes(caught) == ["E-PRJ-02"]
    assert path.read_bytes() == bytes(content)


def test_a_file_that_is_no_database_is_said(tmp_path):
    path = tmp_path / "projects.sqlite"
    path.write_text("hello " * 1000)
    with pytest.raises(InputError) as caught:
        place.open_store(str(path))
    assert codes(caught) == ["E-PRJ-02"]


def test_a_place_that_cannot_be_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / "projects.sqlite", tmp_path):
        with pytest.raises(InputError) as caught:
            place.open_store(str(path))
        assert codes(caught) == ["E-PRJ-01"]


def test_stale_temporary_files_go_and_others_stay(tmp_path):
    path = tmp_path / "projects.sqlite"
    names = [".projects.sqlite.v1.bak.77.tmp", ".projects.sqlite.78.tmp", ".other.79.tmp", "a.tmp"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    for name in (names[0], *names[2:]):
        os.utime(tmp_path / name, (time.time() - 7200,) * 2)
    place.open_store(str(path))
    assert not (tmp_path / names[0]).exists()
    assert all((tmp_path / name).exists() for name in names[1:])


def test_a_server_that_is_not_there_is_said_without_the_password():
    address = "postgresql://plan:geheim@127.0.0.1:1/plan"
    pytest.importorskip("psycopg")
    with pytest.raises(InputError) as caught:
        place.open_store(address)
    assert codes(caught) == ["E-PRJ-10"]
    assert "geheim" not in str(caught.value)
