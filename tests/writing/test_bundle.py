"""The delivery package: every file is there, describes itself, and opens."""

import json
import sqlite3
import xml.etree.ElementTree as ET
import zipfile

import pyogrio
import pytest

from gis_app.writing.bundle import GPKG, title
from gis_app.writing.bundle_readme import readme
from layers.export_fields import FIELDS
from layers.schema import SCHEMAS
from tests.cli.conftest import SITES
from tests.cli.run import Commands, process
from tests.writing.small import FOOTER, layers, made

EPOCH = {"SOURCE_DATE_EPOCH": "1750000000"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a file of sites and its package."""
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    env = {**EPOCH, "PYTHONHASHSEED": "1"}
    done = process("bundle", folder / "sites.csv", "-o", folder / "x.zip", "--draws", 50, env=env)
    assert done.status == 0, done.err
    return folder


@pytest.fixture
def run(capsys):
    return Commands(capsys)


@pytest.fixture
def sites(folder):
    return folder / "sites.csv"


@pytest.fixture(scope="module")
def package(folder):
    with zipfile.ZipFile(folder / "x.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_every_format_and_layer(package):
    assert {"README.txt", "metadata.xml", "suzhou_services_layout.xlsx"} <= set(package)
    assert {GPKG, "suzhou_services_layout.qgz"} <= set(package)
    for name in (*SCHEMAS, "scores"):
        for suffix in (".geojson", ".qml", ".fields.json"):
            assert f"geojson/{name}{suffix}" in package
    tables = {FIELDS[n].name + ("_D" if FIELDS[n].by_shape else "") for n in (*SCHEMAS, "scores")}
    for table in tables:
        for ending in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
            assert f"shp/{table}{ending}" in package
    assert "shp/fields.txt" in package


def test_names_are_ascii_and_stay_inside(package):
    for name in package:
        assert name.isascii()
        assert not name.startswith("/")
        assert ".." not in name


def test_every_format_has_the_same_sites(package, tmp_path):
    scores = json.loads(package["geojson/scores.geojson"])["features"]
    assert [f["properties"]["JJQMC"] for f in scores] == ["甲", "乙"]
    (tmp_path / GPKG).write_bytes(package[GPKG])
    table = pyogrio.read_dataframe(tmp_path / GPKG, layer="PJJG_D")
    for name, content in package.items():
        if name.startswith("shp/PJJG_D"):
            (tmp_path / name.rpartition("/")[2]).write_bytes(content)
    shape = pyogrio.read_dataframe(tmp_path / "PJJG_D.shp")
    expected = [f["properties"]["ZCDDF"] for f in scores]
    assert table["ZCDDF"].tolist() == shape["ZCDDF"].tolist() == expected
    assert all(0 < score < 100 for score in expected)


def test_each_table_has_a_style_and_the_file_its_metadata(package, tmp_path):
    (tmp_path / GPKG).write_bytes(package[GPKG])
    connection = sqlite3.connect(tmp_path / GPKG)
    try:
        styled = connection.execute("SELECT f_table_name FROM layer_styles").fetchall()
        tables = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
        (xml,) = connection.execute("SELECT metadata FROM gpkg_metadata").fetchone()
    finally:
        connection.close()
    assert sorted(styled) == sorted(tables)
    assert xml.encode() == package["metadata.xml"]
    ET.fromstring(xml.encode())


def test_the_readme_opens_in_notepad_and_names_every_file(package):
    content = package["README.txt"]
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    text = content.decode("utf-8-sig")
    told = [line.split()[0] for line in text.splitlines() if " · " in line and line[0].isascii()]
    roots = {f"{n.partition('/')[0]}/" if "/" in n else n for n in package}
    assert roots <= set(told)
    assert FOOTER in text
    assert "EPSG:4490" in text
    assert "2 行" in text or "读入 2" in text  # how the file was read
    assert "OpenStreetMap contributors" in text
    for name in (*SCHEMAS, "scores"):
        assert all(f"{f.code} {f.title}" in text for f in FIELDS[name].fields)


def test_the_account_of_reading_is_in_every_description(package):
    assert "utf-8" in package["README.txt"].decode().lower()
    assert "读取说明" in package["metadata.xml"].decode()
    assert json.loads(package["geojson/scores.geojson"])["made"]["account"]


def test_the_same_input_at_the_same_time_gives_the_same_bytes(folder):
    again = folder / "again.zip"
    env = {**EPOCH, "PYTHONHASHSEED": "3"}
    done = process("bundle", folder / "sites.csv", "-o", again, "--draws", 50, env=env)
    assert done.status == 0
    assert again.read_bytes() == (folder / "x.zip").read_bytes()


def test_in_a_folder_it_gets_its_usual_name(run, sites, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    out = tmp_path / "out"
    out.mkdir()
    assert run("bundle", sites, "-o", out, "--draws", 0).status == 0
    assert [p.name for p in out.iterdir()] == ["苏州服务业布局_2025-06-15.zip"]
    assert title(made()) == "苏州服务业布局_2026-05-01.zip"


def test_for_the_public_every_geometry_is_coarse(run, sites, tmp_path):
    path = tmp_path / "x.zip"
    told = run("bundle", sites, "-o", path, "--draws", 0, "--use", "public", "--approval", "苏S1号")
    assert told.status == 0
    assert "W-PUB-01" in told.faults
    with zipfile.ZipFile(path) as archive:
        districts = json.loads(archive.read("geojson/districts.geojson"))
        metadata = archive.read("metadata.xml").decode()
    ring = districts["features"][0]["geometry"]["coordinates"][0]
    flat = [n for pair in (ring[0] if isinstance(ring[0][0], list) else ring) for n in pair]
    assert all(n == round(n, 4) for n in flat)
    assert "审图号：苏S1号" in metadata


def test_it_prints_the_scores_as_json(run, sites, tmp_path):
    told = run("bundle", sites, "-o", tmp_path / "x.zip", "--draws", 0, "--json")
    assert [s["name"] for s in told.json["sites"]] == ["甲", "乙"]
    assert (tmp_path / "x.zip").exists()


@pytest.mark.parametrize("name", ["x.rar", "x", "x.zip.gz"])
def test_other_extensions_are_refused(run, sites, tmp_path, name):
    told = run("bundle", sites, "-o", tmp_path / name, "--draws", 0)
    assert (told.status, told.faults) == (2, ["E-FMT-01"])
    assert not (tmp_path / name).exists()


def test_a_bad_input_leaves_no_package(run, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    told = run("bundle", path, "-o", tmp_path / "x.zip", "--crs", "wgs84")
    assert told.status == 2
    assert not (tmp_path / "x.zip").exists()


def test_export_puts_fields_and_style_beside_a_geojson(run, tmp_path):
    run("export", "structure", "-o", tmp_path / "a.b.geojson")
    assert {p.name for p in tmp_path.iterdir()} == {
        "a.b.geojson",
        "a.b.fields.json",
        "a.b.qml",
    }
    (tmp_path / "a.b.qml").write_text("mine")
    told = run("export", "structure", "-o", tmp_path / "a.b.geojson")
    assert "W-QML-01" in told.faults
    assert (tmp_path / "a.b.qml").read_text() == "mine"


def test_a_layer_of_the_plan_was_not_read():
    text = readme(layers(), made())
    assert "编码：GB18030" in text
    assert "没有读取外部文件" not in text
