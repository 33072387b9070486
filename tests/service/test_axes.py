"""Coordinates and boxes in every system served, axes in the order its definition gives."""

from functools import cache

import numpy as np
import pyproj
import pytest
from shapely.geometry import shape

from gis_app.load import default_plan
from gis_app.service.table import CRS84, SYSTEMS

PLACES = "/collections/places/items"


@cache
def transformer(uri):
    """Return pyproj's own way from CRS84, axes as the authorities define them."""
    code = uri.rpartition("/")[2]
    target = "OGC:CRS84" if code == "CRS84" else f"EPSG:{code}"
    return pyproj.Transformer.from_crs("OGC:CRS84", target, always_xy=False)


@pytest.fixture(scope="module")
def stored():
    layer = default_plan().layers["places"]
    return dict(zip(layer["id"], layer.geometry, strict=True))


@pytest.mark.parametrize("uri", SYSTEMS)
def test_points_are_where_pyproj_puts_them(server, stored, uri):
    answer = server.get(PLACES, crs=uri, limit=1000)
    assert answer.headers["Content-Crs"] == f"<{uri}>"
    tolerance = 1e-3 if uri.endswith("4549") else 1e-7
    for feature in answer.json["features"]:
        lon, lat = stored[feature["id"]].coords[0]
        wanted = transformer(uri).transform(lon, lat)
        assert feature["geometry"]["coordinates"] == pytest.approx(wanted, abs=tolerance)


def test_the_axes_differ_as_the_authorities_say(server):
    def first(uri):
        page = server.get(PLACES, crs=uri, limit=1, sortby="BSM").json
        return page["features"][0]["geometry"]["coordinates"]

    lon, lat = first(CRS84)
    assert 119.8 < lon < 121.5
    assert 30.6 < lat < 32.2
    for uri in (u for u in SYSTEMS if u.endswith(("4326", "4490"))):
        assert first(uri) == [lat, lon]
    north, east = first(next(u for u in SYSTEMS if u.endswith("4549")))
    assert 3.38e6 < north < 3.57e6
    assert 4.8e5 < east < 6.45e5


def test_no_system_asked_for_is_crs84(server):
    answer = server.get(PLACES, limit=1)
    assert answer.headers["Content-Crs"] == f"<{CRS84}>"
    found = server.get("/collections/places").json
    assert found["storageCrs"] == CRS84
    assert set(found["crs"]) == set(SYSTEMS)


@pytest.mark.parametrize("uri", SYSTEMS)
def test_one_feature_comes_in_the_system_too(server, uri):
    page = server.get("/collections/districts/items", crs=uri, limit=1).json["features"][0]
    answer = server.get(f"/collections/districts/items/{page['id']}", crs=uri)
    assert answer.headers["Content-Crs"] == f"<{uri}>"
    assert answer.json["geometry"] == page["geometry"]


@pytest.mark.parametrize("uri", SYSTEMS)
def test_a_box_is_read_in_its_own_system_and_axes(server, stored, uri):
    points = {ident: transformer(uri).transform(p.x, p.y) for ident, p in stored.items()}
    middle = np.median(list(points.values()), axis=0)
    half = 20_000.0 if uri.endswith("4549") else 0.2
    box = [*(middle - half), *(middle + half)]
    page = server.get(PLACES, bbox=",".join(map(repr, map(float, box))), bbox_crs=uri, limit=1000)
    wanted = {i for i, p in points.items() if (abs(np.array(p) - middle) <= half).all()}
    assert 0 < len(wanted) < len(points)
    assert {f["id"] for f in page.json["features"]} == wanted


def test_a_box_in_metres_is_a_box_in_metres(server, stored):
    """Two transformed corners would not do: east of 120°E the box is tilted in degrees."""
    uri = next(u for u in SYSTEMS if u.endswith("4549"))
    y, x = max(transformer(uri).transform(p.x, p.y)[::-1] for p in stored.values())[::-1]
    box = (y - 50_000, x - 50, y + 10, x + 50)  # its east edge leans 400 m in degrees
    page = server.get(PLACES, bbox=",".join(map(repr, box)), bbox_crs=uri, limit=1000).json
    metres = [transformer(uri).transform(p.x, p.y) for p in stored.values()]
    wanted = [m for m in metres if box[0] <= m[0] <= box[2] and box[1] <= m[1] <= box[3]]
    assert page["numberMatched"] == len(wanted) > 0


def test_polygons_in_degrees_turn_their_outside_counter_clockwise(server):
    page = server.get("/collections/districts/items").json
    shapes = [shape(f["geometry"]) for f in page["features"]]
    parts = [p for s in shapes for p in getattr(s, "geoms", [s])]
    assert all(part.exterior.is_ccw for part in parts)


def test_a_system_in_metres_keeps_the_area(server):
    uri = next(u for u in SYSTEMS if u.endswith("4549"))
    page = server.get("/collections/districts/items", crs=uri).json
    for feature in page["features"]:
        area = shape(feature["geometry"]).area
        assert area == pytest.approx(feature["properties"]["MJ"], rel=1e-6)
