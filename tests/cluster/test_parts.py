"""`score` of parts in one process: the same parts again, and what it refuses."""

import os
import signal
import subprocess
import sys
import time

import geopandas as gpd
import pyarrow.parquet as pq
import pytest

from gis_app.cluster import parts, scheduler
from tests.bulk.files import metadata, parquet_file, score
from tests.cli.run import ROOT


@pytest.fixture
def folder(tmp_path):
    """Return a folder of three files of points."""
    place = tmp_path / "sites"
    place.mkdir()
    for k in range(3):
        parquet_file(place / f"p{k}.parquet", 40, seed=k, odd=k == 1)
    return place


def bytes_of(place):
    return {path.name: path.read_bytes() for path in sorted(place.iterdir())}


def test_each_file_of_a_folder_becomes_a_part(tmp_path, folder):
    done = score(folder, "-o", tmp_path / "out", "--draws", 0)
    assert done.status == 0
    names = [path.name for path in sorted((tmp_path / "out").iterdir())]
    assert names == [f"part-{k:05d}.parquet" for k in range(3)]
    found = gpd.read_parquet(tmp_path / "out" / "part-00001.parquet")
    assert (
        len(found) == 38
    )  # of 40: no geometry, a line and X for Y are out, two points are one row
    assert set(found["BSM"].str.partition("-")[0]) == {"p1"}
    assert (
        dict(metadata(tmp_path / "out" / "part-00001.parquet")[1]["account"])["文件"]
        == "p1.parquet"
    )
    assert any(line.startswith("part-00001.parquet W-GEO-01") for line in done.err.splitlines())


def test_a_part_is_the_file_that_is_made_of_it_alone(tmp_path, folder, monkeypatch):
    from gis_app.bulk import rule

    monkeypatch.setattr(rule, "LARGE", {"parquet": 0, "csv": 0})
    score(folder, "-o", tmp_path / "out", "--draws", 20)
    score(folder / "p1.parquet", "-o", tmp_path / "one.parquet", "--draws", 20)
    part = tmp_path / "out" / "part-00001.parquet"
    assert part.read_bytes() == (tmp_path / "one.parquet").read_bytes()


def test_row_groups_of_one_file_are_parts_with_the_rows_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "ROWS", 20)
    given = parquet_file(tmp_path / "sites.parquet", 50, group=10)
    done = score(given, "-o", tmp_path / "out", "--draws", 0, "--dask", "local:0")
    assert done.told[0].startswith("E-ARG-01")  # no workers at all
    found = parts.pieces(given, most_features=100)
    assert [(p.part.groups, p.part.before, p.rows) for p in found] == [
        ((0, 1), 0, 20),
        ((2, 3), 20, 20),
        ((4,), 40, 10),
    ]


def test_an_id_in_two_parts_of_one_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "ROWS", 10)
    path = parquet_file(tmp_path / "sites.parquet", 30, group=10, odd=False)
    layer = gpd.read_parquet(path)
    layer.loc[25, "id"] = layer["id"][3]
    layer.to_parquet(path, row_group_size=10)
    done = score(path, "-o", tmp_path / "out", "--dask", "local:1")
    told = [line.partition("。")[0] for line in done.told]
    assert told == ["E-CLU-05: 编号“sites-3”在“sites.parquet”的不同分块中重复"]


def test_a_run_that_was_killed_goes_on_with_what_it_has(tmp_path, folder):
    words = [
        sys.executable,
        "-m",
        "gis_app",
        "score",
        folder,
        "-o",
        tmp_path / "out",
        "--draws",
        "0",
    ]
    place = tmp_path / ".out.parts"
    process = subprocess.Popen(list(map(str, words)), cwd=ROOT, stderr=subprocess.PIPE)
    while process.poll() is None and not (place / "part-00000.parquet.json").exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (tmp_path / "out").exists()
    first = place / "part-00000.parquet"
    before = first.stat().st_ino, first.stat().st_mtime_ns
    assert score(folder, "-o", tmp_path / "out", "--draws", 0).status == 0
    kept = (tmp_path / "out" / first.name).stat()
    assert (kept.st_ino, kept.st_mtime_ns) == before
    assert score(folder, "-o", tmp_path / "again", "--draws", 0).status == 0
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "again")


