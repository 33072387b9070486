"""When a file is scored in batches: a large CSV or GeoParquet of points that becomes one again."""

from __future__ import annotations

from pathlib import Path

from gis_app.bulk.blocks import Reader
from gis_app.bulk.csv_sites import csv_sites
from gis_app.bulk.parquet_sites import parquet_sites
from gis_app.reading.coordinates import Window, named
from gis_app.reading.limits import MEGABYTE, refuse_size
from gis_app.reading.open import of_file
from gis_app.reading.sniff import PREFIX, kind_of
from layers.errors import InputError

LARGE = {"csv": 4 * MEGABYTE, "parquet": MEGABYTE}  # bytes; smaller files are read whole
WRITTEN = frozenset(LARGE)


def opened(file: str, *, crs: str | None, window: Window, most_features: int) -> Reader | None:
    """Return a large file open to be read in batches, None where it is to be read whole.

    Read whole is what is small, of another format, or holds more than points in two columns: no
    rule here refuses anything that the ordinary reader would take.

    Raises
    ------
    InputError
        What the ordinary reader says too: a limit, or a fault of the file as a whole.
    """
    path = Path(file)
    kind = _kind(path)
    if kind is None:
        return None
    refuse_size(path.stat().st_size, path.name, most_features)
    told = {"crs": named(crs) if crs else None, "window": window, "most_features": most_features}
    try:
        return csv_sites(path, **told) if kind == "csv" else parquet_sites(path, **told)
    except InputError as error:
        raise InputError(*(of_file(fault, path.name) for fault in error.faults)) from error


def _kind(path: Path) -> str | None:
    """Return csv or parquet for a large file of that kind, None for any other."""
    try:
        if not path.is_file() or path.stat().st_size <= min(LARGE.values()):
            return None
        with path.open("rb") as file:
            kind = kind_of(file.read(PREFIX), path.name)
    except (InputError, OSError, ValueError):  # the ordinary reader says what is wrong
        return None
    return kind if path.stat().st_size > LARGE.get(kind, path.stat().st_size) else None
