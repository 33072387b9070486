"""Cells of 1 km over the plane, points sorted by them, and when the compiled loops are used.

The indexes of segments share one lattice of `layers.blocks`. Points are sorted by cell once, for
every index that is asked about them.
"""

from __future__ import annotations

import importlib
import os
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import ModuleType

import numpy as np
import numpy.typing as npt

from layers.blocks import CELL_M, NOWHERE, Block, block_over
from layers.membership import Floats

MOST = 1_024  # cells from the middle of the points that the lattice reaches to each side
MOST_CELLS = 250_000  # of an index; beyond, everything is tried for every point
FEW = 256  # up to so many points a tree is about as quick
MANY = 100_000  # from so many on it pays to load, or even to compile, the loops first
SHARE = 10_000  # points below which a second thread is no help
CHEAP = 10  # times more of them, where a point takes as little as sorting it does
NAME = "tiles"  # of the threads, with a number

Cells = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.int16]
KERNELS = (
    "layers.kernels",
    "layers.kernels_areas",
    "layers.kernels_support",
    "layers.kernels_siting",
    "layers.kernels_related",
    "layers.uncertainty_kernels",
)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Points in the order of their cells. Run r, in cell (column, row), begins at begin[r].

    `block` holds the points, but for some that lie far away.
    """

    block: Block
    order: Cells
    x: Floats
    y: Floats
    begin: Longs
    column: Cells
    row: Cells

    def asked(self, runs: slice) -> tuple[Longs, Cells, Cells, Cells, Floats, Floats]:
        """Return some of the runs as the loops take them."""
        begin = self.begin[runs.start : runs.stop + 1]
        return begin, self.column[runs], self.row[runs], self.order, self.x, self.y

    def parts(self) -> list[slice]:
        """Return slices of runs with about as many points each, one a thread."""
        count = threads(len(self.order))
        ends = np.linspace(0, len(self.order), count + 1)[1:-1]
        cuts = [0, *np.searchsorted(self.begin[:-1], ends), len(self.column)]
        return [slice(a, b) for a, b in pairwise(cuts) if b > a]


class _Engine:
    """The compiled loops once they are loaded, and the points sorted last."""

    def __init__(self) -> None:
        self.modules: dict[str, ModuleType] = {}
        self.missing = False
        self.lock = threading.Lock()
        self.last: tuple[weakref.ref[Floats], Sorted] | None = None

    def forget(self, gone: weakref.ref[Floats]) -> None:
        """Let go of points whose array is gone."""
        if self.last is not None and self.last[0] is gone:
            self.last = None

    def load(self) -> bool:
        """Load the loops, compiling what is not kept from before; False where numba is missing."""
        with self.lock:
            try:
                self.modules = self.modules or {k: importlib.import_module(k) for k in KERNELS}
            except ImportError as error:
                if (error.name or "").startswith("layers"):
                    raise
                self.missing = True
            return not self.missing


_engine = _Engine()


def warm() -> bool:
    """Load the compiled loops, compiling them if need be (some seconds, once on a machine).

    False where numba is missing. To be called in a thread of its own, before someone waits.
    """
    return _engine.load()


def used(points: int) -> bool:
    """Say whether compiled loops measure so many points: not a few, nor where they must load.

    >>> used(1)
    False
    """
    if points <= FEW or _engine.missing:
        return False
    if _engine.modules:
        return True
    return points >= MANY and not _engine.lock.locked() and _engine.load()  # nor wait for `warm`


def at_hand(points: int) -> bool:
    """Say whether so few points are measured by loops that try everything, which are loaded."""
    return 0 < points <= FEW and bool(_engine.modules)


def kernels(name: str) -> ModuleType:
    """Return a module of compiled loops."""
    _engine.load()
    return _engine.modules[name]


def sorted_points(xy: Floats) -> Sorted:
    """Return points (n × 2, EPSG:4549) sorted by cell; those of a read-only array are kept."""
    kept = _engine.last
    if kept is not None and kept[0]() is xy:
        return kept[1]
    found = _sorted(np.ascontiguousarray(xy, dtype=np.float64))
    if not _can_change(xy):
        _engine.last = weakref.ref(xy, _engine.forget), found
    return found


def in_threads(task: Callable[[slice], None], parts: Sequence[slice]) -> None:
    """Run a task on each part, in threads of which one is this: the loops free the global lock.

    A task that is itself one of a thread's is not divided further.
    """
    if len(parts) < 2 or threading.current_thread().name.startswith(NAME):
        for part in parts:
            task(part)
        return
    pool = _pool(os.getpid())
    others = [pool.submit(task, part) for part in parts[1:]]
    try:
        task(parts[0])
    finally:
        wait(others)
    for other in others:
        other.result()


@cache
def _pool(_: int) -> ThreadPoolExecutor:
    """Return the threads of a process: kept, for starting them takes longer than most tasks."""
    return ThreadPoolExecutor(max(processors() - 1, 1), NAME)


def shared(rows: int, points: int | None = None) -> list[slice]:
    """Return parts of so many rows, one a thread; one part where they hold few points.

    >>> shared(0)
    []
    """
    count = threads(rows if points is None else points)
    ends = [rows * k // count for k in range(count + 1)]
    return [slice(a, b) for a, b in pairwise(ends) if b > a]


def threads(points: int) -> int:
    """Return how many threads so many points are worth."""
    return min(processors(), points // SHARE) if points >= 2 * SHARE else 1


def processors() -> int:
    """Return how many processors this process may use; NUMBA_NUM_THREADS sets fewer."""
    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = os.environ.get("NUMBA_NUM_THREADS", "")
    return min(free, int(wanted)) if wanted.isdigit() and int(wanted) else free


def _can_change(xy: Floats) -> bool:
    """Say whether an array, or one that it is a view of, can be written."""
    while isinstance(xy.base, np.ndarray) and not xy.flags.writeable:
        xy = xy.base
    return bool(xy.flags.writeable)


def _sorted(xy: Floats) -> Sorted:
    """Sort points by cell by counting them, each thread its own; those in no cell come last."""
    block, n = _over(xy), len(xy)
    cells, parts = block.columns * block.rows, shared(n, n // CHEAP) or [slice(0, 0)]
    order, cell = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    x, y, count = np.empty(n), np.empty(n), np.zeros((len(parts), cells + 1), dtype=np.int64)
    loops = kernels("layers.kernels")
    shape = block.west, block.south, block.columns, block.rows, CELL_M

    def counted(part: slice) -> None:
        loops.count_by_cell(xy[part], *shape, cell[part], count[parts.index(part)])

    def put(part: slice) -> None:
        row = at[parts.index(part)]
        loops.put_by_cell(xy[part], cell[part], part.start, row, order, x, y)

    in_threads(counted, parts)
    end = np.cumsum(count.T).reshape(count.T.shape)  # cell after cell, in each thread after thread
    at = np.ascontiguousarray(end.T - count)
    met = np.flatnonzero(count.any(axis=0))
    begin = np.append(at[0, met], n)
    in_threads(put, parts)
    row, column = np.divmod(met, max(block.columns, 1))
    column, row = column + block.west, row + block.south
    beyond = met == cells
    column[beyond] = row[beyond] = np.iinfo(np.int32).max
    return Sorted(block, order, x, y, begin, column.astype(np.int32), row.astype(np.int32))


def _over(xy: Floats) -> Block:
    """Return the block over points, as far as MOST cells from their middle; none over no number."""
    few = xy[:: max(len(xy) // 1000, 1)]
    ends = np.array([(v.min(), v.max()) for v in xy.T]) if len(xy) else np.array([[np.nan]])
    if not np.isfinite(ends).all():
        return NOWHERE
    low, high = ends.T
    if (high - low).max() > MOST * CELL_M:
        middle, most = np.median(few, axis=0), MOST * CELL_M
        low, high = np.maximum(low, middle - most), np.minimum(high, middle + most)
    return block_over(*low, *high)
