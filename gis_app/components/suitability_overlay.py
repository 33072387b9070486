"""The suitability surface as a picture on the map: one array of scores → grades in colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from affine import Affine
from folium.utilities import write_png
from rasterio.enums import Resampling
from rasterio.warp import reproject, transform_bounds

from gis_app.components.assets import escape
from gis_app.components.map_data import Picture
from gis_app.components.wording import Words
from layers.crs import METRIC, STORE
from layers.grid import Grid, Window
from layers.suitability import MASKED, OUTSIDE, SILENT, Tile
from layers.totals import GRADES, INSUFFICIENT, LARGELY, WEAK, WELL, grade_index
from layers.totals import SILENT as NOT_ADDRESSED

WEB = "EPSG:3857"  # what Leaflet draws in: an image is right only when it is made in it
COLOURS = {WELL: "#2f8f57", LARGELY: "#9fd3a5", WEAK: "#f2c46d", INSUFFICIENT: "#b9ac98"}
SILENT_COLOUR = "#dcdce4"
FINER = 2  # pixels of the picture to a cell, so that cells keep their edges when turned

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Surface:
    """Scores of a whole grid, rows from the north: each cell's class, total and state.

    `classes` is 0 for nothing, 1… for the grades from the best, and then for a silent plan.
    """

    grid: Grid
    classes: Bytes
    total: npt.NDArray[np.float32]
    state: Bytes

    @cached_property
    def drawn(self) -> Picture:
        """Return the surface as a picture for the map."""
        image, bounds = picture(self)
        return Picture(write_png(image), bounds)

    def count(self) -> dict[str, int]:
        """Return how many cells are in each grade, the silent ones last."""
        numbers = np.bincount(self.classes.ravel(), minlength=len(GRADES) + 2)[1:]
        return dict(zip((*GRADES, NOT_ADDRESSED), numbers.tolist(), strict=True))


def assembled(
    grid: Grid, tiles: Iterable[Tile], first: str, limits: Mapping[str, float]
) -> Surface:
    """Return the tiles as one surface.

    Parameters
    ----------
    grid, tiles : as `layers.suitability.suitability` takes and yields them.
    first : the criterion that caps the grade.
    limits : the grade limits of the assumptions.
    """
    shape = (grid.rows, grid.columns)
    total = np.full(shape, np.nan, dtype=np.float32)
    layout, state = total.copy(), np.full(shape, OUTSIDE, dtype=np.uint8)
    for tile in tiles:
        w = tile.window
        at = (slice(w.row, w.row + w.height), slice(w.column, w.column + w.width))
        total[at], layout[at], state[at] = tile.total, tile.values[first], tile.state
    classes = np.zeros(shape, dtype=np.uint8)
    known = np.isfinite(total)
    classes[known] = 1 + grade_index(total[known], layout[known], limits)
    classes[state == SILENT] = len(GRADES) + 1
    classes[(state == MASKED) | (state == OUTSIDE)] = 0
    return Surface(grid, classes, total, state)


def picture(surface: Surface) -> tuple[Bytes, list[list[float]]]:
    """Return the picture (rows × columns × RGBA) and its corners, south-west and north-east.

    The cells are brought from EPSG:4549 to EPSG:3857, each pixel taking the class of the cell it
    lies in; corners are latitude and longitude (WGS84).
    """
    grid, (height, width) = surface.grid, surface.classes.shape
    whole = grid.box(Window(0, 0, grid.rows, grid.columns)).bounds
    left, bottom, right, top = transform_bounds(METRIC, WEB, *whole)
    wide, high = width * FINER, height * FINER
    warped = np.zeros((high, wide), dtype=np.uint8)
    reproject(
        surface.classes,
        warped,
        src_transform=Affine(*grid.transform()),
        src_crs=METRIC,
        dst_transform=Affine((right - left) / wide, 0.0, left, 0.0, (bottom - top) / high, top),
        dst_crs=WEB,
        resampling=Resampling.nearest,
        tolerance=0,
    )
    west, south, east, north = transform_bounds(WEB, STORE, left, bottom, right, top)
    return palette()[warped], [[south, west], [north, east]]


def palette() -> Bytes:
    """Return class → RGBA; class 0 is clear."""
    hexes = [*(COLOURS[g] for g in GRADES), SILENT_COLOUR]
    rows = [(0, 0, 0, 0), *((*bytes.fromhex(h[1:]), 255) for h in hexes)]
    return np.array(rows, dtype=np.uint8)


def legend(surface: Surface, limits: Mapping[str, float], words: Words) -> str:
    """Return the classes with colour, word, limits and their share of the cells."""
    counts = surface.count()
    cells = max(sum(counts.values()), 1)
    lows = {WELL: limits["well"], LARGELY: limits["largely"], WEAK: limits["weak"], INSUFFICIENT: 0}
    highs = [100.0, *list(lows.values())[:-1]]
    spans = {g: f"{low:g}–{high:g}" for (g, low), high in zip(lows.items(), highs, strict=True)}
    shown = [(g, COLOURS[g]) for g in GRADES]
    if counts[NOT_ADDRESSED]:
        shown.append((NOT_ADDRESSED, SILENT_COLOUR))
    share = words.t("占 {share}")
    items = "".join(
        f'<span style="margin-right:1.4em;white-space:nowrap"><span class="chip" '
        f'style="background:{colour}"></span>{escape(words.t(grade))} <span class="quote">'
        f"{spans.get(grade, '')} {share.format(share=f'{counts[grade] / cells:.0%}')}</span></span>"
        for grade, colour in shown
    )
    return f'<div class="sz" style="line-height:1.9">{items}</div>'
