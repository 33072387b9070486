"""The surroundings of one site: distances to the elements whose range it lies in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle

from gis_app.components import cartography as look
from gis_app.components import legend
from gis_app.components.wording import Words
from gis_app.reports import furniture, ink, labels
from gis_app.reports.base_map import Layer, View, paint
from gis_app.reports.figure import Box, Sheet, drawn, sheet
from gis_app.reports.print_map import SCALES
from gis_app.writing.anchors import METRES_AT_ZOOM_0
from gis_app.writing.made import Made
from layers.crs import STORE, to_metric
from layers.model import Plan

Json = Mapping[str, Any]

PAGE = (160.0, 124.0)  # millimetres
MAP = (7.0, 14.0, 151.0, 108.0)
LEAST = 50  # thousands of the scale
OVERVIEW = 75  # from this scale on the frame is marked every 5 minutes
NEAR_M = 6_000.0  # what is farther away lies beyond the frame
ROOM = 1.12
POINT = 0.3528  # millimetres
AREA = 2  # dimensions of a parcel


@dataclass(frozen=True)
class Reach:
    """A line from the site to an element: its name, colour and distance as the report says it."""

    line: Any
    colour: str
    text: str


def site_map(
    plan: Plan, base: Sequence[Layer], site: gpd.GeoDataFrame, found: Json, made: Made, lang: str
) -> bytes:
    """Return a PNG of the surroundings of one site.

    Parameters
    ----------
    plan : the loaded plan.
    base : `base_layers(plan, words)`, made once for many sites.
    site : one row with its name (any CRS).
    found : what `locate` says of it.
    made : time, and whom the picture is for.
    lang : zh or en.
    """
    return drawn(
        lambda: _sheet(plan, base, site, found, made, lang), "png", title="", time=made.time
    )


def _sheet(
    plan: Plan, base: Sequence[Layer], site: gpd.GeoDataFrame, found: Json, made: Made, lang: str
) -> Sheet:
    words, shape = Words(lang), to_metric(site).geometry.iloc[0]
    at = shapely.Point(found["position"]["x"], found["position"]["y"])
    reaches = sorted(_reaches(plan, at, found, words), key=lambda r: r.line.length)
    view, thousands = _view(at, shape, [r.line for r in reaches])
    page = sheet(*PAGE)
    axes = page.axes(MAP)
    for spine in axes.spines.values():
        spine.set(edgecolor=furniture.INK, linewidth=0.9)
    unit = thousands * POINT
    paint(axes, base, view, pen=1.0, metre_points=unit)
    for reach in reaches:
        ends = np.asarray(reach.line.coords)
        axes.plot(*ends.T, color="white", lw=3.0, zorder=60)
        axes.plot(*ends.T, color=reach.colour, lw=1.3, ls=(0, (4, 1.6)), zorder=61)
    _mark(axes, shape, at)
    paper = page.plain((0, 0, *PAGE))
    covered = [_key(paper, reaches, words), *_marks(paper, thousands, made, words)]
    rooms = [_ground(box, view, thousands) for box in covered]
    _labels(axes, plan, site, view, rooms, thousands, words)
    furniture.graticule(axes, view, minutes=5 if thousands > OVERVIEW else 2, scale=0.85)
    return page


def _mark(axes: Axes, shape: Any, at: Any) -> None:
    """Draw a parcel's outline, or the mark of a point."""
    if shapely.get_dimensions(shape) == AREA:
        axes.add_patch(PathPatch(ink.outline(shape), fc="#FFD400", alpha=0.45, lw=0, zorder=70))
        edge = [{"color": "#1A1A1A", "weight": 2.2}]
        ink.draw(axes, [shape], edge, 71)
    else:
        ink.draw(axes, [at], look.layer_style("sites"), 71)


def _ground(box: Box, view: View, thousands: int) -> Any:
    """Return what a box on the paper (millimetres) covers of the map (EPSG:4549)."""
    left, bottom, width, height = box
    x = view[0] + (left - MAP[0]) * thousands
    y = view[1] + (bottom - MAP[1]) * thousands
    return shapely.box(x, y, x + width * thousands, y + height * thousands)


