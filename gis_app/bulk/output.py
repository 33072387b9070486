"""Batches of columns → one CSV or GeoParquet, written as they come and put in place at the end."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from gis_app.bulk.blocks import Floats
from gis_app.bulk.cells import truth
from gis_app.bulk.parquet_sites import POINT, POINT_BYTES
from gis_app.files import whole
from gis_app.writing.made import Made
from gis_app.writing.parquet import MADE
from gis_app.writing.record import facts
from gis_app.writing.rows import CONTROL, TRUTH
from layers.export import safe_text
from layers.scored_columns import Columns

FORMULA = "^[=+\\-@\t\r＝＋－＠]"
GEOMETRY, BOX = "geometry", "bbox"


class Output(Protocol):
    """A file that takes batches."""

    def write(self, columns: Columns, lonlat: Floats) -> None:
        """Add rows: their columns by field code, and their positions in degrees (n × 2)."""
        ...

    def finish(self, made: Made) -> None:
        """Write what stands at the end."""
        ...

    def close(self) -> None:
        """Close the file, finished or not."""
        ...


@contextmanager
def output(path: Path, kind: str, crs: str, kept: Mapping[str, bool]) -> Iterator[Output]:
    """Lend a file to write to; it is there whole once the body is through, or not at all.

    `kind` is csv or parquet, `crs` degrees of CGCS2000 or WGS84; `kept` says which of the user's
    own columns have gaps.

    Raises
    ------
    InputError
        E-IO-02: the file cannot be written.
    """
    with whole(path) as place:
        out = CsvOutput(place) if kind == "csv" else ParquetOutput(place, crs, kept)
        try:
            yield out
        finally:
            out.close()


class CsvOutput:
    """CSV for Excel and WPS: what `layers.export.table_csv` writes."""

    def __init__(self, path: Path) -> None:
        self.text = path.open("w", encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.text, lineterminator="\r\n")
        self.begun = False

    def write(self, columns: Columns, lonlat: Floats) -> None:  # noqa: ARG002 - columns hold it
        """Add rows."""
        told = {name: column for name, column in columns.items() if name != "layer"}
        if not self.begun:
            self.writer.writerow([safe_text(name) for name in told])
            self.begun = True
        self.writer.writerows(zip(*map(_cells, told.values()), strict=True))

    def finish(self, made: Made) -> None:
        """Write nothing: every row says what it was made from."""

    def close(self) -> None:
        """Close the file."""
        self.text.close()


def _cells(column: pa.Array) -> Sequence[object]:
    """Return a column as the writer wants it: texts that no spreadsheet takes for a formula."""
    if pa.types.is_boolean(column.type):
        column = pc.if_else(column, TRUTH[True], TRUTH[False])
    values: list[object] = column.to_pylist()
    if pa.types.is_string(column.type):
        for k in np.flatnonzero(truth(pc.match_substring_regex(column, FORMULA))):
            values[k] = safe_text(str(values[k]))
    return values


class ParquetOutput:
    """GeoParquet 1.1 with covering boxes: a row group a batch, what made it at the end."""

    def __init__(self, path: Path, crs: str, kept: Mapping[str, bool]) -> None:
        self.path, self.kept = path, kept
        self.geo = geo_metadata(crs)
        self.writer: pq.ParquetWriter | None = None
        self.bounds = np.array([np.inf, np.inf, -np.inf, -np.inf])

    def write(self, columns: Columns, lonlat: Floats) -> None:
        """Add rows."""
        if not len(lonlat):
            return
        typed = {name: _typed(column, gaps=self.kept.get(name)) for name, column in columns.items()}
        typed |= {GEOMETRY: wkb(lonlat), BOX: _boxes(lonlat)}
        table = pa.table(typed)
        if self.writer is None:  # the metadata, known at the end, count where no schema is stored
            self.writer = pq.ParquetWriter(self.path, table.schema, store_schema=False)
        self.writer.write_table(table, row_group_size=len(lonlat))
        low, high = lonlat.min(axis=0), lonlat.max(axis=0)
        self.bounds[:2] = np.minimum(self.bounds[:2], low)
        self.bounds[2:] = np.maximum(self.bounds[2:], high)

    def finish(self, made: Made) -> None:
        """Write the metadata: systems, bounds, and what the file was made from."""
        assert self.writer is not None  # a file without a site is not written
        self.geo["columns"][GEOMETRY]["bbox"] = self.bounds.tolist()
        told = {"geo": self.geo, MADE.decode(): facts(made)}
        texts = {key: json.dumps(value, ensure_ascii=False) for key, value in told.items()}
        self.writer.add_key_value_metadata(texts)

    def close(self) -> None:
        """Close the file; one that was not finished is no GeoParquet, and goes."""
        if self.writer is not None:
            self.writer.close()


def geo_metadata(crs: str) -> dict[str, Any]:
    """Return the metadata that GeoPandas gives to points in `crs`."""
    one = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=crs)
    file = io.BytesIO()
    one.to_parquet(file, index=False, schema_version="1.1.0", write_covering_bbox=True)
    return json.loads(pq.read_schema(pa.BufferReader(file.getvalue())).metadata[b"geo"])


def _typed(column: pa.Array, *, gaps: bool | None) -> pa.Array:
    """Return a column as `writing.rows.column` has it: whole numbers and truth values need all.

    `gaps` says of a column of the user's own whether it has any, None for a field.
    """
    if gaps and pa.types.is_integer(column.type):
        return pc.cast(column, pa.float64())
    if gaps and pa.types.is_boolean(column.type):
        return pc.if_else(column, TRUTH[True], TRUTH[False])
    if not pa.types.is_string(column.type):
        return column
    wrong = np.flatnonzero(truth(pc.match_substring_regex(column, CONTROLS)))
    if not len(wrong):
        return column
    values = column.to_numpy(zero_copy_only=False).copy()
    values[wrong] = [CONTROL.sub("", text) for text in values[wrong]]
    return pa.array(values, pa.string(), from_pandas=True)


CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{fffe}\x{ffff}]"  # of `rows.CONTROL`


def wkb(lonlat: Floats) -> pa.Array:
    """Return points as WKB.

    >>> shapely.from_wkb(wkb(np.array([[120.5, 31.25]]))[0].as_py()).wkt
    'POINT (120.5 31.25)'
    """
    count = len(lonlat)
    data = np.empty((count, POINT_BYTES), np.uint8)
    data[:, : len(POINT)] = POINT
    data[:, len(POINT) :] = np.ascontiguousarray(lonlat, "<f8").view(np.uint8).reshape(count, -1)
    offsets = np.arange(0, (count + 1) * POINT_BYTES, POINT_BYTES, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(data.tobytes())]
    return pa.Array.from_buffers(pa.binary(), count, buffers)


def _boxes(lonlat: Floats) -> pa.Array:
    x, y = (pa.array(np.ascontiguousarray(values)) for values in lonlat.T)
    return pa.StructArray.from_arrays([x, y, x, y], ["xmin", "ymin", "xmax", "ymax"])
