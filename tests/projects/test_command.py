"""`project list|export|import|backup|restore`: what they print, write and refuse."""

import json
import os
from pathlib import Path

import pytest

from gis_app.projects.model import Project, Scenario
from gis_app.projects.place import open_store
from tests.cli.run import Commands, process


@pytest.fixture
def run(capsys):
    return Commands(capsys)


@pytest.fixture(autouse=True)
def _own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))


@pytest.fixture
def filled(store, scenario):
    return store.save(scenario)


def test_projects_are_listed(run, address, filled):
    told = run("project", "list", "--store", address)
    assert told.status == 0
    assert "沿江物流选址" in told.out
    (one,) = run("project", "list", "--store", address, "--json").json["projects"]
    assert (one["id"], one["scenarios"], one["deleted"]) == (filled.project, 1, False)
    assert "scenarios" in run("project", "list", "--store", address, "--lang", "en").out


def test_a_project_goes_out_and_comes_in(run, address, filled, tmp_path):
    file = tmp_path / "a.project.json"
    assert run("project", "export", "沿江物流选址", "-o", file, "--store", address).status == 0
    words = ("project", "import", file, "--name", "第二份", "--store", address, "--json")
    told = run(*words).json
    assert (told["name"], told["scenarios"]) == ("第二份", 1)
    (again,) = open_store(address).scenarios(told["id"])
    assert again.sites == filled.sites
    short = told["id"][:8]
    assert run("project", "export", short, "-o", file, "--store", address).status == 0
    assert json.loads(file.read_text(encoding="utf-8"))["project"]["name"] == "第二份"


def test_a_name_that_fits_none_or_several_is_refused(run, address, filled, tmp_path):
    store, file = open_store(address), tmp_path / "x"
    told = run("project", "export", "没有", "-o", file, "--store", address)
    assert (told.status, told.faults) == (2, ["E-PRJ-06"])
    store.put_project(Project(name="沿江物流选址"))
    told = run("project", "export", "沿江物流选址", "-o", file, "--store", address)
    assert (told.status, told.faults) == (2, ["E-PRJ-14"])
    assert filled.project[:8] in told.err
    assert not file.exists()


def test_a_backup_is_restored_and_what_was_there_is_kept(run, address, filled, tmp_path):
    file = tmp_path / "backup.sqlite"
    assert run("project", "backup", "-o", file, "--store", address).status == 0
    store = open_store(address)
    lost = store.save(Scenario(project=filled.project, name="备份以后"))
    told = run("project", "restore", file, "--store", address)
    assert told.status == 0
    assert [s.name for s in store.scenarios(filled.project)] == [filled.name]
    (kept,) = (tmp_path / "share" / "suzhou-services-layout").glob("before-restore-*.sqlite")
    assert str(kept) in told.err
    assert run("project", "restore", kept, "--store", address).status == 0
    assert store.scenario(lost.id) == lost


def test_a_damaged_store_is_moved_aside_and_restored(run, tmp_path):
    place = str(tmp_path / "projects.sqlite")
    file = tmp_path / "backup.sqlite"
    open_store(place).put_project(Project(name="甲"))
    run("project", "backup", "-o", file)
    open_store.cache_clear()
    Path(place).write_bytes(b"broken " * 1000)
    told = run("project", "list")
    assert (told.status, told.faults) == (2, ["E-PRJ-02"])
    bad = run("project", "restore", place)  # the broken file itself is no backup
    assert (bad.status, bad.faults) == (2, ["E-PRJ-02"])
    assert Path(place).read_bytes() == b"broken " * 1000
    assert run("project", "restore", file).status == 0
    assert "甲" in run("project", "list").out
    (moved,) = tmp_path.glob("projects.sqlite.damaged-*")
    assert moved.read_bytes() == b"broken " * 1000


def test_the_setting_names_the_store_and_a_password_is_not_shown(tmp_path):
    place = str(tmp_path / "team" / "projects.sqlite")
    told = process("project", "list", "--json", env={"PLANNER_STORE": place})
    assert told.json == {"store": place, "projects": []}
    assert os.path.exists(place)
    address = "postgresql://plan:geheim@127.0.0.1:1/plan"
    told = process("project", "list", env={"PLANNER_STORE": address})
    assert (told.status, told.faults) == (2, ["E-PRJ-10"])
    assert "geheim" not in told.err


def test_what_is_no_project_file_is_refused(run, tmp_path):
    (tmp_path / "x.json").write_text("[]")
    assert run("project", "import", tmp_path / "x.json").faults == ["E-PRJ-07"]
    assert run("project", "import", tmp_path / "none.json").faults == ["E-IO-01"]
    assert run("project", "restore", tmp_path / "x.json").faults == ["E-PRJ-02"]
