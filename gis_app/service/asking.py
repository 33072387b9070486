"""What a request may ask: every parameter is checked before pygeoapi sees it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping

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

Parameters = Mapping[str, str]


def check(asked: Parameters, known: Collection[str], fields: Collection[str] = ()) -> None:
    """Raise InputError with everything that is wrong with the parameters of a request.

    `fields` are the attributes of the collection: filters, and names for `properties` and `sortby`.
    """
    faults = [*_unknown(asked, known, fields)]
    for name, text in asked.items():
        wanted = _wanted(name, text, fields) if name in known else None
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
