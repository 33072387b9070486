"""The user's own layers in place of shipped ones: what comes back, what is refused and how."""

import json
import shutil

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from gis_app.load import default_plan, load_plan
from gis_app.writing.exports import encoded
from gis_app.writing.made import made
from layers.errors import InputError
from layers.peers import as_mix
from tests.cli.run import ROOT, Commands

EXPORTED = ("districts", "places", "clusters", "water", "roads", "railways")
DERIVED = ROOT / "geodata" / "vector" / "derived"
LAKE = shapely.box(120.5, 31.2, 120.6, 31.3)


@pytest.fixture
def run(capsys):
    return Commands(capsys)


@pytest.fixture(scope="module")
def plan():
    return default_plan()


def written(path, rows, crs=None):
    """Write (properties, geometry) as GeoJSON."""
    features = [
        {"type": "Feature", "properties": p, "geometry": g and shapely.geometry.mapping(g)}
        for p, g in rows
    ]
    document = {"type": "FeatureCollection", "features": features}
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def exported(plan, folder, names, kind="geojson", crs="EPSG:4326"):
    for name in names:
        content = encoded(kind, {name: plan.layers[name]}, crs, made(plan))
        (folder / f"{name}.{kind}").write_bytes(content)


def scores(plan, sites):
    found = layers.score(plan, sites, peers=plan.peers())
    return [np.nan if s["score"] is None else s["score"] for s in found]


@pytest.fixture(scope="module")
def sites(plan):
    rows = plan.layers["clusters"][["id", "name", "sectors", "geometry"]]
    return rows.assign(sectors=[as_mix(s) for s in rows["sectors"]])


@pytest.mark.parametrize(
    ("kind", "crs"), [("geojson", "EPSG:4326"), ("gpkg", "EPSG:4490"), ("gpkg", "EPSG:4549")]
)
def test_exported_files_come_back_with_the_same_scores(plan, sites, tmp_path, kind, crs):
    exported(plan, tmp_path, EXPORTED, kind, crs)
    for name in ("courses", "extents"):
        shutil.copy(DERIVED / f"{name}.geojson", tmp_path)
    own = load_plan(data=str(tmp_path))
    assert scores(own, sites) == pytest.approx(scores(plan, sites), abs=1e-3, nan_ok=True)
    for name in ("districts", "places", "clusters"):
        before, after = plan.layers[name], own.layers[name]
        for column in ("id", "name", "name_en", "status", "accuracy_m", "source"):
            assert after[column].fillna("").tolist() == before[column].fillna("").tolist()
    errors = [layer.layers["places"]["error_m"].tolist() for layer in (plan, own)]
    assert errors[0] == errors[1]


def test_several_layers_in_one_file_are_told_apart(plan, tmp_path):
    names = ("water", "districts")
    for kind in ("geojson", "gpkg"):
        content = encoded(kind, {n: plan.layers[n] for n in names}, "EPSG:4326", made(plan))
        folder = tmp_path / kind
        folder.mkdir()
        for name in names:
            (folder / f"{name}.{kind}").write_bytes(content)
        own = load_plan(data=str(folder))
        assert [len(own.layers[n]) for n in names] == [len(plan.layers[n]) for n in names]


def test_what_is_not_there_is_shipped_and_each_replacement_is_told(run, tmp_path):
    written(tmp_path / "water.geojson", [({"id": "a", "name": "湖"}, LAKE)])
    outcome = run("layers", "--json", "--data", tmp_path)
    assert outcome.status == 0
    assert "W-DAT-01" in outcome.faults
    found = {row["id"]: row for row in outcome.json["layers"]}
    wanted = {row["id"]: row for row in run("layers", "--json").json["layers"]}
    assert found.pop("water") == {
        **wanted.pop("water"),
        "features": 1,
        "status": ["user"],
        "accuracy_m": [None, None],
        "source": ["water.geojson"],
    }
    assert found == wanted


def test_the_versions_of_a_result_tell_that_the_data_are_others(run, tmp_path):
    written(tmp_path / "water.geojson", [({"id": "a"}, LAKE)])
    words = ("score", "clusters", "--draws", "0", "--json")
    found, wanted = run(*words, "--data", tmp_path).json, run(*words).json
    assert found["data"] != wanted["data"]
    assert found["rules"] == wanted["rules"]


def test_own_districts_decide_where_a_point_lies(run, plan, tmp_path):
    """Two districts trade their codes: a point in the one is now in the other."""
    rows = plan.layers["districts"]
    codes = {"320582": "320581", "320581": "320582"}
    features = [
        ({"XZQDM": codes.get(row.id, row.id), "XZQMC": f"新{row.name_}"}, row.geometry)
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]
    written(tmp_path / "districts.geojson", features)
    at = rows.set_index("id").geometry["320582"].representative_point()
    found = run("locate", at.x, at.y, "--data", tmp_path, "--json").json["district"]
    assert (found["code"], found["name"]) == ("320581", "新张家港市")


