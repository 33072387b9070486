"""How much of a file somebody else made is read, and what is said where it is more.

The numbers hold for the app. On the command line `--max-features` raises (or lowers) the number of
features; the sizes and the time that go with more features grow with it, the memory does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from layers.errors import Fault, InputError

MEGABYTE = 1024 * 1024
LARGEST_FILE = 50 * MEGABYTE
MOST_MEMBERS = 50
MOST_PARTS = 500  # of a FileGDB, a workbook or a KMZ with its pictures, which have many by nature
LARGEST_UNPACKED = 200 * MEGABYTE
LARGEST_RATIO = 100
SMALL_UNPACKED = MEGABYTE  # below it, empty columns may pack as tightly as they like
MOST_FEATURES = 100_000
MOST_VERTICES = 1_000_000
MOST_VERTICES_EACH = 100_000
MOST_COLUMNS = 200
SECONDS = 20
MEMORY = 2048 * MEGABYTE
LARGEST_ANSWER = 256 * MEGABYTE  # what the reading process may write, one file


def scaled(limit: int, most_features: int) -> int:
    """Return a limit as it grows with the number of features that may be read.

    >>> scaled(SECONDS, 100_000), scaled(SECONDS, 10), scaled(SECONDS, 250_000)
    (20, 20, 50)
    """
    return max(limit, limit * most_features // MOST_FEATURES)


def refuse_large(content: bytes, name: str, most_features: int = MOST_FEATURES) -> None:
    """Raise E-LIM-01 where a file is larger than will be read."""
    refuse_size(len(content), name, most_features)


def refuse_size(size: int, name: str, most_features: int = MOST_FEATURES) -> None:
    """Raise E-LIM-01 for a size in bytes: before the file is read at all."""
    most = scaled(LARGEST_FILE, most_features)
    if size > most:
        facts = {"path": name, "n": _megabytes(size), "most": _megabytes(most)}
        raise InputError(Fault("E-LIM-01", facts))


def refuse_many(
    name: str,
    *,
    features: int = 0,
    columns: int = 0,
    vertices: Sequence[int] = (),
    most_features: int = MOST_FEATURES,
) -> None:
    """Raise what is too much: features (E-LIM-07), vertices (08, of one 09), columns (10).

    `vertices` are those of each feature in order; the first too large one is named by its row.
    """
    _refuse("E-LIM-07", name, features, most_features)
    _refuse("E-LIM-10", name, columns, MOST_COLUMNS)
    for row, count in enumerate(vertices, start=1):
        _refuse("E-LIM-09", name, count, MOST_VERTICES_EACH, rows=(row,))
    _refuse("E-LIM-08", name, sum(vertices), scaled(MOST_VERTICES, most_features))


def _refuse(code: str, name: str, count: int, most: int, **facts: object) -> None:
    if count > most:
        told = {"path": name, "n": f"{count:,}", "most": f"{most:,}", **facts}
        raise InputError(Fault(code, told))


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}"
