"""Rasters: the user's GeoTIFFs brought onto the grid, and the surface written as a COG.

A file is opened as GeoTIFF and as nothing else: other formats, renamed, can read files and
addresses of their own choice.
"""

from __future__ import annotations

import math
import mmap
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import rasterio
import rasterio.shutil
from affine import Affine
from pyproj.exceptions import CRSError
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds
from rasterio.windows import Window as Cells

from gis_app.files import write_whole
from gis_app.reading.coordinates import DATUMS
from layers.crs import METRIC
from layers.errors import Fault, InputError
from layers.grid import Grid, Window
from layers.membership import Floats
from layers.suitability import OUTSIDE, SCORED, STATES, TILE, Tile

RESAMPLINGS = ("nearest", "bilinear", "cubic", "average", "mode", "min", "max", "med")
MOST_PIXELS = 50_000_000
MOST_BYTES = 800_000_000  # of all bands together
# What GDAL may look at: the file itself, no side-cars, no more than this much memory for blocks.
GDAL = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_CACHEMAX": 128,
    "COG_TMP_COMPRESSION": "NONE",  # of overviews on their way: packing costs as much as the file
}
PLAIN = {
    "driver": "GTiff",
    "dtype": "float32",
    "nodata": math.nan,
    "tiled": True,
    "blockxsize": TILE,
    "blockysize": TILE,
    "interleave": "band",
    "sparse_ok": True,
    "bigtiff": "if_safer",
}
COG = {
    "driver": "COG",
    "compress": "deflate",
    "level": 1,  # the default takes twice as long and is 7 % smaller
    "predictor": "standard",  # as integers: quicker and smaller here than that for floats
    "num_threads": "all_cpus",
    "blocksize": 256,
    "overviews": "ignore_existing",
    "overview_resampling": "nearest",  # averages would invent values of `state`
    "bigtiff": "if_safer",
}


@dataclass(frozen=True)
class UserRaster:
    """One band of an open GeoTIFF, as GDAL would warp it onto the whole grid."""

    warped: WarpedVRT
    band: int
    path: Path

    def on(self, window: Window) -> Floats:
        """Return the stored numbers resampled to the cells of a window, NaN where there are none.

        Raises
        ------
        InputError
            E-RAS-01: the file is damaged.
        """
        try:
            read = self.warped.read(self.band, window=_cells(window))
        except RasterioError as error:
            raise InputError(Fault("E-RAS-01", {"path": self.path})) from error
        return np.asarray(read, dtype=np.float64)


@contextmanager
def opened(
    path: Path, grid: Grid, *, band: int = 1, resampling: str = "nearest"
) -> Iterator[UserRaster]:
    """Open one band of a GeoTIFF, once its size, system and place are found to be right.

    Nodata and masks count when they are in the file; side-cars (.msk, .ovr, .aux.xml) are ignored.

    Raises
    ------
    InputError
        E-IO-01 no such file; E-RAS-01 no GeoTIFF; E-RAS-02 no coordinate system; E-CRS-05 a
        datum without parameters; E-RAS-03 too large; E-RAS-04 elsewhere; E-RAS-05 no such band.
    """
    if not path.is_file():
        raise InputError(Fault("E-IO-01", {"path": path, "why": "ENOENT"}))
    with rasterio.Env(**GDAL), warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        try:
            dataset = rasterio.open(path.resolve(), driver="GTiff")
        except (RasterioError, ValueError) as error:
            raise InputError(Fault("E-RAS-01", {"path": path})) from error
        with dataset:
            _check(dataset, path, grid, band)
            with _warped(dataset, grid, resampling) as warped:
                yield UserRaster(warped, band, path)


def _warped(dataset: Any, grid: Grid, resampling: str) -> WarpedVRT:
    """Return the raster on the grid; how far a kernel reaches does not depend on the window."""
    west, south, east, north = _place(dataset, grid)
    wide, high = dataset.res
    scale = grid.columns * wide / (east - west), grid.rows * high / (north - south)
    return WarpedVRT(
        dataset,
        crs=METRIC,
        transform=Affine(*grid.transform()),
        width=grid.columns,
        height=grid.rows,
        resampling=Resampling[resampling],
        tolerance=1e-6,  # of a pixel: hardly a shortcut; 0 itself makes rasterio 1.4 fail
        dtype="float64",
        nodata=math.nan,
        warp_mem_limit=64,
        XSCALE=f"{scale[0]:.9g}",
        YSCALE=f"{scale[1]:.9g}",
    )


def _check(dataset: Any, path: Path, grid: Grid, band: int) -> None:
    if not 1 <= band <= dataset.count:
        facts = {"path": path, "band": band, "count": dataset.count}
        raise InputError(Fault("E-RAS-05", facts))
    _check_size(dataset, path)
    if dataset.crs is None or dataset.transform.is_identity:
        raise InputError(Fault("E-RAS-02", {"path": path}))
    _check_datum(dataset)
    west, south, east, north = _place(dataset, grid)
    left, right = sorted((dataset.bounds.left, dataset.bounds.right))
    bottom, top = sorted((dataset.bounds.bottom, dataset.bounds.top))  # some are south up
    apart = west >= right or east <= left or south >= top or north <= bottom
    if apart or not np.isfinite([west, south, east, north]).all():
        raise InputError(Fault("E-RAS-04", {"path": path}))


