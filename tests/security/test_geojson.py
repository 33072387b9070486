"""Rows 4 and 5: the `crs` member of a GeoJSON file is a known name or the file is refused."""

import json

import pytest

POINT = {"type": "Point", "coordinates": [120.6, 31.3]}
START, END = '{"type": "GeometryCollection", "geometries": [', "]}"
FEATURE = {"type": "Feature", "properties": {"id": "a", "sectors": "P7"}, "geometry": POINT}


def collection(crs):
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": [FEATURE]})


def test_a_link_as_crs_is_refused_and_not_followed(refused, outside):
    for href in (outside.url, outside.secret, f"/vsicurl/{outside.url}"):
        for kind in ("link", "url", "name"):
            for key in ("href", "url", "name"):
                crs = {"type": kind, "properties": {key: href, "type": "proj4"}}
                (line,) = refused(collection(crs), "a.geojson")
                assert line.startswith("E-CRS-06")


@pytest.mark.parametrize(
    "crs",
    [
        *("EPSG:4326", 4326, [], {}, {"type": "name"}, {"type": "name", "properties": None}),
        *({"type": "name", "properties": {"name": name}} for name in ("garbage", "", 7, "EPSG:1")),
        {"type": "name", "properties": {"name": "/etc/passwd"}},
        {"type": "name", "properties": {"name": "+proj=longlat +init=/etc/passwd:1"}},
        {"type": "EPSG", "properties": {"code": 4326}},
    ],
)
def test_a_crs_that_is_not_known_is_never_taken_for_degrees(refused, crs):
    assert refused(collection(crs), "a.geojson")[0].startswith("E-CRS-06")


@pytest.mark.parametrize("depth", [3, 100])
def test_a_collection_in_collections_is_the_point_inside_it(taken, depth):
    deep = START * depth + json.dumps(POINT) + END * depth
    content = f'{{"type": "Feature", "properties": {{"sectors": "P7"}}, "geometry": {deep}}}'
    assert len(taken(content, "a.geojson").sites) == 1


@pytest.mark.parametrize("depth", [400, 480, 600, 5000, 100_000])
def test_nesting_without_end_is_refused(refused, depth):
    assert refused(START * depth + END * depth, "a.geojson")
    assert refused(START * depth + json.dumps(POINT) + END * depth, "a.geojson")
    assert refused('{"a":' * depth, "a.geojson")
    assert refused('{"type": "Point", "coordinates": ' + "[" * depth + "]" * depth + "}", "a.json")
