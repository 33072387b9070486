"""The compiled search for the best support finds what asking source by source finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import tiles
from layers.membership import membership
from layers.tiles_support import NONE, Offer, Offers

DISTRICTS, KINDS, FLOOR = 3, 4, 0.5


@pytest.fixture(autouse=True, scope="module")
def _loaded():
    assert tiles.warm()


def drawn(seed, points, count):
    """Return offers of every sort, points, and who names what where."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 5_000, (points, 2))
    offers, metres = [], {}
    for k in range(count):
        sort = rng.integers(3)
        if sort == 0:
            metres[k] = rng.uniform(0, 4_000, points)
        offers.append(
            Offer(
                credit=rng.choice([0.0, 0.5, 1.0], DISTRICTS + 1),
                first=int(rng.integers(k + 1)) if rng.random() < 0.3 else k,
                element=bool(rng.random() < 0.4),
                w_m=500.0,
                h_m=float(rng.uniform(300, 3_000)),
                beta=float(rng.choice([0.0, 0.3])),
                measured=sort == 0,
                place=tuple(rng.uniform(0, 5_000, 2)) if sort == 1 else None,
            )
        )
    kind, position = rng.integers(0, KINDS, points), rng.integers(-1, DISTRICTS, points)
    shape = KINDS, count, DISTRICTS + 1
    themes = rng.choice([0.0, 0.0, 0.4, 1.0], shape)
    return offers, xy, kind, position, themes, metres


def best(offers, xy, kind, position, themes, metres):
    return Offers(offers, themes, FLOOR).best(xy, kind, position, list(metres.values()))


def fit_of(offer, xy, row, position, metres):
    credit = offer.credit[position]
    if metres is None and offer.place is None:
        return credit
    away = metres[row] if metres is not None else np.hypot(*(xy[row] - offer.place))
    mu = float(membership(away, w_m=offer.w_m, h_m=offer.h_m))
    return credit * (offer.beta + (1 - offer.beta) * mu)


def by_hand(offers, xy, kind, position, themes, metres, row):
    """Return supports in order, NONE for a source that is silent."""
    theme = themes[kind[row], :, position[row]]
    spoken = any(t > 0 and o.element for t, o in zip(theme, offers, strict=True))
    fits = [fit_of(o, xy, row, position[row], metres.get(k)) for k, o in enumerate(offers)]
    return [
        f * t if t > 0 and (spoken or f >= FLOOR) else NONE
        for f, t in zip(fits, theme, strict=True)
    ]


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 12))
def test_the_best_and_the_runner_up_are_found(seed, count):
    offers, xy, *_ = given_ = drawn(seed, 30, count)
    found = best(*given_)
    for row in range(len(xy)):
        support = by_hand(*given_, row)
        assert found.value[row] == pytest.approx(max(support), abs=1e-12)
        if max(support) == NONE:
            assert (found.best[row], found.runner_up[row]) == (-1, -1)
            continue
        assert support[found.best[row]] == pytest.approx(max(support), abs=1e-12)
        winner = offers[found.best[row]].first
        rest = [s if o.first != winner else NONE for s, o in zip(support, offers, strict=True)]
        assert found.second[row] == pytest.approx(max(rest), abs=1e-12)
        if max(rest) > NONE:
            assert rest[found.runner_up[row]] == pytest.approx(max(rest), abs=1e-12)


def test_of_equal_supports_the_first_is_the_best():
    here = Offer(credit=np.ones(2), first=0, element=True, measured=True)
    offers = [here, Offer(credit=np.ones(2), first=1, element=False, place=(3.0, 4.0), w_m=9.0)]
    none = np.zeros(5, dtype=np.int64)
    found = best(offers, np.zeros((5, 2)), none, none, np.ones((1, 2, 2)), {0: np.zeros(5)})
    assert (set(found.best), set(found.runner_up), set(found.second)) == ({0}, {1}, {1.0})


def test_threads_find_the_same_as_one(monkeypatch):
    given_ = drawn(5, 1_000, 9)
    alone = best(*given_)
    monkeypatch.setattr(tiles, "threads", lambda _: 7)
    several = best(*given_)
    assert several.value.tolist() == alone.value.tolist()
    assert several.runner_up.tolist() == alone.runner_up.tolist()


def test_no_points_have_no_support():
    assert len(best(*drawn(1, 0, 3)).value) == 0
