"""What a reading process found ⇄ lines of JSON: nothing in them can run, geometry is hex WKB.

The first line says how the file was read. A line of column names goes before the first row and
where they change; then a row is its number, its values, its geometry, its fault and its notes. The
last line counts the rows, so that an answer cut short is seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from gis_app.reading.found import Found, Row
from layers.errors import Fault, InputError

HEAD = ("format", "layer", "encoding", "crs", "crs_by_format")
SCALARS = (str, int, float, bool, type(None))
Json = object


def lines(found: Found) -> Iterator[str]:
    """Yield what was found, a line at a time."""
    head = {key: getattr(found, key) for key in HEAD}
    yield _line({**head, "notes": _packed(found.notes)})
    columns: list[str] | None = None
    for row in found.rows:
        if columns != (own := list(row.attributes)):
            columns = own
            yield _line({"columns": columns})
        shape = row.wkb.hex() if row.wkb is not None else None
        fault = _packed([row.fault])[0] if row.fault else None
        yield _line([row.number, list(row.attributes.values()), shape, fault, _packed(row.notes)])
    yield _line({"rows": len(found.rows)})


def refusal(faults: Iterable[Fault]) -> str:
    """Return the one line that says why nothing was read."""
    return _line({"faults": _packed(faults)})


def received(text: Iterable[str]) -> Found:
    """Return what the lines say.

    Raises
    ------
    InputError
        The faults that the reading process found.
    ValueError, TypeError, KeyError, IndexError, AttributeError
        The lines are no such answer, or it was cut short.
    """
    answer = iter(text)
    head = json.loads(next(answer, "null"))
    if faults := head.get("faults"):
        raise InputError(*_unpacked(faults))
    columns: list[str] = []
    rows: list[Row] = []
    told = None
    for line in answer:
        item = json.loads(line)
        if isinstance(item, list):
            rows.append(_row(item, columns))
        else:
            columns, told = item.get("columns", columns), item.get("rows", told)
    if told != len(rows):
        raise ValueError("the answer was cut short")
    return Found(
        rows=rows, notes=tuple(_unpacked(head["notes"])), **{key: head[key] for key in HEAD}
    )


def _line(item: Json) -> str:
    return json.dumps(item, ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"


def _row(item: Sequence[object], columns: Sequence[str]) -> Row:
    number, values, shape, fault, notes = item
    if not all(isinstance(value, SCALARS) for value in values):
        raise TypeError("an attribute that is no plain value")
    return Row(
        int(number),
        dict(zip(columns, values, strict=True)),
        None if shape is None else bytes.fromhex(shape),
        _unpacked([fault])[0] if fault else None,
        tuple(_unpacked(notes)),
    )


def _packed(faults: Iterable[Fault]) -> list[list[object]]:
    return [[fault.code, fault.facts] for fault in faults]


def _unpacked(faults: Iterable[Sequence[object]]) -> list[Fault]:
    """Return faults; a list of rows or layer names is a tuple again."""
    return [
        Fault(str(code), {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items()})
        for code, facts in faults
    ]
