"""From criteria to one score a site, taken apart: contributions, coverage, interval, grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from layers.case import Bools, Case, case
from layers.column import NOT_APPLICABLE, SCORED, UNKNOWN, Column
from layers.criteria import ASSESS
from layers.flags import flags
from layers.improve import Rating, improvements
from layers.membership import Floats
from layers.model import Plan
from layers.peers import Peers
from layers.peers import peers as peers_of
from layers.setting import Setting
from layers.totals import (
    GRADES,
    INSUFFICIENT,
    LARGELY,
    SILENT,
    WEAK,
    WELL,
    Guides,
    Table,
    grade,
    grades,
    totals,
)
from layers.uncertainty import Draws, Uncertainty, uncertainty
from layers.weights import by_method, checked
from layers.wording import text

__all__ = [
    "GRADES",
    "INSUFFICIENT",
    "LARGELY",
    "SILENT",
    "WEAK",
    "WELL",
    "Scores",
    "Table",
    "assess",
    "assessed",
    "grade",
    "reweighted",
    "score",
    "told",
]

Json = dict[str, Any]


@dataclass(frozen=True)
class Scores:
    """The scored case: one column a criterion, totals 0–100 (NaN where null), all as arrays."""

    case: Case
    columns: Mapping[str, Column]
    every: Table  # all that is scored
    table: Table  # without optional values where they would lower the total
    silent: Bools
    total: Floats
    low: Floats
    high: Floats
    drawn: Uncertainty | None = None

    @cached_property
    def contributions(self) -> Floats:
        """Return criteria × sites: what each adds to the total, NaN where there is none."""
        nothing = self.silent | ~self.case.inside
        return np.where(nothing, np.nan, self.table.contributions())

    @cached_property
    def coverage(self) -> Floats:
        """Return the weight of the scored criteria over that of all, 0–1."""
        return self.table.coverage()

    @cached_property
    def grades(self) -> npt.NDArray[np.object_]:
        """Return the grade of each site, SILENT where the plan is; None where it has neither."""
        facts, table = self.case.plan.facts, self.table
        k = Guides.of(facts).layout
        first = np.where(table.scored[k], table.value[k], np.nan)
        return grades(self.total, first, self.silent, facts.assumptions["grades"])


def score(
    plan: Plan,
    sites: gpd.GeoDataFrame,
    *,
    peers: Peers | gpd.GeoDataFrame | None,
    parks: gpd.GeoDataFrame | None = None,
    weights: Mapping[str, object] | None = None,
    draws: int = 0,
    seed: int = 0,
    improve: bool = False,
    lang: str = "zh",
) -> list[Json]:
    """Return for each site what `score --json` of the public contract prints under `sites`.

    Parameters
    ----------
    plan : facts and geometry.
    sites : id, name, sectors (a mix; empty where not known), function, Point or (Multi)Polygon
        geometry in any CRS.
    peers : clusters for K3 and K4; `sites` itself makes the rows each other's peers, None leaves
        both criteria unknown.
    parks : industrial parks for K5 (points or polygons, any CRS); None leaves it unknown.
    weights : criterion → weight; the plan's order by default. What a user sets is not drawn.
    draws : how many positions and weights to draw for the interval; 0 draws none.
    seed : of the draws; the same seed gives the same numbers (`layers.uncertainty`).
    improve : also look for the nearest change that lifts the grade (some 0.05 s a site).
    lang : zh or en, for the sentences only.

    Raises
    ------
    LayerError
        The sites have no CRS, or a coordinate is not finite.
    InputError
        The weights do not fit the criteria.
    """
    if not len(sites):
        return []
    drawn = Draws(draws, seed) if draws else None
    scores = assess(plan, sites, peers=peers, parks=parks, weights=weights, draws=drawn)
    results = told(scores, lang)
    if improve:
        grades = [result["grade"] for result in results]

        def rate(tried: Case) -> list[Rating]:
            found = assessed(tried, weights=weights)
            return list(map(Rating, found.total, found.grades))

        better = improvements(scores.case, grades, rate, lang)
        results = [r | {"improve": b} for r, b in zip(results, better, strict=True)]
    return results


def told(scores: Scores, lang: str) -> list[Json]:
    """Return for each site what `score` returns, `improve` left out."""
    return [_site(scores, row, lang) for row in range(len(scores.case))]


def assess(
    plan: Plan,
    sites: gpd.GeoDataFrame,
    *,
    peers: Peers | gpd.GeoDataFrame | None,
    parks: gpd.GeoDataFrame | None = None,
    weights: Mapping[str, object] | None = None,
    draws: Draws | None = None,
) -> Scores:
    """Return the same as arrays; parameters and errors as `score`."""
    laid = case(plan, sites, _peers(plan, peers), own_peers=peers is sites, parks=parks)
    return assessed(laid, weights=weights, draws=draws)


def assessed(
    laid: Case, *, weights: Mapping[str, object] | None = None, draws: Draws | None = None
) -> Scores:
    """Return the scores of sites laid out already; their peers and parks are in the case."""
    facts = laid.plan.facts
    columns = {f.id: ASSESS[f.key](laid, f) for f in facts.criteria}
    every = _table(columns, _weights(laid.setting, weights))
    scores = _scores(laid, columns, every, every.weight)
    if not draws:
        return scores
    fixed, spoken = weights is not None, laid.inside & ~scores.silent
    drawn = uncertainty(laid, every, draws, fixed_weights=fixed).only(spoken)
    low, high = (np.where(spoken, ends, np.nan) for ends in (drawn.low, drawn.high))
    return replace(scores, low=low, high=high, drawn=drawn)


def reweighted(scores: Scores, weights: Mapping[str, object] | None) -> Scores:
    """Return the scores under other weights: nothing is measured again, and nothing drawn.

    Raises
    ------
    InputError
        The weights do not fit the criteria.
    """
    weight = _weights(scores.case.setting, weights)
    return _scores(scores.case, scores.columns, scores.every, weight)


def _scores(laid: Case, columns: Mapping[str, Column], every: Table, weight: Floats) -> Scores:
    """Return the scores of measured criteria under some weights."""
    optional = {k: c.optional for k, c in enumerate(columns.values()) if c.optional is not None}
    found = totals(every, weight, Guides.of(laid.plan.facts), optional)
    nothing = found.silent | ~laid.inside
    for values in (found.total, found.low, found.high):
        np.copyto(values, np.nan, where=nothing)
    return Scores(
        case=laid,
        columns=columns,
        every=every,
        table=found.table,
        silent=found.silent & laid.inside,
        total=found.total,
        low=found.low,
        high=found.high,
    )


def _peers(plan: Plan, given: Peers | gpd.GeoDataFrame | None) -> Peers | None:
    if given is None or isinstance(given, Peers):
        return given
    return peers_of(given, same_m=plan.facts.assumptions["peers"]["same_m"])


def _weights(common: Setting, weights: Mapping[str, object] | None) -> Floats:
    if weights is None:
        return common.once(_default)
    return np.array(list(checked(weights, [c.id for c in common.plan.facts.criteria]).values()))


def _default(common: Setting) -> Floats:
    facts = common.plan.facts
    method = facts.assumptions["weights"]["default"]
    return np.array(list(by_method(method, [c.id for c in facts.criteria]).values()))


def _table(columns: Mapping[str, Column], weight: Floats) -> Table:
    scored, unknown, value = (
        np.array([getattr(c, name) for c in columns.values()])
        for name in ("scored", "unknown", "value")
    )
    np.fmax(value, 0.0, out=value)  # 0 where there is no value
    np.minimum(value, 1.0, out=value)  # a polygon's mean may be off by rounding
    return Table(scored, unknown, value, weight)


def _site(scores: Scores, row: int, lang: str) -> Json:
    case = scores.case
    total = _number(scores.total[row])
    drawn = scores.drawn if case.inside[row] else None
    return {
        "id": case.ids[row],
        "name": case.names[row],
        "district": case.districts[row],
        "score": total,
        "low": _number(scores.low[row]),
        "high": _number(scores.high[row]),
        "grade": scores.grades[row],
        "grade_probability": drawn.grades(row) if drawn else None,
        "coverage": float(scores.coverage[row]),
        "best_element": _pick(scores, "best", row),
        "runner_up": _pick(scores, "runner_up", row),
        "criteria": [
            _criterion(scores, k, name, row, lang) for k, name in enumerate(scores.columns)
        ],
        "improve": None,
        "flags": [*flags(case, row, lang), *_unweighted(scores, row, lang)],
        "uncertainty": drawn.json(row) if drawn else None,
    }


def _unweighted(scores: Scores, row: int, lang: str) -> list[str]:
    """Return a remark where the plan speaks but nothing that has a weight is scored."""
    spoken = scores.case.inside[row] and not scores.silent[row]
    return [text("flag.no_weight", lang)] if spoken and np.isnan(scores.total[row]) else []


def _criterion(scores: Scores, k: int, name: str, row: int, lang: str) -> Json:
    column, table = scores.columns[name], scores.table
    scored = bool(table.scored[k, row])
    state = SCORED if scored else UNKNOWN if table.unknown[k, row] else NOT_APPLICABLE
    clause, quote = column.cite(row)
    return {
        "id": name,
        "state": state,
        "value": float(table.value[k, row]) if scored else None,
        "weight": float(table.weight[k]),
        "contribution": _number(scores.contributions[k, row]),
        "clause": clause,
        "quote": quote,
        "because": column.reason(row, lang) if scores.case.inside[row] else text("outside", lang),
    }


def _pick(scores: Scores, which: str, row: int) -> str | None:
    """Return the best or second element of the first column that names one, while it counts."""
    for k, column in enumerate(scores.columns.values()):
        if column.picks is not None:
            at = getattr(column.picks, which)[row]
            return column.picks.ids[at] if at >= 0 and scores.table.scored[k, row] else None
    return None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
