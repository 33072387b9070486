"""The parts of an input, always the same: files of a folder, or row groups of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gis_app.bulk.blocks import ROWS
from gis_app.bulk.cells import as_text
from gis_app.bulk.parquet_sites import Part
from gis_app.bulk.seen import Seen
from gis_app.reading.columns import roles
from gis_app.reading.found import Request
from gis_app.reading.limits import refuse_many, refuse_size
from gis_app.reading.vector import damaged
from layers.errors import Fault, InputError

ENDINGS = (".parquet", ".geoparquet")
FOOTER = 64 * 1024  # bytes at the end of a Parquet that tell its row groups and where they are


@dataclass(frozen=True, slots=True)
class Piece:
    """One part: a file, its row groups and the rows before them, and the name it goes out under."""

    path: Path
    part: Part
    rows: int
    name: str

    @property
    def mark(self) -> str:
        """Return what changes when the content of the file does."""
        about = self.path.stat()
        with self.path.open("rb") as file:
            file.seek(max(0, about.st_size - FOOTER))
            end = hashlib.sha256(file.read()).hexdigest()
        return f"{self.path.name} {about.st_size} {about.st_mtime_ns} {end} {self.part}"


def pieces(path: Path, *, most_features: int) -> list[Piece]:
    """Return the parts of a folder of GeoParquet files, by name, or of one such file.

    Of one file, row groups that follow each other are taken together until they have the rows of
    a batch. An id counts once within a file.

    Raises
    ------
    InputError
        E-CLU-04: no GeoParquet there; E-LIM-01, 07: too large; E-IO-01: damaged; E-CLU-05: an id
        stands in two parts of one file.
    """
    if path.is_dir():
        files = sorted(p for p in path.iterdir() if p.suffix.lower() in ENDINGS)
    else:
        files = [path] if path.suffix.lower() in ENDINGS and path.is_file() else []
    if not files:
        raise InputError(Fault("E-CLU-04", {"path": path}))
    found = [(file, part, rows) for file in files for part, rows in _parts(file, most_features)]
    told = sum(rows for _, _, rows in found)
    refuse_many(path.name, features=told, most_features=most_features)
    named = [
        Piece(file, part, rows, f"part-{k:05d}.parquet")
        for k, (file, part, rows) in enumerate(found)
    ]
    if len(files) == 1:
        try:
            _refuse_repeated(named)
        except pa.ArrowException as error:
            raise damaged(_request(files[0], most_features)) from error
    return named


def _parts(path: Path, most_features: int) -> list[tuple[Part, int]]:
    refuse_size(path.stat().st_size, path.name, most_features)
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowException, OSError) as error:
        raise damaged(_request(path, most_features)) from error
    sizes = [metadata.row_group(k).num_rows for k in range(metadata.num_row_groups)]
    found: list[tuple[Part, int]] = []
    groups: list[int] = []
    before = rows = 0
    for k, size in enumerate(sizes):
        groups.append(k)
        rows += size
        if rows >= ROWS or k == len(sizes) - 1:
            found.append((Part(tuple(groups), before), rows))
            groups, before, rows = [], before + rows, 0
    return found


def _request(path: Path, most_features: int) -> Request:
    return Request(kind="parquet", name=path.name, most_features=most_features)


def _refuse_repeated(parts: Sequence[Piece]) -> None:
    """Raise E-CLU-05 where an id stands in two parts of one file: which is first is not known."""
    if len(parts) < 2:
        return
    with pq.ParquetFile(parts[0].path) as file:
        column = roles(tuple(file.schema_arrow.names)).get("id")
        if column is None:
            return
        seen = Seen()
        for piece in parts:
            table = file.read_row_groups(list(piece.part.groups), [column])
            texts = as_text(table[column].combine_chunks())
            ids = np.unique(texts.to_numpy(zero_copy_only=False))
            ids = ids[ids != ""]
            again = ids[~seen.fresh(ids)]
            if len(again):
                raise InputError(Fault("E-CLU-05", {"v": again[0], "path": piece.path.name}))
