"""K6: nearness of the gateway that fits the function, full to 2 km, half at 12 km."""

import geopandas as gpd
import numpy as np
import pytest

from gis_app.load import default_plan
from layers.case import case
from layers.criteria import gateway
from tests.layers import toy

CITED = {"clause": "3.3", "quote": "枢纽"}
RANKS = {
    "集装箱": [("tower", 1.0), ("inn", 0.5)],
    "铁路": [("gate", 1.0)],
    "外港": [("far", 1.0), ("quay", 1.0)],  # one beyond the city, one without a site
    "空港": [("quay", 1.0)],
}


def gateways(raw, numbers, _shapes):
    """Give the city functions: tower (12, 3), inn (15, 12), gate (1, 9), far (25, 10)."""
    numbers["gateway"] = {"w_m": 2000, "h_m": 10000}
    raw["function"] = [
        {
            **{"id": name, "name_en": f"en-{name}", **CITED},
            "gateways": [{"place": p, "value": v, **CITED, "quote": f"{p}为主"} for p, v in served],
        }
        for name, served in RANKS.items()
    ]
    toy.find(raw["criterion"], "K6")["gateways_without_function"] = ["tower", "gate", "quay"]


@pytest.fixture(scope="module")
def plan():
    return toy.build(gateways)


def column(plan, shape, mix, function=None, frame=None):
    sites = toy.clusters((shape, mix)).assign(function=[function]) if frame is None else frame
    fact = next(f for f in plan.facts.criteria if f.key == "gateway")
    return gateway.assess(case(plan, sites, None, own_peers=False), fact)


def k6(plan, shape, mix, function=None):
    found = column(plan, shape, mix, function)
    return found.state[0], found.value[0]


def about(number):
    return pytest.approx(number, abs=1e-6)


@pytest.mark.parametrize(
    ("y", "value"), [(9, 1.0), (7.5, 1.0), (7, 1.0), (2, 2**-0.25)]
)  # 0, 1.5, 2 and 7 km from the gate
def test_full_to_two_kilometres_then_half_every_ten(plan, y, value):
    assert k6(plan, toy.at(1, y), "S3", "铁路") == ("scored", about(value))


def test_half_at_twelve_kilometres(plan):
    assert k6(plan, toy.at(13, 9), "S3", "铁路")[1] == about(0.5)


def test_a_side_role_next_door_does_not_beat_the_main_one_ten_kilometres_off(plan):
    # 0 km from the inn (0.5), 9.49 km from the tower: 1·2^−0.748² = 0.678 is more
    assert k6(plan, toy.at(15, 12), "S3", "集装箱")[1] == about(2 ** -(((90**0.5 - 2) / 10) ** 2))


def test_the_side_role_wins_where_the_main_one_is_far(plan):
    found = column(plan, toy.at(15, 19.9), "S3", "集装箱")
    assert found.cite(0) == ("3.3", "inn为主")
    assert found.value[0] == about(0.5 * 2 ** -(0.59**2))


def test_a_gateway_beyond_the_city_counts(plan):
    assert k6(plan, toy.at(19, 10), "S3", "外港")[1] == about(2 ** -(0.4**2))


def test_without_a_function_any_cargo_gateway_serves_the_sectors_that_always_need_one(plan):
    assert k6(plan, toy.at(12, 4), "S3") == ("scored", 1.0)
    assert k6(plan, toy.at(2, 9), "S3") == ("scored", 1.0)
    assert k6(plan, toy.at(15, 12), {"S3": 0.1, "S8": 0.9})[1] < 1.0  # the inn is no cargo gateway


def test_a_sector_that_needs_one_for_a_function_only(plan):
    assert k6(plan, toy.at(12, 4), "S5")[0] == "not_applicable"
    assert k6(plan, toy.at(12, 4), "S5", "集装箱") == ("scored", 1.0)


def test_other_sectors_do_not_need_one_whatever_their_function(plan):
    assert k6(plan, toy.at(12, 4), "S1", "集装箱")[0] == "not_applicable"


def test_a_function_none_of_whose_gateways_has_a_site_is_unknown(plan):
    found = column(plan, toy.at(12, 4), "S3", "空港")
    assert (found.state[0], found.value[0] == found.value[0]) == ("unknown", False)
    assert "没有已知位置" in found.because(0, "zh")


def test_a_function_the_plan_does_not_list_is_unknown(plan):
    assert k6(plan, toy.at(12, 4), "S3", "飞船")[0] == "unknown"


def test_outside_the_city_it_does_not_apply(plan):
    assert k6(plan, toy.at(24, 10), "S3", "外港")[0] == "not_applicable"


def test_rows_do_not_disturb_each_other(plan):
    rows = [
        ((1, 9), "S3", "铁路"),
        ((12, 4), "S3", None),
        ((12, 4), "S1", None),
        ((12, 4), "S5", "集装箱"),
    ]
    frame = toy.clusters(*[(toy.at(*xy), mix) for xy, mix, _ in rows])
    frame["function"] = [function for *_, function in rows]
    together = column(plan, None, None, frame=frame)
    alone = [column(plan, toy.at(*xy), mix, f) for xy, mix, f in rows]
    assert list(together.state) == [c.state[0] for c in alone]
    assert np.array_equal(together.value, [c.value[0] for c in alone], equal_nan=True)


def test_the_reason_names_gateway_rank_and_distance_in_both_languages(plan):
    found = column(plan, toy.at(15, 19.9), "S3", "集装箱")
    words = ("集装箱", "驿站", "0.5×", "7.90 公里", "2 公里", "10 公里")
    assert all(w in found.because(0, "zh") for w in words)
    assert all(w in found.because(0, "en") for w in ("en-集装箱", "Inn", "7.90 km"))
    assert "货运枢纽“高塔”" in column(plan, toy.at(12, 4), "S3").because(0, "zh")
    assert column(plan, toy.at(12, 4), "S3").cite(0) == ("4", "功能完善")


@pytest.mark.parametrize(
    ("function", "place"),
    [
        ("集装箱", "place-l03"),
        ("大宗散货", "place-l04"),
        ("铁路", "place-l02"),
    ],
)
def test_the_shipped_plan_knows_a_gateway_for_each_function(function, place):
    shipped = default_plan()
    point = shipped.layers["places"].set_index("id").geometry[place]
    sites = gpd.GeoDataFrame(
        {"id": ["s"], "name": ["点"], "sectors": [{"P6": 1.0}], "function": [function]},
        geometry=[point],
        crs="EPSG:4326",
    )
    laid = case(shipped, sites, None, own_peers=False)
    found = gateway.measure(laid, next(f for f in shipped.facts.criteria if f.key == "gateway"))
    assert (found.gateways[found.best[0]].place, found.value[0]) == (place, 1.0)


def test_the_rail_hub_beyond_the_city_serves_fairs_near_the_border():
    shipped = default_plan()
    sites = gpd.GeoDataFrame(
        {"id": ["s"], "name": ["点"], "sectors": [{"P7": 1.0}], "function": ["会展"]},
        geometry=gpd.points_from_xy([121.10], [31.29]),
        crs="EPSG:4326",
    )
    found = column(shipped, None, None, frame=sites)
    assert found.state[0] == "scored"
    assert "上海虹桥站" in found.because(0, "zh")
