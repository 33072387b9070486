"""The same score over cell centres: a plan and a sector mix → tiles of values and totals.

Masks never change a score: they say which cells are offered. Criteria of the user's own are
counted beside the plan's, each with its own weight.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.blocks import block_over
from layers.case import Bools, shapes
from layers.cells import Cells, Common, laid
from layers.crs import to_metric
from layers.grid import Grid, Window
from layers.membership import Floats
from layers.model import Plan
from layers.peers import Mix, Peers
from layers.score import Scores, assessed
from layers.tiles import processors, used
from layers.tiles_areas import AreaTiles

OUTSIDE, SCORED, SILENT, MASKED = 0, 1, 2, 3  # values of a tile's state
STATES = ("outside", "scored", "silent", "masked")
TILE = 256  # cells along the side of a window: small arrays, whatever the grid
AHEAD = 2  # windows a thread that are computed before they are asked for

Singles = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Tile:
    """One window of the surface, every array height × width, rows from north to south.

    `values` holds 0–1 a criterion, NaN where it is not scored; `total` 0–100, NaN outside the city
    and where the plan is silent; `weight` is the sum of the weights that the total counts.
    """

    window: Window
    values: Mapping[str, Singles]
    total: Singles
    state: npt.NDArray[np.uint8]
    weight: Floats


@dataclass(frozen=True)
class Curve:
    """A value curve: raw numbers → 0–1, straight between its points, level beyond them."""

    raw: tuple[float, ...]  # strictly increasing
    value: tuple[float, ...]

    def __call__(self, raw: Floats) -> Floats:
        """Return 0–1 for raw numbers, NaN for NaN.

        >>> Curve((0.0, 10.0), (0.0, 1.0))(np.array([-5.0, 2.5, 99.0, np.nan])).tolist()
        [0.0, 0.25, 1.0, nan]
        """
        return np.asarray(np.interp(raw, self.raw, self.value), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Surface:
    """What a surface is made from: each window of it can be had by itself, wherever that is."""

    plan: Plan
    mix: Mix  # sector → share, as for a site; the same everywhere
    grid: Grid  # usually over `plan.districts.city.bounds`
    peers: Peers | None  # None leaves K3 and K4 unknown: their values are NaN
    parks: gpd.GeoDataFrame | None = None  # for K5, any CRS; None leaves it unknown
    weights: Mapping[str, object] | None = None  # criterion → weight; the plan's order by default
    function: str | None = None  # id of a gateway function
    excluded: gpd.GeoDataFrame | None = None  # polygons, any CRS: masked as the plan's water is

    def tile(self, window: Window) -> Tile:
        """Return one window of the surface; errors as `suitability`."""
        cells = self._common.cells(self.grid, window)
        if cells is None:
            return _outside(self.plan, window)
        tile = _tile(self.plan, window, cells, assessed(cells.case, weights=self.weights))
        return masked(tile, _within(self._barred, self.grid, window))

    def tiles(self, some: Sequence[Window]) -> Iterator[Tile]:
        """Yield some windows in their order, computed by as many threads as there are."""
        threads = min(processors(), len(some))
        if threads < 2:
            yield from map(self.tile, some)
            return
        _ = self._common, self._barred  # before threads would each make their own
        with ThreadPoolExecutor(threads) as pool:
            ahead: deque[Future[Tile]] = deque()
            try:
                for window in some:
                    ahead.append(pool.submit(self.tile, window))
                    if len(ahead) > AHEAD * threads:
                        yield ahead.popleft().result()
                while ahead:
                    yield ahead.popleft().result()
            finally:
                for left in ahead:
                    left.cancel()

    @cached_property
    def _common(self) -> Common:
        _look_for_candidates(self.plan, self.grid)
        return Common(self.plan, self.mix, self.function, self.peers, shapes(self.parks))

    @cached_property
    def _barred(self) -> AreaTiles:
        """Return water and excluded polygons as one area (EPSG:4549)."""
        more = [] if self.excluded is None else to_metric(self.excluded).geometry
        return AreaTiles([shapely.union_all([self.plan.water, *more])])


def suitability(
    plan: Plan,
    mix: Mix,
    grid: Grid,
    *,
    peers: Peers | None,
    parks: gpd.GeoDataFrame | None = None,
    weights: Mapping[str, object] | None = None,
    function: str | None = None,
    excluded: gpd.GeoDataFrame | None = None,
) -> Iterator[Tile]:
    """Yield the tiles of the grid that meet the city, by rows from the north-west.

    The parameters are those of `Surface`.

    Raises
    ------
    LayerError
        A sector is none of the plan's, or `excluded` has no CRS.
    InputError
        The weights do not fit the criteria.
    """
    of = Surface(
        plan=plan,
        mix=mix,
        grid=grid,
        peers=peers,
        parks=parks,
        weights=weights,
        function=function,
        excluded=excluded,
    )
    yield from of.tiles(windows(plan, grid))


def windows(plan: Plan, grid: Grid) -> list[Window]:
    """Return the windows of the grid that meet the city."""
    found = list(grid.windows(TILE))
    boxes = np.array([grid.box(window) for window in found])
    met = shapely.intersects(plan.districts.city, boxes)
    return [window for window, hit in zip(found, met, strict=True) if hit]


def counted(tile: Tile, name: str, value: Floats, weight: float) -> Tile:
    """Return the tile with one more criterion in it, `value` 0–1 a cell.

    Where `value` is NaN the criterion is not counted, so that missing data are no penalty; where
    the plan is silent it stays so. A cell's contribution is 100·weight·value / Σ weight.
    """
    known = np.isfinite(value) & (tile.state != OUTSIDE)
    with_it = known & np.isfinite(tile.total) & (weight > 0)
    sum_ = np.where(with_it, tile.weight + weight, tile.weight)
    raised = (tile.total * tile.weight + 100.0 * weight * np.where(known, value, 0.0)) / np.where(
        with_it, sum_, 1.0
    )
    total = np.where(with_it, raised, tile.total)
    values = {**tile.values, name: np.where(known, value, np.nan).astype(np.float32)}
    return replace(tile, values=values, total=total.astype(np.float32), weight=sum_)


def masked(tile: Tile, where: Bools) -> Tile:
    """Return the tile with cells that are not offered; their scores stay."""
    state = np.where(where & (tile.state != OUTSIDE), MASKED, tile.state)
    return replace(tile, state=state.astype(np.uint8))


def _within(barred: AreaTiles, grid: Grid, window: Window) -> Bools:
    """Return which cells of a window lie in the area."""
    if not shapely.intersects(barred.areas[0], grid.box(window)):
        return np.zeros((window.height, window.width), dtype=bool)
    east, north = grid.centres(window)
    inside = barred.covers(np.column_stack([east.ravel(), north.ravel()]))
    return inside.reshape(east.shape)


def _look_for_candidates(plan: Plan, grid: Grid) -> None:
    """Let every part know at once which of its segments can be nearest in which cell of the city.

    Windows would each look for their own, and what is known for others beside them again.
    """
    if used(grid.rows * grid.columns):
        over = block_over(*plan.districts.city.bounds)
        for part in (part for element in plan.elements for part in element.parts):
            part.segments.tiles.lists(over)


def _outside(plan: Plan, window: Window) -> Tile:
    """Return a window that meets the city in no cell centre."""
    shape = (window.height, window.width)
    empty = np.full(shape, np.nan, dtype=np.float32)
    values = dict.fromkeys((c.id for c in plan.facts.criteria), empty)
    return Tile(window, values, empty, np.full(shape, OUTSIDE, dtype=np.uint8), np.zeros(shape))


def _tile(plan: Plan, window: Window, cells: Cells, scores: Scores) -> Tile:
    """Return the scores of the cells inside, laid out in their window."""
    names = [c.id for c in plan.facts.criteria]
    table = scores.table
    values = np.where(table.scored, table.value, np.nan)

    def shown(of: npt.NDArray[np.generic], fill: float = np.nan) -> Floats:
        return laid(cells, of, window, fill)

    return Tile(
        window=window,
        values={n: shown(v).astype(np.float32) for n, v in zip(names, values, strict=True)},
        total=shown(scores.total).astype(np.float32),
        state=shown(np.where(scores.silent, SILENT, SCORED), OUTSIDE).astype(np.uint8),
        weight=shown(scores.coverage * table.weight.sum(), 0.0),
    )
