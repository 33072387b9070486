"""A large CSV of points → blocks: columns where rows are plain, records for all other rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa

from gis_app.bulk.blocks import ROWS, Block, Ints, Told
from gis_app.bulk.cells import cell, table_texts
from gis_app.bulk.placed import placed
from gis_app.bulk.text import Rows, Text, text_of_file
from gis_app.reading.coordinates import Crs, Window
from gis_app.reading.found import Row
from gis_app.reading.limits import refuse_many
from gis_app.reading.placing import Placing
from gis_app.reading.records import Record, Source
from gis_app.reading.table import records_of_rows
from layers.errors import Fault, InputError

PROBED = 1_000  # rows that are read one by one first, to say what is wrong with the file as a whole


def csv_sites(
    path: Path, *, crs: Crs | None, window: Window, most_features: int
) -> CsvSites | None:
    """Return a CSV open to be read in batches, None where its columns are not plain.

    Plain is one pair of columns for longitude and latitude, or X and Y, and neither WKT nor a
    second pair in a system of its own.

    Raises
    ------
    InputError
        What `reading.table` refuses a file as a whole for; E-IO-01, E-IO-03, E-LIM-10.
    """
    text = text_of_file(path)
    if text is None:
        return None
    head, rows = _probe(text)
    names = [cell(name) for name in head]
    placing = Placing.of(names, crs)
    if not _is_plain(placing):
        return None
    notes = [] if text.encoding == "utf-8-sig" else [_encoded(text.encoding)]
    shown = "UTF-8" if text.encoding == "utf-8-sig" else text.encoding.upper()
    source = Source("CSV", encoding=shown)
    reading = records_of_rows(names, rows, crs=crs, window=window, notes=notes, source=source)
    used = placing.used()
    columns = {name: pa.string() for name in names if name and name not in used}
    refuse_many(path.name, columns=len(columns))
    told = Told(replace(reading.source or source, rows=0, crs=None, name=path.name), reading.notes)
    return CsvSites(
        told=told,
        size=path.stat().st_size,
        columns=columns,
        text=text,
        names=names,
        placing=placing,
        window=window,
        most_features=most_features,
    )


def _encoded(encoding: str) -> Fault:
    return Fault("W-ENC-01", {"enc": encoding.upper()})


def _probe(text: Text) -> tuple[list[str], list[Row]]:
    """Return the header and the first rows below it."""
    lines = chain.from_iterable(rows for rows, _ in text.batches(PROBED))
    filled = (line for line in lines if any(map(str.strip, line)))
    head = next(filled, None)
    if head is None:
        raise InputError(Fault("E-IO-03", {"path": text.name}))
    below = zip(range(2, 2 + PROBED), filled, strict=False)
    return head, [_row(number, len(head), line) for number, line in below]


def _is_plain(placing: Placing) -> bool:
    chosen = placing.best(placing.asked)
    if chosen is None or placing.wkt or chosen.roles[0] == chosen.roles[1]:
        return False
    return all(p is chosen or not p.system or p.only_datum for p in placing.pairs)


def _row(number: int, width: int, cells: Sequence[str]) -> Row:
    wrong = Fault("E-COL-02", {"rows": (number,)}) if len(cells) != width else None
    return Row(number, {str(k): text for k, text in enumerate(cells[:width])}, fault=wrong)


@dataclass
class CsvSites:
    """A CSV whose columns are plain; implements `blocks.Reader`, measured in bytes."""

    told: Told
    size: int
    columns: Mapping[str, pa.DataType]
    text: Text
    names: Sequence[str]
    placing: Placing
    window: Window
    most_features: int
    gaps: Mapping[str, bool] = field(default_factory=dict)  # text has none
    _systems: dict[str, None] = field(default_factory=dict)

    def blocks(self) -> Iterator[Block]:
        """Yield the rows in order.

        Raises
        ------
        InputError
            E-LIM-07: more rows than may be read; E-IO-01: quotes that do not close.
        """
        last, read = 0, 0
        for rows, done in self.text.batches(ROWS):
            filled = [k for k, row in enumerate(rows) if "".join(row).strip()]
            if not last:  # blank lines above the header do not count
                rows, filled = rows[filled[0] :] if filled else [], [k - filled[0] for k in filled]
            at = np.array(filled, dtype=np.int64) + last + 1
            last += len(rows)
            used = [rows[k] for k in filled]
            if len(at) and at[0] == 1:
                used, at = used[1:], at[1:]
            read += len(used)
            most = min(read, self.most_features + 1)
            refuse_many(self.text.name, features=most, most_features=self.most_features)
            if used:
                yield self._block(used, at, done)
        systems = "、".join(self._systems) or None
        self.told.source = replace(self.told.source, crs=systems, rows=read)

    def _block(self, rows: Rows, at: Ints, done: int) -> Block:
        """Return a block of rows that are not blank; `at` are their numbers in the file."""
        width = len(self.names)
        fits = np.array([len(row) == width for row in rows])
        kept = [row for row, fit in zip(rows, fits, strict=True) if fit]
        texts = map(table_texts, zip(*kept, strict=True)) if kept else (table_texts([]),) * width
        cells = {name: text for name, text in zip(self.names, texts, strict=True) if name}
        found = placed(cells, len(kept), self.placing, self.window)
        usable = ~np.isnan(found.lonlat[:, 0])
        plain = np.zeros(len(rows), dtype=bool)
        plain[fits] = usable
        odd = self._odd([_row(int(at[k]), width, rows[k]) for k in np.flatnonzero(~plain)])
        for crs in (*found.systems, *(record.crs for record in odd if not record.fault)):
            self._systems.setdefault(crs.name)
        numbered = at[fits]
        return Block(
            rows=at[plain],
            lonlat=found.lonlat[usable],
            attributes={name: cells[name].filter(pa.array(usable)) for name in self.columns},
            odd=odd,
            notes=[(fault, numbered[where]) for fault, where in found.notes],
            in_degrees=all(crs.is_degrees for crs in found.systems),
            done=done,
        )

    def _odd(self, rows: Sequence[Row]) -> Sequence[Record]:
        """Return the records of rows that are not plain."""
        if not rows:
            return ()
        told = {"crs": self.placing.asked, "window": self.window, "source": self.told.source}
        return records_of_rows(self.names, rows, **told).records
