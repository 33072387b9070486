"""Scenarios ⇄ what the app works with: the state of a session, tables of sites to score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import shapely

from gis_app.projects.model import Scenario, Site
from gis_app.state import State, functions, weights_of
from layers.crs import STORE
from layers.plan import Facts

DECIMALS = 7  # of a degree


def site_of(state: State, name: str) -> Site:
    """Return the site of a session's state, which must have a place."""
    if state.lon is None or state.lat is None:
        raise ValueError("The state has no place. Ask for one before saving.")
    return Site(
        id="site-1",
        name=name,
        lon=state.lon,
        lat=state.lat,
        wkt=state.outline,
        unsure=state.unsure,
        sectors=state.sectors,
        function=state.function,
    )


def state_of(scenario: Scenario, site: Site | None, before: State, facts: Facts) -> State:
    """Return the session's state with a scenario's site and weights.

    What the present plan does not know (a sector, a function, weights for other criteria) is
    left at its default. The session keeps its language.
    """
    weights = scenario.weights if weights_of(scenario.weights, facts) else ""
    state = replace(before, weights=weights)
    if site is None:
        return state
    known = {s.id for s in facts.sectors}
    mix = {k: share for k, share in site.sectors if k in known and share > 0}
    whole = sum(mix.values())
    function = site.function if site.function in functions(facts) else None
    state = state.at(site.lon, site.lat, unsure=site.unsure)
    state = state.doing({k: share / whole for k, share in mix.items()}, function)
    return replace(state, outline=site.wkt if _drawn(site.wkt) else "")


def _drawn(wkt: str) -> bool:
    """Say whether an outline is one ring, as planners draw them."""
    shape = shapely.from_wkt(wkt) if wkt else None
    return shape is not None and shape.geom_type == "Polygon" and not shape.interiors


def sites_of(table: gpd.GeoDataFrame) -> tuple[Site, ...]:
    """Return the rows of a table of sites (EPSG:4326; id, name, sectors, function)."""
    return tuple(_site(row) for row in table.to_dict("records"))


def _site(row: Mapping[str, Any]) -> Site:
    shape = row["geometry"]
    at = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
    area = "" if shape.geom_type == "Point" else shapely.to_wkt(shape, rounding_precision=DECIMALS)
    function = row.get("function")
    return Site(
        id=str(row["id"])[:200],
        name=str(row["name"])[:80],
        lon=at.x,
        lat=at.y,
        wkt=area if area and shapely.from_wkt(area).is_valid else "",
        sectors=tuple(row["sectors"].items()),
        function=function if isinstance(function, str) else None,
    )


def table_of(scenario: Scenario, facts: Facts) -> gpd.GeoDataFrame:
    """Return a scenario's sites as a table to score, indexed by their rows in the scenario.

    Sectors the plan does not know are left out, and sites without any other.
    """
    known = {s.id for s in facts.sectors}
    mixes = [{k: v for k, v in s.sectors if k in known and v > 0} for s in scenario.sites]
    kept = [n for n, mix in enumerate(mixes) if mix]
    sites = [scenario.sites[n] for n in kept]
    return gpd.GeoDataFrame(
        {
            "id": [site.id or str(n + 1) for n, site in zip(kept, sites, strict=True)],
            "name": [site.name or scenario.name for site in sites],
            "sectors": [{k: v / sum(mixes[n].values()) for k, v in mixes[n].items()} for n in kept],
            "function": [site.function for site in sites],
        },
        geometry=[
            shapely.from_wkt(site.wkt) if site.wkt else shapely.Point(site.lon, site.lat)
            for site in sites
        ],
        crs=STORE,
        index=kept,
    )
