"""The plan's indicators: how far a value is from its target, and values by year as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gis_app.reading.columns import clean_text
from gis_app.reading.limits import refuse_large
from gis_app.reading.records import decoded
from layers.errors import Fault, InputError
from layers.export import safe_text
from layers.monitored import Indicator
from layers.plan import Facts

Values = Mapping[str, Mapping[int, float]]  # indicator id → year → value

# How a target is meant: a figure, at least, about, compared with something else, not stated.
NUMBER, AT_LEAST, ABOUT, RELATIVE, MISSING = "number", "at_least", "about", "relative", "missing"
# What a value says of a target.
REACHED, SHORT, JUDGE, OPEN = "reached", "short", "judge", "open"
COMPARED = ".compared"  # ends the id of the row with what a relative target compares with
PERCENT = "%"
DECIMALS = 6
LARGEST = 1e12
ROWS = 200  # of a CSV of values
NAMES = ("id", "编号", "指标", "indicator", "名称", "name")
BLANK = frozenset({"", "-", "—", "–"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row to fill in: an indicator, or what a relative target compares it with."""

    id: str
    fact: Indicator
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """What the latest value says of the target.

    `gap` is value less target (less the compared value where the target is relative), `share` the
    way from base to target that is done: 1 at the target, below 0 where the value fell. None where
    it cannot be told.
    """

    year: int
    value: float
    state: str
    gap: float | None = None
    share: float | None = None


def rows(facts: Facts) -> list[Row]:
    """Return the rows to fill in, in the plan's order."""
    found = []
    for fact in facts.indicators:
        found.append(Row(fact.id, fact))
        if fact.target.kind == RELATIVE:
            found.append(Row(f"{fact.id}{COMPARED}", fact, compared=True))
    return found


def years(facts: Facts) -> range:
    """Return the years after the base year, up to the last target year; none without targets."""
    bases = [i.base.year for i in facts.indicators if i.base.year]
    targets = [i.target.year for i in facts.indicators if i.target.year]
    if not targets:
        return range(0)
    first = min(bases) + 1 if bases else min(targets)
    return range(first, max(targets) + 1)


def progress(fact: Indicator, values: Values) -> Progress | None:
    """Return what the latest year's value says of the target; None without any value."""
    own = values.get(fact.id, {})
    if not own:
        return None
    year = max(own)
    value = own[year]
    if fact.target.kind == RELATIVE:
        return _compared(year, value, values.get(f"{fact.id}{COMPARED}", {}).get(year))
    if fact.target.value is None:
        return Progress(year, value, OPEN)
    gap = round(value - fact.target.value, DECIMALS)
    below = JUDGE if fact.target.kind == ABOUT else SHORT
    return Progress(year, value, REACHED if gap >= 0 else below, gap, _share(fact, value))


def _compared(year: int, value: float, other: float | None) -> Progress:
    """Return whether a value is above the other of its year: equal is not above."""
    if other is None:
        return Progress(year, value, OPEN)
    gap = round(value - other, DECIMALS)
    return Progress(year, value, REACHED if gap > 0 else SHORT, gap)


def _share(fact: Indicator, value: float) -> float | None:
    """Return how much of the way from base to target is done, None without a base."""
    base, target = fact.base.value, fact.target.value
    if fact.base.kind == MISSING or base is None or target is None or base == target:
        return None
    return (value - base) / (target - base)


def odd(facts: Facts, values: Values) -> list[Row]:
    """Return the rows with a value outside what its unit allows: to be looked at again.

    Shares lie within 0–100, counts are whole; growth and contributions may be anything.
    """
    return [
        row for row in rows(facts) if any(_odd(row, v) for v in values.get(row.id, {}).values())
    ]


def _odd(row: Row, value: float) -> bool:
    if row.fact.unit == PERCENT:
        return abs(value) > 100
    return value < 0 or (row.fact.unit == "家" and value != int(value))


