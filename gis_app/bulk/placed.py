"""Columns of coordinates → WGS84 degrees: what `reading.table` does row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gis_app.bulk.blocks import Floats, Ints
from gis_app.bulk.cells import Bools, numbers
from gis_app.reading.coordinates import Crs, Window, inside
from gis_app.reading.placing import METRIC, Place, Placing
from layers.errors import Fault, InputError

Cells = Mapping[str, pa.Array]


@dataclass(frozen=True)
class Placed:
    """Degrees of each row (n × 2), NaN where it is to be read by itself.

    `notes` are notices with the positions of the rows they are about, `systems` those rows were
    read in.
    """

    lonlat: Floats
    notes: tuple[tuple[Fault, Ints], ...]
    systems: tuple[Crs, ...]


def placed(cells: Cells, rows: int, placing: Placing, window: Window) -> Placed:
    """Return where the rows of a table lie, of those that are plain numbers inside the window."""
    lonlat, notes, systems = np.full((rows, 2), np.nan), [], []
    for said, at in _groups(cells, rows, placing.source):
        try:
            place = placing.place(said, as_wkt=False)
        except InputError:  # each of these rows is told why
            continue
        x, y = (numbers(cells[column].take(pa.array(at))) for column in place.pair.columns)
        found, turned = _degrees(x, y, place, window)
        usable = inside(found[:, 0], found[:, 1], window)
        lonlat[at[usable]] = found[usable]
        told = place.notes if placing.source else ()
        notes += [(fault, at[usable]) for fault in told]
        if (turned & usable).any():
            notes.append((Fault("W-CRS-12"), at[turned & usable]))
        if usable.any():
            systems.append(place.crs)
    return Placed(lonlat, tuple(notes), tuple(systems))


def _groups(cells: Cells, rows: int, source: str | None) -> Iterator[tuple[str, Ints]]:
    """Yield what the column 坐标来源 says, and the rows where it does: all of them without one."""
    every = np.arange(rows)
    if source is None:
        yield "", every
        return
    coded = cells[source].dictionary_encode()
    indices = coded.indices.to_numpy(zero_copy_only=False)
    for code, said in enumerate(coded.dictionary.to_pylist()):
        yield said, every[indices == code]


def _degrees(x: Floats, y: Floats, place: Place, window: Window) -> tuple[Floats, Bools]:
    """Return degrees, and which rows hold X north and Y east, as surveyors write."""
    found = np.column_stack(place.crs.to_store(x, y))
    turned = np.zeros(len(x), dtype=bool)
    if place.pair.roles == METRIC[1] and place.crs.metric:
        other = np.column_stack(place.crs.to_store(y, x))
        turned = inside(*other.T, window) & ~inside(*found.T, window)
        found = np.where(turned[:, None], other, found)
    return found, turned
