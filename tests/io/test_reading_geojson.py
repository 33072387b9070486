"""GeoJSON: RFC 7946 and what people send instead."""

import json

import pytest

from gis_app.reading.datum import wgs_to_bd, wgs_to_gcj
from tests.io.small import codes, collection, feature, named, point, polygon, read, refused

SQUARE = [[120.6, 31.3], [120.7, 31.3], [120.7, 31.4], [120.6, 31.4], [120.6, 31.3]]


def sites(content, crs=None):
    return read(content, "a.geojson", crs)


def gathered(*geometries):
    return {"type": "GeometryCollection", "geometries": list(geometries)}


def first_xy(table):
    geometry = table.sites.geometry[0]
    return geometry.x, geometry.y


def test_without_crs_it_is_wgs84_and_said_so():
    table = sites(collection(feature(point(120.6, 31.3))))
    assert first_xy(table) == (120.6, 31.3)
    assert codes(table.notes) == ["W-CRS-10"]


@pytest.mark.parametrize(("crs", "shift"), [("gcj02", wgs_to_gcj), ("bd09", wgs_to_bd)])
def test_shifted_coordinates_are_read_through_the_option(crs, shift):
    x, y = map(float, shift(120.6, 31.3))
    table = sites(collection(feature(point(x, y))), crs)
    assert first_xy(table) == pytest.approx((120.6, 31.3), abs=1e-12)


def test_every_vertex_of_a_polygon_is_converted():
    shifted = [list(map(float, wgs_to_gcj(*xy))) for xy in SQUARE]
    table = sites(collection(feature(polygon(shifted))), "gcj02")
    found = [list(xy) for xy in table.sites.geometry[0].exterior.coords]
    assert found == [pytest.approx(xy, abs=1e-12) for xy in SQUARE]


@pytest.mark.parametrize(
    "name",
    [
        "EPSG:4326",
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:EPSG::4490",
        "http://www.opengis.net/def/crs/EPSG/0/4490",
    ],
)
def test_a_crs_member_in_degrees_is_honoured(name):
    table = sites(collection(feature(point(120.6, 31.3)), crs=named(name)))
    assert (first_xy(table), table.notes) == ((120.6, 31.3), [])


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("urn:ogc:def:crs:EPSG::4549", 557122.865, 3464391.326),
        ("EPSG:4528", 40557122.865, 3464391.326),
        ("EPSG:3857", 13425130.587, 3671771.899),
    ],
)
def test_a_crs_member_in_metres_is_honoured(name, x, y):
    table = sites(collection(feature(point(x, y)), crs=named(name)))
    assert first_xy(table) == pytest.approx((120.6, 31.3), abs=1e-4)


