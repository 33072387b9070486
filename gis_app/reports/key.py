"""The legend of a print map, drawn from the same rows as that of the web map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from gis_app.reports.fonts import drawable
from gis_app.reports.furniture import INK, QUIET, wrapped
from gis_app.reports.ink import POINT

Json = Mapping[str, Any]

WIDE, HIGH = 12.0, 5.0  # millimetres of a sample
TEXT = WIDE + 3.0
SIZE, SMALL = 9.8, 7.2
MM = 0.3528  # millimetres a point


def legend(
    axes: Axes, x: float, y: float, group: Json, *, wide: float, scale: float, step: float
) -> float:
    """Draw a group of rows downwards from the top `y`; return where the next may start."""
    axes.text(x, y, group["title"], fontsize=10 * scale, fontweight="bold", va="top", color=INK)
    y -= 8.5
    for row in (r for r in group["rows"] if r["on"]):
        _sample(axes, x, y - HIGH / 2, row["swatch"], scale)
        y = _row(axes, x + TEXT, y, row, wide - TEXT, scale, step)
    return y


def _row(
    axes: Axes, x: float, y: float, row: Json, wide: float, scale: float, step: float
) -> float:
    """Write title and hint of a row, the hint over as many lines as it needs."""
    titles = wrapped(row["title"], wide / (SIZE * MM))
    hints = wrapped(row.get("hint", ""), wide / (SMALL * MM))
    top = y
    for lines, size, colour in ((titles, SIZE, INK), (hints, SMALL, QUIET)):
        for line in lines:
            axes.text(
                x,
                y,
                drawable(line),
                fontsize=size * scale,
                va="top",
                color=colour,
                parse_math=False,
            )
            y -= size * MM * 1.45
    return min(top - step, y - 1.6)


def _sample(axes: Axes, x: float, y: float, swatch: Sequence[Json], scale: float) -> None:
    for stroke in swatch:
        _one(axes, x, y, stroke, scale)


def _one(axes: Axes, x: float, y: float, stroke: Json, scale: float) -> None:
    pen = POINT * scale
    if stroke["shape"] == "point":
        size = (2 * stroke["radius"] * pen) ** 2
        edge = {"edgecolors": stroke["color"], "linewidths": stroke["weight"] * pen}
        axes.scatter([x + WIDE / 2], [y], s=size, c=stroke["fillColor"], **edge)
    elif stroke["shape"] == "area":
        inset = stroke.get("inset", 0) * 0.34
        corner, high = (x, y - HIGH / 2 + inset), HIGH - 2 * inset
        fill = {"fc": stroke["fillColor"], "alpha": min(1, 1.8 * stroke["fillOpacity"])}
        axes.add_patch(Rectangle(corner, WIDE, high, lw=0, **fill))
    else:
        _line(axes, x, y, stroke, scale)


def _line(axes: Axes, x: float, y: float, stroke: Json, scale: float) -> None:
    pen = POINT * scale
    width = stroke["weight"] * pen
    dash = [float(n) * pen / width for n in stroke.get("dashArray", "").split()]
    end = x + WIDE - (2.6 if stroke.get("arrows") else 0)
    axes.plot(
        [x, end],
        [y, y],
        color=stroke["color"],
        alpha=stroke.get("opacity", 1),
        lw=width,
        ls=(0, dash) if dash else "-",
        solid_capstyle="butt",
    )
    if stroke.get("arrows"):
        head = [(end - 0.2, y + 1.9), (x + WIDE + 0.4, y), (end - 0.2, y - 1.9)]
        axes.add_patch(Polygon(head, fc=stroke["color"], ec="none"))
