"""K5: nearness of producer services to the parks they serve (clause 四, 优势互补)."""

from __future__ import annotations

import numpy as np
import shapely

from layers.case import NOT_APPLICABLE, SCORED, UNKNOWN, Case, Column
from layers.membership import Floats, membership
from layers.plan import Criterion
from layers.wording import text


def producer_share(case: Case) -> Floats:
    """Return the share of producer services in each site's mix, 0–1."""
    return case.named({s.id: 1.0 for s in case.plan.facts.sectors if s.group == "producer"})


def measure(case: Case) -> Floats:
    """Return metres from each site's anchor to the nearest park (0 inside); NaN without a layer."""
    if case.parks is None or not len(case):
        return np.full(len(case), np.nan)
    tree = shapely.STRtree(case.parks)
    _, distance = tree.query_nearest(case.anchors, return_distance=True, all_matches=False)
    return np.asarray(distance)


def assess(case: Case, fact: Criterion) -> Column:
    """Return K5: applies to sites of mostly producer services, unknown without a parks layer."""
    numbers = case.plan.facts.assumptions["complementarity"]
    share, distance = producer_share(case), measure(case)
    applies = (share >= numbers["producer_share"]) & case.inside
    known = case.parks is not None
    w_m, h_m = numbers.get("w_m", 0.0), numbers["h_m"]
    value = np.where(applies, membership(distance, w_m=w_m, h_m=h_m), np.nan)

    def because(row: int, lang: str) -> str:
        if not case.mixes[row]:
            return text("mix.none", lang)
        if not applies[row]:
            return text("k5.other", lang, share=share[row])
        if not known:
            return text("k5.unknown", lang, share=share[row])
        near = {"km": distance[row] / 1000.0, "half_km": (w_m + h_m) / 1000.0}
        return text("k5.near", lang, share=share[row], value=value[row], **near)

    return Column(
        np.where(applies, SCORED if known else UNKNOWN, NOT_APPLICABLE),
        value,
        lambda _: (fact.clause, fact.quote),
        because,
    )
