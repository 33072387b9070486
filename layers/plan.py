"""Plan facts as frozen dataclasses: each cites its clause and a short quote.

What no score depends on (English words, figures to be monitored) stays out of a fact's repr,
which tells the version of the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from layers.cited import Cited
from layers.monitored import Count, Duty, Indicator, Target

SPEAKING = ("layout", "county")  # keys of the criteria without which the plan would be silent
QUESTIONS = (*SPEAKING, "agglomeration", "differentiation", "complementarity", "gateway")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """Which plan this is."""

    key: str
    title: str
    title_en: str
    city: str
    city_en: str
    edition: str = ""
    period: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Cited):
    """A numbered passage of the plan; `label` is how people cite it."""

    id: str
    label: str
    title: str
    title_en: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Cited):
    """Something a clause names: an industry, a node, a carrier, a link, a role."""

    name: str
    name_en: str = field(default="", repr=False)
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Members(Cited):
    """The districts (codes) a clause lists; `use` = peers keeps an inferred list out of any fit."""

    districts: tuple[str, ...]
    open: bool = False
    inferred: bool = False
    use: str = "fit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Cited):
    """A stretch of an element with its own courses and decay; no sectors means all of them.

    `area` says what counts as distance 0 beside the lines: `inside` the extents of the courses,
    `between` the largest and the smallest extent, or `none`.
    """

    part: str
    name: str
    name_en: str = ""
    courses: tuple[str, ...]
    sectors: tuple[str, ...] = ()
    area: str = "inside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Affinity(Cited):
    """How strongly a clause names a sector: 1 named, 0.5 implied."""

    sector: str
    value: float
    basis: str = "text"
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure(Cited):
    """One ring, axis or belt of the plan's layout."""

    id: str
    kind: str
    name: str
    name_en: str
    label: str
    short: str = ""
    theme: tuple[str, ...] = ()
    members: Members | None = None
    part: tuple[Part, ...] = ()
    industry: tuple[Named, ...] = ()
    node: tuple[Named, ...] = ()
    carrier: tuple[Named, ...] = ()
    link: tuple[Named, ...] = ()
    affinity: tuple[Affinity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class County(Cited):
    """Guidance for one county city (`id` is its district code)."""

    id: str
    name: str
    name_en: str = field(default="", repr=False)
    direction: str = ""
    direction_en: str = field(default="", repr=False)
    role: tuple[Named, ...] = ()
    affinity: tuple[Affinity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance(Cited):
    """What the plan says to all county cities."""

    id: str
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector(Cited):
    """One of the plan's fields of services; `group` is producer or consumer."""

    id: str
    group: str
    name: str
    name_en: str
    aliases: tuple[str, ...] = ()
    gbt4754: tuple[str, ...] = ()
    target: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone(Cited):
    """A cluster zone the plan names (`id` is its place)."""

    id: str
    name: str
    zone_kind: str
    named_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read an ambiguous passage; `set` overrides facts or assumptions by path."""

    value: str
    title: str
    title_en: str = ""
    note: str = ""
    set: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity(Cited):
    """A passage that can be read in more than one way, and the reading chosen."""

    id: str
    title: str
    title_en: str = ""
    chosen: str
    reason: str
    reason_en: str = ""
    reading: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie(Cited):
    """A cited tie of a place or a whole district to sectors; `use` = element makes an element."""

    sectors: tuple[str, ...]
    value: float
    use: str
    basis: str = "text"
    place: str | None = None
    district: str | None = None
    geometry: str = "point"
    courses: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier(Cited):
    """A carrier the plan names beside the gazetteer's first list."""

    id: str
    name: str
    kind: str
    sectors: tuple[str, ...] = ()
    district: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Cited):
    """One question of the score; `key` names the module that measures it."""

    id: str
    key: str
    name: str
    name_en: str
    sectors_without_function: tuple[str, ...] = ()
    sectors_with_function: tuple[str, ...] = ()
    gateways_without_function: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(Cited):
    """A place whose stated role serves a function: 1 as its main role, 0.5 as a side role."""

    place: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Cited):
    """What a site of logistics, exhibitions or cross-border trade does, and who serves it."""

    id: str
    name_en: str
    gateways: tuple[Gateway, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a plan folder states, and the assumptions and readings used with it."""

    plan: Title
    clauses: Mapping[str, Clause]
    structures: tuple[Structure, ...]
    counties: tuple[County, ...]
    sectors: tuple[Sector, ...]
    indicators: tuple[Indicator, ...]
    zones: tuple[Zone, ...]
    duties: tuple[Duty, ...]
    ambiguities: tuple[Ambiguity, ...]
    ties: tuple[Tie, ...]
    carriers: tuple[Carrier, ...]
    criteria: tuple[Criterion, ...]
    functions: tuple[Function, ...]
    assumptions: Mapping[str, Any]
    readings: Mapping[str, str]
    counts: tuple[Count, ...] = field(default=(), repr=False)
    guidance: tuple[Guidance, ...] = field(default=(), repr=False)

    def label(self, clause: str) -> str:
        """Return how people cite `clause` (四（一）3 for 4.1.3); the id itself when unlisted."""
        found = self.clauses.get(clause)
        return found.label if found else clause
