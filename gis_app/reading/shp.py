"""The geometry file of a Shapefile (.shp, .shx) → one sound record a row, or what is wrong with it.

Made in the worker process. Records are checked against the file before GDAL sees them: it gets a
clean file, so that a row without geometry is never the remains of a damaged one.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from layers.errors import Fault, InputError

HEADER, RECORD_HEADER, FILE_CODE = 100, 8, 9994
NULL, MULTIPATCH = 0, 31
POINTS = {1: 20, 11: 36, 21: 28}  # type → bytes of its content; PointZ may come without M
POINT_Z_WITHOUT_M = 28
MULTIPOINTS, PARTED, POLYGONS = {8, 18, 28}, {3, 5, 13, 15, 23, 25, 31}, {5, 15, 25}
WITH_Z = {11, 13, 15, 18, 31}
DAMAGED = Fault("E-SHP-02")
Place = tuple[int, int]  # where a record's content starts, and its bytes


@dataclass(frozen=True, slots=True)
class Shape:
    """One record: its type (0: no geometry), its content, and what is wrong with it."""

    kind: int
    content: bytes = b""
    fault: Fault | None = None


def shapes(
    shp: bytes, shx: bytes | None, rows: int, *, name: str
) -> tuple[list[Shape], list[Fault]]:
    """Return a shape for each of the table's `rows`, and a notice where the .shx was no use.

    Raises
    ------
    InputError
        E-IO-01: this is no .shp; E-SHP-01: as many shapes as rows cannot be found.
    """
    if len(shp) < HEADER or int.from_bytes(shp[:4], "big") != FILE_CODE:
        raise InputError(Fault("E-IO-01", {"path": name, "why": "shp-damaged"}))
    index = _index(shx)
    if index is not None and len(index) == rows:
        return [_shape(shp, place) for place in index], []
    found = _scan(shp)
    cut_off = len(shp) < 2 * int.from_bytes(shp[24:28], "big")
    if len(found) != rows and not (cut_off and len(found) < rows):
        count = len(found) if index is None else len(index)
        raise InputError(Fault("E-SHP-01", {"path": name, "shapes": count, "n": rows}))
    read = [_shape(shp, place) for place in found]
    lost = [Shape(NULL, fault=DAMAGED)] * (rows - len(read))
    return [*read, *lost], [Fault("W-SHP-01")]


def written(sound: Sequence[Shape]) -> tuple[bytes, bytes]:
    """Return the .shp and .shx of nothing but these shapes."""
    records, index, at = [], [], HEADER
    for number, shape in enumerate(sound, start=1):
        size = len(shape.content)
        records.append(struct.pack(">ii", number, size // 2) + shape.content)
        index.append(struct.pack(">ii", at // 2, size // 2))
        at += RECORD_HEADER + size
    kind = sound[0].kind
    sizes = (at, HEADER + RECORD_HEADER * len(index))
    head, head_of_index = (
        struct.pack(">7i", FILE_CODE, 0, 0, 0, 0, 0, n // 2)
        + struct.pack("<ii8d", 1000, kind, *[0] * 8)
        for n in sizes
    )
    return head + b"".join(records), head_of_index + b"".join(index)


def vertices(shape: Shape) -> int:
    """Return how many vertices a sound shape has."""
    if shape.kind in MULTIPOINTS:
        return _int(shape.content, 36)
    return _int(shape.content, 40) if shape.kind in PARTED else 1


def patches(shape: Shape) -> list[tuple[int, np.ndarray]]:
    """Return the parts of a MultiPatch: type (strip, fan, rings) and x, y of the vertices."""
    parts, count, starts = _parts(shape.content)
    kinds = np.frombuffer(shape.content, "<i4", parts, 44 + 4 * parts).tolist()
    points = np.frombuffer(shape.content, "<f8", 2 * count, 44 + 8 * parts).reshape(count, 2)
    return list(zip(kinds, np.split(points, starts[1:]), strict=True))


def _index(shx: bytes | None) -> list[Place] | None:
    """Return where the .shx says the records are, None where it is missing or damaged."""
    if shx is None or len(shx) < HEADER or int.from_bytes(shx[:4], "big") != FILE_CODE:
        return None
    if len(shx) < 2 * int.from_bytes(shx[24:28], "big"):
        return None
    count = (len(shx) - HEADER) // 8
    words = np.frombuffer(shx, ">i4", 2 * count, HEADER).reshape(count, 2).astype(int)
    return [(start, size) for start, size in (2 * words).tolist()]


def _scan(shp: bytes) -> list[Place]:
    """Return where the records are, one after the other from the start of the .shp."""
    found, at = [], HEADER
    while at + RECORD_HEADER <= len(shp):
        size = 2 * int.from_bytes(shp[at + 4 : at + 8], "big", signed=True)
        found.append((at, size))
        if size < 4:
            break
        at += RECORD_HEADER + size
    return found


def _shape(shp: bytes, place: Place) -> Shape:
    """Return the record at a place; the size in the .shp counts, not that of the index."""
    start = place[0] + RECORD_HEADER
    if place[0] < HEADER or start + 4 > len(shp):
        return Shape(NULL, fault=DAMAGED)
    size = 2 * int.from_bytes(shp[start - 4 : start], "big", signed=True)
    content = shp[start : start + size] if size >= 4 else b""
    if not content or len(content) < size:
        return Shape(NULL, fault=DAMAGED)
    kind = _int(content, 0)
    if kind == NULL or (kind in PARTED and size >= 44 and _parts(content)[:2] == (0, 0)):
        return Shape(NULL)
    if not _sound(kind, content):
        return Shape(NULL, fault=DAMAGED)
    if kind in POLYGONS and (corner := _open_ring(content)):
        return Shape(NULL, fault=Fault("E-GEO-04", {"v": corner, "why": "ring-open"}))
    return Shape(kind, content)


def _sound(kind: int, content: bytes) -> bool:
    """Return whether the content holds as many parts and vertices as it says."""
    size = len(content)
    if kind in POINTS:
        return size >= (POINT_Z_WITHOUT_M if kind == 11 else POINTS[kind])
    if kind in MULTIPOINTS:
        count = _int(content, 36) if size >= 40 else 0
        return count > 0 and size >= 40 + 16 * count + _heights(kind, count)
    if kind not in PARTED or size < 44:
        return False
    parts, count = _int(content, 36), _int(content, 40)
    listed = 44 + 4 * parts * (2 if kind == MULTIPATCH else 1)
    if not 0 < parts <= count or size < listed + 16 * count + _heights(kind, count):
        return False
    starts = [*_parts(content)[2], count]
    return starts[0] == 0 and all(a < b for a, b in pairwise(starts))


def _heights(kind: int, count: int) -> int:
    return 16 + 8 * count if kind in WITH_Z else 0


def _parts(content: bytes) -> tuple[int, int, list[int]]:
    """Return the number of parts and of vertices, and the first vertex of each part."""
    parts, count = _int(content, 36), _int(content, 40)
    there = max(0, min(parts, (len(content) - 44) // 4))
    return parts, count, list(struct.unpack_from(f"<{there}i", content, 44))


def _open_ring(content: bytes) -> str:
    """Return the first vertex of a ring that does not end where it starts, as text."""
    parts, count, starts = _parts(content)
    for first, after in pairwise([*starts, count]):
        x, y = struct.unpack_from("<2d", content, 44 + 4 * parts + 16 * first)
        if (x, y) != struct.unpack_from("<2d", content, 44 + 4 * parts + 16 * (after - 1)):
            return f"{x:.10g}, {y:.10g}"
    return ""


def _int(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little", signed=True)
