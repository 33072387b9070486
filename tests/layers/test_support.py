"""The best support of many points is what asking every source at every point gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import spans as cut
from layers import support as module
from layers import tiles
from layers.criteria import ASSESS
from layers.elements import Element
from layers.kinds import kinds_of
from layers.sources import sources
from layers.support import support
from tests.layers import toy

FLOOR, LEAST = 0.5, 0.05


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    assert tiles.warm()


def drawn(seed, points, kinds):
    """Return a case of random points in and around the city, of some random mixes."""
    rng = np.random.default_rng(seed)
    mixes = [
        dict(zip(rng.choice(toy.SECTORS, n, replace=False), rng.dirichlet(np.ones(n)), strict=True))
        for n in rng.integers(0, 4, kinds)
    ]
    west, south, east, north = toy.plan().districts.city.bounds
    xy = rng.uniform([west - 2000, south - 2000], [east + 2000, north + 2000], (points, 2))
    return toy.laid(xy, mixes, rng.integers(0, kinds, points))


def by_hand(laid, row):
    """Return (id, S·t) of every source that counts at one site, in their order."""
    plan, mix = laid.plan, laid.mixes[row]
    numbers = plan.facts.assumptions["place_applies"]
    code, at = laid.districts[row], laid.xy[[row]]
    found, spoken = [], False
    for source in sources(plan):
        if isinstance(source.of, Element):
            offered = source.of.theme(source.part, code)
            credit = source.of.credit(np.array([code], dtype=object))
            fit = source.of.fit(source.part.membership(at), credit)[0]
        else:
            offered = dict.fromkeys(source.of.tie.sectors, 1.0)
            fit = source.of.fit(source.of.distance_m(at))[0]
        theme = min(sum(share * offered.get(sector, 0.0) for sector, share in mix.items()), 1.0)
        spoken |= isinstance(source.of, Element) and theme > 0
        if theme > 0 and (spoken or fit >= numbers["min_membership"]):
            found.append((source.id, fit * theme))
    return found


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), many=st.booleans())
def test_the_best_and_the_second_are_those_found_by_hand(seed, many):
    laid = drawn(seed, 400 if many else 60, 5)
    found = support(laid)
    for row in range(40):
        if not laid.inside[row]:
            continue
        known = by_hand(laid, row)
        assert found.applies[row] == bool(known)
        top = max((value for _, value in known), default=0.0)
        assert found.value[row] == pytest.approx(top, abs=1e-12)
        if found.best[row] >= 0:
            ident = found.sources[found.best[row]].id
            rest = max((value for k, value in known if k != ident), default=-1.0)
            assert found.second[row] == pytest.approx(rest, abs=1e-12)
            assert (ident, pytest.approx(top, abs=1e-12)) in known


def test_compiled_and_plain_agree_also_over_several_spans_and_very_many_kinds(monkeypatch):
    laid = drawn(3, 3_000, 7)
    whole = support(laid)
    monkeypatch.setattr(cut, "SPAN", 1_000)
    monkeypatch.setattr(module, "FEW_KINDS", 3)
    monkeypatch.setattr(module, "MANY_KINDS", 700)
    spans = support(laid)
    monkeypatch.setattr(module, "used", lambda _: False)
    plain = support(drawn(3, 3_000, 7))
    for other in (spans, plain):
        np.testing.assert_allclose(other.value, whole.value, rtol=0, atol=1e-12)
        np.testing.assert_allclose(other.second, whole.second, rtol=0, atol=1e-12)
        for name in ("best", "runner_up", "applies", "optional"):
            at = np.flatnonzero(laid.inside)
            np.testing.assert_array_equal(getattr(other, name)[at], getattr(whole, name)[at], name)


def test_points_of_few_kinds_score_as_the_table_of_their_mixes():
    laid = drawn(5, 500, 6)
    each = toy.laid(laid.xy, list(laid.mixes), functions=["港口"] * 500)
    assert len(each.kinds) == 6
    for fact in toy.plan().facts.criteria[:2]:
        one, other = (ASSESS[fact.key](of, fact) for of in (laid, each))
        np.testing.assert_array_equal(one.value, other.value)


def test_equal_mixes_are_one_kind_whoever_wrote_them():
    kinds, which = kinds_of(["S1:1", {"S1": 2.0}, "S1:1", None, {"S2": 1.0}], [None] * 5)
    assert [dict(k.mix) for k in kinds] == [{"S1": 1.0}, {}, {"S2": 1.0}]
    assert which.tolist() == [0, 0, 0, 1, 2]
