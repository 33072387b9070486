"""What the command line prints: tables for people, JSON for programs, notices aside."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence


def print_json(value: object) -> None:
    """Print JSON alone on standard output; a NaN in it would be a bug."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print columns aligned for Chinese text, which is two cells wide."""
    table = [[*map(str, head)], *([*map(_cell, row)] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (f"{c}{' ' * (w - width(c))}" for c, w in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def notice(text: str) -> None:
    """Print one line on standard error."""
    print(text, file=sys.stderr)


def width(text: str) -> int:
    """Return how many cells a terminal gives to `text`.

    >>> width("ab"), width("苏州")
    (2, 4)
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def km(metres: float | None) -> str:
    """Return metres as kilometres for people."""
    return "—" if metres is None else f"{metres / 1000:.2f}"


def _cell(value: object) -> str:
    if value is None:
        return "—"
    return f"{value:.1f}" if isinstance(value, float) else str(value)
