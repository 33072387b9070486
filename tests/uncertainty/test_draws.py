"""The draws: what they leave alone, what they widen, and that a seed fixes every byte."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import layers
from layers.score import assess
from layers.totals import GRADES, SILENT
from layers.weights import rank_order_centroid
from tests.layers import drawn as any_of
from tests.layers import toy
from tests.uncertainty import city

few = settings(max_examples=12, deadline=None)
EQUAL = dict.fromkeys([f"K{n}" for n in range(1, 7)], 1.0)


def file(*rows):
    return toy.clusters(*rows)


@few
@given(any_of.sites(), any_of.peers_or_none())
def test_l19_without_errors_and_with_one_weight_vector_the_interval_is_the_score(sites, peers):
    found = city.drawn(sites, city.still(), peers=peers, weights=EQUAL, n=5)
    plain = assess(city.still(), sites, peers=peers, weights=EQUAL)
    for quantile in found.drawn.quantiles:
        np.testing.assert_allclose(quantile, plain.total, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.low, plain.low, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.high, plain.high, rtol=1e-9, atol=1e-9)


@few
@given(any_of.sites(), any_of.peers())
def test_l13_what_is_unknown_widens_the_interval_of_the_draws(sites, peers):
    known, unknown = (city.drawn(sites, peers=p, n=50) for p in (peers, None))
    alone = known.columns["K1"].optional
    rows = ~alone & ~np.isnan(known.total)
    assert (unknown.low[rows] <= known.low[rows] + 1e-9).all()
    assert (known.high[rows] <= unknown.high[rows] + 1e-9).all()


@few
@given(any_of.sites(), st.integers(0, 5))
def test_quantiles_and_grades_keep_their_bounds(sites, seed):
    found = city.drawn(sites, seed=seed, n=30)
    scored = ~np.isnan(found.total)
    low, middle, high = found.drawn.quantiles[:, scored]
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert (found.low[scored] <= low + 1e-9).all()
    assert (high <= found.high[scored] + 1e-9).all()
    inside = found.case.inside
    np.testing.assert_allclose(found.drawn.probability[:, inside].sum(axis=0), 1.0)
    shares = found.drawn.variance[:, scored].sum(axis=0)
    assert (np.isclose(shares, 1.0) | (shares == 0.0)).all()


def sample():
    mix = {"S1": 0.5, "S2": 0.5}
    return file(
        (toy.at(5, 9), "S2", "a", "甲"),
        (toy.at(9.95, 13), "S3", "b", "乙"),  # near the border of two districts
        (toy.box(9.5, 13, 10.6, 14), mix, "c", "丙"),  # over that border
        (toy.at(15, 5.5), "S7", "d", "丁"),  # named by a place only
        (toy.at(-5, 5), "S1", "e", "外"),
        (toy.at(5, 5), "S8", "f", "默"),
    )


def as_bytes(sites, **more):
    found = layers.score(city.plan(), sites, peers=toy.plan().peers(), draws=100, **more)
    return [json.dumps(site, ensure_ascii=False, allow_nan=False).encode() for site in found]


def test_l17_a_seed_fixes_every_byte_and_another_seed_does_not():
    assert as_bytes(sample(), seed=3) == as_bytes(sample(), seed=3)
    assert as_bytes(sample(), seed=3) != as_bytes(sample(), seed=4)


def test_a_result_does_not_depend_on_the_other_sites_of_the_file():
    together = as_bytes(sample())
    alone = [as_bytes(sample().iloc[[k]])[0] for k in range(len(sample()))]
    assert together == alone
    more = pd.concat([sample()] * 45, ignore_index=True)  # several chunks
    assert as_bytes(more)[-len(sample()) :] == together


def test_json_says_how_it_was_drawn():
    (site, *_, outside, silent) = layers.score(
        city.plan(), sample(), peers=None, draws=40, seed=7, lang="en"
    )
    said = site["uncertainty"]
    assert list(said) == ["draws", "seed", "q05", "q50", "q95", "variance"]
    assert (said["draws"], said["seed"]) == (40, 7)
    assert list(said["variance"]) == ["weights", "geometry", "affinity"]
    assert list(site["grade_probability"]) == [*GRADES, SILENT]
    assert (outside["uncertainty"], outside["grade_probability"]) == (None, None)
    assert silent["grade_probability"][SILENT] == 1.0
    assert (silent["uncertainty"]["q05"], silent["low"], silent["score"]) == (None, None, None)


def test_without_draws_nothing_is_said_of_them():
    (site,) = layers.score(city.plan(), sample().iloc[[0]], peers=None)
    assert (site["uncertainty"], site["grade_probability"]) == (None, None)


def test_weights_are_drawn_in_the_order_of_the_default_ones_with_the_centroid_as_mean():
    from layers.uncertainty_streams import ordered_weights

    default = rank_order_centroid(6)
    drawn = ordered_weights(default, 4000, 0)
    assert (np.diff(drawn, axis=0) <= 0).all()
    np.testing.assert_allclose(drawn.sum(axis=0), 1.0)
    np.testing.assert_allclose(drawn.mean(axis=1), default, atol=0.005)
    upside_down = ordered_weights(default[::-1].copy(), 4000, 0)
    np.testing.assert_array_equal(upside_down[::-1], drawn)


def test_equal_default_weights_are_drawn_in_any_order():
    from layers.uncertainty_streams import ordered_weights

    drawn = ordered_weights(np.full(4, 0.25), 4000, 0)
    assert drawn.sum(axis=0) == pytest.approx(np.ones(4000))
    assert drawn.mean(axis=1) == pytest.approx(np.full(4, 0.25), abs=0.01)
    tied = ordered_weights(np.array([0.25, 0.5, 0.25]), 4000, 0)
    assert (tied[1] >= tied.max(axis=0)).all()
    assert tied[0].mean() == pytest.approx(tied[2].mean(), abs=0.01)


def test_weights_that_the_user_sets_stay_fixed():
    sites = sample().iloc[[0]]
    peers = toy.plan().peers()
    found = city.drawn(sites, city.still(), weights=EQUAL, peers=peers)
    assert city.width(found) == pytest.approx(0.0, abs=1e-9)
    assert city.width(city.drawn(sites, city.still(), peers=peers))[0] > 1.0
    assert found.drawn.variance[0, 0] == 0.0


def test_each_source_of_variance_stands_alone():
    far = file((toy.at(5, 9.2), "S1"))  # on the flank of the loop, S1 named outright
    _, geometry, affinity = city.drawn(far, peers=toy.plan().peers()).drawn.variance[:, 0]
    assert geometry > 0.1
    assert affinity == 0.0
    implied = file((toy.at(5, 5), "S2"))  # inside the loop: only what is implied moves K1
    found = city.drawn(implied, city.still(), peers=toy.plan().peers())
    _, geometry, affinity = found.drawn.variance[:, 0]
    assert (geometry, affinity > 0.1) == (0.0, True)


def test_implied_affinities_widen_the_interval_only_when_asked():
    implied = file((toy.at(5, 5), "S2"))
    plain, asked = (
        city.drawn(implied, city.still(), weights=EQUAL, peers=toy.plan().peers(), affinity=a)
        for a in (False, True)
    )
    assert city.width(plain) == pytest.approx(0.0, abs=1e-9)
    assert city.width(asked)[0] > 1.0
