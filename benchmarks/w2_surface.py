"""W2: surfaces over the whole city on a grid of cells, beside the `edt` package on two threads.

`edt` transforms a raster of each course: its distances are those between cell centres, off by up
to a cell. Ours are exact. `transformed` and `measured` return metres to each of the element parts;
`surface` is what the command `suitability` does: all criteria of one sector, and then the COG.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import rasterio
import rasterio.features
import shapely
from affine import Affine

from benchmarks.interleaved import Timing, interleaved, table
from benchmarks.w1_points import lines
from gis_app.rasters import write_surface
from layers.grid import Grid, Window, grid
from layers.membership import Floats
from layers.model import Plan
from layers.suitability import Surface, Tile, windows

THREADS = 2
SECTOR = "P2"


def whole(plan: Plan, cell_m: float) -> Grid:
    """Return the grid over the city's rectangle."""
    return grid(plan.districts.city.bounds, cell_m)


def transformed(plan: Plan, over: Grid) -> Iterator[Floats]:
    """Yield rows × columns in metres, a part at a time, by distance transforms (float32)."""
    import edt  # only for the benchmark itself: its tests go without

    size = (over.rows, over.columns)
    origin = Affine(over.cell_m, 0.0, over.west, 0.0, -over.cell_m, over.north)
    for shape in lines(plan):
        away = rasterio.features.rasterize(
            [shape], out_shape=size, transform=origin, fill=1, default_value=0, all_touched=True
        )
        yield edt.edt(away, anisotropy=(over.cell_m, over.cell_m), parallel=THREADS)


def measured(plan: Plan, over: Grid) -> Iterator[Floats]:
    """Yield rows × columns in metres, a part at a time, each exact at every cell centre."""
    every = Window(0, 0, over.rows, over.columns)
    east, north = over.centres(every)
    x, y = east[0].copy(), north[:, 0].copy()
    for element in plan.elements:
        for part in element.parts:
            yield part.segments.distances_over(x, y)


def checked(plan: Plan, over: Grid, count: int = 2_000) -> tuple[float, float]:
    """Return the worst errors of ours and of `edt` in metres, against GEOS at cells at random."""
    drawn = np.random.default_rng(0)
    row, column = drawn.integers(0, over.rows, count), drawn.integers(0, over.columns, count)
    x = over.west + (column + 0.5) * over.cell_m
    y = over.north - (row + 0.5) * over.cell_m
    points = shapely.points(x, y)
    ours, theirs = 0.0, 0.0
    for shape, mine, other in zip(
        lines(plan), measured(plan, over), transformed(plan, over), strict=True
    ):
        exact = shapely.distance(shape, points)
        ours = max(ours, float(np.abs(mine[row, column] - exact).max()))
        theirs = max(theirs, float(np.abs(other[row, column] - exact).max()))
    return ours, theirs


def surface(plan: Plan, over: Grid, rounds: int) -> str:
    """Return a table: all criteria of one sector over the city, and writing them as a COG."""
    of = Surface(plan=plan, mix={SECTOR: 1.0}, grid=over, peers=plan.peers())
    every = windows(plan, over)
    tiles = list(of.tiles(every))
    names = [c.id for c in plan.facts.criteria]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "surface.tif"

        def written() -> None:
            write_surface(path, over, tiles, bands=names, tags={}, band_tags={})

        ways = {"computed": lambda: [None for _ in of.tiles(every)], "written": written}
        run = interleaved(ways, rounds)
        _check(path, tiles)
        size = path.stat().st_size / 1e6
    middle, low, high = run.ratio("computed", "written")
    row = [
        f"six criteria, total and state, {size:.0f} MB",
        f"{run.rounds} ({run.dropped} dropped)",
        *map(_told, run.ways.values()),
        f"**{middle:.1f}×** ({low:.1f}–{high:.1f})",
    ]
    heads = ("what", "rounds", "computed", "written as a COG", "computed ÷ written")
    told = f"What `suitability --sector {SECTOR}` computes, and the writing of it alone:"
    return f"{told}\n\n{table(heads, [row])}"


def _told(way: Timing) -> str:
    """Return wall time with its range, and CPU time of all threads."""
    return f"{way.told()}; CPU {statistics.median(way.cpu):.3g} s"


def _check(path: Path, tiles: Sequence[Tile]) -> None:
    """Check that the file holds the totals that were computed."""
    with rasterio.open(path) as file:
        total = file.read(file.descriptions.index("total") + 1)
    for tile in tiles:
        w = tile.window
        found = total[w.row : w.row + w.height, w.column : w.column + w.width]
        assert np.array_equal(found, tile.total, equal_nan=True)
