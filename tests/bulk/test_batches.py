"""`score` of large files: the same files, line by line, as when they are read whole."""

import os
import signal
import subprocess
import sys
import time

import pytest

from gis_app.bulk import csv_sites, parquet_sites, rule, tally
from gis_app.cli import main
from tests.bulk.files import (
    HEAD,
    columns,
    csv_file,
    metadata,
    parquet_file,
    score,
    types,
)
from tests.cli.run import ROOT


@pytest.fixture
def whole(monkeypatch):
    """Return a way to score that reads files whole."""

    def run(*words):
        monkeypatch.setattr(rule, "LARGE", {"csv": 1 << 40, "parquet": 1 << 40})
        return score(*words)

    return run


@pytest.fixture
def batches(monkeypatch):
    """Return a way to score that takes any file in batches of 150 rows."""

    def run(*words):
        monkeypatch.setattr(rule, "LARGE", {"csv": 0, "parquet": 0})
        for module in (csv_sites, parquet_sites):
            monkeypatch.setattr(module, "ROWS", 150)
        return score(*words)

    return run


@pytest.fixture(autouse=True)
def one_time(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.mark.parametrize(
    "more", [("--draws", 0), ("--draws", 40, "--with", "none", "--lang", "en")]
)
def test_a_csv_in_batches_is_byte_for_byte_the_csv_made_whole(tmp_path, whole, batches, more):
    given = csv_file(tmp_path / "sites.csv", 400)
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    first, second = whole(given, "-o", one, *more), batches(given, "-o", other, *more)
    assert (first.status, second.status) == (0, 0)
    assert second.told == first.told
    assert other.read_bytes() == one.read_bytes()
    assert "scoring" in second.err or "评价" in second.err


def test_what_a_file_says_of_its_clusters_goes_out_with_them(tmp_path, whole, batches):
    given = tmp_path / "sites.csv"
    rows = "1,甲,P7,120.6,31.3,省级,7211,人民路1号,0001,mine\n2,乙,P7,120.7,31.3,,,,,\n"
    given.write_text(f"id,name,sectors,lon,lat,JJQJB,HYDM,DZ,TYDM,K1\n{rows}", encoding="utf-8")
    for ending in ("csv", "parquet"):
        one, other = tmp_path / f"one.{ending}", tmp_path / f"other.{ending}"
        for run, path in ((whole, one), (batches, other)):
            assert run(given, "-o", path, "--crs", "wgs84", "--draws", 0).status == 0
    assert (tmp_path / "other.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert columns(other) == columns(one)
    told = {name: values[0] for name, values in columns(one).items()}
    assert [told[c] for c in ("JJQJB", "HYDM", "DZ", "TYDM")] == [
        "省级",
        "7211",
        "人民路1号",
        "0001",
    ]
    assert isinstance(told["K1"], float)  # a field of the result is nobody else's


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_geoparquet_in_batches_has_the_same_columns_and_numbers(tmp_path, whole, batches, kind):
    make = csv_file if kind == "csv" else parquet_file
    given = make(tmp_path / f"sites.{kind}", 400)
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    first, second = (
        run(given, "-o", path, "--draws", 0) for run, path in ((whole, one), (batches, other))
    )
    assert (first.status, second.status) == (0, 0)
    assert second.told == first.told
    assert columns(other) == columns(one)
    assert list(columns(other)) == list(columns(one))
    assert types(other) == types(one)
    assert metadata(other) == metadata(one)


def test_geoparquet_becomes_the_same_csv(tmp_path, whole, batches):
    given = parquet_file(tmp_path / "sites.parquet", 400)
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    whole(given, "-o", one, "--draws", 0), batches(given, "-o", other, "--draws", 0)
    assert other.read_bytes() == one.read_bytes()


@pytest.mark.parametrize(
    ("encoding", "mark"), [("gb18030", ","), ("utf-16", ";"), ("utf-8-sig", "\t")]
)
def test_every_encoding_and_every_mark_between_cells(tmp_path, whole, batches, encoding, mark):
    text = csv_file(tmp_path / "plain.csv", 200, odd=False).read_text(encoding="utf-8")
    given = tmp_path / "sites.csv"
    given.write_bytes(text.replace(";", "、").replace(",", mark).encode(encoding))
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    first, second = (
        run(given, "-o", path, "--draws", 0) for run, path in ((whole, one), (batches, other))
    )
    assert second.told == first.told
    assert other.read_bytes() == one.read_bytes()


@pytest.mark.parametrize("crs", ["gcj02", "EPSG:4549"])
def test_systems_are_read_alike(tmp_path, whole, batches, crs):
    head, x, y = ("lon,lat", 120.6, 31.3) if crs == "gcj02" else ("X,Y", 3466000.0, 550000.0)
    step = 1e-4 if crs == "gcj02" else 10.0  # X is the northing, as surveyors write
    rows = [f"{k},甲{k},P7,{x + k * step},{y}" for k in range(200)]
    given = tmp_path / "sites.csv"
    given.write_text("\n".join([f"id,name,sectors,{head}", *rows]), encoding="utf-8")
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    words = ("--crs", crs, "--draws", 0)
    first, second = whole(given, "-o", one, *words), batches(given, "-o", other, *words)
    assert (first.status, second.told) == (0, first.told)
    assert other.read_bytes() == one.read_bytes()


FAULTY = {
    "nothing inside": f"{HEAD}\n1,甲,P7,,10,10,cgcs2000,\n",
    "no header": "1,甲,P7,120.6,31.3\n",
    "no rows": f"{HEAD}\n",
    "no system": "id,name,sectors,lon,lat\n1,甲,P7,120.6,31.3\n",
    "open quote": f'{HEAD}\n1,"甲,P7,,120.6,31.3,cgcs2000,\n',
    "a name twice": "id,id,lon,lat\n1,甲,120.6,31.3\n",
    "no text": "\xff\xfe\x00".encode("latin-1"),
    "too many": "\n".join([HEAD, *(f"{k},甲,P7,,120.6,31.3,cgcs2000," for k in range(30))]),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_refusals_are_the_same_and_leave_no_file(tmp_path, whole, batches, fault):
    given, out = tmp_path / "sites.csv", tmp_path / "out.csv"
    text = FAULTY[fault]
    given.write_bytes(text if isinstance(text, bytes) else text.encode())
    words = (given, "-o", out, "--draws", 0, "--max-features", 20)
    first, second = whole(*words), batches(*words)
    assert (first.status, second.status) == (2, 2)
    assert second.told == first.told != []
    assert [p.name for p in tmp_path.iterdir()] == ["sites.csv"]


def test_areas_are_left_to_the_ordinary_way(tmp_path, whole, batches):
    given = tmp_path / "sites.csv"
    area = "POLYGON ((120.6 31.3, 120.61 31.3, 120.61 31.31, 120.6 31.3))"
    given.write_text(f'id,name,sectors,lon,lat,wkt\n1,甲,P7,,,"{area}"\n', encoding="utf-8")
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    words = ("--crs", "wgs84", "--draws", 0)
    assert whole(given, "-o", one, *words).status == batches(given, "-o", other, *words).status == 0
    assert other.read_bytes() == one.read_bytes()


def test_polygons_deep_in_a_geoparquet_are_too(tmp_path, whole, batches):
    import geopandas as gpd

    path = parquet_file(tmp_path / "sites.parquet", 200, odd=False)
    layer = gpd.read_parquet(path)
    layer.loc[190, "geometry"] = layer.geometry[190].buffer(0.002)
    layer.to_parquet(path)
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    assert whole(path, "-o", one, "--draws", 0).status == 0
    assert batches(path, "-o", other, "--draws", 0).status == 0
    assert other.read_bytes() == one.read_bytes()


def test_long_lists_of_wrong_rows_are_cut_and_counted(tmp_path, batches, monkeypatch):
    monkeypatch.setattr(tally, "MOST_LISTED", 3)
    rows = [f"{k},甲,P7,,{120.6 if k < 5 else 10},31.3,cgcs2000," for k in range(15)]
    given = tmp_path / "sites.csv"
    given.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    told = batches(given, "-o", tmp_path / "out.parquet", "--draws", 0).told
    assert len([line for line in told if line.startswith("E-CRS-02")]) == 3
    assert "W-BLK-01: 另有 7 行未参与评价，不逐行列出。" in told
    account = dict(metadata(tmp_path / "out.parquet")[1]["account"])
    assert account["行数"] == "读入 15 行，可用 5 处，未参与 10 行"


def test_small_files_are_read_whole(tmp_path):
    given = csv_file(tmp_path / "sites.csv", 100)
    window = {"west": 119.8, "east": 121.5, "south": 30.6, "north": 32.2}
    assert rule.opened(str(given), crs=None, window=window, most_features=1000) is None


def test_an_interrupt_leaves_nothing(tmp_path):
    given = csv_file(tmp_path / "sites.csv", 60_000, odd=False)
    command = [sys.executable, "-c", RUN, str(given), str(tmp_path / "out.parquet")]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
    temporary = f".out.parquet.*.{process.pid}.tmp"
    while process.poll() is None and not list(tmp_path.glob(temporary)):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 130
    assert [p.name for p in tmp_path.iterdir()] == ["sites.csv"]


RUN = """
import signal
import sys
from gis_app.bulk import rule
from gis_app.cli import main
rule.LARGE = {"csv": 0}
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
sys.exit(main(["score", sys.argv[1], "-o", sys.argv[2]]))
"""


def test_an_old_file_stays_where_the_new_one_fails(tmp_path, batches):
    given, out = tmp_path / "sites.csv", tmp_path / "out.csv"
    given.write_text(FAULTY["nothing inside"], encoding="utf-8")
    out.write_text("old", encoding="utf-8")
    assert batches(given, "-o", out).status == 2
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(os.listdir(tmp_path)) == ["out.csv", "sites.csv"]
    assert main(["score", "--help"]) == 0
