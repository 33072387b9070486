"""苏州2000 on the command line: its constants are in no file, no notice and no error."""

import zipfile
from pathlib import Path

import pytest

from gis_app.reading.suzhou2000 import suzhou2000

X0, Y0 = 271_828.125, -3_141_592.5
CRS = f"--crs=sz2000:{X0},{Y0}"
SECRETS = (b"271828", b"3141592")
SITES = ((120.62, 31.30), (120.98, 31.38))


@pytest.fixture
def table(tmp_path):
    rows = ["编号,名称,重点领域,东坐标,北坐标"]
    for i, at in enumerate(SITES):
        east, north = suzhou2000(X0, Y0).from_store(*at)
        rows.append(f"{i},甲{i},P7,{east:.4f},{north:.4f}")
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def held(path: Path) -> bytes:
    """Return all that a file holds, unpacked."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def told_no_secret(content: bytes) -> bool:
    return not any(secret in content for secret in SECRETS)


@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg", "xlsx", "shp.zip", "kml"])
def test_a_scored_file_does_not_hold_the_constants(run, table, tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    outcome = run("score", table, "-o", out, CRS, "--draws", 0, "--json")
    assert outcome.status == 0
    assert [s["district"] for s in outcome.json["sites"]] == ["320508", "320583"]
    assert told_no_secret(held(out) + outcome.out.encode() + outcome.err.encode())


def test_the_reading_says_that_it_was_suzhou_2000(run, table):
    outcome = run("score", table, CRS, "--draws", 0)
    assert outcome.status == 0
    assert told_no_secret(outcome.out.encode() + outcome.err.encode())


@pytest.mark.parametrize(
    "words",
    [
        ("export", "districts", "-o", "{out}.gpkg", CRS),
        ("export", "districts", "-o", "{out}.geojson", CRS),
        ("export", "districts", "-o", "{out}.dxf", CRS),
        ("locate", "120.6", "31.3", CRS),
        ("locate", "120.6", "31.3", CRS.replace("sz2000:", "sz2000@")),
        ("locate", "120.6", "31.3", CRS + "x"),
    ],
)
def test_what_is_refused_does_not_repeat_the_constants(run, tmp_path, words):
    outcome = run(*(str(w).replace("{out}", str(tmp_path / "x")) for w in words))
    assert outcome.status == 2
    assert outcome.out == ""
    assert "苏州2000" in outcome.err
    assert told_no_secret(outcome.err.encode())
    assert not list(tmp_path.glob("x*"))
