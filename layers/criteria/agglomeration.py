"""K3: related clusters in the same district (clause 四, 高度集聚)."""

from __future__ import annotations

import numpy as np

from layers.case import Case
from layers.column import Column
from layers.membership import Floats
from layers.plan import Criterion
from layers.related import same_district, weighted
from layers.wording import text


def measure(case: Case) -> Floats:
    """Return n: related peers in the same district, each weighted by 2^−(d/half)²."""
    half = case.plan.facts.assumptions["agglomeration"]["half_m"]
    return weighted(case, same_district, half_m=half)


def value(peers: Floats) -> Floats:
    """Return 1 − 2^−n: 0.5 at one fully related peer on the spot.

    >>> value(np.array([0.0, 1.0])).tolist()
    [0.0, 0.5]
    """
    return np.asarray(1.0 - 2.0**-peers)


def assess(case: Case, fact: Criterion) -> Column:
    """Return K3 as a column; unknown without a cluster layer."""
    known = case.peers is not None
    count = measure(case) if known else np.full(len(case), np.nan)
    half_km = case.plan.facts.assumptions["agglomeration"]["half_m"] / 1000.0
    values = np.where(case.inside, value(count), np.nan)

    def because(row: int, lang: str) -> str:
        if not known:
            return text("peers.none", lang)
        if not case.mixes[row]:
            return text("mix.none", lang)
        return text("k3.count", lang, n=count[row], half_km=half_km, value=values[row])

    scored, unknown = case.inside & known, case.inside & (not known)
    return Column(scored, unknown, values, lambda _: (fact.clause, fact.quote), because)
