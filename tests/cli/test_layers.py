"""`layers`, `export` and `map`."""

import json
import os

import pyogrio
import pytest

LAYERS = {
    "districts": 10,
    "structure": 7,
    "counties": 4,
    **dict.fromkeys(("bands", "clusters", "places", "water", "roads", "railways")),
}


def test_layers_lists_what_there_is(run):
    found = {layer["id"]: layer for layer in run("layers", "--json").json["layers"]}
    assert set(found) == set(LAYERS)
    assert [found[k]["features"] for k in ("districts", "structure", "counties")] == [10, 7, 4]
    for layer in found.values():
        assert set(layer) == {
            *("id", "title", "geometry", "features", "status", "accuracy_m", "source")
        }
        assert layer["status"]
        assert layer["source"]
    assert "板块" in run("layers").out
    assert "Districts" in run("layers", "--lang", "en").out


def test_export_writes_two_layers_into_one_geojson(run, tmp_path):
    path = tmp_path / "x.geojson"
    outcome = run("export", "structure", "districts", "-o", path)
    assert (outcome.status, outcome.out) == (0, "")
    document = json.loads(path.read_bytes())
    layers = [f["properties"]["layer"] for f in document["features"]]
    assert layers == ["structure"] * 7 + ["districts"] * 10
    assert "crs" not in document
    assert all(f["properties"]["JD"] for f in document["features"])


def test_export_writes_all_layers_into_one_geopackage(run, tmp_path):
    path = tmp_path / "x.gpkg"
    assert run("export", *LAYERS, "-o", path).status == 0
    names = {str(name) for name, _ in pyogrio.list_layers(path)}
    tables = {"XZQ", "ZTJG", "ZTJG_FW", "XYZY", "JJQ_D", "DM", "SY", "DL", "TL"}
    assert names == {*tables, "layer_styles"}
    assert pyogrio.read_info(path, layer="XZQ")["features"] == 10
    assert pyogrio.read_info(path, layer="XZQ")["crs"] == "EPSG:4490"


def test_a_box_keeps_the_features_that_meet_it(run, tmp_path):
    path = tmp_path / "x.geojson"
    run("export", "districts", "-o", path, "--bbox", "120.98,31.38,120.99,31.39")
    (item,) = json.loads(path.read_bytes())["features"]
    assert item["properties"]["XZQMC"] == "昆山市"


def test_the_same_export_at_the_same_time_gives_the_same_bytes(run, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("a.gpkg", "b.gpkg"):
        run("export", "districts", "-o", tmp_path / name)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["nothing", "-o", "x.geojson"], ["E-LYR-01"]),
        (["nothing", "neither", "-o", "x.geojson"], ["E-LYR-01", "E-LYR-01"]),
        (["districts", "-o", "x.shp"], ["E-FMT-01"]),
        (["districts", "-o", "x"], ["E-FMT-01"]),
        (["districts", "-o", "none/x.geojson"], ["E-IO-02"]),
        (["districts", "-o", "x.geojson", "--crs", "EPSG:4549"], ["E-CRS-09"]),
        (["districts", "-o", "x.gpkg", "--crs", "gcj02"], ["E-CRS-13"]),
        (["districts", "-o", "x.gpkg", "--bbox", "1,2,3"], ["E-ARG-01"]),
        (["districts", "-o", "x.gpkg", "--bbox", "3,2,1,4"], ["E-ARG-01"]),
        (["districts", "-o", "x.gpkg", "--bbox", "nan,2,3,4"], ["E-ARG-01"]),
        (["districts", "-o", "x.gpkg", "--bbox", "1,2,3,4"], ["E-LYR-03"]),
    ],
)
def test_a_wrong_export_leaves_no_file(run, tmp_path, monkeypatch, words, codes):
    monkeypatch.chdir(tmp_path)
    outcome = run("export", *words)
    assert (outcome.status, outcome.faults) == (2, codes)
    assert os.listdir(tmp_path) == []


def test_a_refused_export_leaves_the_old_file(run, tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text("old", encoding="utf-8")
    assert run("export", "nothing", "-o", path).status == 2
    assert path.read_text(encoding="utf-8") == "old"


def test_the_map_is_one_html_file_with_its_sites(run, tmp_path, sites):
    path = tmp_path / "map.html"
    assert run("map", sites, "-o", path).status == 0
    page = path.read_text(encoding="utf-8")
    assert "内部工作示意图" in page
    assert run("map", "-o", tmp_path / "map.bmp").faults == ["E-FMT-01"]


def test_a_map_shows_a_layer_of_the_plan_as_sites_and_is_the_same_each_time(run, tmp_path):
    pages = [tmp_path / "a.html", tmp_path / "b.html"]
    for page in pages:
        assert run("map", "clusters", "-o", page).status == 0
    one, other = (page.read_bytes() for page in pages)
    assert one == other
    assert "苏州高铁新城".encode() in one
