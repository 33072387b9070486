"""Search and bounds against every choice there is, on drawn instances of a few candidates."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import siting_bound
from layers.siting_bound import program_bound, quick_bound
from layers.siting_demand import Service
from layers.siting_search import ALL, BOTH, LIMIT, SPACING, Problem, greedy, improved

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


@settings(max_examples=25)
@given(problems(), st.integers(1, 4))
def test_programming_finds_the_optimum_and_no_bound_lies_below_it(drawn, count):
    best = optimum(drawn, count)
    steps, _ = greedy(drawn, count)
    rows = [s.row for s in steps]
    found = program_bound(drawn, count)
    assert found.optimum
    assert found.value == pytest.approx(best, abs=1e-6)
    assert quick_bound(drawn, rows, count) >= best - 1e-9
    assert drawn.value(rows) <= best + 1e-9


@settings(max_examples=25)
@given(problems(), st.integers(1, 4))
def test_the_relaxation_of_larger_problems_is_an_upper_bound(drawn, count):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(siting_bound, "ALL_PAIRS", 0)
        assert program_bound(drawn, count).value >= optimum(drawn, count) - 1e-6


@settings(max_examples=25)
@given(problems(), st.integers(1, 4))
def test_local_search_keeps_the_rules_and_never_loses(drawn, count):
    rows = [s.row for s in greedy(drawn, count)[0]]
    steps = improved(drawn, rows)
    after = [s.row for s in steps]
    assert allowed(drawn, rows)
    assert allowed(drawn, after)
    assert len(set(after)) == len(rows)
    assert drawn.value(after) >= drawn.value(rows) - 1e-9
    assert sum(s.gain for s in steps) == pytest.approx(drawn.value(after), abs=1e-9)
    assert all(s.gain - s.second_gain >= -1e-9 for s in steps if s.second is not None)


def test_local_search_mends_a_greedy_choice():
    # Greedy takes the middle (1.2) and can add 0.6; both sides together serve 2.
    middle, west, east = [0.6, 0.6], [1.0, 0.0], [0.0, 1.0]
    drawn = problem([middle, west, east], [[0, 1]] * 3, [0, 0], [[0, 0], [1, 0], [2, 0]], ["u"] * 3)
    steps, _ = greedy(drawn, 2)
    assert drawn.value([s.row for s in steps]) == pytest.approx(1.6)
    assert sorted(s.row for s in improved(drawn, [s.row for s in steps])) == [1, 2]
    assert program_bound(drawn, 2).value == pytest.approx(2.0)


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
