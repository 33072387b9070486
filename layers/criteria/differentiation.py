"""K4: related clusters in the other districts of an element (clause 四, 错位发展)."""

from __future__ import annotations

import numpy as np

from layers.case import Case
from layers.column import Column
from layers.membership import Floats
from layers.plan import Criterion
from layers.related import sharing_other_district, weighted
from layers.wording import text


def measure(case: Case) -> Floats:
    """Return m: related peers in other districts that share an element with the site's."""
    half = case.plan.facts.assumptions["differentiation"]["half_m"]
    return weighted(case, sharing_other_district, half_m=half)


def value(peers: Floats, *, scale: float) -> Floats:
    """Return 2^(−m/scale): 1 without a double, 0.5 at `scale` of them.

    >>> value(np.array([0.0, 4.0]), scale=4.0).tolist()
    [1.0, 0.5]
    """
    return np.asarray(2.0 ** (-peers / scale))


def assess(case: Case, fact: Criterion) -> Column:
    """Return K4 as a column; unknown without a cluster layer."""
    known = case.peers is not None
    count = measure(case) if known else np.full(len(case), np.nan)
    numbers = case.plan.facts.assumptions["differentiation"]
    values = np.where(case.inside, value(count, scale=numbers["scale"]), np.nan)

    def because(row: int, lang: str) -> str:
        if not known:
            return text("peers.none", lang)
        if not case.mixes[row]:
            return text("mix.none", lang)
        return text(
            "k4.count", lang, m=count[row], half_km=numbers["half_m"] / 1000.0, value=values[row]
        )

    scored, unknown = case.inside & known, case.inside & (not known)
    return Column(scored, unknown, values, lambda _: (fact.clause, fact.quote), because)