def _place(dataset: Any, grid: Grid) -> tuple[float, float, float, float]:
    """Return the bounds of the grid in the raster's own system."""
    whole = grid.box(Window(0, 0, grid.rows, grid.columns)).bounds
    try:
        return transform_bounds(METRIC, dataset.crs, *whole)
    except RasterioError as error:
        raise InputError(Fault("E-RAS-04", {"path": dataset.name})) from error


def _check_size(dataset: Any, path: Path) -> None:
    """Refuse before reading: a small file can declare any number of pixels, or huge blocks."""
    blocks = max(height * width for height, width in dataset.block_shapes)
    pixels = max(dataset.width * dataset.height, blocks)
    size = pixels * sum(np.dtype(name).itemsize for name in dataset.dtypes)
    if pixels > MOST_PIXELS or size > MOST_BYTES:
        told = f"{dataset.width}×{dataset.height}×{dataset.count}"
        most = f"{MOST_PIXELS:,} px, {MOST_BYTES:,} B"
        raise InputError(Fault("E-RAS-03", {"path": path, "size": told, "most": most}))


def _check_datum(dataset: Any) -> None:
    try:
        system = pyproj.CRS.from_wkt(dataset.crs.to_wkt())
    except CRSError as error:
        raise InputError(Fault("E-CRS-06", {"name": dataset.crs})) from error
    datum = system.geodetic_crs.to_epsg() if system.geodetic_crs else None
    if datum not in DATUMS:
        raise InputError(Fault("E-CRS-05", {"name": system.name}))


@dataclass
class Written:
    """What a surface holds: cells by state, and the least and greatest value of each band."""

    cells: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    ranges: dict[str, tuple[float, float] | None] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)  # scored cells without a value
    uncounted: int = 0  # scored cells without a total: no criterion with a weight is scored

    def add(self, tile: Tile) -> None:
        """Count one tile in."""
        for state, n in zip(STATES, np.bincount(tile.state.ravel(), minlength=4), strict=True):
            self.cells[state] += int(n)
        total = np.isfinite(tile.total)
        self.uncounted += int(((tile.state == SCORED) & ~total).sum())
        for name, band in (*tile.values.items(), ("total", tile.total)):
            known = band[np.isfinite(band)]
            found = [(float(known.min()), float(known.max()))] if known.size else []
            found += [r] if (r := self.ranges.get(name)) else []
            lows, highs = zip(*found, strict=True) if found else ((), ())
            self.ranges[name] = (min(lows), max(highs)) if found else None
            lacking = int((total & ~np.isfinite(band)).sum())
            self.missing[name] = self.missing.get(name, 0) + lacking


def write_surface(
    output: Path,
    grid: Grid,
    tiles: Iterable[Tile],
    *,
    bands: Sequence[str],
    tags: Mapping[str, str],
    band_tags: Mapping[str, Mapping[str, str]],
) -> Written:
    """Write the surface as a Cloud Optimized GeoTIFF (EPSG:4549), whole or not at all.

    Bands are `bands` (0–1), `total` (0–100) and `state` (0 outside, 1 scored, 2 silent,
    3 masked), all float32 with NaN as nodata. Memory does not grow with the grid: the tiles go
    to a temporary file, not compressed, and that is copied.

    Raises
    ------
    InputError
        E-IO-02: the place cannot be written, or the disk is full.
    """
    names = (*bands, "total", "state")
    with tempfile.TemporaryDirectory(prefix="surface-") as folder, rasterio.Env(**GDAL):
        plain, cog = Path(folder) / "plain.tif", Path(folder) / "cog.tif"
        try:
            written = _fill(plain, grid, tiles, names, (tags, band_tags))
            rasterio.shutil.copy(plain, cog, **COG)
        except (RasterioError, OSError) as error:
            raise InputError(Fault("E-IO-02", {"path": folder, "why": str(error)})) from error
        with cog.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            write_whole(output, whole)
    return written


def _fill(
    path: Path,
    grid: Grid,
    tiles: Iterable[Tile],
    names: Sequence[str],
    told: tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]],
) -> Written:
    """Write the tiles into a plain GeoTIFF, and `outside` where there is no tile."""
    written, empty = Written(), set(grid.windows(TILE))
    size = {"width": grid.columns, "height": grid.rows, "count": len(names)}
    place = {"crs": METRIC, "transform": Affine(*grid.transform())}
    with rasterio.open(path, "w", **PLAIN, **size, **place) as file:
        file.update_tags(**told[0])
        for i, name in enumerate(names, start=1):
            file.set_band_description(i, name)
            file.update_tags(i, **told[1].get(name, {}))
        for tile in tiles:
            empty.discard(tile.window)
            written.add(tile)
            shown = {**tile.values, "total": tile.total, "state": tile.state}
            stack = np.stack([np.asarray(shown[name], dtype=np.float32) for name in names])
            file.write(stack, window=_cells(tile.window))
        for window in empty:
            outside = np.full((window.height, window.width), OUTSIDE, dtype=np.float32)
            file.write(outside, len(names), window=_cells(window))
            written.cells[STATES[OUTSIDE]] += outside.size
    return written


def _cells(window: Window) -> Cells:
    return Cells(window.column, window.row, window.width, window.height)
