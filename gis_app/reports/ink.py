"""Geometry in metres → Matplotlib artists, drawn with the strokes of the cartography table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path

POINT = 0.75  # points a pixel of the table
HEAD = (3.6, 1.9)  # length and half width of an arrow's head, in widths of its line
AIM_M = 2_500.0  # an arrow points along the last stretch of its course

Stroke = Mapping[str, Any]


def draw(
    axes: Axes, shapes: Sequence[Any], styles: Iterable[Stroke], z: float, pen: float = POINT
) -> None:
    """Draw shapes (EPSG:4549) in every stroke of a style, one over the other."""
    for style in styles:
        if "radius" in style:
            _points(axes, shapes, style, z, pen)
        elif style.get("fill"):
            _areas(axes, shapes, style, z)
        else:
            _lines(axes, shapes, style, z, pen)


def _points(axes: Axes, shapes: Sequence[Any], style: Stroke, z: float, pen: float) -> None:
    at = shapely.get_coordinates(shapely.point_on_surface(np.asarray(shapes, dtype=object)))
    axes.scatter(
        at[:, 0],
        at[:, 1],
        s=(2 * style["radius"] * pen) ** 2,
        c=style["fillColor"],
        edgecolors=style["color"],
        linewidths=style["weight"] * pen,
        zorder=z,
    )


def _areas(axes: Axes, shapes: Sequence[Any], style: Stroke, z: float) -> None:
    for path in map(outline, shapes):
        patch = PathPatch(
            path, fc=style["fillColor"], alpha=style["fillOpacity"], lw=0, ec="none", zorder=z
        )
        axes.add_patch(patch)


def outline(shape: Any) -> Path:
    """Return the rings of all polygons of a shape as one path; holes turn the other way."""
    rings = [
        ring
        for part in shapely.get_parts(shape)
        if shapely.get_dimensions(part) == 2
        for ring in _turned(part)
    ]
    corners = [np.asarray(ring.coords)[:, :2] for ring in rings]
    if not corners:
        return Path(np.empty((0, 2)))
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(c) - 2), Path.CLOSEPOLY] for c in corners]
    return Path(np.concatenate(corners), np.concatenate(codes))


def _turned(polygon: Any) -> Iterator[Any]:
    oriented = shapely.orient_polygons(polygon)
    yield oriented.exterior
    yield from oriented.interiors


def _lines(axes: Axes, shapes: Sequence[Any], style: Stroke, z: float, pen: float) -> None:
    width = style["weight"] * pen
    dash = [float(n) * pen / width for n in style.get("dashArray", "").split()]
    parts = [np.asarray(p.coords)[:, :2] for shape in shapes for p in _paths(shape)]
    axes.add_collection(
        LineCollection(
            parts,
            colors=style["color"],
            linewidths=width,
            alpha=style.get("opacity", 1.0),
            linestyles=(0, dash) if dash else "solid",
            capstyle="butt" if dash else "round",
            joinstyle="round",
            zorder=z,
        ),
        autolim=False,
    )


def _paths(shape: Any) -> Iterator[Any]:
    for part in shapely.get_parts(shape):
        if shapely.get_dimensions(part) == 2:
            yield from (part.exterior, *part.interiors)
        elif shapely.get_dimensions(part) == 1:
            yield part


def arrows(
    axes: Axes,
    line: Any,
    ends: str,
    styles: Sequence[Stroke],
    z: float,
    pen: float,
    metre_points: float,
) -> None:
    """Draw heads at the free ends of a line: casing first; `metre_points` is metres a point."""
    own = next((s for s in styles if s.get("arrows")), None)
    if own is None:
        return
    width = own["weight"] * POINT * pen * metre_points
    for end in ends.split():
        tip, back = _aim(line, at_start=end == "start")
        casing = (styles[0]["weight"] - own["weight"]) * POINT * pen
        head = _head(tip, back, width)
        axes.add_patch(
            Polygon(head, fc="white", ec="white", lw=2 * casing, joinstyle="round", zorder=z)
        )
        axes.add_patch(Polygon(head, fc=own["color"], ec="none", zorder=z + 0.1))


def _aim(line: Any, *, at_start: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the end of a line and the point it comes from."""
    aim = min(AIM_M, line.length)
    there, back = (0.0, aim) if at_start else (line.length, line.length - aim)
    return tuple(np.asarray(line.interpolate(m).coords[0]) for m in (there, back))


def _head(end: np.ndarray, back: np.ndarray, width: float) -> np.ndarray:
    """Return tip and corners; the tip stands beyond the end so that the line does not show."""
    along = (end - back) / math.hypot(*(end - back))
    across = np.array([-along[1], along[0]])
    length, half = HEAD[0] * width, HEAD[1] * width
    base = end - along * width
    return np.array([base + across * half, base + along * length, base - across * half])
