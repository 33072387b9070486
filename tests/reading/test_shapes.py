"""Collections are taken apart, specks are left out, and both are told."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis_app.reading.shapes import LEAST_RING_M2, without_specks
from layers.errors import InputError
from tests.io.small import codes, collection, feature, point, polygon, read

HERE = [120.6, 31.3]
DEGREE_M = 95_200  # of longitude at 31.3° N, about


def square(side_m, x=120.6, y=31.3):
    """Return a ring of a square with sides of so many metres, about."""
    east, north = side_m / DEGREE_M, side_m / 110_900
    return [[x, y], [x + east, y], [x + east, y + north], [x, y + north], [x, y]]


def gathered(*geometries):
    return {"type": "GeometryCollection", "geometries": list(geometries)}


def sites(geometry):
    return read(collection(feature(geometry, name="甲")), "a.geojson", None)


def test_each_point_and_polygon_of_a_collection_is_a_site():
    line = {"type": "LineString", "coordinates": [HERE, [120.7, 31.3]]}
    points = {"type": "MultiPoint", "coordinates": [HERE, [120.7, 31.3]]}
    table = sites(gathered(polygon(square(100)), line, gathered(points), point(120.8, 31.3)))
    assert list(table.sites["id"]) == ["a-1", "a-2", "a-3", "a-4"]
    assert list(table.sites["name"]) == ["甲"] * 4
    assert list(table.sites.geom_type) == ["Polygon", "Point", "Point", "Point"]
    assert next(n for n in table.notes if "W-GEO-06" in n).startswith("W-GEO-06: 第 1 行：")
    assert "W-GEO-07" in codes(table.notes)


def test_a_collection_of_one_keeps_its_id():
    table = sites(gathered(point(*HERE)))
    assert list(table.sites["id"]) == ["a"]
    assert "W-GEO-06" not in codes(table.notes)


def test_small_rings_are_left_out_and_told():
    table = sites(polygon(square(100), square(2, 120.6002, 31.3002), square(20, 120.6005, 31.3005)))
    (shape,) = table.sites.geometry
    assert len(shape.interiors) == 1
    assert "W-GEO-08" in codes(table.notes)
    parts = {"type": "MultiPolygon", "coordinates": [[square(100)], [square(3, 120.7)]]}
    (shape,) = sites(parts).sites.geometry
    assert shape.geom_type == "Polygon"


def test_a_polygon_that_is_a_speck_is_dropped_with_its_row():
    table = read(
        collection(feature(polygon(square(3))), feature(point(*HERE), "b")), "a.geojson", None
    )
    assert list(table.sites["id"]) == ["b"]
    assert [(d["row"], d["code"]) for d in table.dropped] == [(1, "W-GEO-09")]


@pytest.mark.parametrize(("side", "kept"), [(3.1, False), (3.3, True)])  # 9.6 and 10.9 m²
def test_the_least_ring_has_ten_square_metres(side, kept):
    shape = shapely.Polygon(square(side))
    if kept:
        assert without_specks(shape) == (shape, [])
    else:
        with pytest.raises(InputError):
            without_specks(shape)


@given(st.lists(st.floats(0.5, 50), min_size=1, max_size=5))
def test_what_is_left_is_what_is_large_enough(sides):
    parts = [shapely.Polygon(square(s, 120.6 + i / 100)) for i, s in enumerate(sides)]
    large = sum(s * s > LEAST_RING_M2 * 1.02 for s in sides)
    small = sum(s * s < LEAST_RING_M2 * 0.98 for s in sides)
    if large + small < len(sides):
        return  # too near to say by this rough measure
    if not large:
        with pytest.raises(InputError):
            without_specks(shapely.MultiPolygon(parts))
        return
    kept, notes = without_specks(shapely.MultiPolygon(parts))
    assert len(shapely.get_parts(kept)) == large
    assert [note.facts["n"] for note in notes] == ([small] if small else [])
