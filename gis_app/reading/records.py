"""One row of a file as it was read: geometry in its own coordinates, and attributes as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import shapely

from gis_app.reading.columns import ALIASES, ATTRIBUTES, RESERVED, clean, clean_text, roles
from gis_app.reading.coordinates import Crs
from gis_app.reading.plain_text import decoded
from layers.errors import Fault

__all__ = [
    "ALIASES",
    "ATTRIBUTES",
    "RESERVED",
    "Reading",
    "Record",
    "clean",
    "clean_text",
    "decoded",
    "roles",
    "text_of",
]


@dataclass(frozen=True, slots=True)
class Record:
    """One row: number in the file, geometry in `crs`, attributes, and what is wrong with it.

    `part` counts the parts of a geometry collection that was taken apart, 0 for anything else.
    """

    row: int
    attributes: Mapping[str, object]
    crs: Crs
    geometry: shapely.Geometry | None = None
    fault: Fault | None = None
    notes: tuple[Fault, ...] = ()
    part: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """How a file was read.

    `crs_from` says why the system is `crs`: the file states it, it was asked for (`--crs`), the
    format fixes it, or each row names its own. `rows` counts those read, usable or not.
    """

    format: str
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    crs_from: Literal["stated", "asked", "format", "rows"] = "asked"
    rows: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: records, notices about the file as a whole, and how it was read."""

    records: list[Record]
    notes: list[Fault] = field(default_factory=list)
    source: Source | None = None


def text_of(value: object) -> str:
    """Return an attribute as text; 7.0 is 7, None is blank."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
