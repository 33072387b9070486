"""Two snapshots, cluster by cluster."""

import numpy as np
import pytest

from layers.portfolio_change import ADDED, CHANGED, REMOVED, SAME, change
from tests.layers import toy
from tests.portfolio import town


def changed(**rows):
    return change(town.plan(), town.clusters(), town.clusters(**rows)).set_index("id")


def test_the_same_snapshot_has_not_changed():
    found = changed()
    assert set(found["change"]) == {SAME}
    assert (found["moved_m"] == 0).all()


def test_clusters_come_and_go():
    found = changed(d=None, h=(3, 3, "S1"))
    assert (found["change"]["d"], found["change"]["h"]) == (REMOVED, ADDED)
    assert list(found.index) == ["a", "b", "c", "d", "e", "f", "g", "h"]
    assert np.isnan(found["moved_m"]["d"])
    assert not found["sectors_changed"][["d", "h"]].any()
    assert (found["name_before"]["d"], found["sectors_after"]["h"]) == ("点d", "S1")


def test_a_snapshot_may_be_empty():
    some, none = town.clusters(), town.clusters().iloc[:0]
    assert set(change(town.plan(), none, some)["change"]) == {ADDED}
    assert set(change(town.plan(), some, none)["change"]) == {REMOVED}
    assert len(change(town.plan(), none, none)) == 0


def test_a_move_is_in_metres():
    found = changed(c=(6.3, 12.4, "S3"))
    assert found["change"]["c"] == CHANGED
    assert found["moved_m"]["c"] == pytest.approx(500)
    assert found["change"]["e"] == SAME


def test_a_move_is_a_change_even_where_the_plan_is_silent():
    assert changed(f=(2, 17.9, "S8"))["change"]["f"] == CHANGED


def test_less_than_a_metre_is_no_move():
    assert changed(c=(6.0005, 12, "S3"))["change"]["c"] == SAME


def test_other_sectors_change_the_score():
    row = changed(e=(12, 1, {"S5": 0.5, "S8": 0.5})).loc["e"]
    assert (row["change"], row["sectors_changed"]) == (CHANGED, True)
    assert (row["sectors_before"], row["sectors_after"]) == ("S5", "S5;S8")
    assert row["score_change"] == pytest.approx(row["score_after"] - row["score_before"])
    assert row["score_change"] < 0


def test_a_score_may_change_through_the_neighbours_alone():
    row = changed(h=(7, 7, "S1")).loc["a"]
    assert (row["change"], row["sectors_changed"], row["moved_m"]) == (CHANGED, False, 0)
    assert row["score_change"] > 0


def test_a_sector_the_plan_learns_to_name_is_a_change_of_grade():
    row = changed(f=(2, 18, "S2")).loc["f"]
    assert row["change"] == CHANGED
    assert np.isnan(row["score_change"])
    assert row["grade_before"] != row["grade_after"]


def test_snapshots_may_be_in_different_systems():
    after = town.clusters().to_crs("EPSG:4326")
    found = change(town.plan(), town.clusters(), after)
    assert set(found["change"]) == {SAME}


def test_a_polygon_moves_with_its_centre():
    def site(west):
        return toy.clusters((toy.box(west, 14, west + 1, 15), "S1", "p", "面"))

    assert change(town.plan(), site(3), site(4))["moved_m"].iloc[0] == pytest.approx(1000)


@pytest.mark.parametrize(("grown", "kind"), [(0.0, SAME), (0.0004, SAME), (1.0, CHANGED)])
def test_an_outline_that_grows_around_its_centre_is_a_change(grown, kind):
    def site(more):
        return toy.clusters((toy.box(4 - more, 4 - more, 6 + more, 6 + more), "S1", "p", "面"))

    found = change(town.plan(), site(0), site(grown)).iloc[0]
    assert found["change"] == kind
    assert found["moved_m"] == pytest.approx(1000 * grown * 2**0.5, abs=1e-6)
