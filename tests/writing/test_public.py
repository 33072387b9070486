"""Geometry for the public: 4 decimals, valid, and still there."""

import csv
import io

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis_app.writing.public import STEP, coarse, rounded
from tests.io.layer import clusters, districts
from tests.writing.small import write


def decimals(shape):
    return np.abs(shapely.get_coordinates(shape) - np.round(shapely.get_coordinates(shape), 4))


def test_points_have_four_decimals():
    assert rounded(shapely.Point(120.123456, 31.98765)).wkt == "POINT (120.1235 31.9877)"


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(120.60001, 31.30001, 120.60002, 31.30002),
        shapely.LineString([(120.60001, 31.3), (120.60002, 31.3)]),
        shapely.MultiPolygon([shapely.box(120.60001, 31.30001, 120.60002, 31.30002)]),
    ],
)
def test_what_is_smaller_than_the_step_does_not_vanish(shape):
    found = rounded(shape)
    assert found.is_valid
    assert not found.is_empty
    assert shapely.get_dimensions(found) == shapely.get_dimensions(shape)
    assert found.distance(shape) == pytest.approx(0, abs=STEP)


def test_nothing_stays_nothing():
    assert rounded(None) is None
    assert rounded(shapely.Polygon()).is_empty


def test_a_neck_narrower_than_the_step_gives_valid_parts():
    neck = shapely.box(120.61, 31.30501, 120.62, 31.30503)
    whole = shapely.union_all(
        [shapely.box(120.6, 31.3, 120.61, 31.31), neck, shapely.box(120.62, 31.3, 120.63, 31.31)]
    )
    found = rounded(whole)
    assert found.is_valid
    assert found.symmetric_difference(whole).area < 3e-6


DEGREE = st.floats(120.0, 120.01)


@given(st.lists(st.tuples(DEGREE, DEGREE), min_size=4, max_size=12))
def test_areas_stay_valid_and_no_corner_has_more_decimals(corners):
    shape = shapely.make_valid(shapely.Polygon(corners))
    found = rounded(shape)
    assert found.is_valid
    assert found.is_empty == shape.is_empty
    assert (decimals(found) == 0).all()


def test_the_users_own_columns_of_coordinates_go():
    layer = clusters(**{"kept:X坐标": "120.61999999", "kept:经度": 1.0, "kept:备注": "x"})
    found = coarse(layer)
    assert "kept:备注" in found
    assert not {"kept:X坐标", "kept:经度"} & set(found)


@pytest.mark.parametrize(
    "name", ["经度(高德)", "X(北)_EPSG4549", "百度坐标", "bd_lng", "WKT_CGCS2000"]
)
def test_coordinates_go_whatever_system_stands_beside_their_name(name):
    assert f"kept:{name}" not in coarse(clusters(**{f"kept:{name}": "120.61999999"}))


def test_metres_come_out_as_rounded_degrees():
    layer = gpd.GeoDataFrame(clusters(shapely.Point(120.123456, 31.3)).to_crs("EPSG:4549"))
    found = coarse(layer)
    assert found.crs == "EPSG:4326"
    assert found.geometry.iloc[0].equals(shapely.Point(120.1235, 31.3))


@pytest.mark.parametrize("name", ["clusters", "districts"])
def test_the_columns_of_position_are_as_coarse_as_the_shapes(name):
    shape = shapely.Polygon([(120.61234, 31.3), (120.7, 31.3), (120.65, 31.36789)])
    layer = {"clusters": clusters(), "districts": districts()}[name].assign(geometry=[shape])
    told = {name: layer}
    (row,) = csv.DictReader(io.StringIO(write("csv", told, public=True).decode("utf-8-sig")))
    assert len(row["JD_"].partition(".")[2]) <= 4
    assert len(row["WD_"].partition(".")[2]) <= 4
    (row,) = csv.DictReader(io.StringIO(write("csv", told).decode("utf-8-sig")))
    assert len(row["JD_"].partition(".")[2]) > 4
