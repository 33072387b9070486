"""One cluster layer against the plan, everything at once: the tables, and the JSON they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from layers import portfolio
from layers.mix import mix_text, plain
from layers.model import Plan
from layers.portfolio_change import change
from layers.portfolio_reach import reach
from layers.portfolio_strips import stretches, strips

INDICATOR = "indicator-10"  # the one indicator a cluster layer can count
TITLE = "省级示范区"  # how a level states the title it counts, beside the indicator's own words
LEVELS = ("JJQJB", "级别", "level")

Json = dict[str, Any]


@dataclass(frozen=True)
class Assessment:
    """The tables of `layers.portfolio` for one layer; `change` only with an earlier snapshot."""

    plan: Plan
    coverage: pd.DataFrame
    sectors: pd.DataFrame
    gaps: pd.DataFrame
    strips: pd.DataFrame
    stretches: pd.DataFrame
    profiles: pd.DataFrame
    specialisation: pd.DataFrame
    standing: pd.DataFrame
    progress: portfolio.Progress | None
    change: pd.DataFrame | None


def assessment(
    plan: Plan, clusters: gpd.GeoDataFrame, since: gpd.GeoDataFrame | None = None
) -> Assessment:
    """Return the assessment of clusters, each of them once (`portfolio.once`).

    Parameters
    ----------
    plan : facts and geometry.
    clusters : id, name, sectors (a mix), geometry, and a level if known; any CRS.
    since : an earlier snapshot of the same.
    """
    reached = reach(plan)
    whole = portfolio.coverage(plan, clusters, reached)
    sectors = portfolio.by_sector(plan, clusters, reached)
    strip = strips(plan, clusters, reached)
    mixes = portfolio.profiles(plan, clusters)
    return Assessment(
        plan=plan,
        coverage=whole,
        sectors=sectors,
        gaps=portfolio.gaps(whole, sectors),
        strips=strip,
        stretches=stretches(plan, strip, reached),
        profiles=mixes,
        specialisation=portfolio.specialisation(mixes),
        standing=portfolio.standing(plan, clusters),
        progress=_progress(plan, clusters),
        change=None if since is None else change(plan, since, clusters),
    )


def levels(clusters: gpd.GeoDataFrame) -> list[object]:
    """Return the level that each cluster states, nothing where the layer has no such column."""
    wanted = {plain(name) for name in LEVELS}
    column = next((c for c in clusters.columns if plain(c) in wanted), None)
    return [] if column is None else list(clusters[column])


def _progress(plan: Plan, clusters: gpd.GeoDataFrame) -> portfolio.Progress | None:
    """Return the indicator's count, None where the plan has no such indicator."""
    indicator = next((i for i in plan.facts.indicators if i.id == INDICATOR), None)
    if indicator is None:
        return None
    return portfolio.progress(indicator, levels(clusters), (TITLE, indicator.name))


def rows_of(plan: Plan) -> dict[str, tuple[str, Any]]:
    """Return kind and fact of every row of the matrix: elements, then counties."""
    facts = {s.id: (s.kind, s) for s in plan.facts.structures}
    return facts | {c.id: ("county", c) for c in plan.facts.counties}


def to_json(found: Assessment) -> Json:
    """Return the assessment as JSON: lists of flat objects under the keys of `assess --json`.

    clusters : how many. coverage : one entry an element or county (row, kind, name, clause, quote)
    with a cell a district (concerned, value 0–1, best, state carried, partly, none or apart).
    sectors : the same as a flat list, with the sector. gaps : row, district, whole, sectors.
    stretches, strips : metres along each course. profiles, specialisation : the mix of each
    district, and ½ Σ|p − q| of each pair. standing : score and grade of each cluster, silent where
    the plan does not speak of it. indicator : count (null where no level is stated) and target.
    change : one entry a cluster id, null without an earlier snapshot.
    """
    return {
        "clusters": len(found.standing),
        "coverage": [_row(found, row, *fact) for row, fact in rows_of(found.plan).items()],
        "sectors": records(found.sectors),
        "gaps": [{**g, "sectors": _list(g["sectors"])} for g in records(found.gaps)],
        "stretches": records(found.stretches),
        "strips": records(found.strips),
        "profiles": _profiles(found.profiles),
        "specialisation": _pairs(found.specialisation),
        "standing": records(found.standing.assign(sectors=_mixes(found.standing["sectors"]))),
        "indicator": _indicator(found.progress),
        "change": None if found.change is None else records(found.change),
    }


def records(table: pd.DataFrame) -> list[Json]:
    """Return the lines of a table as plain values, None for NaN."""
    return [
        {k: _plain(v) for k, v in zip(table.columns, line, strict=True)}
        for line in table.itertuples(index=False, name=None)
    ]


def _plain(value: object) -> object:
    if value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value))):
        return None
    return value.item() if hasattr(value, "item") else value


def _row(found: Assessment, row: str, kind: str, fact: Any) -> Json:
    cells = found.coverage[found.coverage["row"] == row].drop(columns="row")
    cited = {"name": fact.name, "clause": fact.clause, "quote": fact.quote}
    return {"row": row, "kind": kind, **cited, "cells": records(cells)}


def _profiles(table: pd.DataFrame) -> list[Json]:
    return [
        {"district": code, "sectors": {k: float(v) for k, v in mix.items() if v > 0} or None}
        for code, mix in table.iterrows()
    ]


def _pairs(table: pd.DataFrame) -> list[Json]:
    codes = list(table.index)
    return [
        {"districts": [one, other], "value": _plain(table.loc[one, other])}
        for k, one in enumerate(codes)
        for other in codes[k + 1 :]
    ]


def _indicator(progress: portfolio.Progress | None) -> Json | None:
    if progress is None:
        return None
    fact = progress.indicator
    named = {"id": fact.id, "name": fact.name, "unit": fact.unit, "count": progress.count}
    target = {"target": fact.target.value, "target_text": fact.target.text}
    return {**named, **target, "clause": fact.clause, "quote": fact.quote}


def _list(text: str) -> Sequence[str]:
    return text.split(";") if text else []


def _mixes(column: Iterable[Mapping[str, float]]) -> list[str]:
    return [mix_text(mix) for mix in column]
