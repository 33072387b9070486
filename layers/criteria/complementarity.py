"""K5: nearness of producer services to the parks they serve (clause 四, 优势互补)."""

from __future__ import annotations

import numpy as np

from layers.case import NOT_APPLICABLE, UNKNOWN, Case, Column
from layers.membership import Floats
from layers.plan import Criterion
from layers.wording import text


def producer_share(case: Case) -> Floats:
    """Return the share of producer services in each site's mix, 0–1."""
    return case.named({s.id: 1.0 for s in case.plan.facts.sectors if s.group == "producer"})


def assess(case: Case, fact: Criterion) -> Column:
    """Return K5: unknown where it applies, for no layer of industrial parks is known."""
    least = case.plan.facts.assumptions["complementarity"]["producer_share"]
    share = producer_share(case)
    applies = (share >= least) & case.inside

    def because(row: int, lang: str) -> str:
        return text("k5.unknown" if applies[row] else "k5.other", lang, share=share[row])

    return Column(
        np.where(applies, UNKNOWN, NOT_APPLICABLE),
        np.full(len(case), np.nan),
        lambda _: (fact.clause, fact.quote),
        because,
    )
