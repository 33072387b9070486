"""The fonts that travel with us, and what they cannot write."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont

from layers.errors import Fault

FOLDER = Path(__file__).resolve().parents[1] / "static" / "fonts"
SANS, SERIF = "Suzhou Layout Sans", "Suzhou Layout Serif"
FILES = (
    FOLDER / "SuzhouLayoutSans-Regular.otf",
    FOLDER / "SuzhouLayoutSans-Bold.otf",
    FOLDER / "SuzhouLayoutSerif-Regular.otf",
)
REPLACEMENT = "〓"  # what Chinese typesetting has always put for a sort that is missing


@functools.cache
def known() -> frozenset[str]:
    """Return the characters that all our fonts have."""
    return frozenset(chr(code) for code in set.intersection(*map(_codes, FILES)))


def _codes(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def lacking(texts: Iterable[str]) -> str:
    r"""Return the characters of `texts` that our fonts cannot draw, each once, in order.

    >>> lacking(["苏州", "𪚥\n"])
    '𪚥'
    """
    drawn = known()
    found = dict.fromkeys(c for text in texts for c in text if c not in drawn)
    return "".join(c for c in found if not c.isspace() and _visible(c))


def unknown_characters(texts: Iterable[str]) -> list[Fault]:
    """Return a notice that names the characters of `texts` our fonts lack, or nothing."""
    found = lacking(texts)
    return [Fault("W-FNT-01", {"v": "、".join(found), "n": len(found)})] if found else []


def drawable(text: str) -> str:
    """Return `text` with a sign in place of what our fonts cannot draw, controls left out."""
    drawn = known()
    return "".join(_drawn(c, drawn) for c in text)


def _drawn(character: str, drawn: frozenset[str]) -> str:
    if character in drawn or character == "\n":
        return character
    if character.isspace():
        return " "
    return REPLACEMENT if _visible(character) else ""


def _visible(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")
