"""Search and bounds against every choice there is, on drawn instances of a few candidates."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import siting_bound
from layers.siting_alike import cells, undominated
from layers.siting_bound import program_bound
from layers.siting_demand import Service
from layers.siting_exchange import exchanged
from layers.siting_prices import STEPS, Pricing
from layers.siting_problem import Problem
from layers.siting_search import ALL, BOTH, LIMIT, SPACING, greedy, improved

VALUES = st.sampled_from([0.0, 0.25, 0.3, 0.5, 0.75, 1.0])


def problem(value, demand, base, xy, district, *, spacing_m=0.0, per_district=None):
    count = len(value)
    return Problem(
        service=Service(np.array(value, dtype=float), np.array(demand)),
        base=np.array(base, dtype=float),
        xy=np.array(xy, dtype=float),
        district=np.array(district, dtype=object),
        ids=np.array([f"i{k}" for k in range(count)], dtype=object),
        scores=lambda rows: np.zeros(len(rows)),
        spacing_m=spacing_m,
        per_district=per_district,
    )


@st.composite
def problems(draw):
    n = draw(st.integers(1, 7))
    pairs = st.tuples(st.integers(0, 1), st.integers(2, 4))  # two sources, five demands
    kilometres = st.tuples(st.integers(0, 5), st.integers(0, 5))

    def rows(cell):
        return draw(st.lists(cell, min_size=n, max_size=n))

    return problem(
        rows(st.tuples(VALUES, VALUES)),
        rows(pairs),
        draw(st.lists(st.sampled_from([0.0, 0.25, 0.6]), min_size=5, max_size=5)),
        np.array(rows(kilometres)) * 1000.0,
        rows(st.sampled_from("uv")),
        spacing_m=draw(st.sampled_from([0.0, 1500.0, 2000.0, 4000.0])),
        per_district=draw(st.sampled_from([None, 1, 2])),
    )


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


def greedy_rows(drawn, count):
    return [s.row for s in greedy(drawn, count)[0]]


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
    if len(pricing.first):
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


def town(seed):
    """Return 200 candidates over stretches of 2.5 km on lines through a square of 20 km."""
    drawn = np.random.default_rng(seed)
    xy = drawn.uniform(0.0, 20_000.0, (200, 2))
    east, north = (xy // 2_500.0).astype(int).T
    off = np.abs(xy % 5_000.0 - 2_500.0) / 2_500.0
    value = drawn.choice([0.5, 1.0], (200, 2)) * np.minimum(1.0, np.round(1.4 - off, 3))
    demand = np.column_stack([east, 8 + 8 * (xy[:, 0] // 5_000.0).astype(int) + north])
    return problem(
        value, demand, drawn.choice([0.0, 0.3], 40), xy, ["u"] * 200, spacing_m=3_000.0
    )  # fmt: skip


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
