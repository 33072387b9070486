"""What a reading process found ⇄ lines of JSON: nothing in them can run, geometry is hex WKB.

The first line says how the file was read, the last one counts the rows, so that an answer cut
short is seen. Between them a line holds up to BATCH rows with the same columns, column by column:
`number`, `columns`, `values`, `wkb`, and `fault` and `notes` of the few rows that have any.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any

from gis_app.reading.found import Found, Row
from layers.errors import Fault, InputError

HEAD = ("format", "layer", "encoding", "crs", "crs_by_format")
SCALARS = frozenset({str, int, float, bool, type(None)})
BATCH = 1000
ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))
Json = Any


def lines(found: Found) -> Iterator[str]:
    """Yield what was found, a line at a time."""
    head = {key: getattr(found, key) for key in HEAD}
    yield _line({**head, "notes": _packed(found.notes)})
    for columns, rows in groupby(found.rows, key=lambda row: tuple(row.attributes)):
        while batch := list(islice(rows, BATCH)):
            yield _line(_batch(columns, batch))
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
    rows: list[Row] = []
    told = None
    for line in answer:
        item = json.loads(line)
        told = item.get("rows", told)
        if "values" in item:
            rows.extend(_rows(item))
    if told != len(rows):
        raise ValueError("the answer was cut short")
    return Found(
        rows=rows, notes=tuple(_unpacked(head["notes"])), **{key: head[key] for key in HEAD}
    )


def _line(item: Json) -> str:
    return ENCODER.encode(item) + "\n"


def _batch(columns: Sequence[str], rows: Sequence[Row]) -> Json:
    values = zip(*(row.attributes.values() for row in rows), strict=True)
    return {
        "columns": columns,
        "number": [row.number for row in rows],
        "values": [list(column) for column in values],
        "wkb": [None if row.wkb is None else row.wkb.hex() for row in rows],
        "fault": {i: _packed([row.fault])[0] for i, row in enumerate(rows) if row.fault},
        "notes": {i: _packed(row.notes) for i, row in enumerate(rows) if row.notes},
    }


def _rows(item: Mapping[str, Json]) -> Iterator[Row]:
    columns, values, numbers = item["columns"], item["values"], item["number"]
    if not all(SCALARS.issuperset(map(type, column)) for column in (*values, numbers)):
        raise TypeError("an attribute that is no plain value")
    cells = zip(*values, strict=True) if values else [()] * len(numbers)
    faults, notes = item["fault"], item["notes"]
    for i, (number, told, wkb) in enumerate(zip(numbers, cells, item["wkb"], strict=True)):
        yield Row(
            int(number),
            dict(zip(columns, told, strict=True)),
            None if wkb is None else bytes.fromhex(wkb),
            _unpacked([faults[key]])[0] if (key := str(i)) in faults else None,
            tuple(_unpacked(notes[key])) if key in notes else (),
        )


def _packed(faults: Iterable[Fault]) -> list[list[object]]:
    return [[fault.code, fault.facts] for fault in faults]


def _unpacked(faults: Iterable[Sequence[Json]]) -> list[Fault]:
    """Return faults; a list of rows or layer names is a tuple again."""
    return [
        Fault(str(code), {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items()})
        for code, facts in faults
    ]
