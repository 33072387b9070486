"""Blocks of rows → sites that can be scored: the checks of `reading.sites`, a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gis_app.bulk.blocks import Block, Floats, Ints, out_name
from gis_app.bulk.cells import Bools, as_text
from gis_app.bulk.seen import Seen
from gis_app.bulk.tally import Tally
from gis_app.reading.columns import roles
from gis_app.reading.sites import Mixes, Site, function_of, judged, sector_mixes
from layers.errors import Fault, InputError
from layers.plan import Facts

Objects = npt.NDArray[np.object_]


class NotPoints(Exception):
    """A site is an area: such files are not for batches."""


@dataclass(frozen=True)
class Sites:
    """Sites of one batch as columns, in the order of their rows."""

    rows: Ints
    lonlat: Floats  # n × 2, WGS84 degrees
    ids: Objects
    names: Objects
    mixes: Objects  # of sectors; equal ones are one object
    functions: Objects  # ids, or None
    kept: Mapping[str, pa.Array]  # the user's own columns, under the names they go out with

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.rows)

    def take(self, at: Ints | Bools) -> Sites:
        """Return some of the sites."""
        where = np.arange(len(self))[at]
        kept = {name: column.take(pa.array(where)) for name, column in self.kept.items()}
        own = (self.rows, self.lonlat, self.ids, self.names, self.mixes, self.functions)
        return Sites(*(values[where] for values in own), kept)


class Judge:
    """Tells which rows of a file are sites: one for all its blocks."""

    def __init__(self, facts: Facts, columns: Mapping[str, pa.DataType], tally: Tally) -> None:
        self.facts, self.tally, self.seen = facts, tally, Seen()
        self.mixes: Mixes = sector_mixes(facts)
        self.roles = roles(tuple(columns))
        played = set(self.roles.values())
        self.own = {name: kind for name, kind in columns.items() if name not in played}

    def sites(self, block: Block) -> Sites:
        """Return the sites of a block; what is dropped or noted goes to the tally.

        Raises
        ------
        NotPoints
            One of them is no point.
        """
        plain, notes = self._plain(block)
        odd, more = self._odd(block)
        both = _joined(plain, odd) if len(odd) else plain
        fresh = self.seen.fresh(both.ids)
        for at in np.flatnonzero(~fresh):
            told = {"v": both.ids[at], "rows": (int(both.rows[at]),)}
            self.tally.drop([Fault("W-DUP-01", told)])
        used = both if fresh.all() else both.take(fresh)
        for fault, rows in (*block.notes, *notes, *more):
            self.tally.note(fault, rows[np.isin(rows, used.rows)])
        self.tally.end_batch()
        return used

    def _plain(self, block: Block) -> tuple[Sites, list[tuple[Fault, Ints]]]:
        """Return the sites of rows that are columns, and the notices about them."""
        rows = block.rows
        mixes, notes, wrong = self._each(block, "sectors", lambda word: self.mixes(word))
        functions, more, _ = self._each(block, "function", lambda w: function_of(w, self.facts))
        for faults, at in wrong:
            for row in rows[at]:
                self.tally.drop([Fault(f.code, {**f.facts, "rows": (int(row),)}) for f in faults])
        said = self._texts(block, "id")
        blank = said == ""
        ids = np.where(blank, [f"row-{row}" for row in rows] if blank.any() else said, said)
        named = self._texts(block, "name")
        kept = {out_name(name): block.attributes[name] for name in self.own}
        found = Sites(
            rows, block.lonlat, ids, np.where(named == "", ids, named), mixes, functions, kept
        )
        usable = np.ones(len(rows), dtype=bool)
        for _, at in wrong:
            usable[at] = False
        unnamed = [(Fault("W-IDS-01"), np.flatnonzero(blank))] if blank.any() else []
        told = [(fault, rows[at[usable[at]]]) for fault, at in (*notes, *unnamed, *more)]
        return found if usable.all() else found.take(usable), told

    def _texts(self, block: Block, role: str) -> Objects:
        column = self.roles.get(role)
        if column is None:
            return np.full(len(block.rows), "", dtype=object)
        return np.asarray(as_text(block.attributes[column]).to_numpy(zero_copy_only=False))

    def _each(
        self, block: Block, role: str, read: Callable[[str], tuple[object, Sequence[Fault]]]
    ) -> tuple[Objects, list[tuple[Fault, Ints]], list[tuple[Sequence[Fault], Ints]]]:
        """Return what a column's texts mean, each read once; notices and faults with positions."""
        coded = pa.array(self._texts(block, role), pa.string()).dictionary_encode()
        codes = coded.indices.to_numpy(zero_copy_only=False)
        meant = np.full(len(coded.dictionary), None, dtype=object)
        notes, wrong = [], []
        for code, word in enumerate(coded.dictionary.to_pylist()):
            try:
                meant[code], told = read(word)
            except InputError as error:
                wrong.append((error.faults, np.flatnonzero(codes == code)))
                continue
            notes += [(fault, np.flatnonzero(codes == code)) for fault in told]
        return meant[codes] if len(meant) else np.empty(0, dtype=object), notes, wrong

    def _odd(self, block: Block) -> tuple[Sites, list[tuple[Fault, Ints]]]:
        """Return the sites among the rows that were read one by one, and their notices."""
        found, notes = [], []
        for item in judged(list(block.odd), self.facts, self.mixes):
            if not isinstance(item, Site):
                self.tally.drop(item)
                continue
            if item.geometry.geom_type != "Point":
                raise NotPoints
            found.append(item)
            notes += [(fault, np.array([item.record.row])) for fault in item.notes]
        return self._as_sites(found), notes

    def _as_sites(self, found: Sequence[Site]) -> Sites:
        kept = {
            out_name(name): pa.array([s.record.attributes.get(name) for s in found], kind)
            for name, kind in self.own.items()
        }
        return Sites(
            np.array([s.record.row for s in found], dtype=np.int64),
            np.array([(s.geometry.x, s.geometry.y) for s in found]).reshape(-1, 2),
            _objects([s.ident for s in found]),
            _objects([s.name for s in found]),
            _objects([s.mix for s in found]),
            _objects([s.function for s in found]),
            kept,
        )


def _objects(values: Sequence[object]) -> Objects:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def _joined(one: Sites, other: Sites) -> Sites:
    """Return the sites of both in the order of their rows."""
    order = np.argsort(np.concatenate([one.rows, other.rows]), kind="stable")
    kept = {name: pa.concat_arrays([column, other.kept[name]]) for name, column in one.kept.items()}
    both = Sites(
        np.concatenate([one.rows, other.rows]),
        np.concatenate([one.lonlat, other.lonlat]),
        *(
            np.concatenate([a, b])
            for a, b in (
                (one.ids, other.ids),
                (one.names, other.names),
                (one.mixes, other.mixes),
                (one.functions, other.functions),
            )
        ),
        kept,
    )
    return both.take(order)
