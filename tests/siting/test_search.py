"""Search and bounds against every choice there is, on drawn instances of a few candidates."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import siting_bound, siting_search
from layers.siting_alike import cells, undominated
from layers.siting_bound import program_bound
from layers.siting_exchange import exchanged
from layers.siting_prices import STEPS, Pricing
from layers.siting_search import ALL, BOTH, LIMIT, SPACING, better, greedy, improved
from tests.siting.drawn import greedy_rows, problem, problems, town


def allowed(drawn, rows):
    near = any(
        np.hypot(*(drawn.xy[i] - drawn.xy[j])) < drawn.spacing_m for i, j in combinations(rows, 2)
    )
    full = drawn.per_district is not None and any(
        sum(drawn.district[r] == c for r in rows) > drawn.per_district for c in "uv"
    )
    return not near and not full


def optimum(drawn, count):
    """Return the best value of every choice of up to `count` candidates that keeps the rules."""
    every = (c for k in range(count + 1) for c in combinations(range(len(drawn.ids)), k))
    return max(drawn.value(c) for c in every if allowed(drawn, c))


def priced(drawn, count):
    """Return the value of the greedy choice and the pricing that begins at it."""
    rows = greedy_rows(drawn, count)
    return drawn.value(rows), Pricing(drawn, count, rows)


@settings(max_examples=25)
@given(problems(), st.integers(1, 4))
def test_programming_finds_the_optimum_and_no_bound_lies_below_it(drawn, count):
    best = optimum(drawn, count)
    value, pricing = priced(drawn, count)
    first = pricing.bound
    pricing.lower(STEPS, value)
    found = program_bound(drawn, count, pricing, value)
    assert found.optimum
    assert found.value == pytest.approx(best, abs=1e-6)
    assert first >= pricing.bound >= best - 1e-9
    assert value <= best + 1e-9


@settings(max_examples=25)
@given(problems(), st.integers(1, 4))
def test_the_relaxation_of_larger_problems_is_an_upper_bound(drawn, count):
    value, pricing = priced(drawn, count)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(siting_bound, "ALL_PAIRS", 0)
        found = program_bound(drawn, count, pricing, value)
    assert found.value >= optimum(drawn, count) - 1e-6


@settings(max_examples=25)
@given(problems(), st.integers(1, 4), st.lists(st.floats(0, 2), min_size=5, max_size=5))
def test_any_prices_bound_the_optimum(drawn, count, prices):
    _, pricing = priced(drawn, count)
    pricing.bound = np.inf
    if len(pricing.more):
        pricing._try(np.array(prices))
    assert pricing.bound >= optimum(drawn, count) - 1e-9


@settings(max_examples=25)
@given(problems(), st.integers(1, 4))
def test_what_is_not_promising_is_in_no_better_choice(drawn, count):
    value, pricing = priced(drawn, count)
    pricing.lower(STEPS, value)
    left = set(pricing.promising(drawn, value).tolist())
    every = (c for k in range(count + 1) for c in combinations(range(len(drawn)), k))
    serving = set(drawn.pairs.row.tolist())
    for choice in every:
        if allowed(drawn, choice) and drawn.value(choice) > value + 1e-6:
            assert set(choice) & serving <= left


@settings(max_examples=25)
@given(problems())
def test_two_of_one_cell_break_a_rule_and_the_undominated_stand_for_all(drawn):
    cell = cells(drawn)
    kept = undominated(drawn, cell)
    for i, j in combinations(range(len(drawn)), 2):
        assert cell[i] != cell[j] or np.hypot(*(drawn.xy[i] - drawn.xy[j])) < drawn.spacing_m
        assert (
            cell[i] != cell[j] or not drawn.per_district or drawn.district[i] == drawn.district[j]
        )
    for row in set(drawn.pairs.row.tolist()) - set(kept.tolist()):
        mine = drawn.served([row])
        assert any((drawn.served([k]) >= mine).all() for k in kept if cell[k] == cell[row])


@settings(max_examples=25)
@given(problems(), st.integers(1, 4))
def test_improvement_keeps_the_rules_and_no_exchange_adds_anything(drawn, count):
    rows = greedy_rows(drawn, count)
    steps = improved(drawn, rows, Pricing(drawn, count, rows))
    after = [s.row for s in steps]
    assert allowed(drawn, rows)
    assert allowed(drawn, after)
    assert len(set(after)) == len(rows)
    assert drawn.value(after) >= drawn.value(rows) - 1e-9
    assert sum(s.gain for s in steps) == pytest.approx(drawn.value(after), abs=1e-9)
    assert all(s.gain - s.second_gain >= -1e-9 for s in steps if s.second is not None)
    for k in range(len(after)):
        for other in set(range(len(drawn))) - set(after):
            choice = [*after[:k], other, *after[k + 1 :]]
            assert not allowed(drawn, choice) or drawn.value(choice) <= drawn.value(after) + 1e-8


@pytest.mark.parametrize("seed", range(8))
def test_improvement_comes_within_half_a_percent_of_the_optimum(seed):
    drawn = town(seed)
    rows = greedy_rows(drawn, 14)
    pricing = Pricing(drawn, 14, rows)
    after = [s.row for s in improved(drawn, rows, pricing)]
    best = program_bound(drawn, 14, pricing, drawn.value(after))
    assert best.optimum
    assert drawn.value(after) >= 0.995 * best.value
    assert pricing.bound >= best.value - 1e-9


def test_exchange_alone_is_further_off_somewhere():
    short = []
    for seed in range(8):
        drawn = town(seed)
        rows = greedy_rows(drawn, 14)
        best = program_bound(drawn, 14, Pricing(drawn, 14, rows), drawn.value(rows))
        short.append(drawn.value(exchanged(drawn, rows)) / best.value)
    assert min(short) < 0.98


@pytest.mark.parametrize("seed", range(4))
def test_leaving_out_what_is_not_promising_keeps_the_optimum(seed, monkeypatch):
    drawn = town(seed)
    rows = greedy_rows(drawn, 14)
    pricing, value = Pricing(drawn, 14, rows), drawn.value(rows)
    pricing.lower(STEPS, value)
    assert len(pricing.promising(drawn, value)) < len(drawn)
    found = program_bound(drawn, 14, pricing, value)
    monkeypatch.setattr(pricing, "promising", lambda *_: np.arange(len(drawn)))
    assert found.value == pytest.approx(program_bound(drawn, 14, pricing, value).value, abs=1e-6)


def test_what_is_too_near_to_two_picks_takes_the_place_of_neither():
    drawn = problem(
        [[0.25, 0.0], [0.0, 0.3], [0.25, 0.0]], [[0, 1]] * 3, [0, 0],
        [[0, 1000], [0, 2000], [0, 0]], ["u"] * 3, spacing_m=1500.0,
    )  # fmt: skip
    steps = improved(drawn, [1, 2], Pricing(drawn, 2, [1, 2]))
    assert [s.row for s in steps] == [1, 2]


def test_improvement_mends_a_greedy_choice():
    # Greedy takes the middle (1.2) and can add 0.6; both sides together serve 2.
    middle, west, east = [0.6, 0.6], [1.0, 0.0], [0.0, 1.0]
    drawn = problem([middle, west, east], [[0, 1]] * 3, [0, 0], [[0, 0], [1, 0], [2, 0]], ["u"] * 3)
    rows = greedy_rows(drawn, 2)
    assert drawn.value(rows) == pytest.approx(1.6)
    pricing = Pricing(drawn, 2, rows)
    assert sorted(s.row for s in improved(drawn, rows, pricing)) == [1, 2]
    assert program_bound(drawn, 2, pricing, 1.6).value == pytest.approx(2.0)


def test_the_search_does_not_begin_where_the_bound_says_that_nothing_is_better(monkeypatch):
    drawn = problem([[1.0], [0.8], [0.5]], [[0], [1], [2]], [0, 0, 0], [[0, 0]] * 3, ["u"] * 3)
    steps = greedy(drawn, 2)[0]
    pricing = Pricing(drawn, 2, [s.row for s in steps])
    monkeypatch.setattr(siting_search, "improved", lambda *_: pytest.fail("begun"))
    assert better(drawn, steps, pricing) == steps


@settings(max_examples=25)
@given(problems(), st.integers(1, 4))
def test_better_picks_are_better_or_the_same(drawn, count):
    steps = greedy(drawn, count)[0]
    rows = [s.row for s in steps]
    found = better(drawn, steps, Pricing(drawn, count, rows))
    value = drawn.value([s.row for s in found])
    assert found == steps or value > drawn.value(rows) + 1e-9
    tried = [s.row for s in improved(drawn, rows, Pricing(drawn, count, rows))]
    assert value >= drawn.value(tried) - 1e-9


def test_where_several_would_do_for_a_pick_the_score_decides():
    scores = np.array([10.0, 30.0, 20.0, 5.0])
    drawn = problem(
        [[1.0], [1.0], [1.0], [0.5]], [[0], [0], [0], [1]], [0, 0], [[0, 0]] * 4, ["u"] * 4
    )
    drawn = replace(drawn, scores=lambda rows: scores[rows])
    steps = improved(drawn, [0, 3], Pricing(drawn, 2, [0, 3]))
    assert [s.row for s in steps] == [1, 3]


@pytest.mark.parametrize(
    ("spacing_m", "per_district", "why"),
    [(10.0, None, SPACING), (0.0, 1, LIMIT), (1.5, 1, BOTH), (0.0, None, ALL)],
)
def test_too_few_picks_are_explained_by_the_rule(spacing_m, per_district, why):
    drawn = problem(
        [[1.0], [0.9], [0.8]],
        [[0], [1], [2]],
        [0, 0, 0],
        [[0, 0], [3, 0], [1, 0]],
        ["u", "u", "v" if per_district and spacing_m else "u"],
        spacing_m=spacing_m,
        per_district=per_district,
    )
    steps, said = greedy(drawn, 9)
    assert said == why
    assert len(steps) == (3 if why == ALL else 1)
