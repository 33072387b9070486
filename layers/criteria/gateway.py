"""K6: nearness of the gateway whose role fits the site's function (clause 四, 功能完善)."""

from __future__ import annotations

import numpy as np

from layers.case import NOT_APPLICABLE, UNKNOWN, Bools, Case, Column
from layers.plan import Criterion
from layers.wording import text


def applies(case: Case, fact: Criterion) -> Bools:
    """Return where the plan gives gateways a role: sectors that need one, with their function."""
    always = set(fact.sectors_without_function)
    with_function = set(fact.sectors_with_function)
    asked = [
        bool(always & mix.keys()) or bool(function and with_function & mix.keys())
        for mix, function in zip(case.mixes, case.functions, strict=True)
    ]
    return np.array(asked, dtype=bool) & case.inside


def assess(case: Case, fact: Criterion) -> Column:
    """Return K6: unknown where it applies, for the gateways' layer is not measured yet."""
    asked = applies(case, fact)

    def because(row: int, lang: str) -> str:
        return text("k6.unknown" if asked[row] else "k6.other", lang)

    return Column(
        np.where(asked, UNKNOWN, NOT_APPLICABLE),
        np.full(len(case), np.nan),
        lambda _: (fact.clause, fact.quote),
        because,
    )
