"""Other weights for what is measured already: the same as scoring anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import InputError
from layers.score import assess, reweighted
from tests.layers import drawn, toy

CRITERIA = [f.id for f in toy.plan().facts.criteria]
ARRAYS = ("total", "low", "high", "coverage", "contributions", "silent")


def points():
    return st.lists(st.integers(0, 9), min_size=6, max_size=6).filter(any)


@given(drawn.sites(), drawn.peers(), points())
def test_the_scores_are_those_of_scoring_anew(sites, peers, given_):
    weights = dict(zip(CRITERIA, map(float, given_), strict=True))
    found = reweighted(assess(toy.plan(), sites, peers=peers), weights)
    anew = assess(toy.plan(), sites, peers=peers, weights=weights)
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(found, name), getattr(anew, name), rtol=0, atol=1e-9)
    np.testing.assert_array_equal(found.table.scored, anew.table.scored)
    np.testing.assert_array_equal(found.table.weight, anew.table.weight)


def test_the_default_weights_come_back():
    sites = toy.clusters((toy.at(5, 5), "S1"), (toy.at(15, 14), "S7"))
    first = assess(toy.plan(), sites, peers=None)
    there = reweighted(first, dict.fromkeys(CRITERIA, 1.0))
    back = reweighted(there, None)
    assert (there.total != first.total).any()
    np.testing.assert_array_equal(back.total, first.total)


def test_weights_that_do_not_fit_are_refused():
    scores = assess(toy.plan(), toy.clusters((toy.at(5, 5), "S1")), peers=None)
    with pytest.raises(InputError):
        reweighted(scores, {"K1": 1.0})
