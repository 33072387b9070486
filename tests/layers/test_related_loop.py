"""The compiled sum over peers is the plain one, also for sites that are peers themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import related as module
from layers import tiles
from layers.case import points
from layers.peers import Peers
from layers.related import same_district, sharing_other_district, weighted
from layers.setting import setting
from tests.layers import toy

MIXES = [{"S1": 1.0}, {"S1": 0.4, "S6": 0.6}, {"S8": 1.0}, {}]


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    assert tiles.warm()


def around(rng, count):
    west, south, east, north = toy.plan().districts.city.bounds
    return rng.uniform((west - 1000, south - 1000), (east + 1000, north + 1000), (count, 2))


def drawn(seed, *, own_peers):
    """Return a case of points, every third of which is a peer by its name and place."""
    rng = np.random.default_rng(seed)
    xy, there = around(rng, 90), around(rng, 12)
    xy[::3][:12] = there + rng.uniform(-0.6, 0.6, (12, 2))  # some within the metre, some not
    names = [f"n{k // 3 % 12}" for k in range(90)]
    peers = Peers(
        tuple(f"p{k}" for k in range(12)),
        tuple(f"n{k}" for k in range(12)),
        there,
        tuple(MIXES[k] for k in rng.integers(0, 4, 12)),
    )
    common, kinds = setting(toy.plan(), MIXES, [None] * 4, peers, own_peers=own_peers)
    ids = [f"p{k}" for k in rng.integers(0, 40, 90)]
    return points(common, xy, kind=kinds[rng.integers(0, 4, 90)], ids=ids, names=names)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), own_peers=st.booleans())
@pytest.mark.parametrize("pairs", [same_district, sharing_other_district])
def test_compiled_and_plain_agree(pairs, seed, own_peers):
    laid = drawn(seed, own_peers=own_peers)
    found = weighted(laid, pairs, half_m=5_000.0)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(module, "at_hand", lambda _: False)
        plain = weighted(laid, pairs, half_m=5_000.0)
    assert plain.any()
    np.testing.assert_allclose(found, plain, rtol=0, atol=1e-12)


def test_threads_sum_the_same_as_one(monkeypatch):
    laid = drawn(4, own_peers=False)
    alone = weighted(laid, sharing_other_district, half_m=9_000.0)
    monkeypatch.setattr(tiles, "threads", lambda _: 7)
    assert weighted(laid, sharing_other_district, half_m=9_000.0).tolist() == alone.tolist()


def test_very_many_kinds_are_summed_without_the_loop(monkeypatch):
    laid = drawn(6, own_peers=False)
    few = weighted(laid, same_district, half_m=5_000.0)
    monkeypatch.setattr(module, "FEW_KINDS", 1)
    many = weighted(drawn(6, own_peers=False), same_district, half_m=5_000.0)
    np.testing.assert_allclose(many, few, rtol=0, atol=1e-12)
