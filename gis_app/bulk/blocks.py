"""One batch of rows as columns: what every reader of `bulk` hands over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gis_app.reading.columns import RESERVED
from gis_app.reading.records import Record, Source
from layers.errors import Fault

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ROWS = 50_000  # rows of a batch: some 100 MB with every array that scoring needs


@dataclass(frozen=True)
class Block:
    """The rows of a batch that are plain points, and the others one by one.

    Plain is what can be read as a column: a point inside the window, written as two plain numbers.
    `odd` holds the records of all other rows, read as any small file is.
    """

    rows: Ints  # number in the file of each plain row
    lonlat: Floats  # n × 2, WGS84 degrees
    attributes: Mapping[str, pa.Array]  # clean columns over the plain rows
    odd: Sequence[Record] = ()
    notes: Sequence[tuple[Fault, Ints]] = ()  # notices, with the rows they are about
    in_degrees: bool = True  # no row was read from metres or from a shifted system
    done: int = 0  # of the file, in the reader's own measure


@dataclass
class Told:
    """What a reader knows of the file as a whole; complete when the last block was read."""

    source: Source
    notes: list[Fault] = field(default_factory=list)


def out_name(column: str) -> str:
    """Return the name under which a column of the user's own goes out."""
    return f"{column}_" if column in RESERVED else column


class Reader(Protocol):
    """A file open to be read in batches; `size` is its length in the measure of `Block.done`."""

    told: Told
    size: int
    columns: Mapping[str, pa.DataType]  # attributes in the order of the file
    gaps: Mapping[str, bool]  # which of them, by the names they go out with, have rows without any

    def blocks(self) -> Iterator[Block]:
        """Yield the rows in order."""
        ...
