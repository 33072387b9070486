"""Clusters by chainage, and the stretches that nobody serves."""

import pytest

from layers.portfolio_strips import stretches, strips
from tests.portfolio import town


@pytest.fixture(scope="module")
def strip():
    return strips(town.plan(), town.clusters(), town.reached())


@pytest.fixture(scope="module")
def found(strip):
    return stretches(town.plan(), strip, town.reached())


def part(table, name):
    return table[(table["element"] + "/" + table["part"]) == name]


def test_clusters_stand_in_order_along_a_course(strip):
    rows = part(strip, "axis/main")
    assert list(rows["id"]) == ["f", "c", "a", "b"]
    assert list(rows["support"] > 0) == [
        False,
        True,
        False,
        True,
    ]  # f by its sector, a by its place


def test_chainage_distance_and_support_are_those_of_the_part(strip):
    row = part(strip, "axis/main").set_index("id").loc["c"]
    assert row["chainage_m"] == pytest.approx(6000, abs=1)
    assert row["distance_m"] == pytest.approx(3000, abs=1)
    assert (row["stretch"], row["district"]) == (1, "103")
    assert row["support"] == pytest.approx(town.AXIS_C, abs=1e-6)


def test_a_cluster_inside_the_ring_is_placed_by_the_nearest_road(strip):
    row = part(strip, "loop/road").set_index("id").loc["a"]
    assert row["chainage_m"] == pytest.approx(1500, abs=1)  # clockwise from (5, 8)
    assert row["distance_m"] == 0


def test_a_cluster_that_the_part_does_not_support_is_listed_without_support(strip):
    rows = part(strip, "belt/bank").set_index("id")
    assert list(rows.index) == ["b", "d"]  # north to south
    assert rows.loc["d", "support"] == 0
    assert rows.loc["b", "support"] == pytest.approx(town.BELT_B * 0.3, abs=1e-6)


def test_clusters_outside_the_city_are_left_out(strip):
    assert "g" not in set(strip["id"])


@pytest.mark.parametrize(
    ("name", "served"),
    [
        ("loop/road", ["a", None, None, None, None]),
        ("axis/main", [None, "c", None, "b"]),
        ("belt/bank", [None, None, None, None]),  # b supports it from too far off to serve it
        ("shore/lab", [None, None, "e", None]),
        ("shore/walk", [None, None, None, None]),
    ],
)
def test_a_stretch_knows_who_serves_it_best(found, name, served):
    rows = part(found, name)
    assert [b if isinstance(b, str) else None for b in rows["best"]] == served
    assert list(rows["clusters"]) == [int(s is not None) for s in served]


def test_stretches_are_five_kilometres_and_the_last_is_what_remains(found):
    rows = part(found, "loop/road")
    assert list(rows["from_m"]) == [0, 5000, 10000, 15000, 20000]
    assert rows["to_m"].iloc[-1] == pytest.approx(24000, abs=5)


def test_the_better_of_two_serves():
    more = town.clusters(h=(7, 14, {"S2": 0.5, "S8": 0.5}), i=(8, 15, "S2"))
    table = stretches(town.plan(), strips(town.plan(), more, town.reached()), town.reached())
    row = part(table, "axis/main").iloc[1]
    assert (row["clusters"], row["best"], row["value"]) == (3, "i", 1.0)
