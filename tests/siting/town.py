"""The made-up city of `tests/layers/toy.py` with numbers for siting, and its candidates."""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd

import layers
from layers.siting import Siting, choose_sites
from layers.siting_candidates import Rules
from tests.layers import toy

# Sector S2: named by the axis (1, districts 103 and 104, half of the fit for being listed, width 2,
# half-distance 2 km) and by the loop (0.5, full inside). The axis is y = 15, x from 0 to 20.
A, B, C, D = (2, 15), (7, 15), (12, 19), (5, 5)  # alone they serve 1, 1, 0.75 and 0.5


def _numbers(_: Any, numbers: dict[str, Any], __: Any) -> None:
    numbers["fit"]["axis"]["main"]["h_m"] = 2000
    numbers["siting"] = {"stretch_m": 5000, "spacing_m": 2000, "candidate_m": 500}


def _short_axis(_: Any, numbers: dict[str, Any], shapes: dict[str, gpd.GeoDataFrame]) -> None:
    _numbers(_, numbers, shapes)
    courses = shapes["courses"]
    ends = toy.stored([{"id": "axis-main"}], [toy.line((0, 15), (15, 15))]).geometry.iloc[0]
    courses.loc[courses["id"] == "axis-main", "geometry"] = ends


def _branched_axis(facts: dict[str, Any], numbers: dict[str, Any], _: Any) -> None:
    _numbers(facts, numbers, _)
    parts = toy.find(facts["structure"], "axis")["part"]
    parts.append({**parts[0], "part": "branch", "name": "支线", "courses": ["belt-bank"]})
    numbers["fit"]["axis"]["branch"] = numbers["fit"]["axis"]["main"]


@cache
def plan() -> layers.Plan:
    """Return the city's plan."""
    return toy.build(_numbers)


@cache
def plan_with_branched_axis() -> layers.Plan:
    """Return the plan with a second part of the axis, along x = 18."""
    return toy.build(_branched_axis)


@cache
def plan_with_short_axis() -> layers.Plan:
    """Return the plan with an axis that ends at x = 15."""
    return toy.build(_short_axis)


def points(*xy_km: tuple[float, float]) -> gpd.GeoDataFrame:
    """Return candidates a, b, c … (EPSG:4549)."""
    rows = [{"id": chr(97 + i), "name": f"地{i}"} for i in range(len(xy_km))]
    return toy.metric(rows, [toy.at(x, y) for x, y in xy_km])


def choose(
    given: gpd.GeoDataFrame | None, count: int, mix: str | dict[str, float] = "S2", **more: Any
) -> Siting:
    """Return the choice; `plan`, `existing`, `options` and fields of Rules on request."""
    passed = {key: more.pop(key) for key in ("existing", "options", "lang") if key in more}
    return choose_sites(
        more.pop("plan", None) or plan(),
        {mix: 1.0} if isinstance(mix, str) else mix,
        count,
        rules=Rules(**{"spacing_m": 2000.0, **more}),
        given=given,
        **{"existing": None, **passed},
    )


def ids(chosen: Siting) -> str:
    """Return the ids of the picks in order, as one word."""
    return "".join(pick["id"] for pick in chosen.picks)
