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
    assert run(*asked, "--exclude", FIXTURES / "gdal36-points.fgb").faults[0] == "E-GEO-03"
