"""Why a site was chosen: what it newly serves, clause by clause, and the runner-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.crs import METRIC, to_store
from layers.elements import Element
from layers.model import Plan
from layers.siting_demand import Demand, newly
from layers.siting_problem import Problem
from layers.siting_search import Step
from layers.wording_siting import text

Json = dict[str, Any]


def reasons(
    plan: Plan,
    problem: Problem,
    demands: Sequence[Demand],
    steps: Sequence[Step],
    sites: gpd.GeoDataFrame,
    results: Sequence[Json],
) -> Iterator[Json]:
    """Yield for each pick where it is, what it newly serves, its score and the runner-up."""
    positions = to_store(gpd.GeoDataFrame(geometry=shapely.points(problem.xy), crs=METRIC)).geometry
    best = problem.base
    for order, (step, result) in enumerate(zip(steps, results, strict=True), start=1):
        served = newly(problem.service, step.row, best, demands)
        yield {
            "order": order,
            "id": result["id"],
            "name": str(sites["name"].iloc[order - 1]),
            **_where(problem, positions, step.row),
            "gain": step.gain,
            "serves": [_served(plan, *one) for one in served],
            **{key: result[key] for key in ("score", "low", "high", "grade")},
            "runner_up": _runner_up(problem, positions, step),
        }
        best = problem.with_site(best, step.row)


def _where(problem: Problem, positions: gpd.GeoSeries, row: int) -> Json:
    point = positions.iloc[row]
    place = {"lon": round(point.x, 7), "lat": round(point.y, 7)}
    return {"district": problem.district[row], **place}


def _served(plan: Plan, demand: Demand, before: float, gain: float) -> Json:
    """Return one newly served demand with the clause that asks for it."""
    of, cited = demand.source.of, demand.cited
    return {
        "element": of.fact.id if isinstance(of, Element) else of.id,
        "part": demand.part.fact.part if demand.part else None,
        "course": demand.course,
        "from_m": demand.from_m,
        "to_m": demand.to_m,
        "district": demand.district,
        "sector": demand.source.sector,
        "before": before,
        "gain": gain,
        "clause": cited.clause,
        "label": plan.facts.label(cited.clause),
        "quote": cited.quote,
    }


def _runner_up(problem: Problem, positions: gpd.GeoSeries, step: Step) -> Json | None:
    """Return the best candidate outside the pick's spacing, and how much less it would add."""
    if step.second is None:
        return None
    apart = problem.xy[step.row] - problem.xy[step.second]
    return {
        "id": problem.ids[step.second],
        **_where(problem, positions, step.second),
        "gain": step.second_gain,
        "difference": step.gain - step.second_gain,
        "distance_m": float(np.hypot(*apart)),
    }


def told(plan: Plan, sites: gpd.GeoDataFrame, picks: Sequence[Json], lang: str) -> gpd.GeoDataFrame:
    """Return the sites with order, gain and the sentences on what they serve."""
    join = text("site.join", lang)
    return sites.assign(
        order=[p["order"] for p in picks],
        gain=[round(p["gain"], 4) for p in picks],
        serves=[join.join(serves_words(plan, one, lang) for one in p["serves"]) for p in picks],
    )


def serves_words(plan: Plan, served: Json, lang: str) -> str:
    """Return one entry of a pick's `serves` as a sentence."""
    english = lang == "en"
    sector = next(s for s in plan.facts.sectors if s.id == served["sector"])
    values = {
        "district": plan.districts.name(served["district"], lang),
        "clause": served["label"],
        "quote": served["quote"],
        "sector": sector.name_en if english else sector.name,
        "gain": served["gain"],
    }
    if served["part"] is None:
        return text("site.district", lang, **values)
    element = next(e for e in plan.elements if e.fact.id == served["element"])
    part = next(p for p in element.parts if p.fact.part == served["part"])
    return text(
        "site.stretch",
        lang,
        **values,
        name=element.fact.name_en if english else element.fact.name,
        part=part.fact.name_en if english else part.fact.name,
        from_km=served["from_m"] / 1000.0,
        to_km=served["to_m"] / 1000.0,
    )