def test_own_clusters_are_the_peers(run, plan, tmp_path):
    at = plan.layers["clusters"].geometry.iloc[0]
    row = {"BSM": "x1", "JJQMC": "甲", "ZDLY": "现代物流", "JD": "官方数据，误差约50米"}
    written(tmp_path / "clusters.geojson", [(row, at)])
    outcome = run("export", "clusters", "-o", tmp_path / "out.geojson", "--data", tmp_path)
    assert outcome.status == 0, outcome.err
    found = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    own = [f["properties"] for f in found]
    assert [(p["BSM"], p["JJQMC"], p["JD"]) for p in own] == [("x1", "甲", "官方数据，误差约50米")]
    assert own[0]["XZQMC"]


def test_a_place_without_a_known_site_can_be_given_one(plan, tmp_path):
    ident = plan.unlocated[0]["id"]
    exported(plan, tmp_path, ["places"])
    path = tmp_path / "places.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    point = {"type": "Point", "coordinates": [120.62, 31.3]}
    properties = {"BSM": ident, "MC": "找到了", "accuracy_m": 20}
    document["features"].append({"type": "Feature", "properties": properties, "geometry": point})
    path.write_text(json.dumps(document), encoding="utf-8")
    own = load_plan(data=str(tmp_path))
    assert ident not in [p["id"] for p in own.unlocated]
    row = own.layers["places"].set_index("id").loc[ident]
    assert (row["name"], row["error_m"], row["status"]) == ("找到了", 20, "user")


def test_a_moved_course_needs_the_area_inside_it(tmp_path, plan):
    courses = gpd.read_file(DERIVED / "courses.geojson")
    moved = courses.assign(geometry=courses.translate(0.01, 0))
    rows = [
        ({"id": r.id, "name": r.name_, "accuracy_m": 100}, r.geometry)
        for r in moved.rename(columns={"name": "name_"}).itertuples()
    ]
    written(tmp_path / "courses.geojson", rows)
    with pytest.raises(InputError) as caught:
        load_plan(data=str(tmp_path))
    assert [f.code for f in caught.value.faults] == ["E-DAT-11"]
    extents = gpd.read_file(DERIVED / "extents.geojson")
    areas = extents.assign(geometry=extents.translate(0.01, 0))
    written(tmp_path / "extents.geojson", [({"id": r.id}, r.geometry) for r in areas.itertuples()])
    own = load_plan(data=str(tmp_path))
    before, after = (p.layers["structure"].to_crs(4549).geometry for p in (plan, own))
    assert after.distance(before).max() < 1500
    assert not after.geom_equals(before).any()
    assert set(own.layers["structure"]["status"]) == {"user"}


GOOD = {"id": "a", "name": "湖"}
POINT, LINE = shapely.Point(120.6, 31.3), shapely.LineString([(120.6, 31.3), (120.7, 31.3)])
BOW = shapely.Polygon([(120.5, 31.2), (120.6, 31.3), (120.6, 31.2), (120.5, 31.3)])
FAR = shapely.box(100, 31, 101, 32)


