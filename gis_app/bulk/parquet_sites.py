"""A large GeoParquet of points → blocks: coordinates straight from WKB, columns as Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gis_app.bulk.blocks import ROWS, Block, Floats, Told, out_name
from gis_app.bulk.cells import Bools, clean_texts, truth
from gis_app.reading.coordinates import WGS84, Crs, Window, agreed, inside, stated
from gis_app.reading.found import Found, Request, Row
from gis_app.reading.handover import records_of_shapes, shapes_of
from gis_app.reading.limits import refuse_many
from gis_app.reading.parquet import CRS84, columns_of
from gis_app.reading.parquet import plain as plain_value
from gis_app.reading.records import Record, Source
from gis_app.reading.vector import damaged, rows_of
from layers.errors import Fault, InputError

POINT = np.frombuffer(b"\x01\x01\x00\x00\x00", np.uint8)  # how WKB of a flat point begins
POINT_BYTES = 21
LARGEST_GROUP = 1024 * 1024 * 1024  # bytes of a row group unpacked; pages of it are read in turn
GEOMETRIES = {"Point"}


@dataclass(frozen=True, slots=True)
class Part:
    """Some row groups of a file, and the number of rows before them."""

    groups: tuple[int, ...]
    before: int = 0


def parquet_sites(
    path: Path,
    *,
    crs: Crs | None,
    window: Window,
    most_features: int,
    part: Part | None = None,
) -> ParquetSites | None:
    """Return a GeoParquet open to be read in batches, None where it may hold more than points.

    Raises
    ------
    InputError
        E-FMT-08: no GeoParquet, or geometry that is not WKB; E-IO-01: damaged; E-LIM-07, 10,
        12: too large; E-CRS-05, 06, 07: its system. E-CRS-01 is left to the ordinary reader: None.
    """
    request = Request(kind="parquet", name=path.name, most_features=most_features)
    try:
        with pq.ParquetFile(path) as file:
            metadata, schema = file.metadata, file.schema_arrow
    except (pa.ArrowException, OSError) as error:
        raise damaged(request) from error
    column, stated_as, shown = columns_of(schema, request)
    size = {"features": metadata.num_rows, "columns": len(shown)}
    refuse_many(path.name, **size, most_features=most_features)
    own = WGS84 if stated_as == CRS84 else stated(stated_as) if stated_as else None
    system, notes = agreed(own, crs)
    groups = [metadata.row_group(k) for k in range(metadata.num_row_groups)]
    large = any(g.total_byte_size > LARGEST_GROUP for g in groups)
    if large and part:  # there is no ordinary reader for parts
        raise InputError(Fault("E-LIM-12", {"path": path.name}))
    if system is None or large:
        return None
    why = "asked" if own != system else "format" if stated_as == CRS84 else "stated"
    source = Source("GeoParquet", None, None, system.name, why, 0, path.name)
    chosen = part or Part(tuple(range(len(groups))))
    return ParquetSites(
        told=Told(source, list(notes)),
        size=sum(groups[k].num_rows for k in chosen.groups),
        columns={name: _kind(schema.field(name).type) for name in shown},
        gaps=_gaps(metadata, schema, shown),
        path=path,
        request=request,
        geometry=column,
        system=system,
        window=window,
        part=chosen,
    )


def _gaps(metadata: pq.FileMetaData, schema: pa.Schema, shown: Sequence[str]) -> dict[str, bool]:
    """Return whether a row has no whole number or truth value, by the names columns go out with.

    Where the file does not count them it is taken that there are some.
    """
    at = {metadata.schema.column(k).path: k for k in range(metadata.num_columns)}
    found = {}
    for name in shown:
        kind = _kind(schema.field(name).type)
        if not (pa.types.is_integer(kind) or pa.types.is_boolean(kind)):
            continue
        groups = range(metadata.num_row_groups)
        told = [metadata.row_group(g).column(at[name]).statistics for g in groups]
        found[out_name(name)] = any(c is None or not c.has_null_count or c.null_count for c in told)
    return found


def _kind(kind: pa.DataType) -> pa.DataType:
    """Return the type an attribute has once it is plain: text, number or truth value."""
    if pa.types.is_boolean(kind) or (pa.types.is_integer(kind) and kind != pa.uint64()):
        return pa.bool_() if pa.types.is_boolean(kind) else pa.int64()
    return pa.float64() if pa.types.is_floating(kind) else pa.string()


def _plain(column: pa.Array) -> pa.Array:
    """Return an attribute as `reading` has it: clean text, finite numbers, truth values."""
    kind = _kind(column.type)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_float64(kind):
        column = pc.cast(column, kind)
        return pc.if_else(pc.is_finite(column), column, None)
    if not pa.types.is_string(kind):
        return pc.cast(column, kind)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        found = [plain_value(value) for value in column.to_pylist()]
        column = pa.array([None if v is None else str(v) for v in found], kind)
    return clean_texts(pc.cast(column, kind))


@dataclass
class ParquetSites:
    """A GeoParquet open to be read in batches; implements `blocks.Reader`, measured in rows."""

    told: Told
    size: int
    columns: Mapping[str, pa.DataType]
    gaps: Mapping[str, bool]
    path: Path
    request: Request
    geometry: str
    system: Crs
    window: Window
    part: Part

    def blocks(self) -> Iterator[Block]:
        """Yield the rows in order.

        Raises
        ------
        InputError
            E-IO-01: the file is damaged.
        """
        wanted, read = [*self.columns, self.geometry], 0
        try:
            with pq.ParquetFile(self.path) as file:
                for group in self.part.groups:
                    for batch in file.iter_batches(ROWS, [group], wanted, use_threads=False):
                        first = self.part.before + read + 1
                        read += len(batch)
                        yield self._block(batch, first, read)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            if isinstance(error, pa.ArrowMemoryError):
                raise MemoryError from error
            raise damaged(self.request) from error
        self.told.source = replace(self.told.source, rows=read)

    def _block(self, batch: pa.RecordBatch, first: int, done: int) -> Block:
        cells = {name: _plain(batch[name]) for name in self.columns}
        is_point, xy = points(batch[self.geometry])
        lonlat = np.column_stack(self.system.to_store(xy[:, 0], xy[:, 1]))
        plain = is_point & inside(lonlat[:, 0], lonlat[:, 1], self.window)
        mask = pa.array(plain)
        return Block(
            rows=np.arange(first, first + len(batch))[plain],
            lonlat=lonlat[plain],
            attributes={name: column.filter(mask) for name, column in cells.items()},
            odd=self._odd(batch, cells, np.flatnonzero(~plain), first),
            in_degrees=self.system.is_degrees,
            done=done,
        )

    def _odd(
        self, batch: pa.RecordBatch, cells: Mapping[str, pa.Array], at: np.ndarray, first: int
    ) -> Sequence[Record]:
        """Return the records of rows that are not plain."""
        if not len(at):
            return ()
        where = pa.array(at)
        values = {name: column.take(where).to_pylist() for name, column in cells.items()}
        rows = rows_of(values, batch[self.geometry].take(where).to_pylist(), self.request)
        numbered = [_numbered(row, int(first + k)) for row, k in zip(rows, at, strict=True)]
        found = Found(rows=numbered, format="GeoParquet")
        return records_of_shapes(found, shapes_of(found), self.system)


def _numbered(row: Row, number: int) -> Row:
    fault = row.fault and Fault(row.fault.code, {**row.fault.facts, "rows": (number,)})
    return replace(row, number=number, fault=fault)


def points(column: pa.Array) -> tuple[Bools, Floats]:
    """Return which values are WKB of a flat point, and the coordinates (n × 2, NaN elsewhere).

    >>> points(pa.array([bytes.fromhex("0101000000" + "00" * 16), b"?", None]))[0].tolist()
    [True, False, False]
    """
    column = pc.cast(column, pa.large_binary())
    fits = truth(pc.equal(pc.binary_length(column), POINT_BYTES))
    xy = np.full((len(column), 2), np.nan)
    packed = column.filter(pa.array(fits))
    data = packed.buffers()[2]
    if data is None or not fits.any():
        return fits, xy
    start = packed.offset and np.frombuffer(packed.buffers()[1], np.int64)[packed.offset]
    raw = np.frombuffer(data, np.uint8, fits.sum() * POINT_BYTES, int(start))
    raw = raw.reshape(-1, POINT_BYTES)
    flat = (raw[:, : len(POINT)] == POINT).all(axis=1)
    fits[fits] = flat
    xy[fits] = np.ascontiguousarray(raw[flat, len(POINT) :]).view("<f8")
    return fits, xy
