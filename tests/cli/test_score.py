"""`score`: envelope, files, peers, weights, the plan's own layers, and refusals."""

import csv
import io
import json
import os

import pyogrio
import pytest

from gis_app.reading.datum import wgs_to_bd, wgs_to_gcj
from tests.cli.run import process

SITE = {
    *("id", "name", "district", "score", "low", "high", "grade", "grade_probability", "coverage"),
    *("best_element", "runner_up", "criteria", "improve", "flags", "uncertainty"),
}
CRITERION = {"id", "state", "value", "weight", "contribution", "clause", "quote", "because"}
CODES = (
    *("BSM", "JJQMC", "ZDLY", "ZCDDF", "ZCDDJ", "DFXX", "DFSX", "FGD", "DNW", "ZJDMC", "ZJJL"),
    *("K1", "K2", "K3", "K4", "K5", "K6", "ZJYS", "LY", "GZBB", "PJSJ", "GHBB", "SJBB", "GJBB"),
    *("id", "name", "sectors"),
)


def scored(run, *words):
    outcome = run("score", *words, "--json")
    assert (outcome.status, outcome.err) == (0, "")
    return outcome.json


def test_json_has_the_keys_of_the_contract(run, sites):
    found = scored(run, sites)
    assert set(found) == {"sites", "dropped", "notes", "plan", "rules", "data", "tool", "time"}
    assert [set(site) for site in found["sites"]] == [SITE, SITE]
    assert [c["id"] for c in found["sites"][0]["criteria"]] == [f"K{n}" for n in range(1, 7)]
    assert set(found["sites"][0]["criteria"][0]) == CRITERION
    assert [site["district"] for site in found["sites"]] == ["320508", "320583"]


def test_contributions_add_up_to_the_score(run, sites):
    for site in scored(run, sites)["sites"]:
        parts = [c["contribution"] for c in site["criteria"] if c["contribution"] is not None]
        assert sum(parts) == pytest.approx(site["score"], abs=1e-9)


def test_with_a_fixed_date_the_same_input_gives_the_same_bytes(sites):
    env = {"SOURCE_DATE_EPOCH": "1700000000"}
    first, second = (process("score", sites, "--json", env=env) for _ in range(2))
    assert first.out == second.out
    assert first.json["time"] == "2023-11-15T06:13:20+08:00"


@pytest.mark.parametrize("kind", ["geojson", "csv", "gpkg"])
def test_a_scored_file_has_the_codes(run, sites, tmp_path, kind):
    path = tmp_path / f"out.{kind}"
    assert run("score", sites, "-o", path).status == 0
    rows = {
        "geojson": lambda: [f["properties"] for f in json.loads(path.read_bytes())["features"]],
        "csv": lambda: list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))),
        "gpkg": lambda: pyogrio.read_dataframe(path, layer="PJJG_D").to_dict("records"),
    }[kind]()
    assert len(rows) == 2
    assert set(CODES) <= set(rows[0])
    assert float(rows[0]["ZCDDF"]) == round(scored(run, sites)["sites"][0]["score"], 1)
    assert (rows[0]["XZQMC"], rows[0]["DNW"]) == ("姑苏区", "带内")
    assert float(rows[0]["ZJJL"]) >= 0


@pytest.mark.parametrize("kind", ["geojson", "csv"])
def test_scoring_a_scored_file_gives_the_same_file(run, sites, tmp_path, monkeypatch, kind):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first, second = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    run("score", sites, "-o", first)
    run("score", first, "-o", second)
    one, other = (path.read_text(encoding="utf-8-sig").splitlines() for path in (first, second))
    told = '"account"'  # how the file was read is not the same: it was another file
    assert [line for line in one if told not in line] == [
        line for line in other if told not in line
    ]


def test_the_coordinate_system_does_not_change_the_score(run, tmp_path):
    def at(crs, x, y):
        path = tmp_path / "one.csv"
        path.write_text(f"id,sectors,X,Y\n1,P7,{x!r},{y!r}\n", encoding="utf-8")
        return scored(run, path, "--crs", crs)["sites"][0]["score"]

    here = at("wgs84", 120.6, 31.3)
    for crs, x, y in (
        ("cgcs2000", 120.6, 31.3),
        ("EPSG:4549", 557122.8652, 3464391.3263),
        ("EPSG:4528", 40557122.8652, 3464391.3263),
        ("gcj02", *map(float, wgs_to_gcj(120.6, 31.3))),
        ("bd09", *map(float, wgs_to_bd(120.6, 31.3))),
    ):
        assert at(crs, x, y) == pytest.approx(here, rel=1e-6)


