"""The command line reads files of other programs, and lets a layer of several be named."""

import json
from pathlib import Path

import pytest

from tests.cli.run import Commands

FIXTURES = Path(__file__).parent / "fixtures"
TWO = FIXTURES / "gdal36-two.gdb.zip"


@pytest.fixture
def run(capsys):
    return Commands(capsys)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("gdal36-points-4549.gpkg", {"a", "b"}),
        ("gdal36-points.fgb", {"a", "b"}),
        ("gdal36-one.gdb.zip", {"p"}),
        ("gdal36-plot.kml", {"p"}),
        ("fastparquet-points.parquet", {"a", "b"}),
    ],
)
def test_score_reads_what_other_programs_wrote(run, name, ids):
    outcome = run("score", FIXTURES / name, "--json", "--draws", 0)
    assert outcome.status == 0
    assert {site["id"] for site in outcome.json["sites"]} == ids
    assert all(site["score"] is not None for site in outcome.json["sites"])


def test_a_layer_of_several_must_be_named(run):
    outcome = run("score", TWO)
    assert (outcome.status, outcome.out, outcome.faults) == (2, "", ["E-FMT-04"])
    assert "--layer" in outcome.err
    assert "gdal36-two.gdb.zip" in outcome.err
    named = run("score", TWO, "--layer", "面", "--json", "--draws", 0)
    assert [site["id"] for site in named.json["sites"]] == ["p"]
    assert run("score", TWO, "--layer", "线").faults == ["E-LYR-01"]
    assert run("assess", TWO, "--layer", "点", "--json").status == 0


def test_a_map_and_candidates_take_a_layer_too(run, tmp_path):
    path = tmp_path / "map.html"
    assert run("map", TWO, "--layer", "面", "-o", path).status == 0
    assert "地块一" in path.read_text(encoding="utf-8")
    out = tmp_path / "picks.geojson"
    asked = ("--sector", "P7", "--count", 1, "--candidates", TWO, "--layer", "点", "-o", out)
    assert run("site", *asked).status == 0


def test_a_layer_is_named_behind_the_file_wherever_a_file_is_asked_for(run, tmp_path):
    plot, points = f"{TWO}#面", f"{TWO}#点"
    named = run("score", points, "--with", plot, "--parks", plot, "--json", "--draws", 0)
    assert named.status == 0
    assert {site["id"] for site in named.json["sites"]} == {"a", "b"}
    out = tmp_path / "picks.geojson"
    asked = ("site", "--sector", "P7", "--count", 1, "-o", out)
    assert run(*asked, "--candidates", points, "--with", "none").status == 0
    assert run(*asked, "--exclude", points).faults == ["E-SIT-04"]
    assert run("assess", points, "--since", plot, "--json").status == 0
    assert run("score", f"{TWO}#线").faults == ["E-LYR-01"]


def test_a_name_with_a_hash_is_still_a_name(run, tmp_path):
    path = tmp_path / "a#b.fgb"
    path.write_bytes((FIXTURES / "gdal36-points.fgb").read_bytes())
    assert run("score", path, "--json", "--draws", 0).status == 0


def test_a_map_reads_as_many_rows_as_asked_for(run, tmp_path):
    asked = ("map", FIXTURES / "gdal36-points.fgb", "-o", tmp_path / "map.html")
    assert run(*asked, "--max-features", 1).faults == ["E-LIM-07"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "已读取 "), ("en", "read ")])
def test_how_a_file_was_read_is_said_on_standard_error(run, lang, said):
    outcome = run("score", FIXTURES / "gdal36-points-4549.gpkg", "--draws", 0, "--lang", lang)
    first = outcome.err.splitlines()[0]
    assert first.startswith(f"{said}gdal36-points-4549.gpkg")
    assert "EPSG:4549" in first
    assert "GeoPackage" in first
    assert not run("score", "clusters", "--draws", 0, "--lang", lang).err.startswith(said)


def test_polygons_are_asked_for_by_the_option_and_a_table_is_told_why(run, tmp_path):
    table = tmp_path / "parks.csv"
    table.write_text("编号,经度,纬度\n1,120.6,31.3\n", encoding="utf-8")
    asked = ("score", FIXTURES / "gdal36-points.fgb", "--draws", 0, "--crs", "cgcs2000", "--parks")
    outcome = run(*asked, table)
    assert outcome.faults == ["E-GEO-10"]
    assert "--parks 只接受面" in outcome.err
    assert "WKT" in outcome.err
    outcome = run(*asked, FIXTURES / "gdal36-points.fgb")
    assert outcome.faults[0] == "E-GEO-10"
    assert "WKT" not in outcome.err


def test_more_rows_than_asked_for_are_refused(run):
    outcome = run("score", FIXTURES / "gdal36-points.fgb", "--max-features", 1)
    assert (outcome.status, outcome.faults) == (2, ["E-LIM-07"])
    assert run("score", FIXTURES / "gdal36-points.fgb", "--max-features", 0).faults == ["E-ARG-01"]


def test_a_written_file_carries_the_account_of_the_reading(run, tmp_path):
    out = tmp_path / "out.geojson"
    assert run("score", FIXTURES / "gdal36-points-4549.gpkg", "--draws", 0, "-o", out).status == 0
    told = dict(json.loads(out.read_text(encoding="utf-8"))["made"]["account"])
    assert told["图层"] == "点"
    assert told["坐标系"] == "EPSG:4549（文件写明）"
    assert "W-GEO-01" in told["第 3 行未参与评价"]


def test_areas_to_leave_out_may_come_from_any_format(run, tmp_path):
    out = tmp_path / "s.tif"
    asked = ("suitability", "--sector", "P2", "--resolution", 2000, "-o", out)
    assert run(*asked, "--exclude", FIXTURES / "gdal36-plot-4549.fgb").status == 0
    assert run(*asked, "--exclude", FIXTURES / "gdal36-points.fgb").faults[0] == "E-GEO-10"