@pytest.mark.parametrize(
    ("name", "rows", "code", "told"),
    [
        ("water.geojson", [({"name": "湖"}, LAKE)], "E-DAT-03", "id/BSM"),
        ("clusters.geojson", [({"id": "a", "name": "甲"}, POINT)], "E-DAT-03", "sectors/ZDLY"),
        ("water.geojson", [(GOOD, POINT)], "E-DAT-04", "应为面"),
        ("roads.geojson", [(GOOD, LAKE)], "E-DAT-04", "应为一条相连的线"),
        ("water.geojson", [(GOOD, BOW)], "E-DAT-04", "第 1 行"),
        ("water.geojson", [(GOOD, LAKE), ({"id": "b"}, None)], "E-DAT-04", "第 2 行"),
        ("water.geojson", [(GOOD, LAKE), ({"id": ""}, LAKE)], "E-DAT-05", "第 2 行"),
        ("water.geojson", [(GOOD, LAKE), (GOOD, LAKE)], "E-DAT-06", "“a”"),
        ("water.geojson", [({**GOOD, "status": "best"}, LAKE)], "E-DAT-07", "best"),
        ("water.geojson", [({**GOOD, "accuracy_m": "x"}, LAKE)], "E-DAT-07", "accuracy_m"),
        ("water.geojson", [({**GOOD, "accuracy_m": -1}, LAKE)], "E-DAT-07", "accuracy_m"),
        ("water.geojson", [({**GOOD, "accuracy_m": "inf"}, LAKE)], "E-DAT-07", "accuracy_m"),
        ("water.geojson", [(GOOD, FAR)], "E-DAT-09", "坐标系"),
        ("places.geojson", [(GOOD, POINT)], "E-DAT-05", "accuracy_m/JD"),
        ("places.geojson", [({**GOOD, "accuracy_m": 1}, POINT)], "E-DAT-10", "place-"),
        ("courses.geojson", [({**GOOD, "accuracy_m": 1}, LINE)], "E-DAT-10", "ring-inner"),
        ("districts.geojson", [({"XZQDM": "320505"}, LAKE)], "E-DAT-10", "320582"),
        (
            "clusters.geojson",
            [({"id": "a", "name": "甲", "sectors": "P99"}, POINT)],
            "E-ATT-01",
            "P99",
        ),
        ("water.geojson", [], "E-IO-03", "water.geojson"),
        ("structure.geojson", [(GOOD, LINE)], "E-DAT-02", "courses"),
        ("bands.geojson", [(GOOD, LAKE)], "E-DAT-02", "bands.geojson"),
        ("disticts.geojson", [(GOOD, LAKE)], "E-DAT-02", "没有这样的图层"),
    ],
)
def test_a_faulty_layer_is_named_with_what_is_wrong(run, tmp_path, name, rows, code, told):
    written(tmp_path / name, rows)
    outcome = run("layers", "--data", tmp_path)
    faults = [line for line in outcome.err.splitlines() if line.startswith("E-")]
    assert outcome.status == 2
    assert {line.partition(":")[0] for line in faults} == {code}
    assert told in faults[0]
    if code.startswith("E-DAT-0") and code != "E-DAT-08":
        assert name in faults[0]


def test_all_faults_of_a_layer_are_told_at_once(run, tmp_path):
    rows = [(GOOD, POINT), (GOOD, LAKE), ({"id": "c", "status": "best"}, LAKE)]
    written(tmp_path / "water.geojson", rows)
    outcome = run("layers", "--data", tmp_path, "--lang", "en")
    faults = [code for code in outcome.faults if code.startswith("E-")]
    assert faults == ["E-DAT-04", "E-DAT-06", "E-DAT-07"]
    assert "Correct it" in outcome.err


def test_folders_that_cannot_be(run, tmp_path):
    assert run("layers", "--data", tmp_path / "nothing").faults == ["E-IO-01"]
    assert run("layers", "--data", tmp_path).faults == ["E-DAT-08"]
    for ending in ("geojson", "gpkg"):
        (tmp_path / f"water.{ending}").write_bytes(b"")
    assert run("layers", "--data", tmp_path).faults == ["E-DAT-08"]
    (tmp_path / "a.geojson").write_text("{}")
    assert "不是文件夹" in run("layers", "--data", tmp_path / "a.geojson").err


def test_a_file_that_is_something_else_is_refused_by_what_is_in_it(run, tmp_path):
    (tmp_path / "water.gpkg").write_bytes(b"<OGRVRTDataSource/>")
    outcome = run("layers", "--data", tmp_path)
    assert (outcome.status, len(outcome.faults)) == (2, 1)


def test_a_file_in_metres_is_read_by_the_system_it_states(tmp_path, plan):
    metric = gpd.GeoSeries([LAKE], crs=4326).to_crs(4549).iloc[0]
    written(tmp_path / "water.geojson", [(GOOD, metric)], crs="urn:ogc:def:crs:EPSG::4549")
    own = load_plan(data=str(tmp_path)).layers["water"]
    assert own.total_bounds == pytest.approx(LAKE.bounds, abs=1e-6)
    assert own.crs == plan.layers["water"].crs


@pytest.mark.parametrize(
    "words",
    [
        ("layers",),
        ("export", "water", "-o", "{out}.geojson"),
        ("map", "-o", "{out}.html"),
        ("locate", "120.6", "31.3"),
        ("score", "clusters", "--draws", "0"),
        ("assess", "clusters"),
        ("site", "--sector", "P7", "--count", "1", "-o", "{out}.csv"),
        ("suitability", "--sector", "P7", "--resolution", "2000", "-o", "{out}.tif"),
    ],
    ids=lambda words: words[0],
)
def test_every_command_takes_own_layers(run, tmp_path, words):
    folder = tmp_path / "own"
    folder.mkdir()
    written(folder / "water.geojson", [(GOOD, LAKE)])
    outcome = run(*(w.format(out=tmp_path / "out") for w in words), "--data", folder)
    assert outcome.status == 0, outcome.err
    assert "W-DAT-01" in outcome.faults
