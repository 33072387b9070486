"""What a request may ask: every parameter is checked before pygeoapi sees it."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from gis_app.service.table import CRS84, SYSTEMS, Box
from layers.errors import Fault, InputError

COMMON = ("f", "lang")
ITEM = (*COMMON, "crs")
ITEMS = (
    *(*ITEM, "limit", "offset", "bbox", "bbox-crs", "datetime", "properties", "sortby"),
    *("skipGeometry", "resulttype"),
)
QUERYABLES = (*COMMON, "properties", "profile")
PROCESSES = (*COMMON, "limit")
LARGEST = 10**9
# OGC API – Features requires 400 for a value that is none of the parameter's; see 7.15.4 for times:
# RFC 3339, an interval with a slash, ".." or nothing for an end that is open.
INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?", re.ASCII | re.IGNORECASE
)
LANGUAGE = re.compile(r"(zh|en)(-[a-z0-9]+)*", re.ASCII | re.IGNORECASE)

Parameters = Mapping[str, str]
Fields = Mapping[str, Mapping[str, Any]]


def check(asked: Parameters, known: Collection[str], fields: Fields | None = None) -> None:
    """Raise InputError with everything that is wrong with the parameters of a request.

    `fields` are the attributes of the collection, name → JSON schema: filters, and names for
    `properties` and `sortby`.
    """
    fields = fields or {}
    faults = [*_unknown(asked, known, fields)]
    for name, text in asked.items():
        wanted = _wanted(name, text, fields) if name in known else _as_field(text, fields.get(name))
        if wanted:
            faults.append(Fault("E-SRV-05", {"name": name, "v": text, "wanted": wanted}))
    if "bbox-crs" in asked and "bbox" not in asked:
        facts = {"name": "bbox-crs", "v": asked["bbox-crs"], "wanted": "srv-box-first"}
        faults.append(Fault("E-SRV-05", facts))
    if faults:
        raise InputError(*faults)


def box_of(asked: Parameters) -> tuple[Box, str] | None:
    """Return the box of a checked request, and the system it is in."""
    if "bbox" not in asked:
        return None
    found = _box(asked["bbox"])
    return (found, asked.get("bbox-crs", CRS84)) if found else None


def _unknown(asked: Parameters, known: Collection[str], fields: Collection[str]) -> Iterator[Fault]:
    names = [*known, *fields]
    for name in asked:
        if name not in names:
            yield Fault("E-SRV-04", {"name": name, "known": "、".join(names)})


def _wanted(name: str, text: str, fields: Collection[str]) -> str | None:
    """Return what a parameter should be where it is something else."""
    systems = "、".join(SYSTEMS)
    wrong = {
        "f": (text != "json", "srv-json"),
        "lang": (not LANGUAGE.fullmatch(text.strip()), "srv-lang"),
        "datetime": (not _is_time(text), "srv-time"),
        "limit": (_whole(text) < 1, "srv-limit"),
        "offset": (_whole(text) < 0, "srv-offset"),
        "bbox": (_box(text) is None, "srv-box"),
        "bbox-crs": (text not in SYSTEMS, systems),
        "crs": (text not in SYSTEMS, systems),
        "skipGeometry": (text not in ("true", "false"), "srv-truth"),
        "resulttype": (text not in ("results", "hits"), "srv-hits"),
        "properties": (not _all(text.split(","), fields), "、".join(fields)),
        "sortby": (not _all(_sorts(text), fields), "、".join(fields)),
    }
    return wrong[name][1] if name in wrong and wrong[name][0] else None


def _as_field(text: str, schema: Mapping[str, Any] | None) -> str | None:
    """Return what the value a field is filtered by should be where it is something else."""
    if schema is None or schema["type"] != "number":
        return None
    try:
        return None if math.isfinite(float(text)) else "srv-number"
    except ValueError:
        return "srv-number"


def _is_time(text: str) -> bool:
    """Return whether a text is an instant or an interval, whose ends may be open."""
    ends = text.split("/")
    if len(ends) == 1:
        return _instant(text) is not None
    given = [end for end in ends if end not in ("", "..")]
    times = [t for t in map(_instant, given) if t is not None]
    return len(ends) == 2 and len(times) == len(given) and times == sorted(times)


def _instant(text: str) -> datetime | None:
    """Return a date, or a date and time with its zone, as RFC 3339 writes them; a date at 0:00Z."""
    if not INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text if len(text) > 10 else f"{text}T00:00:00Z")
    except ValueError:
        return None


def _all(names: Collection[str], fields: Collection[str]) -> bool:
    return bool(names) and all(name in fields for name in names)


def _sorts(text: str) -> list[str]:
    return [word[1:] if word[:1] in ("+", "-", " ") else word for word in text.split(",")]


def _whole(text: str) -> int:
    """Return a whole number in plain digits, -1 for anything else."""
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) < 20 else -1


def _box(text: str) -> Box | None:
    """Return the two-dimensional box of four or six numbers, None where they make none."""
    try:
        numbers = [float(word) for word in text.split(",")]
    except ValueError:
        return None
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        return None
    west, south, east, north = numbers
    return (west, south, east, north) if west <= east and south <= north else None
