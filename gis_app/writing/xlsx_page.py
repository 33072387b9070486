"""One sheet of a workbook: columns that fit, text that stays text, ready to be printed."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from xlsxwriter.worksheet import Worksheet

from gis_app.reading.columns import clean_text
from layers.export import safe_text
from layers.export_words import missing

FONT = "宋体"
SIZE = 10
LINE = 14.0  # points of height a line of text
LONGEST = 32_767  # characters of a cell, by the format
NARROWEST, WIDEST = 4.0, 60.0  # in characters
TITLE = 8  # so much of a header stands on one line, above numbers a character less
ROOM = 2.5  # beside a text: indent and borders
LAST_PRINTED = 200  # characters of the line at the foot of each page; the format takes 255
NONE = "—"  # the result of a formula where there is none: a blank one would count as not computed

WORD = re.compile(
    r"[（(“]?[\x21-\x7e]+[，。；：、）)”]?|."
)  # what is not broken at the end of a line
MOST_LINES = 12  # of a wrapped cell
BASE = {"font_name": FONT, "font_scheme": "none", "font_size": SIZE, "valign": "vcenter"}
HEAD = {
    **BASE,
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "bg_color": "#E8EEF4",
    "bottom": 1,
}
STYLES: dict[str, dict[str, object]] = {
    "text": {"num_format": "@", "align": "left", "indent": 1},
    "wrap": {"num_format": "@", "align": "left", "indent": 1, "text_wrap": True},
    "head": HEAD,
    "title": {**BASE, "bold": True, "font_size": 14},
    "section": {**BASE, "bold": True, "bg_color": "#E8EEF4"},
    "plain": {},
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: title, code below it, number format (none: text), and how wide it may be."""

    title: str
    code: str = ""
    shown: str = ""
    most: float = 24.0
    wrap: bool = True


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula and the value it has now."""

    text: str
    value: object


class _Sheet(Worksheet):
    """A sheet whose formulas have no functions that are newer than the format."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")  # the library would look for each of them, every time


@dataclass(slots=True)
class Book:
    """A workbook being written, its cell styles, and how many texts did not fit into a cell."""

    workbook: Any
    footer: str
    cut: int = 0
    styles: dict[str, Any] = field(default_factory=dict)

    def style(self, name: str) -> Any:
        """Return a style by name; any other name is a number format."""
        if name not in self.styles:
            own = STYLES.get(name, {"num_format": name, "align": "right"})
            self.styles[name] = self.workbook.add_format({**BASE, **own})
        return self.styles[name]

    def page(self, name: str, *, landscape: bool = True) -> Any:
        """Return a new sheet, set up to be printed on A4, as wide as the paper."""
        sheet = self.workbook.add_worksheet(name, _Sheet)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        line = self.footer.replace("&", "＆")[:LAST_PRINTED]  # a half-width & gives commands
        sheet.set_footer(f'&L&"{FONT}"&8{line}&R&"{FONT}"&8&P/&N')
        if landscape:
            sheet.set_landscape()
        return sheet

    def head(self, column: Column) -> str:
        """Return a header cell: the title, and the code on a line of its own."""
        return "\n".join(self.text(part) for part in (column.title, column.code) if part)

    def text(self, value: object) -> str:
        """Return `value` as a cell may hold it: no formula, no control characters, not too long."""
        found = clean_text(str(value))
        if len(found) > LONGEST - 1:
            self.cut += 1
            found = f"{found[: LONGEST - 2]}…"
        return safe_text(found)


def table(
    book: Book,
    sheet: Any,
    columns: Sequence[Column],
    rows: Sequence[Sequence[object]],
    *,
    printed: int = 0,
    frozen: int = 0,
) -> None:
    """Write a header and rows into `sheet`; freeze, filter, and set it up for print.

    `printed` is how many columns go on paper (0: all), `frozen` how many stay in view.
    """
    widths = [_width(c, [row[k] for row in rows]) for k, c in enumerate(columns)]
    lines = [
        lines_of(c.title, w - ROOM) + bool(c.code) for c, w in zip(columns, widths, strict=True)
    ]
    sheet.set_row(0, LINE * max(lines) + 4)
    for k, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(k, k, width)
        sheet.write_string(0, k, book.head(column), book.style("head"))
    for number, row in enumerate(rows, start=1):
        sheet.set_row(number, _height(row, columns, widths))
        for k, value in enumerate(row):
            cell(book, sheet, number, k, value, columns[k])
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, max(len(rows), 1), (printed or len(columns)) - 1)


def cell(book: Book, sheet: Any, row: int, k: int, value: object, column: Column) -> None:
    """Write one value: a formula, a number where the column has numbers, else text."""
    style = book.style(column.shown or ("wrap" if column.wrap else "text"))
    if isinstance(value, Formula):
        now = value.value
        sheet.write_formula(row, k, f"={value.text}", style, NONE if missing(now) else now)
    elif missing(value) or value == "":
        sheet.write_blank(row, k, None, style)
    elif isinstance(value, bool | np.bool_):
        sheet.write_string(row, k, "是" if value else "否", style)
    elif isinstance(value, int | float | np.number) and math.isfinite(value):
        number = value.item() if isinstance(value, np.number) else value
        sheet.write_number(row, k, number, style if column.shown else book.style("plain"))
    else:
        sheet.write_string(row, k, book.text(value), style)


@lru_cache(maxsize=65_536)
def width(text: str) -> int:
    """Return how many half-width characters a text takes on a line.

    >>> width("经度"), width("lon")
    (4, 3)
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _width(column: Column, values: Sequence[object]) -> float:
    """Return the width a column needs, up to what it may have: numbers are never cut."""
    shown = [_shown(value, column) for value in values]
    numbers = [width(text) for text, is_text in shown if not is_text]
    texts = [width(text) for text, is_text in shown if is_text]
    least = TITLE - 2 * bool(column.shown) if column.code else column.most
    title = max(width(column.code), min(width(column.title), least))
    wanted = max((min(max(texts, default=0), column.most), title, NARROWEST))
    return min(max((wanted, *numbers)), WIDEST) + ROOM


def _shown(value: object, column: Column) -> tuple[str, bool]:
    """Return about what a cell shows, and whether that is text, which may be wrapped or hidden."""
    if isinstance(value, Formula):
        value = value.value
    if missing(value):
        return NONE, True
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        decimals = len(column.shown.partition(".")[2].rstrip("%"))
        return (f"{value:.{decimals}f}" if column.shown else f"{value:.11g}"), False
    return str(value), True


def _height(row: Sequence[object], columns: Sequence[Column], widths: Sequence[float]) -> float:
    """Return the height of a row with wrapped texts: not every program finds it by itself."""
    lines = [
        lines_of(str(value), wide - ROOM)
        for value, column, wide in zip(row, columns, widths, strict=True)
        if isinstance(value, str) and column.wrap and not column.shown
    ]
    return LINE * min(max(lines, default=1), MOST_LINES) + 2


@lru_cache(maxsize=65_536)
def lines_of(text: str, wide: float) -> int:
    """Return how many lines a text takes at a width: Latin words stay whole, 汉字 need not.

    >>> lines_of("规划支持度得分", 8), lines_of("", 8), lines_of("数据（OpenStreetMap）", 18)
    (2, 1, 2)
    """
    if width(text) <= wide:
        return 1
    lines, used = 1, 0
    for word in WORD.findall(text):
        size = width(word)
        if used and used + size > wide:
            lines, used = lines + 1, 0
        lines += int(max(size - 1, 0) // max(wide, 1.0)) if size > wide else 0
        used += size
    return lines
