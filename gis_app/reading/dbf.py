"""The attribute table of a Shapefile (.dbf) → rows of values, its encoding judged from the bytes.

Made in the worker process. GDAL never sees the table: where bytes cannot be decoded, where rows
are deleted or missing, and where text was cut at the width of its field, people are told.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gis_app.reading.encoding import chosen, decoded
from layers.errors import Fault, InputError

HEADER, DESCRIPTOR, END_OF_FIELDS = 32, 32, 0x0D
NAME_WIDTH = 10  # bytes; a longer name was cut when the table was written
DELETED = ord("*")
TEXT, NUMBERS, READABLE = "C", "NF", "CNFLD"
WHOLE = re.compile(r"[+-]?\d{1,18}")
TRUTHS = {"T": True, "Y": True, "F": False, "N": False}
# Names of the form to fill in that do not fit as UTF-8: cut in the file, told whole here.
LONG_NAMES = ("重点领域", "集聚区名称")


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name as bytes, type letter, and where its cells lie in a row."""

    name: bytes
    kind: str
    width: int
    offset: int


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are there, of the `declared` ones; `deleted` and `notes` count rows from 0."""

    rows: Sequence[Mapping[str, object]]
    declared: int
    encoding: str
    deleted: frozenset[int] = frozenset()
    faults: Sequence[Fault] = ()
    notes: Mapping[int, Sequence[Fault]] = field(default_factory=dict)


def table(content: bytes, name: str, *, cpg: str | None = None, asked: str | None = None) -> Table:
    """Return the rows of a .dbf file; `cpg` is what the .cpg says, `asked` what the person says.

    Raises
    ------
    InputError
        E-IO-01: the header is damaged; E-ENC-01: `asked` is no known encoding.
    """
    fields, records, declared = _layout(content, name)
    texts = {f: _texts(records, f) for f in fields if f.kind == TEXT}
    cells = {(cell, f.width) for f, column in texts.items() for cell in column}
    cells |= {(f.name, NAME_WIDTH) for f in fields}
    encoding, told = chosen({c for c in cells if not c[0].isascii()}, said=cpg, asked=asked)
    names, renamed = _names(fields, encoding)
    unread = [names[f] for f in fields if f.kind not in READABLE]
    more = [Fault("W-SHP-03", {"cols": "、".join(unread)})] if unread else []
    notes: dict[int, list[Fault]] = defaultdict(list)
    columns = {}
    for f in fields:
        if f.kind == TEXT:
            columns[names[f]] = _decoded(texts[f], f, names[f], encoding, notes)
        elif f.kind in READABLE:
            columns[names[f]] = [_value(cell, f.kind) for cell in _texts(records, f)]
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    gone = frozenset(np.flatnonzero(records[:, 0] == DELETED).tolist())
    return Table(
        rows or [{}] * len(records),
        declared,
        encoding.upper(),
        gone,
        [*told, *renamed, *more],
        notes,
    )


def _layout(content: bytes, name: str) -> tuple[list[Field], np.ndarray, int]:
    """Return the fields, the bytes of the rows that are there, and how many there should be."""
    damaged = InputError(Fault("E-IO-01", {"path": name, "why": "dbf-damaged"}))
    if len(content) < HEADER:
        raise damaged
    declared = int.from_bytes(content[4:8], "little")
    start, length = (int.from_bytes(content[i : i + 2], "little") for i in (8, 10))
    if start > len(content):
        raise damaged
    fields, offset = [], 1
    for at in range(HEADER, start - DESCRIPTOR + 1, DESCRIPTOR):
        if content[at] == END_OF_FIELDS:
            break
        label = content[at : at + NAME_WIDTH + 1].partition(b"\0")[0].rstrip(b" ")
        fields.append(Field(label, chr(content[at + 11]).upper(), content[at + 16], offset))
        offset += content[at + 16]
    if not fields or offset > length or not all(f.width for f in fields):
        raise damaged
    there = min(declared, (len(content) - start) // length)
    body = np.frombuffer(content, np.uint8, there * length, start)
    return fields, body.reshape(there, length), declared


def _texts(records: np.ndarray, f: Field) -> list[bytes]:
    """Return the cells of a field, without what stands behind a zero byte and without blanks."""
    block = np.ascontiguousarray(records[:, f.offset : f.offset + f.width])
    cells = block.view(f"S{f.width}").ravel().tolist()
    if (block == 0).any():
        return [cell.partition(b"\0")[0].rstrip(b" ") for cell in cells]
    return [cell.rstrip(b" ") for cell in cells]


def _names(fields: Sequence[Field], codec: str) -> tuple[dict[Field, str], list[Fault]]:
    """Return the column name of each field; a second one of the same name gets a number."""
    names: dict[Field, str] = {}
    seen: Counter[str] = Counter()
    for number, f in enumerate(fields, start=1):
        name = _whole(f.name, decoded(f.name, NAME_WIDTH, codec)[0].strip()) or f"F{number}"
        seen[name] += 1
        names[f] = name if seen[name] == 1 else f"{name}_{seen[name]}"
    twice = [name for name, n in seen.items() if n > 1]
    return names, [Fault("W-SHP-04", {"cols": "、".join(twice)})] if twice else []


def _whole(raw: bytes, name: str) -> str:
    """Return the long name that a name was cut from, where it is one of ours.

    >>> _whole("重点领域".encode()[:10], "重点领")
    '重点领域'
    """
    full = len(raw) >= NAME_WIDTH - 2 and not raw.isascii()
    return next((long for long in LONG_NAMES if full and _cut(long, name)), name)


def _cut(long: str, name: str) -> bool:
    return name != long and name == long.encode()[:NAME_WIDTH].decode(errors="ignore")


def _decoded(
    cells: Sequence[bytes], f: Field, name: str, codec: str, notes: dict[int, list[Fault]]
) -> list[object]:
    """Return the text of the cells, None for blanks; note the rows where some of it is lost."""
    try:  # all at once: a zero byte is part of no character, and there is none in a cell
        return [text.strip() or None for text in b"\0".join(cells).decode(codec).split("\0")]
    except UnicodeDecodeError:
        pass
    values: list[object] = []
    for row, cell in enumerate(cells):
        text, word = decoded(cell, f.width, codec)
        values.append(text.strip() or None)
        if word:
            facts = {"col": name, "enc": codec.upper(), "rows": (row + 1,)}
            notes[row].append(Fault("W-ENC-02" if word == "cut" else "W-ENC-03", facts))
    return values


def _value(cell: bytes, kind: str) -> object:
    """Return a number, a truth value or an ISO date; None for blanks, text where it is none."""
    text = cell.decode("ascii", "replace").strip()
    if not text or not text.strip("*?"):
        return None  # blank, or wider than its field
    if kind == "L":
        return TRUTHS.get(text.upper())
    if kind == "D":
        return _date(text)
    if WHOLE.fullmatch(text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else None


def _date(text: str) -> str | None:
    if not text.strip("0"):
        return None
    whole = len(text) == 8 and text.isdigit()
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if whole else text
