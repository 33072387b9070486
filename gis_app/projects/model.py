"""A project and its scenarios as frozen data."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

Indicators = Mapping[str, Mapping[int, float]]  # indicator id → year → value


def new_id() -> str:
    """Return an id that no other project or scenario has."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A proposed site: a place in WGS84 degrees, and what it is for.

    `wkt` is the outline where the site is an area; `lon`, `lat` then lie in it. `unsure` where
    nobody knows whether the two numbers were WGS84 or GCJ-02. Shares sum to 1.
    """

    id: str = ""
    name: str = ""
    lon: float
    lat: float
    wkt: str = ""
    unsure: bool = False
    sectors: tuple[tuple[str, float], ...] = ()
    function: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What planners compare: sites, weights, readings, a note, values of the plan's indicators.

    `weights` is empty for the default ones, else a method or points (`gis_app.state`); `readings`
    are ambiguity → value. `version` is 0 until the scenario is saved, and 1 more with every change;
    `author` made the last one.
    """

    id: str = field(default_factory=new_id)
    project: str
    name: str
    note: str = ""
    sites: tuple[Site, ...] = ()
    weights: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)
    indicators: Indicators = field(default_factory=dict)
    version: int = 0
    created: str = ""
    changed: str = ""
    author: str = ""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One version of a scenario: what was done, by whom, when, and what the scenario said then.

    `source` is the version whose content this one carries: its own, or an earlier one after undo.
    """

    source: int
    action: str
    scenario: Scenario
