"""A project and its scenarios as frozen data, and the JSON they are kept as."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gis_app.projects.checked import items, mapping, number, refuse_long, text, wrong

Json = dict[str, Any]

SCHEMA = 1  # of a scenario's JSON


def new_id() -> str:
    """Return an id that no other project or scenario has."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A proposed site: a name, WGS84 degrees, what it is for."""

    name: str = ""
    lon: float
    lat: float
    unsure: bool = False
    sectors: tuple[tuple[str, float], ...] = ()
    function: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What a planner compares: a site, weights, readings, a note."""

    id: str = field(default_factory=new_id)
    project: str
    name: str
    note: str = ""
    site: Site | None = None
    weights: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    created: str = ""
    changed: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A folder of scenarios."""

    id: str = field(default_factory=new_id)
    name: str
    note: str = ""
    version: int = 0
    created: str = ""
    changed: str = ""
    deleted: bool = False


def body(scenario: Scenario) -> Json:
    """Return what a scenario says, without who it is and when it was."""
    site = scenario.site
    return {
        "schema": SCHEMA,
        "name": scenario.name,
        "note": scenario.note,
        "site": None
        if site is None
        else {
            "name": site.name,
            "lon": site.lon,
            "lat": site.lat,
            "unsure": site.unsure,
            "sectors": dict(site.sectors),
            "function": site.function,
        },
        "weights": scenario.weights,
        "readings": dict(scenario.readings),
    }


def with_body(scenario: Scenario, said: Any) -> Scenario:
    """Return `scenario` saying what the JSON says.

    Raises
    ------
    InputError
        E-PRJ-07, E-PRJ-08: the JSON is no scenario, or too large a one.
    """
    tree = mapping(said, "scenario")
    site = tree.get("site")
    return replace(
        scenario,
        name=refuse_long("prj-name", text(tree, "name")),
        note=refuse_long("prj-note", text(tree, "note")),
        site=None if site is None else _site(mapping(site, "site")),
        weights=text(tree, "weights"),
        readings={k: str(v) for k, v in mapping(tree.get("readings", {}), "readings").items()},
    )


def _site(tree: Json) -> Site:
    lon, lat = number(tree, "lon"), number(tree, "lat")
    if abs(lon) > 180 or abs(lat) > 90:
        raise wrong(f"lon, lat {lon}, {lat}")
    shares = mapping(tree.get("sectors", {}), "sectors")
    sectors = tuple((k, number(shares, k)) for k in items(list(shares), "sectors"))
    if any(not math.isfinite(s) or s < 0 for _, s in sectors):
        raise wrong("sectors")
    function = tree.get("function")
    return Site(
        name=refuse_long("prj-name", text(tree, "name")),
        lon=lon,
        lat=lat,
        unsure=tree.get("unsure") is True,
        sectors=sectors,
        function=None if function is None else text(tree, "function"),
    )
