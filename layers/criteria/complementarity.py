"""K5: nearness of producer services to the parks they serve (clause 四, 优势互补)."""

from __future__ import annotations

import numpy as np
import shapely

from layers.case import Bools, Case
from layers.column import Column
from layers.membership import Floats, membership
from layers.plan import Criterion
from layers.setting import Setting
from layers.wording import text


def producer_share(case: Case) -> Floats:
    """Return the share of producer services in each site's mix, 0–1."""
    return case.setting.once(_producers)[case.kind]


def _producers(common: Setting) -> Floats:
    """Return the share of producer services in each kind's mix."""
    facts = common.plan.facts
    return common.named({s.id: 1.0 for s in facts.sectors if s.group == "producer"})


def applies(case: Case) -> Bools:
    """Return which sites are mostly producer services, and in the city."""
    return np.asarray(case.setting.once(_applying)[case.kind] & case.inside)


def _applying(common: Setting) -> Bools:
    """Return which kinds of sites are mostly producer services."""
    least = common.plan.facts.assumptions["complementarity"]["producer_share"]
    return np.asarray(common.once(_producers) >= least)


def measure(case: Case) -> Floats:
    """Return metres from each site's anchor to the nearest park (0 inside).

    NaN without a layer, and where K5 does not apply.
    """
    metres = np.full(len(case), np.nan)
    tree = case.setting.once(_parks)
    rows = np.flatnonzero(applies(case)) if tree is not None else ()
    if tree is not None and len(rows):
        at = shapely.points(case.xy[rows])
        metres[rows] = tree.query_nearest(at, return_distance=True, all_matches=False)[1]
    return metres


def _parks(common: Setting) -> shapely.STRtree | None:
    return None if common.parks is None else shapely.STRtree(common.parks)


def assess(case: Case, fact: Criterion) -> Column:
    """Return K5: applies to sites of mostly producer services, unknown without a parks layer."""
    numbers = case.plan.facts.assumptions["complementarity"]
    share, distance, asked = producer_share(case), measure(case), applies(case)
    known = case.setting.parks is not None
    w_m, h_m = numbers.get("w_m", 0.0), numbers["h_m"]
    value = np.where(asked, membership(distance, w_m=w_m, h_m=h_m), np.nan)

    def because(row: int, lang: str) -> str:
        if not case.mixes[row]:
            return text("mix.none", lang)
        if not asked[row]:
            return text("k5.other", lang, share=share[row])
        if not known:
            return text("k5.unknown", lang, share=share[row])
        near = {"km": distance[row] / 1000.0, "half_km": (w_m + h_m) / 1000.0}
        return text("k5.near", lang, share=share[row], value=value[row], **near)

    return Column(
        asked & known,
        asked & (not known),
        value,
        lambda _: (fact.clause, fact.quote),
        because,
    )
