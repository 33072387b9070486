"""What a report says, as plain data: one content for Word and for PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `strong` for the sentence nobody should miss, `ragged` for a formula."""

    text: str
    strong: bool = False
    ragged: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Small text below a table or picture."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text under a caption; `widths` are shares, `centred` the columns of short cells."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    centred: frozenset[int] = frozenset()
    small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG with its caption; `alt` says in words what it shows."""

    png: bytes = field(repr=False)
    caption: str
    width_mm: float
    alt: str


Block = Paragraph | Note | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of level 1 or 2 and what stands below it; `apart` begins a new page."""

    title: str
    blocks: Sequence[Block] = ()
    level: int = 1
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A whole report: cover, sections, the line at the foot of every page."""

    title: str
    subtitle: str
    warning: str
    cover: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    footer: str
    lang: str
    time: datetime


def numbered(sections: Iterable[Section], lang: str) -> list[Section]:
    """Return the sections with 一、（一） or 1, 1.1 before titles, captions numbered throughout."""
    found, first, second = [], 0, 0
    for section in _captioned(sections, lang):
        if section.level == 1:
            first, second = first + 1, 0
            head = f"{_numeral(first)}、" if lang == "zh" else f"{first}  "
        else:
            second += 1
            head = f"（{_numeral(second)}）" if lang == "zh" else f"{first}.{second}  "
        found.append(replace(section, title=f"{head}{section.title}"))
    return found


def _captioned(sections: Iterable[Section], lang: str) -> Iterator[Section]:
    counts = {Table: 0, Picture: 0}
    words = {Table: "表", Picture: "图"} if lang == "zh" else {Table: "Table ", Picture: "Figure "}
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Table | Picture):
                counts[type(block)] += 1
                number = f"{words[type(block)]}{counts[type(block)]}"
                block = replace(block, caption=f"{number}　{block.caption}")
            blocks.append(block)
        yield replace(section, blocks=blocks)


def _numeral(number: int) -> str:
    """Return a number up to 99 as Chinese writes it.

    >>> [_numeral(n) for n in (3, 10, 12, 20, 45)]
    ['三', '十', '十二', '二十', '四十五']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return head + (NUMERALS[ones - 1] if ones else "")


def texts(content: Content) -> Iterator[str]:
    """Yield every text of a report."""
    yield from (content.title, content.subtitle, content.warning, content.footer)
    for pair in content.cover:
        yield from pair
    for section in content.sections:
        yield section.title
        for block in section.blocks:
            yield from _of(block)


def _of(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() | Note():
            yield block.text
        case Table():
            yield from (block.caption, *block.head, *(c for row in block.rows for c in row))
        case Picture():
            yield from (block.caption, block.alt)