def test_without_peers_two_criteria_are_unknown(run, sites):
    found = scored(run, sites, "--with", "none")["sites"][0]
    states = {c["id"]: c["state"] for c in found["criteria"]}
    assert (states["K3"], states["K4"]) == ("unknown", "unknown")


def test_rows_are_peers_only_when_asked(run, tmp_path):
    path = tmp_path / "two.csv"
    row = "P7,120.620{},31.30,wgs84\n"
    text = "id,name,sectors,lon,lat,crs\n1,a," + row.format(0) + "2,b," + row.format(1)
    path.write_text(text, encoding="utf-8")

    def crowding(*words):
        criteria = scored(run, path, "--with", "none", *words)["sites"][0]["criteria"]
        return next(c["value"] for c in criteria if c["id"] == "K3")

    assert crowding() is None
    assert crowding("--peers", "file") == pytest.approx(0.5, abs=0.01)


def test_peers_come_from_a_file(run, sites, tmp_path):
    path = tmp_path / "peers.csv"
    path.write_text("id,name,sectors,lon,lat,crs\nx,别处,P7,120.62,31.30,wgs84\n", encoding="utf-8")
    found = scored(run, sites, "--with", path)["sites"][0]
    assert next(c["value"] for c in found["criteria"] if c["id"] == "K3") > 0.2


@pytest.mark.parametrize("method", ["roc", "equal", "ranksum"])
def test_weights_by_method(run, sites, method):
    weights = [c["weight"] for c in scored(run, sites, "--weights", method)["sites"][0]["criteria"]]
    assert sum(weights) == pytest.approx(1.0)
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_weights_from_a_file(run, sites, tmp_path, encoding):
    path = tmp_path / "w.toml"
    path.write_text("[weights]\nK1=6\nK2=5\nK3=4\nK4=3\nK5=2\nK6=0\n", encoding=encoding)
    criteria = scored(run, sites, "--weights", path)["sites"][0]["criteria"]
    assert [c["weight"] for c in criteria] == [6, 5, 4, 3, 2, 0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("K1=", "E-IO-01"),
        (f"K1={'[' * 10_000}", "E-IO-01"),
        ("K1=1", "E-WGT-02"),
        ("K1=-1\nK2=1\nK3=1\nK4=1\nK5=1\nK6=1", "E-WGT-02"),
        ("weights=3", "E-WGT-02"),
    ],
)
def test_wrong_weights_are_refused(run, sites, tmp_path, text, code):
    path = tmp_path / "w.toml"
    path.write_text(text, encoding="utf-8")
    outcome = run("score", sites, "--weights", path)
    assert (outcome.status, outcome.faults) == (2, [code])


def test_the_plans_own_clusters_are_scored_and_the_unlocated_named(run):
    found = scored(run, "clusters")
    assert len(found["sites"]) > 30
    assert found["dropped"] == []
    assert any(note.startswith("W-SIT-01") for note in found["notes"])


def test_every_located_cluster_gets_a_grade_or_a_reason_for_none(run):
    for site in scored(run, "clusters")["sites"]:
        assert site["grade"] or (site["flags"] and site["district"] is None), site["name"]


def test_outside_the_city_there_is_no_score_but_a_flag(run, tmp_path):
    path = tmp_path / "far.csv"
    path.write_text("id,sectors,lon,lat,crs\n1,P7,119.9,30.7,wgs84\n", encoding="utf-8")
    (site,) = scored(run, path)["sites"]
    assert (site["score"], site["grade"], site["district"]) == (None, None, None)
    assert any("市域外" in flag for flag in site["flags"])


def test_bad_rows_are_dropped_beside_good_ones(run, sites):
    with sites.open("a", encoding="utf-8") as file:
        file.write("3,丙,P7,31.3,120.6,wgs84\n")
    found = scored(run, sites)
    assert len(found["sites"]) == 2
    assert [(d["row"], d["code"]) for d in found["dropped"]] == [(4, "E-CRS-03")]
    assert "E-CRS-03" in run("score", sites).err


