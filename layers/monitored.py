"""What a plan wants reached by a year, and who is to watch it: frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field

from layers.cited import Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Cited):
    """What a clause sets for a year; `upper` where it gives a range from `value` on."""

    text: str
    kind: str
    value: float | None = None
    upper: float | None = field(default=None, repr=False)
    unit: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Cited):
    """The base or target of an indicator; `value` is None for relative and missing ones."""

    kind: str
    text: str
    value: float | None = None
    year: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated(Cited):
    """How the text speaks of a figure that the table has too."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Cited):
    """One row of the plan's indicator table."""

    id: str
    number: int
    group: str
    group_en: str = field(default="", repr=False)
    name: str
    name_en: str = field(default="", repr=False)
    unit: str
    base: Measure
    target: Measure
    restated: tuple[Restated, ...] = field(default=(), repr=False)
    note: str = field(default="", repr=False)
    note_en: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Cited):
    """Something the plan wants so many of by a year, beside its table of indicators."""

    id: str
    name: str
    name_en: str = ""
    kind: str
    value: float
    upper: float | None = None
    unit: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Cited):
    """A monitoring duty and the report it orders."""

    id: str
    name: str
    name_en: str = field(default="", repr=False)
    report: str | None = None
