"""What a sheet's XML says beside its values: merged cells, and formulas without a result."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field

MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
AT = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
TEXT_RESULT = re.compile(rb'\bt="str"')


@dataclass(slots=True)
class Marks:
    """Merged cells and uncomputed formulas of a sheet; rows count from 1, columns from 0."""

    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # row → column, last row
    names: list[tuple[int, str]] = field(default_factory=list)  # row, and how people name the range
    uncomputed: dict[int, list[int]] = field(default_factory=dict)  # row → columns


def marks(content: bytes, path: str) -> Marks:
    """Return the marks of the sheet at `path` in a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(path.lstrip("/"))
    found = Marks()
    for match in MERGED.finditer(xml):
        left, top, right, bottom = (part.decode() for part in match.groups())
        first, last = int(top), int(bottom)
        if last > first:
            found.merged.setdefault(first, []).append((_column(left), last))
            found.names.append((first, f"{left}{top}:{right}{bottom}"))
    for match in FORMULA.finditer(xml):
        if match[2] and TEXT_RESULT.search(match[1]):
            continue  # the result is a blank text
        if at := AT.search(match[1]):
            found.uncomputed.setdefault(int(at[2]), []).append(_column(at[1].decode()))
    return found


def _column(letters: str) -> int:
    """Return the place of a column from its letters.

    >>> _column("A"), _column("Z"), _column("AA")
    (0, 25, 26)
    """
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1