@pytest.mark.parametrize("changed", ["input", "draws"])
def test_parts_of_another_run_are_not_taken_for_ours(tmp_path, folder, monkeypatch, changed):
    from gis_app.cluster import run

    monkeypatch.setattr(run, "completed", lambda *_: None)  # as if it broke off at the very end
    score(folder, "-o", tmp_path / "out", "--draws", 0)
    place = tmp_path / ".out.parts"
    before = (place / "run.json").read_text()
    if changed == "input":
        parquet_file(folder / "p0.parquet", 41, seed=9, odd=False)
    score(folder, "-o", tmp_path / "out", "--draws", 0 if changed == "input" else 3)
    assert (place / "run.json").read_text() != before
    rows = pq.read_metadata(place / "part-00000.parquet").num_rows
    assert rows == (41 if changed == "input" else 40)


def test_what_parts_cannot_do_is_said_before_anything_is_written(tmp_path, folder):
    (tmp_path / "there").mkdir()
    empty = tmp_path / "empty"
    empty.mkdir()
    refused = {
        "E-CLU-04": (empty, "-o", tmp_path / "out"),
        "E-CLU-07": (folder, "-o", tmp_path / "there"),
        "E-CLU-09": (folder, "-o", tmp_path / "out.csv"),
        "E-LIM-07": (folder, "-o", tmp_path / "out", "--max-features", 100),
        "E-ARG-01": (folder, "-o", tmp_path / "out", "--peers", "file"),
    }
    for code, words in refused.items():
        done = score(*words)
        assert (done.status, [line.partition(":")[0] for line in done.told]) == (2, [code])
    assert sorted(os.listdir(tmp_path)) == ["empty", "sites", "there"]


def test_areas_are_refused(tmp_path, folder):
    layer = gpd.read_parquet(folder / "p2.parquet")
    layer.loc[7, "geometry"] = layer.geometry[7].buffer(0.002)
    layer.to_parquet(folder / "p2.parquet")
    done = score(folder, "-o", tmp_path / "out", "--draws", 0)
    assert done.status == 2
    assert done.told[0].startswith("E-CLU-06: “p2.parquet”里有面")
    assert not (tmp_path / "out").exists()


def test_a_cluster_needs_its_package_and_an_address(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(scheduler, "SECONDS", 1)
    out = ("-o", tmp_path / "out", "--draws", 0, "--dask")
    assert score(folder, *out, "nowhere").told[0].startswith("E-ARG-01")
    assert score(folder, *out, "tcp://127.0.0.1:9").told[0].startswith("E-CLU-02")
    monkeypatch.setattr(scheduler, "find_spec", lambda _: None)
    assert score(folder, *out, "local:1").told[0].startswith("E-CLU-01")


def test_a_folder_of_the_name_of_a_layer_does_not_take_its_place(tmp_path, monkeypatch):
    (tmp_path / "clusters").mkdir()
    monkeypatch.chdir(tmp_path)
    assert score("clusters", "-o", tmp_path / "out.csv", "--draws", 0).status == 0


def test_a_name_longer_than_any_file_s_is_told():
    assert score("a" * 5000, "-o", "out.csv").told[0].startswith("E-LYR-01")


def test_damage_within_a_part_and_row_groups_beyond_the_memory_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "ROWS", 20)
    (tmp_path / "one").mkdir()
    given = parquet_file(tmp_path / "one" / "sites.parquet", 50, group=10)
    with monkeypatch.context() as patched:
        patched.setattr("gis_app.bulk.parquet_sites.LARGEST_GROUP", 1)
        done = score(given.parent, "-o", tmp_path / "out", "--draws", 0)
    assert [line.split(":")[0] for line in done.told] == ["E-LIM-12"]
    content = bytearray(given.read_bytes())
    content[100 : len(content) // 2] = bytes(len(content) // 2 - 100)
    given.write_bytes(content)
    done = score(given.parent, "-o", tmp_path / "other", "--draws", 0)
    assert [line.split(":")[0] for line in done.told] == ["E-IO-01"]
