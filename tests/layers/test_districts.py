"""Which district a point or polygon lies in, and how near a border it is."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.crs import METRIC
from layers.districts import district_index
from tests.layers import toy

SQUARES = {"22": shapely.box(100, 0, 200, 100), "11": shapely.box(0, 0, 100, 100)}


def layer(shapes):
    names = [{"id": i, "name": f"区{i}", "name_en": f"District {i}"} for i in shapes]
    return gpd.GeoDataFrame(names, geometry=list(shapes.values()), crs=METRIC)


def cuts(*lines):
    return gpd.GeoDataFrame(geometry=list(lines), crs=METRIC)


@pytest.fixture(scope="module")
def index():
    return district_index(layer(SQUARES), cuts(shapely.LineString([(100, 0), (100, 100)])))


def at(index, x, y, **how):
    return index.at(np.array([[x, y]], dtype=float), **how)[0]


def shares(index, *shapes):
    return index.shares(np.array(shapes, dtype=object))


def test_codes_are_sorted_whatever_the_order_of_the_file(index):
    assert index.codes == ("11", "22")


def test_a_name_is_told_in_either_language(index):
    assert (index.name("22"), index.name("22", "en")) == ("区22", "District 22")


def test_a_point_lies_in_the_district_around_it(index):
    assert at(index, 150, 50) == "22"


def test_a_point_on_a_border_belongs_to_the_lower_code(index):
    assert at(index, 100, 50) == "11"


def test_a_point_on_the_edge_of_the_city_is_inside(index):
    assert at(index, 200, 50) == "22"


def test_a_point_outside_has_no_district(index):
    assert at(index, 201, 50) is None


def test_a_point_outside_falls_to_the_nearest_district_on_request(index):
    assert at(index, 260, 50, nearest=True) == "22"


def test_shares_of_a_point_are_one_in_its_district(index):
    assert shares(index, shapely.Point(50, 50)).tolist() == [[1.0, 0.0]]


def test_shares_of_a_polygon_go_by_area(index):
    assert shares(index, shapely.box(80, 10, 180, 20)).tolist() == [[0.2, 0.8]]


def test_shares_of_the_part_inside_sum_to_one(index):
    assert shares(index, shapely.box(150, 10, 300, 20)).tolist() == [[0.0, 1.0]]


def test_a_site_outside_has_no_shares(index):
    found = shares(index, shapely.box(300, 0, 310, 10), shapely.Point(-1, 0))
    assert found.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_the_main_district_has_the_largest_share(index):
    assert index.main(np.array([[0.2, 0.8]])).tolist() == ["22"]


def test_equal_shares_go_to_the_lower_code(index):
    found = shares(index, shapely.box(90, 10, 110, 20))
    assert found.tolist() == [[0.5, 0.5]]
    assert index.main(found).tolist() == ["11"]


def test_a_site_without_shares_has_no_main_district(index):
    assert index.main(np.zeros((1, 2))).tolist() == [None]


def test_the_border_distance_is_to_the_nearest_side_of_the_own_district(index):
    assert index.border_m(shapely.Point(130, 60), "22") == 30.0


def test_the_cut_distance_is_to_the_derived_line(index):
    assert index.cut_m(shapely.Point(130, 60)) == 30.0


def test_a_city_without_derived_lines_has_no_cut_near():
    assert district_index(layer(SQUARES), cuts()).cut_m(shapely.Point(0, 0)) == float("inf")


@pytest.mark.parametrize(
    ("x", "y", "ambiguous"),
    [
        (15.0, 0.2, True),  # within 300 m of a border
        (15.0, 0.4, False),
        (10.4, 5.0, True),  # within 500 m of the derived border
        (10.6, 5.0, False),
        (10.4, 15.0, False),  # the same distance from a border that is not derived
    ],
)
def test_a_district_is_ambiguous_near_a_border_and_farther_out_near_a_derived_one(x, y, ambiguous):
    assert toy.locate(x, y)["district"]["ambiguous"] is ambiguous


def test_the_district_layer_measures_its_areas_in_metres():
    areas = toy.plan().layers["districts"]["area_m2"]
    assert areas.tolist() == pytest.approx([1e8] * 4, rel=1e-5)
