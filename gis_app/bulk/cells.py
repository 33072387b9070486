"""Whole columns cleaned at once as `reading` cleans cell by cell: only what needs it is touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis_app.reading.columns import clean_text, unguarded
from gis_app.reading.records import text_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BLANKS = r" \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
UNCLEAN = rf"[\x00-\x1f\x7f]|^[{BLANKS}]|[{BLANKS}]$"  # what `clean_text` changes
GUARDED = r"^'[=+\-@＝＋－＠]"  # what `unguarded` changes
PLAIN_NUMBER = r"^-?\d{1,15}(\.\d{1,30})?$"  # read alike by everyone; others are read one by one


def cell(text: str) -> str:
    """Return a cell of a table as a record has it."""
    return unguarded(clean_text(text))


def table_texts(values: Sequence[str]) -> pa.Array:
    """Return a column of cells as `reading.table` has it: clean, without guarding apostrophes."""
    return _mended(pa.array(values, pa.string()), f"{UNCLEAN}|{GUARDED}", cell)


def clean_texts(column: pa.Array) -> pa.Array:
    """Return a column of texts as `reading.handover` has it."""
    return _mended(column, UNCLEAN, clean_text)


def numbers(texts: pa.Array) -> Floats:
    """Return plain numbers as floats, NaN for all that is written in another way."""
    plain = pc.fill_null(pc.match_substring_regex(texts, PLAIN_NUMBER), False)
    found = pc.cast(pc.if_else(plain, texts, None), pa.float64())
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.float64)


def as_text(column: pa.Array) -> pa.Array:
    """Return attributes as `text_of` has them: blank where there is none, 7.0 as 7."""
    if pa.types.is_string(column.type):
        return pc.fill_null(column, "")
    if pa.types.is_integer(column.type):
        return pc.fill_null(pc.cast(column, pa.string()), "")
    return pa.array([text_of(value) for value in column.to_pylist()], pa.string())


def truth(column: pa.Array) -> Bools:
    """Return truth values as numpy has them, false for none."""
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), dtype=bool)


def _mended(column: pa.Array, wrong: str, mend: Callable[[str], str]) -> pa.Array:
    """Return a column with `mend` called for those texts that match `wrong`."""
    where = np.flatnonzero(truth(pc.match_substring_regex(column, wrong)))
    if not len(where):
        return column
    values = column.to_numpy(zero_copy_only=False).copy()
    values[where] = [mend(text) for text in values[where]]
    return pa.array(values, pa.string(), from_pandas=True)
