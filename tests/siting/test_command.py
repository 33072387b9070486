"""The command `site` over the shipped plan: what it prints, writes and refuses."""

import csv
import io
import json
from itertools import combinations

import pytest
import shapely
import typer

from gis_app.command_site import site_command
from gis_app.load import default_plan
from gis_app.message_texts_siting import TABLE, WORDS
from gis_app.reading import limits
from gis_app.reading.sites import read_sites
from layers import siting_candidates, siting_search
from layers.crs import to_metric
from layers.errors import InputError

PICK = {
    *("order", "id", "name", "district", "lon", "lat", "gain", "serves"),
    *("score", "low", "high", "grade", "runner_up"),
}
SERVED = {
    *("element", "part", "course", "from_m", "to_m", "district", "sector"),
    *("before", "gain", "clause", "label", "quote"),
}
RESULT = {
    *("picks", "value", "before", "demands", "bound", "method", "gap", "dropped", "notes"),
    *("plan", "rules", "data", "tool", "time"),
}
KUNSHAN = "320583"
LOTS = """编号,名称,lon,lat,坐标系,备注
1,甲,120.98,31.38,wgs84,东块
2,乙,120.95,31.33,wgs84,西块
3,丙,121.9,31.3,wgs84,市外
"""


@pytest.fixture
def site(tmp_path, capfd):
    """Return a runner of the command; both streams are caught below Python, as a shell does."""
    app = typer.Typer()
    app.command()(site_command)

    def run(*words, out="picks.geojson"):
        app([*map(str, words), "-o", str(tmp_path / out)], standalone_mode=False)
        return capfd.readouterr()

    return run


@pytest.fixture
def lots(tmp_path):
    path = tmp_path / "lots.csv"
    path.write_text(LOTS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def facts():
    return default_plan().facts


def refused(site, *words):
    with pytest.raises(InputError) as caught:
        site(*words)
    return [fault.code for fault in caught.value.faults]


def test_json_alone_is_printed_even_while_the_bound_is_solved(site, tmp_path, facts):
    words = ("--sector", "物流", "--count", 3, "--within", "昆山市", "--bound", "--improve")
    printed = site(*words, "--json")
    found = json.loads(printed.out)
    assert set(found) == RESULT
    assert [set(pick) for pick in found["picks"]] == [PICK] * 3
    assert [pick["order"] for pick in found["picks"]] == [1, 2, 3]
    served = [one for pick in found["picks"] for one in pick["serves"]]
    assert served
    assert all(set(one) == SERVED for one in served)
    assert all(3 <= len(one["quote"]) <= 30 and one["label"] for one in served)
    assert sum(pick["gain"] for pick in found["picks"]) == pytest.approx(found["value"])
    assert found["value"] <= found["bound"] + 1e-9
    assert 0 <= found["gap"] < 0.1
    assert {pick["district"] for pick in found["picks"]} == {KUNSHAN}
    sites = read_sites((tmp_path / "picks.geojson").read_bytes(), "p.geojson", facts).sites
    metric = to_metric(sites).geometry
    assert all(a.distance(b) >= 2000 - 0.1 for a, b in combinations(metric, 2))
    water = shapely.union_all(to_metric(default_plan().layers["water"]).geometry.to_numpy())
    assert not metric.intersects(water).any()


def test_the_same_request_writes_the_same_bytes(site, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    words = ("--sector", "C2", "--count", 2, "--within", "姑苏区")
    first = site(*words, out="a.geojson").out
    assert site(*words, out="b.geojson").out == first
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()


def test_parcels_need_no_sectors_and_keep_their_columns(site, lots, tmp_path):
    printed = site("--sector", "P7;P6", "--count", 2, "--candidates", lots, out="picks.csv")
    table = (tmp_path / "picks.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["备注"] for row in rows} == {"东块", "西块"}
    assert {row["sectors"] for row in rows} == {"P7;P6"}
    assert [row["order"] for row in rows] == ["1", "2"]
    assert all(float(row["gain"]) > 0 and row["serves"] and row["ZCDDF"] for row in rows)
    assert "甲" in printed.out
    assert "E-CRS-02" in printed.err  # the third lot is far off


def test_excluded_areas_and_existing_clusters_are_read_from_files(site, lots, tmp_path):
    ring = [[120.97, 31.37], [120.99, 31.37], [120.99, 31.39], [120.97, 31.39], [120.97, 31.37]]
    area = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {}, "geometry": area}
    path = tmp_path / "red.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    words = ("--sector", "P7", "--count", 2, "--candidates", lots, "--json")
    left = json.loads(site(*words, "--exclude", path).out)
    assert [pick["id"] for pick in left["picks"]] == ["2"]
    there = tmp_path / "there.csv"
    there.write_text(
        "编号,名称,重点领域,lon,lat,坐标系\n9,旧,P7,120.95,31.33,wgs84\n", encoding="utf-8"
    )
    left = json.loads(site(*words, "--with", there).out)
    assert [pick["id"] for pick in left["picks"]] == ["1"]
    assert left["before"] > 0
    assert json.loads(site(*words, "--with", "none").out)["before"] == 0
    assert refused(site, *words, "--exclude", lots) == ["E-SIT-04"]


def test_more_features_of_candidates_may_take_more_bytes(site, lots, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_FILE", 100)
    words = ("--sector", "P7", "--count", 1, "--candidates", lots)
    with pytest.raises(InputError, match="E-LIM-01"):
        site(*words)
    assert site(*words, "--max-features", 1_000_000).err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--sector", "P6", "--count", 0), "E-ARG-01"),
        (("--sector", "P6", "--count", 1, "--layer", "x"), "E-ARG-01"),
        (("--sector", "P6", "--count", 1, "--min-spacing", -1), "E-ARG-01"),
        (("--sector", "P6", "--count", 1, "--limit-per-district", 0), "E-ARG-01"),
        (("--sector", "P6", "--count", 1, "--within", "上海市"), "E-ARG-01"),
        (("--sector", "炼钢", "--count", 1), "E-ATT-01"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_written(site, tmp_path, words, code):
    assert refused(site, *words) == [code]
    assert not (tmp_path / "picks.geojson").exists()


def test_every_reason_has_its_words():
    reasons = [
        *(siting_candidates.CITY, siting_candidates.WATER, siting_candidates.EXCLUDED),
        *(siting_candidates.WITHIN, siting_candidates.NEAR, siting_candidates.REACH),
        *(siting_search.SPACING, siting_search.LIMIT, siting_search.BOTH),
        *(siting_search.ALL, siting_search.NOTHING),
    ]
    assert set(reasons) == set(WORDS)
    assert all(zh and en for zh, en in (*TABLE.values(), *WORDS.values()))
