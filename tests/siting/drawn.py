"""Drawn choices of sites: a few candidates with every rule, and towns of 200."""

import numpy as np
from hypothesis import strategies as st

from layers.siting_demand import Service
from layers.siting_problem import Problem
from layers.siting_search import greedy

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


def greedy_rows(drawn, count):
    return [s.row for s in greedy(drawn, count)[0]]


def town(seed, per_district=None):
    """Return 200 candidates over stretches of 2.5 km on lines through a square of 20 km."""
    drawn = np.random.default_rng(seed)
    xy = drawn.uniform(0.0, 20_000.0, (200, 2))
    east, north = (xy // 2_500.0).astype(int).T
    off = np.abs(xy % 5_000.0 - 2_500.0) / 2_500.0
    value = drawn.choice([0.5, 1.0], (200, 2)) * np.minimum(1.0, np.round(1.4 - off, 3))
    demand = np.column_stack([east, 8 + 8 * (xy[:, 0] // 5_000.0).astype(int) + north])
    return problem(
        value, demand, drawn.choice([0.0, 0.3], 40), xy, np.array(list("uvwx"))[east // 2],
        spacing_m=3_000.0, per_district=per_district,
    )  # fmt: skip
