"""One row of a file as it was read: geometry in its own coordinates, and attributes as text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import shapely

from gis_app.reading.coordinates import Crs
from layers.errors import Fault
from layers.mix import plain

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")

# How files call what the score needs, best name first.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "BSM", "编号", "标识码"),
    "name": ("name", "名称", "JJQMC", "集聚区名称", "MC"),
    "sectors": ("sectors", "重点领域", "ZDLY"),
    "function": ("function", "功能"),
    "lon": ("lon", "lng", "long", "longitude", "经度", "东经", "JD_"),
    "lat": ("lat", "latitude", "纬度", "北纬", "WD_"),
    "east": ("东坐标", "东", "easting"),
    "north": ("北坐标", "北", "northing"),
    "x": ("x", "X坐标", "point_x"),
    "y": ("y", "Y坐标", "point_y"),
    "wkt": ("wkt", "geometry", "geom", "几何"),
    "crs": ("crs", "坐标系", "坐标来源", "ZBLY"),
}
ATTRIBUTES = ("id", "name", "sectors", "function")
RESERVED = frozenset({*ATTRIBUTES, "geometry"})


@dataclass(frozen=True, slots=True)
class Record:
    """One row: number in the file, geometry in `crs`, attributes, and what is wrong with it."""

    row: int
    attributes: Mapping[str, object]
    crs: Crs
    geometry: shapely.Geometry | None = None
    fault: Fault | None = None
    notes: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: records, and notices about the file as a whole."""

    records: list[Record]
    notes: list[Fault] = field(default_factory=list)


@lru_cache(maxsize=256)
def roles(columns: tuple[str, ...], wanted: tuple[str, ...] = ATTRIBUTES) -> Mapping[str, str]:
    """Return role → the column that plays it, for the roles that a column plays."""
    by_name = {plain(column): column for column in reversed(columns)}
    found = {}
    for role in wanted:
        names = (plain(alias) for alias in ALIASES[role])
        if column := next((by_name[n] for n in names if n in by_name), None):
            found[role] = column
    return MappingProxyType(found)


def clean_text(text: str) -> str:
    """Return `text` without control characters and broken surrogates, trimmed."""
    return SURROGATE.sub("\ufffd", CONTROL.sub(" ", text)).strip()


def clean(value: object) -> object:
    """Return an attribute as a table may carry it: text, a finite number, a truth value, None."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, (list, dict)):
        return clean_text(json.dumps(value, ensure_ascii=False))
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and abs(value) >= 2**63:
        return str(value)
    return value


def text_of(value: object) -> str:
    """Return an attribute as text; 7.0 is 7, None is blank."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def decoded(content: bytes) -> tuple[str, list[Fault]] | None:
    """Return the text and a notice unless it is UTF-8; None where no known encoding fits."""
    tries = ["utf-8-sig", "gb18030"]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tries = ["utf-16"]
    for encoding in tries:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        notice = [] if encoding == "utf-8-sig" else [Fault("W-ENC-01", {"enc": encoding.upper()})]
        return text, notice
    return None