def _reaches(plan: Plan, at: Any, found: Json, words: Words) -> Iterator[Reach]:
    parts = {(e.fact.id, p.fact.part): (e, p) for e in plan.elements for p in e.parts}
    for row in found["elements"]:
        element, part = parts[(row["id"], row["part"])]
        if row["relation"] == "outside" or row["distance_m"] <= 0 or part.band_m:
            continue
        hit = part.segments.hits(np.array([[at.x, at.y]]))
        line = shapely.LineString([at, (float(hit.x[0]), float(hit.y[0]))])
        text = f"{words.name(element.fact)} {words.distance(row['distance_m'])}"
        yield Reach(line, look.element_colour(row["id"]), text)


def _view(at: Any, shape: Any, lines: Sequence[Any]) -> tuple[View, int]:
    """Return a view with the site in its middle and what is near it, at a round scale."""
    wide = high = 0.0
    for thing in (shape, *(line for line in lines if line.length <= NEAR_M)):
        west, south, east, north = thing.bounds
        wide = max(wide, at.x - west, east - at.x)
        high = max(high, at.y - south, north - at.y)
    needed = max(wide * 2 / MAP[2], high * 2 / MAP[3], LEAST) * ROOM
    thousands = next((s for s in SCALES if s >= needed), SCALES[-1])
    half, rise = MAP[2] * thousands / 2, MAP[3] * thousands / 2
    return (at.x - half, at.y - rise, at.x + half, at.y + rise), thousands


def _labels(
    axes: Axes,
    plan: Plan,
    site: gpd.GeoDataFrame,
    view: View,
    rooms: Sequence[Any],
    thousands: int,
    words: Words,
) -> None:
    zoom = math.log2(METRES_AT_ZOOM_0 / (thousands * 1000)) + 0.6
    known = legend.site_labels(site.to_crs(STORE))
    known += [one for one in legend.labels(plan, words) if one.get("zoom", 0) <= zoom]
    placed = labels.placed(known, view, metre_points=thousands * POINT, taken=rooms)
    labels.write(axes, placed, scale=1.0)


def _key(paper: Axes, reaches: Sequence[Reach], words: Words) -> Box:
    """List the lines with their distances in the upper left corner; return the room taken."""
    title = words.t("到所在范围各要素的距离") if reaches else words.t("不在任何要素的范围内")
    wide = max(labels.extent(text, 7.4)[0] for text in (title, *(r.text for r in reaches)))
    box = (MAP[0] + 1.5, 0.0, 12 + wide * POINT, 6.5 + 4.4 * len(reaches))
    top = MAP[1] + MAP[3] - 1.5
    box = (box[0], top - box[3], box[2], box[3])
    paper.add_patch(Rectangle(box[:2], *box[2:], fc="white", alpha=0.88, lw=0.5, ec="#C9C2B2"))
    told = {"fontsize": 7.4, "va": "center", "color": furniture.INK, "parse_math": False}
    paper.text(box[0] + 2, top - 3.2, title, fontweight="bold", **told)
    for n, reach in enumerate(reaches):
        y = top - 8 - 4.4 * n
        paper.plot([box[0] + 2, box[0] + 8], [y, y], color=reach.colour, lw=1.4, ls=(0, (4, 1.6)))
        paper.text(box[0] + 9.5, y, reach.text, **told)
    return box


def _marks(paper: Axes, thousands: int, made: Made, words: Words) -> tuple[Box, Box]:
    """Draw scale bar, north arrow and footer; return the room the first two take."""
    km = next(k for k in (1, 2, 4, 10, 20, 50) if k * 1000 / thousands > 18)
    right, long = MAP[0] + MAP[2], km * 1000 / thousands
    box = (right - long - 16, MAP[1] + 1.5, long + 14.5, 11.0)
    paper.add_patch(Rectangle(box[:2], *box[2:], fc="white", alpha=0.85, lw=0))
    furniture.scale_bar(paper, box[0] + 5, box[1] + 3, metres_mm=thousands, km=km, scale=0.85)
    top = MAP[1] + MAP[3]
    furniture.north(paper, right - 6, top - 16, words.t("北"), scale=0.8, high=9)
    footer = [made.publication.footer(words.lang)]
    furniture.paragraph(paper, MAP[0], 5.5, footer, size=6.4, colour=furniture.QUIET)
    return box, (right - 11, top - 17, 10.5, 16.5)