def test_people_get_a_table_with_reasons(run, sites):
    out = run("score", sites).out
    assert all(word in out for word in ("姑苏区", "布局契合", "得分", "依据"))
    assert "layout" in run("score", sites, "--lang", "en").out.lower()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.csv", None, "E-IO-01"),
        ("a.csv", b"", "E-IO-03"),
        ("a.csv", b"id,lon,lat\n", "E-IO-03"),
        ("a.csv", b"id,sectors,lon,lat\n1,P7,120.6,31.3\n", "E-CRS-01"),
        ("a.csv", b"id,sectors,lon,lat,crs\n1,P7,nan,31.3,wgs84\n", "E-GEO-04"),
        ("a.csv", b"id,sectors,lon,lat,crs\n1,P7,31.3,120.6,wgs84\n", "E-CRS-03"),
        ("a.csv", b"id,sectors,lon,lat,crs\n1,P7,0,0,wgs84\n", "E-CRS-02"),
        ("a.csv", b"id,sectors,lon,lat,crs\n1,X9,120.6,31.3,wgs84\n", "E-ATT-01"),
        ("a.geojson", b"{", "E-IO-01"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "E-IO-03"),
        ("a.shp", b"x", "E-FMT-02"),
        ("cluster", None, "E-LYR-01"),
        ("districts", None, "E-LYR-02"),
    ],
)
def test_bad_input_is_one_line_and_no_file(run, tmp_path, monkeypatch, name, content, code):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = sorted(os.listdir(tmp_path))
    outcome = run("score", name, "-o", "out.geojson")
    assert (outcome.status, outcome.out, outcome.faults) == (2, "", [code])
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("out", ["none/x.csv", "x.xls", "."])
def test_an_unwritable_output_is_refused(run, sites, tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    outcome = run("score", sites, "-o", out)
    assert outcome.status == 2
    assert outcome.faults[0] in {"E-IO-02", "E-FMT-01"}
    assert sorted(os.listdir(tmp_path)) == ["sites.csv"]


def test_the_form_can_be_scored_as_it_stands(run, tmp_path):
    path = tmp_path / "form.csv"
    assert run("template", "-o", path).status == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(scored(run, path)["sites"]) == 1


def test_rows_and_other_clusters_keep_apart_though_their_ids_are_equal(run, tmp_path):
    head = "id,name,sectors,lon,lat,crs\n"
    mine, theirs = tmp_path / "mine.csv", tmp_path / "theirs.csv"
    mine.write_text(head + "1,甲,P7,120.62,31.30,wgs84\n", encoding="utf-8")
    theirs.write_text(head + "1,乙,P7,120.621,31.301,wgs84\n", encoding="utf-8")
    (site,) = scored(run, mine, "--with", theirs, "--peers", "file")["sites"]
    value = {c["id"]: c["value"] for c in site["criteria"]}["K3"]
    assert value > 0.4


def test_a_column_that_says_its_system_is_followed_and_told(run, tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("id,sectors,lon,lat,坐标系\n1,P7,120.62,31.30,wgs84\n", encoding="utf-8")
    assert any(n.startswith("W-CRS-13") for n in scored(run, path, "--crs", "gcj02")["notes"])
    assert not any("CRS" in n for n in scored(run, path, "--crs", "cgcs2000")["notes"])


def test_a_layer_without_sectors_is_no_peer(run, sites):
    outcome = run("score", sites, "--with", "districts")
    assert (outcome.status, outcome.faults) == (2, ["E-LYR-02"])


def test_an_unknown_datum_is_scored_both_ways(run, tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("id,sectors,lon,lat\n1,P7,120.6274,31.2640\n", encoding="utf-8")
    (site,) = scored(run, path, "--crs", "unknown", "--draws", "0")["sites"]
    assert "坐标系不清楚" in site["flags"][-1]


def test_an_unknown_datum_of_the_sites_says_nothing_of_other_files(run, tmp_path):
    for name in ("districts", "clusters"):
        assert run("export", name, "-o", tmp_path / f"{name}.geojson").status == 0
    path = tmp_path / "s.csv"
    path.write_text("id,sectors,lon,lat\n1,P7,120.6274,31.2640\n", encoding="utf-8")
    words = ("--parks", tmp_path / "districts.geojson", "--with", tmp_path / "clusters.geojson")
    (site,) = scored(run, path, *words, "--crs", "unknown", "--draws", "0")["sites"]
    assert {c["id"]: c["state"] for c in site["criteria"]}["K3"] == "scored"


def test_a_layer_of_parks_makes_k5_known(run, sites, tmp_path):
    parks = tmp_path / "parks.geojson"
    assert run("export", "districts", "-o", parks).status == 0
    (one, *_) = scored(run, sites, "--parks", parks, "--draws", "0")["sites"]
    assert {c["id"]: c["state"] for c in one["criteria"]}["K5"] in {"scored", "not_applicable"}


def test_a_cluster_that_stands_twice_counts_once_and_is_told(run, sites, tmp_path):
    path = tmp_path / "twice.csv"
    row = "甲园,P7,120.621,31.301,wgs84\n"
    path.write_text(f"id,name,sectors,lon,lat,crs\n1,{row}2,{row}", encoding="utf-8")
    notes = scored(run, sites, "--with", path, "--draws", "0")["notes"]
    assert [n for n in notes if n.startswith("W-DUP-02") and "甲园" in n]
