"""The score recovers the plan's own choices better than chance, and the report says how well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import layers
from gis_app.load import default_plan
from gis_app.validate import report
from layers.validation import TOTAL, auc, validate
from tests.layers import toy


@pytest.fixture(scope="module")
def found():
    return validate(default_plan(), points=5, boots=100)


@pytest.mark.parametrize(
    ("high", "low", "chance"),
    [([2, 3], [0, 1], 1.0), ([1], [1], 0.5), ([0, 2], [1], 0.5), ([0], [1, 2], 0.0)],
)
def test_auc_is_the_chance_that_one_beats_the_other(high, low, chance):
    assert auc(np.array(high, float), np.array(low, float)) == chance


def test_the_plans_own_clusters_beat_random_points(found):
    assert found.auc[TOTAL].value > 0.65
    assert found.mean_named > found.mean_random + 10


def test_a_cluster_is_scored_without_the_place_that_it_is_itself():
    plan = (
        toy.plan()
    )  # of its two clusters the mill alone is scored: nobody names the other's sector
    mill = plan.layers["clusters"].iloc[[0]]
    others = replace(plan, places=tuple(p for p in plan.places if p.id != "mill"))
    with_it, without = (
        layers.score(p, mill, peers=plan.peers())[0]["score"] for p in (plan, others)
    )
    found = validate(plan, points=2, boots=1)
    assert (found.named, found.named_scored) == (2, 1)
    assert found.mean_named == pytest.approx(without)
    assert without < with_it - 1


def test_the_interval_holds_its_value(found):
    assert all(a.low <= a.value <= a.high for a in found.auc.values())


def test_the_same_seed_gives_the_same_result():
    plan = default_plan()
    one, other = (validate(plan, points=1, boots=5, seed=3) for _ in range(2))
    assert one == other


def test_the_report_shows_every_scored_criterion(found):
    text = report(default_plan(), found)
    for criterion in default_plan().facts.criteria:
        assert (criterion.id in text) == (criterion.id in found.auc or criterion.id == "K4")
    assert f"{found.auc[TOTAL].value:.2f}" in text
