"""Scored points → the columns of the exported scores, none of them made row by row.

The same columns, numbers and texts as `scored.scored` makes of results; for points alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from layers.case import Bools, Case
from layers.membership import Floats, membership
from layers.model import Plan
from layers.phrases import figures, joined, rounded
from layers.reasons import reasons
from layers.score import Scores
from layers.scored import IN, NEAR, OUT
from layers.wording import text

Columns = dict[str, pa.Array]
Objects = npt.NDArray[np.object_]


def scored_columns(scores: Scores, lang: str) -> Columns:
    """Return the columns of scored points by the names that `export_fields` takes them from.

    Parameters
    ----------
    scores : of a case of points, each with a sector mix.
    lang : of reasons and flags; grades and relations are Chinese always.
    """
    case, index = scores.case, scores.case.plan.districts
    named = np.array([*index.names, None], dtype=object)
    values = {name: np.where(scored, value, np.nan) for name, scored, value in _values(scores)}
    where, metres = _nearest(case)
    return {
        "district": _texts(case.districts),
        "district_name": _texts(named[case.positions]),
        "score": _numbers(scores.total, 1),
        "grade": _texts(scores.grades),
        "low": _numbers(scores.low, 1),
        "high": _numbers(scores.high, 1),
        "coverage": _numbers(scores.coverage, 4),
        "best_element": _texts(_best(scores)),
        **{name: _numbers(value, 4) for name, value in values.items()},
        "reason": _reasons(scores, lang),
        "flags": _flags(scores, lang),
        "relation": _texts(_relations(case)),
        "nearest": _texts(where),
        "nearest_m": pa.array(np.round(metres, 1)),
    }


def _values(scores: Scores) -> list[tuple[str, Bools, Floats]]:
    table = scores.table
    return [(name, table.scored[k], table.value[k]) for k, name in enumerate(scores.columns)]


def _texts(values: Objects) -> pa.Array:
    return pa.array(values, pa.string(), from_pandas=True)


def _numbers(values: Floats, digits: int) -> pa.Array:
    return pa.array(rounded(values, digits), pa.float64(), from_pandas=True)


def _best(scores: Scores) -> Objects:
    """Return name and id of the best element or place, None where there is none."""
    plan = scores.case.plan
    names = {e.fact.id: e.fact.name for e in plan.elements} | {p.id: p.name for p in plan.places}
    for k, column in enumerate(scores.columns.values()):
        if column.best is not None:
            named = {i: f"{names.get(i, i)}（{i}）" for i in set(column.best.tolist()) if i}
            found: Objects = np.array([named.get(ident) for ident in column.best], dtype=object)
            found[~scores.table.scored[k]] = None
            return found
    return np.full(len(scores.case), None, dtype=object)


def _reasons(scores: Scores, lang: str) -> pa.Array:
    """Return the reasons of the scored criteria, one after the other."""
    case, between = scores.case, "；"
    out: list[object] = []
    facts = {fact.id: fact for fact in case.plan.facts.criteria}
    before = np.zeros(len(case), dtype=bool)
    for name, scored, value in _values(scores):
        rows = np.flatnonzero(scored)
        if not len(rows):
            continue
        because = reasons(case, facts[name], lang)
        told = joined([f"{name} ", figures(value, ".2f"), "（", because, "）"], len(case))
        lead = pa.array(np.where(before & scored, between, ""), pa.string())
        out.append(joined([lead, _blank(told, scored)], len(case)))
        before |= scored
    return joined(out, len(case)) if out else pa.repeat("", len(case))


def _blank(told: pa.Array, where: Bools) -> pa.Array:
    """Return texts, blank where `where` is false."""
    return pa.compute.if_else(pa.array(where), told, "")


def _flags(scores: Scores, lang: str) -> pa.Array:
    """Return the remarks on each point, null for none; as `flags.flags` has them."""
    case = scores.case
    inside = case.positions >= 0
    unweighted = case.inside & ~scores.silent & np.isnan(scores.total)
    found = {
        "outside": ~inside,
        "partly_outside": inside & ~_covered(case),
        "near_border": inside & _near_border(case),
        "no_sector": np.array([not mix for mix in case.mixes]),
        "no_weight": unweighted,
    }
    code = sum(np.left_shift(where, k) for k, where in enumerate(found.values()))
    unique, which = np.unique(code, return_inverse=True)
    words = [
        [text(f"flag.{key}", lang) for k, key in enumerate(found) if c >> k & 1] for c in unique
    ]
    told = pa.array(["；".join(one) or None for one in words], pa.string())
    return told.take(pa.array(which))


def _covered(case: Case) -> Bools:
    city = case.plan.districts.city
    return np.asarray(shapely.intersects_xy(city, case.xy[:, 0], case.xy[:, 1]))


def _near_border(case: Case) -> Bools:
    """Return which points are so near a border that their district is in doubt."""
    limits, index = case.plan.facts.assumptions["border"], case.plan.districts
    points, near = case.anchors, np.zeros(len(case), dtype=bool)
    for k in np.unique(case.positions[case.positions >= 0]):
        rows = np.flatnonzero(case.positions == k)
        shapely.prepare(index.borders[k])
        near[rows] = shapely.dwithin(index.borders[k], points[rows], limits["ambiguous_m"])
    if not index.cuts.is_empty:
        shapely.prepare(index.cuts)
        near |= shapely.dwithin(index.cuts, points, limits["derived_m"])
    return near


def _relations(case: Case) -> Objects:
    """Return 带内, 辐射 or 带外 for each point."""
    plan: Plan = case.plan
    floor = plan.facts.assumptions["relation"]["influence_min"]
    core, reach = (np.zeros(len(case), dtype=bool) for _ in range(2))
    for element in plan.elements:
        for part in element.parts:
            metres = case.metres_to(part)
            core |= metres <= part.w_m
            reach |= membership(metres, w_m=part.w_m, h_m=part.h_m) >= floor
    return np.array([IN, NEAR, OUT], dtype=object)[np.where(core, 0, np.where(reach, 1, 2))]


def _nearest(case: Case) -> tuple[Objects, Floats]:
    """Return the name of each point's nearest ring, axis or belt, and the metres to it."""
    plan = case.plan
    metres = np.array(
        [np.min([case.metres_to(part) for part in e.parts], axis=0) for e in plan.elements]
    )
    first = metres.argmin(axis=0)
    names = np.array([e.fact.name for e in plan.elements], dtype=object)
    return names[first], metres[first, np.arange(len(case))]