def checked(facts: Facts, values: Mapping[str, Mapping[int, object]]) -> Values:
    """Return the values that are numbers, of known rows and years; blank cells left out."""
    known, span = {row.id for row in rows(facts)}, years(facts)
    found: dict[str, dict[int, float]] = {}
    for ident, by_year in values.items():
        kept = {y: float(v) for y, v in by_year.items() if y in span and _is_number(v)}
        if ident in known and kept:
            found[ident] = kept
    return found


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= LARGEST


def to_csv(facts: Facts, values: Values, names: Mapping[str, str], heads: Sequence[str]) -> bytes:
    """Return the rows for Excel: UTF-8 with a mark, CRLF.

    `names` are row ids → names, `heads` the titles of id, name, unit, base and target.
    """
    span, out = years(facts), io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*heads, *span])
    for row in rows(facts):
        told = [row.id, names[row.id], row.fact.unit, row.fact.base.text, row.fact.target.text]
        own = values.get(row.id, {})
        writer.writerow([*map(safe_text, told), *(_plain(own.get(y)) for y in span)])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: float | None) -> str:
    return "" if value is None else repr(value).removesuffix(".0")


def from_csv(content: bytes, name: str, facts: Facts) -> Values:
    """Return the values of a CSV: a row an indicator (id or name), a column a year.

    Raises
    ------
    InputError
        E-IND-01: it is no such table. E-IND-02: a row names no indicator, or one twice.
        E-IND-03: a cell is no number.
    """
    refuse_large(content, name)
    table = _table(content)
    columns = _years(table[0], facts) if table else {}
    heads = [cell.strip().lower() for cell in table[0]] if table else []
    key = next((k for k, head in enumerate(heads) if head in NAMES), None)
    if key is None or not columns:
        span = years(facts)
        first, last = (span[0], span[-1]) if span else ("", "")
        raise InputError(Fault("E-IND-01", {"path": name, "first": first, "last": last}))
    names = _named(facts)
    found: dict[str, dict[int, float]] = {}
    faults: list[Fault] = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        said = cells[key].strip() if key < len(cells) else ""
        ident = names.get(said.removeprefix("'"))
        if ident is None or ident in found:
            faults.append(Fault("E-IND-02", {"rows": (number,), "v": said}))
            continue
        found[ident] = dict(_cells(cells, columns, number, faults))
    if faults:
        raise InputError(*faults)
    return checked(facts, found)


def _table(content: bytes) -> list[list[str]]:
    """Return the rows of cells, none where this is no text of a size that such a table has."""
    read = decoded(content)
    text = "\n".join(clean_text(line) for line in (read[0] if read else "").splitlines())
    try:
        table = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return []
    return table if len(table) <= ROWS else []


def _years(head: Sequence[str], facts: Facts) -> dict[int, int]:
    """Return column → year, of heads such as 2021 or 2021年."""
    span = {str(y): y for y in years(facts)}
    found = {k: span.get(cell.strip().removesuffix("年")) for k, cell in enumerate(head)}
    return {k: year for k, year in found.items() if year is not None}


def _named(facts: Facts) -> dict[str, str]:
    """Return how a row may be called → its id: the id, and the indicator's names."""
    found = {row.id: row.id for row in rows(facts)}
    for fact in facts.indicators:
        found |= dict.fromkeys((fact.name, fact.name_en, str(fact.number)), fact.id)
    return found


def _cells(
    cells: Sequence[str], columns: Mapping[int, int], number: int, faults: list[Fault]
) -> Iterator[tuple[int, float]]:
    for column, year in columns.items():
        said = cells[column].strip() if column < len(cells) else ""
        if said in BLANK:
            continue
        try:
            value = float(said.replace(",", "").replace("，", "").removesuffix("%"))
        except ValueError:
            value = math.nan
        if _is_number(value):
            yield year, value
        else:
            faults.append(Fault("E-IND-03", {"rows": (number,), "v": said, "year": year}))
