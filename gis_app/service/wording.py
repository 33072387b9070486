"""Messages as a client of the service reads them: an input where the command line has an option."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

FILE = "sites.geojson"  # what `score` calls the sites a client sent; it never sees a file
SYSTEM = re.compile(r"--crs (?=wgs84|cgcs2000|gcj02|bd09|EPSG:|sz2000|unknown)")
# What a message says of the command line → what an answer says.
PHRASES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "zh": (
        ("可用 template 命令生成填写样表", "请至少给出一个要素，写明属性 sectors"),
        ("改正文件所写的坐标系", "改正数据所写的坐标系"),
    ),
    "en": (
        (
            "The template command writes a form to fill in",
            "Give one feature or more, with the attribute sectors",
        ),
    ),
}


def in_service(text: str, lang: str) -> str:
    """Return a rendered message with the names of inputs.

    >>> in_service("give --crs: wgs84, or read again with --crs gcj02", "en")
    'give crs: wgs84, or read again with crs=gcj02'
    """
    for said, wanted in PHRASES[lang]:
        text = text.replace(said, wanted)
    return SYSTEM.sub("crs=", text).replace("--crs", "crs").replace(FILE, "sites")


def answered(found: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return the JSON of `score` with its notices in the words of the service."""
    dropped = [{**one, "why": in_service(str(one["why"]), lang)} for one in found["dropped"]]
    return {**found, "notes": [in_service(n, lang) for n in found["notes"]], "dropped": dropped}
