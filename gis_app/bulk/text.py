"""A large CSV as rows of cells, a batch at a time: the text and rows of `reading.cells`."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gis_app.reading.cells import LARGEST_CELL, PARTED_BY
from layers.errors import Fault, InputError

PIECE = 4 * 1024 * 1024  # bytes decoded at a time while the encoding is looked for
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text file on disk: its encoding, what parts the cells, and whether it has NUL in it."""

    path: Path
    name: str
    encoding: str
    mark: str
    nul: bool

    def batches(self, rows: int) -> Iterator[tuple[Rows, int]]:
        """Yield up to so many lines as lists of cells, and how many bytes have been read.

        Raises
        ------
        InputError
            E-IO-01: quotes that do not close.
        """
        csv.field_size_limit(LARGEST_CELL)
        with self.path.open(encoding=self.encoding, newline="") as file:
            lines = (line.replace("\x00", "") for line in file) if self.nul else file
            reader = csv.reader(lines, delimiter=self.mark, strict=True)
            try:
                while batch := list(islice(reader, rows)):
                    yield batch, file.buffer.tell()
            except csv.Error as error:
                raise InputError(Fault("E-IO-01", {"path": self.name, "why": "not-csv"})) from error


def text_of_file(path: Path) -> Text | None:
    """Return how a text file is to be read; None where blanks part the cells, or nothing does.

    Raises
    ------
    InputError
        E-IO-01: no text in an encoding that is known.
    """
    encoding, nul = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in file if line.strip()), "")
    mark = max(PARTED_BY, key=first.count)
    return Text(path, path.name, encoding, mark, nul) if mark in first else None


def _encoding(path: Path) -> tuple[str, bool]:
    """Return the encoding that decodes the whole file, and whether a NUL is in the text."""
    with path.open("rb") as file:
        start = file.read(2)
    wide = start in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return encoding, _has_nul(path, encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(Fault("E-IO-01", {"path": path.name, "why": "not-text"}))


def _has_nul(path: Path, encoding: str) -> bool:
    """Return whether a NUL is in the text; UnicodeDecodeError where it is not in this encoding."""
    decoder, found = codecs.getincrementaldecoder(encoding)(), False
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found = found or "\x00" in decoder.decode(piece)
        decoder.decode(b"", final=True)
    return found