@pytest.mark.parametrize(
    "crs",
    [
        named("urn:ogc:def:crs:EPSG::2437"),
        named("garbage"),
        named("/etc/passwd"),
        {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs"}},
        {"type": "url", "properties": {"url": "file:///etc/passwd"}},
        "EPSG:4326",
        {},
    ],
)
def test_any_other_crs_member_is_refused(crs):
    lines = refused(collection(feature(point(120.6, 31.3)), crs=crs), "a.json", None)
    assert codes(lines) == ["E-CRS-06"]


def test_crs_member_and_option_must_not_contradict():
    content = collection(feature(point(120.6, 31.3)), crs=named("EPSG:4490"))
    assert codes(refused(content, "a.json", "EPSG:4549")) == ["E-CRS-07"]
    assert codes(sites(content, "gcj02").notes) == ["W-CRS-11"]


def test_metres_without_crs_are_refused_and_recognised():
    (line,) = refused(collection(feature(point(557122.9, 3464391.3))), "a.json", None)
    assert line.startswith("E-CRS-01: “a.json”没有坐标系信息，看起来是 EPSG:4549")


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (point("120.6", "31.3"), "E-GEO-04"),
        (point(True, 31.3), "E-GEO-04"),
        (point(float("nan"), 31.3), "E-GEO-04"),
        (point(120.6, float("inf")), "E-GEO-04"),
        (point(10**400, 31.3), "E-GEO-04"),
        (point(120.6), "E-GEO-04"),
        (point(None, None), "E-GEO-04"),
        (point(31.3, 120.6), "E-CRS-03"),
        (point(116.4, 39.9), "E-CRS-02"),
        (point(), "W-GEO-01"),
        (None, "W-GEO-01"),
        ("POINT(120.6 31.3)", "E-GEO-04"),
        ({"type": "Point"}, "E-GEO-04"),
        ({"type": "Circle", "coordinates": [120.6, 31.3]}, "E-GEO-04"),
        ({"type": ["Point"], "coordinates": [120.6, 31.3]}, "E-GEO-04"),
        ({"type": {"a": 1}, "coordinates": [120.6, 31.3]}, "E-GEO-04"),
        (gathered({"type": ["Point"], "coordinates": [120.6, 31.3]}), "E-GEO-04"),
        ({"type": "Point", "coordinates": [[120.6, 31.3], 5]}, "E-GEO-04"),
        ({"type": "LineString", "coordinates": SQUARE}, "E-GEO-03"),
        ({"type": "MultiPoint", "coordinates": SQUARE}, "E-GEO-03"),
        (gathered({"type": "LineString", "coordinates": SQUARE}), "E-GEO-03"),
        (polygon(SQUARE[:-1]), "E-GEO-04"),
        (polygon(SQUARE[:2] + SQUARE[:1]), "E-GEO-04"),
        (polygon([*SQUARE[:-1], [120.6, "x"], SQUARE[0]]), "E-GEO-04"),
        (polygon([*SQUARE[:-1], [10.0, 20.0], SQUARE[0]]), "E-CRS-02"),
    ],
)
def test_a_bad_geometry_is_dropped_with_its_row_and_never_passes(geometry, code):
    content = collection(feature(geometry), feature(point(120.6, 31.3), "b"))
    table = sites(content)
    assert list(table.sites["id"]) == ["b"]
    assert [(d["row"], d["code"]) for d in table.dropped] == [(1, code)]
    alone = refused(collection(feature(geometry)), "a.json", None)
    assert code in codes(alone)
    assert alone[0].startswith("E-")


def test_heights_are_left_out_with_a_notice():
    table = sites(collection(feature(point(120.6, 31.3, 5.0))))
    assert not table.sites.has_z.any()
    assert "W-GEO-05" in codes(table.notes)


def test_a_bow_tie_is_repaired_and_its_change_of_area_told():
    # Two triangles of the same size, one turned: the signed area is 0, the mended one is not.
    tie = [[120.6, 31.3], [120.7, 31.4], [120.7, 31.3], [120.6, 31.4], [120.6, 31.3]]
    table = sites(collection(feature(polygon(tie))))
    assert table.sites.is_valid.all()
    (note,) = [n for n in table.notes if n.startswith("W-GEO-02")]
    assert "第 1 行" in note
    assert note.endswith("面积变化 +100.0%。")


def test_the_feature_id_stands_in_for_a_missing_id():
    item = {"type": "Feature", "id": 7, "properties": {"sectors": "P7"}}
    table = sites(collection({**item, "geometry": point(120.6, 31.3)}))
    assert list(table.sites["id"]) == ["7"]


def test_a_single_feature_is_a_collection_of_one():
    assert len(sites(json.dumps(feature(point(120.6, 31.3)))).sites) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "E-IO-01"),
        ("[]", "E-IO-01"),
        ("null", "E-IO-01"),
        ('{"type": "FeatureCollection"}', "E-IO-01"),
        ('{"type": "Topology", "objects": {}}', "E-IO-01"),
        ('{"type": ["FeatureCollection"], "features": []}', "E-IO-01"),
        ('{"type": {}, "coordinates": [120.6, 31.3]}', "E-IO-01"),
        ('{"a":' * 100_000, "E-IO-01"),
        ("<OGRVRTDataSource/>", "E-FMT-01"),
        (collection(), "E-IO-03"),
        (" \n", "E-IO-03"),
    ],
)
def test_what_is_no_geojson_is_refused_in_one_line(content, code):
    assert codes(refused(content, "a.geojson", None)) == [code]
