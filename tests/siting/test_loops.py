"""The compiled loops choose the very same sites as arrays do, and add up to the same numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import siting_problem, tiles
from layers.siting_exchange import exchanged
from layers.siting_picks import Picks
from layers.siting_prices import STEPS, Pricing
from layers.siting_search import greedy, improved
from layers.siting_standing import Standing
from tests.siting.drawn import greedy_rows, problem, problems, town


@pytest.fixture(autouse=True, scope="module")
def _loaded():
    assert tiles.warm()


def both(work):
    """Return what some work gives with arrays, and with the loops."""
    found = []
    for fast in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(siting_problem, "used", lambda _, fast=fast: fast)
            found.append(work())
    return found


def same(one, other):
    """Say whether two results are equal to the last bit, arrays within them too."""
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(np.all(one == other))


def agree(work):
    arrays, loops = both(work)
    assert same(arrays, loops)
    return loops


def standing(drawn, rows):
    now = Standing(drawn, rows)
    each = [now.without(k) for k in range(len(rows))]
    kept = [now.best, now.second, now.owner, now.lost, now.only]
    return [*kept, now.exchange(), *each]


def picked(drawn, order, count):
    """Return the first candidates of an order that may stand together."""
    picks = Picks(drawn)
    for row in order:
        if len(picks.rows) < count and picks.allowed[row]:
            picks.add(int(row))
    return picks.rows


@settings(max_examples=200)
@given(problems(), st.permutations(range(7)), st.integers(1, 4))
def test_picks_stand_and_are_exchanged_alike(drawn, order, count):
    rows = picked(drawn, [r for r in order if r < len(drawn)], count)
    agree(lambda: standing(drawn, rows))


@pytest.mark.parametrize("limit", [None, 3])
def test_any_picks_of_a_town_are_exchanged_alike_to_the_end(limit):
    for seed in range(20):
        drawn = town(seed, per_district=limit)
        rows = picked(drawn, np.random.default_rng(seed).permutation(len(drawn)), 14)
        assert agree(lambda drawn=drawn, rows=rows: exchanged(drawn, rows)) != rows


@settings(max_examples=100)
@given(problems(), st.permutations(range(7)), st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_picks_grow_alike_in_any_order(drawn, order, prices):
    def grown():
        picks = Picks(drawn, [], np.array(prices))
        stages = []
        for row in (r for r in order if r < len(drawn)):
            stages.append([picks.gains.copy(), drawn.tied(picks.gains, picks.allowed)])
            picks.add(row)
        return [*stages, picks.level]

    agree(grown)


@settings(max_examples=100)
@given(problems(), st.integers(1, 4))
def test_prices_fall_alike(drawn, count):
    def lowered():
        rows = greedy_rows(drawn, count)
        pricing = Pricing(drawn, count, rows)
        pricing.lower(STEPS, drawn.value(rows))
        return [pricing.bound, pricing.prices, pricing.promising(drawn, 0.5)]

    agree(lowered)


@pytest.mark.parametrize("limit", [None, 3])
def test_towns_get_the_same_sites(limit):
    exchanged = 0
    for seed in range(6):
        drawn = town(seed, per_district=limit)

        def chosen(drawn=drawn):
            steps = greedy(drawn, 14)[0]
            rows = [s.row for s in steps]
            pricing = Pricing(drawn, 14, rows)
            return [steps, improved(drawn, rows, pricing), pricing.bound, pricing.prices]

        steps, after, *_ = agree(chosen)
        exchanged += {s.row for s in steps} != {s.row for s in after}
    assert exchanged


def test_of_equal_exchanges_the_first_candidate_then_the_first_pick_goes():
    drawn = problem(
        [[0.25], [0.25], [1.0], [1.0]], [[0], [1], [2], [2]], [0, 0, 0],
        [[0, 0], [9, 0], [3, 0], [6, 0]], ["u"] * 4,
    )  # fmt: skip
    assert both(lambda: Standing(drawn, [0, 1]).exchange()) == [(0, 2), (0, 2)]
