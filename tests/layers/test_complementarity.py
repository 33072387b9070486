"""K5: nearness of producer services to industrial parks, half a value every 2 km."""

import geopandas as gpd
import pytest

from layers.case import case
from layers.criteria import complementarity
from tests.layers import toy

PARK = toy.box(4, 14, 6, 16)


def k5(shape, mix, parks=(PARK,), plan=None, crs=None):
    """Return state, value and the column of one site."""
    used = plan or toy.plan()
    layer = None if parks is None else toy.metric([{}] * len(parks), parks)
    if crs:
        layer = layer.to_crs(crs)
    laid = case(used, toy.clusters((shape, mix)), None, own_peers=False, parks=layer)
    fact = next(f for f in used.facts.criteria if f.key == "complementarity")
    column = complementarity.assess(laid, fact)
    return column.state[0], column.value[0], column


def about(number):
    return pytest.approx(number, abs=1e-6)


def test_inside_a_park_is_full():
    assert k5(toy.at(5, 15), "S1")[:2] == ("scored", 1.0)


@pytest.mark.parametrize(("x", "value"), [(6, 1.0), (7, 2**-0.25), (8, 0.5), (10, 2**-4)])
def test_the_value_halves_at_two_kilometres_from_the_edge(x, value):
    assert k5(toy.at(x, 15), "S1")[1] == about(value)


def test_the_nearest_park_counts():
    parks = (PARK, toy.at(9, 15), toy.box(18, 18, 19, 19))
    assert k5(toy.at(11, 15), "S1", parks)[1] == about(0.5)


def test_parks_may_be_in_any_system():
    assert k5(toy.at(8, 15), "S1", crs="EPSG:4326")[1] == pytest.approx(0.5, abs=1e-3)


def test_a_polygon_is_measured_from_its_centre():
    assert k5(toy.box(7, 14, 9, 16), "S1")[1] == about(0.5)


def test_without_the_layer_it_is_unknown():
    state, value, column = k5(toy.at(5, 15), "S1", None)
    assert (state, value == value) == ("unknown", False)
    assert "没有产业园区图层" in column.because(0, "zh")


def test_a_layer_without_geometry_is_as_good_as_none():
    empty = gpd.GeoDataFrame({"id": ["p"]}, geometry=[None], crs="EPSG:4549")
    laid = case(toy.plan(), toy.clusters((toy.at(5, 15), "S1")), None, own_peers=False, parks=empty)
    assert laid.setting.parks is None


@pytest.mark.parametrize(
    ("share", "state"), [(1.0, "scored"), (0.5, "scored"), (0.49, "not_applicable")]
)
def test_it_applies_where_producer_services_are_half_of_the_mix(share, state):
    assert k5(toy.at(5, 15), {"S1": share, "S6": 1 - share})[0] == state


def test_outside_the_city_it_does_not_apply():
    assert k5(toy.at(25, 15), "S1")[0] == "not_applicable"


def test_a_plateau_of_the_assumptions_counts():
    def wide(_raw, numbers, _shapes):
        numbers["complementarity"]["w_m"] = 1000

    assert k5(toy.at(9, 15), "S1", plan=toy.build(wide))[1] == about(0.5)


def test_the_reason_names_share_distance_and_half_distance_in_both_languages():
    column = k5(toy.at(8, 15), {"S1": 0.75, "S6": 0.25})[2]
    words = ("0.75", "2.00 公里", "2 公里处", "0.500")
    assert all(word in column.because(0, "zh") for word in words)
    assert "industrial park is 2.00 km" in column.because(0, "en")
    assert column.cite(0) == ("4", "优势互补")
