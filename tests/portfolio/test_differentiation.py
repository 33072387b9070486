"""Krugman's index between districts, standing, and the one indicator that clusters count."""

import numpy as np
import pandas as pd
import pytest

from layers import portfolio
from layers.monitored import Indicator, Measure
from tests.layers import toy
from tests.portfolio import town

TITLE = "省级示范区"
CITED = {"clause": "t", "quote": "q"}
INDICATOR = Indicator(
    id="i",
    number=10,
    group="g",
    name="省级甲级服务示范区",
    unit="家",
    base=Measure(kind="missing", text="—", **CITED),
    target=Measure(kind="number", text="40", value=40, **CITED),
    **CITED,
)


def profiles(**changed):
    return portfolio.profiles(town.plan(), town.clusters(**changed))


def test_a_profile_is_the_mean_mix_of_the_clusters():
    found = profiles()
    assert found.loc["101"].to_dict() == {s: float(s == "S1") for s in found.columns}
    assert (found.loc["102", "S4"], found.loc["102", "S5"]) == (0.5, 0.5)
    assert (found.loc["104", "S1"], found.loc["104", "S2"]) == (0.6, 0.4)


def test_the_index_is_half_the_sum_of_differences():
    found = portfolio.specialisation(profiles())
    assert found.loc["101", "104"] == pytest.approx(0.4)  # ½ (0.4 + 0.4)
    assert found.loc["101", "102"] == 1.0
    assert (np.diag(found) == 0).all()
    assert found.equals(found.T)


def test_a_district_without_clusters_has_no_index():
    found = portfolio.specialisation(profiles(a=None))
    assert found.loc["101"].isna().all()
    assert found.loc["102", "104"] == 1.0


def test_a_cluster_without_sectors_changes_no_profile():
    assert profiles(h=(3, 3, {})).equals(profiles())


# Standing


def test_the_plan_is_silent_on_a_sector_nobody_names():
    found = portfolio.standing(town.plan(), town.clusters()).set_index("id")
    assert list(found.index[found["silent"]]) == ["f"]
    assert np.isnan(found.loc["f", "score"])


def test_outside_the_city_is_not_silence():
    row = portfolio.standing(town.plan(), town.clusters()).set_index("id").loc["g"]
    assert (pd.isna(row["district"]), row["silent"], pd.isna(row["score"])) == (True, False, True)


def test_clusters_are_each_others_peers():
    def score(**more):
        return portfolio.standing(town.plan(), town.clusters(**more)).set_index("id")["score"]["a"]

    assert score(h=(7, 7, "S1")) > score()


# The indicator


@pytest.mark.parametrize(
    ("levels", "count"),
    [
        ([TITLE, "市级集聚区", TITLE], 2),
        (["省级甲级服务示范区", " 省级 示范区"], 2),
        (["省级集聚区", None], 0),  # another title: not to be mixed up
        ([None, float("nan")], None),
        (["集聚区", "产业园"], None),  # kinds, not ranks
        ([], None),
    ],
)
def test_only_the_title_counts_and_without_ranks_the_count_is_unknown(levels, count):
    assert portfolio.progress(INDICATOR, levels, (TITLE, INDICATOR.name)).count == count


def test_a_polygon_counts_in_its_main_district():
    site = toy.clusters((toy.box(8, 14, 11, 16), "S1", "p", "面"))  # two thirds in the north-west
    found = portfolio.profiles(town.plan(), site)
    assert (found.loc["103", "S1"], found.loc["104"].isna().all()) == (1.0, True)
