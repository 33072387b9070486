"""Clause by district, the same by sector, and the gaps: every cell worked out by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings

from layers import portfolio
from layers.portfolio import APART, CARRIED, NONE, PARTLY
from tests.layers import drawn, toy
from tests.portfolio import town

STATES = {  # south-west, south-east, north-west, north-east
    "loop": (CARRIED, NONE, NONE, APART),
    "axis": (APART, APART, CARRIED, PARTLY),
    "belt": (APART, APART, APART, PARTLY),
    "shore": (NONE, CARRIED, APART, APART),
    "104": (APART, APART, APART, CARRIED),
}
VALUES = {
    ("loop", "101"): (1.0, "a"),
    ("axis", "103"): (town.AXIS_C, "c"),
    ("axis", "104"): (0.4, "b"),
    ("belt", "104"): (town.BELT_B * 0.6 * 0.5, "b"),
    ("belt", "102"): (0.0, None),  # d: open list 0.5 × μ 0.0625 is beyond the element's influence
    ("shore", "102"): (1.0, "e"),
    ("104", "104"): (0.8, "b"),
}
GAPS = [
    ("loop", "101", False, "S2"),
    ("loop", "102", True, "S1;S2"),
    ("loop", "103", True, "S1;S2"),
    ("axis", "103", False, "S2"),
    ("belt", "104", False, "S4"),
    ("shore", "101", True, "S5;S6"),
    ("shore", "102", False, "S6"),
    ("104", "104", False, "S7;S9"),
]


def whole(clusters=None):
    frame = town.clusters() if clusters is None else clusters
    return portfolio.coverage(town.plan(), frame, town.reached())


def sectors(clusters=None):
    frame = town.clusters() if clusters is None else clusters
    return portfolio.by_sector(town.plan(), frame, town.reached())


def cell(table, *key):
    columns = ["row", "district", "sector"][: len(key)]
    return table.set_index(columns).loc[key]


def test_every_clause_has_a_cell_in_every_district():
    table = whole()
    found = {
        row: tuple(group.sort_values("district")["state"])
        for row, group in table.groupby("row", sort=False)
    }
    assert found == STATES
    assert list(found) == list(STATES)  # elements in the plan's order, then counties


@pytest.mark.parametrize("key", VALUES)
def test_a_cell_holds_the_best_support_and_whose_it_is(key):
    found = cell(whole(), *key)
    value, best = VALUES[key]
    assert found["value"] == pytest.approx(value, abs=1e-6)
    assert found["best"] == best or (best is None and pd.isna(found["best"]))


def test_the_best_of_two_clusters_counts_once():
    table = whole(town.clusters(h=(5, 3, {"S1": 0.5, "S8": 0.5})))
    assert cell(table, "loop", "101")["value"] == 1.0


def test_a_district_beyond_a_clause_may_be_carried_but_is_no_gap_without():
    table = whole(town.clusters(h=(18, 5, "S4")))  # the open list gives half
    assert cell(table, "belt", "102")["state"] == CARRIED
    assert not cell(table, "belt", "102")["concerned"]


def test_a_sector_counts_by_its_share():
    table = sectors()
    assert cell(table, "104", "104", "S1")["value"] == pytest.approx(0.6)
    assert cell(table, "104", "104", "S2")["state"] == PARTLY  # 0.4 × 0.5
    assert cell(table, "axis", "104", "S2")["value"] == pytest.approx(0.4)


def test_a_sector_is_asked_only_where_its_clause_names_it():
    asked = sectors()[lambda t: (t["row"] == "axis") & (t["sector"] == "S3")]
    assert list(asked["district"]) == ["103"]
    assert set(sectors()["sector"][sectors()["row"] == "shore"]) == {"S5", "S6"}


def test_the_gap_list_names_clause_district_and_sectors():
    found = portfolio.gaps(whole(), sectors())
    assert [tuple(row) for row in found.itertuples(index=False)] == GAPS


def test_without_clusters_every_clause_is_a_gap_where_it_applies():
    none = town.clusters().iloc[:0]
    table = whole(none)
    assert set(table["state"]) == {NONE, APART}
    assert (table["state"] == NONE).sum() == table["concerned"].sum() == 9


def test_a_cluster_outside_the_city_carries_nothing():
    only = town.clusters()[lambda t: t["id"] == "g"]
    assert (whole(only)["value"] == 0).all()


@settings(max_examples=15)
@given(clusters=drawn.sites(4))
def test_another_cluster_never_lowers_a_cell_and_no_sector_beats_its_clause(clusters):
    fewer, more = whole(clusters.iloc[:-1]), whole(clusters)
    assert ((more["value"] >= 0) & (more["value"] <= 1)).all()
    assert (fewer["value"] <= more["value"] + 1e-12).all()
    told = sectors(clusters).merge(more, on=["row", "district"], suffixes=("", "_whole"))
    assert (told["value"] <= told["value_whole"] + 1e-9).all()


def test_the_order_of_rows_changes_nothing():
    one, other = whole(), whole(town.clusters().iloc[::-1])
    assert one.equals(other)


# Each cluster once


def test_a_record_counts_once_by_id_and_by_name_and_place():
    twice = toy.clusters(
        (toy.at(1, 1), "S1", "a", "甲"),
        (toy.at(2, 2), "S1", "a", "乙"),
        (toy.at(1, 1.0005), "S2", "b", "甲 "),
        (toy.at(1, 1.1), "S2", "c", "甲"),
    )
    kept, dropped = portfolio.once(town.plan(), twice)
    assert (list(kept["id"]), dropped) == (["a", "c"], ("a", "b"))
    assert list(kept.index) == [0, 1]
