"""What stands on and around a map: scale bar, north arrow, graticule ticks, paragraphs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from pyproj import Transformer

from gis_app.reports.base_map import View
from gis_app.reports.fonts import drawable
from layers.crs import METRIC, STORE

INK = "#222222"
QUIET = "#5B564C"
TO_DEGREES = Transformer.from_crs(METRIC, STORE, always_xy=True)
NEVER_FIRST = "，。、；：？！）》”’】％%,.;:?!)]}"


def wrapped(text: str, wide: float) -> list[str]:
    """Return the lines of a text, at most `wide` Chinese characters each; words stay whole.

    >>> wrapped("苏州市服务业", 4)
    ['苏州市服', '务业']
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and _width(line + piece.rstrip()) > wide and piece not in NEVER_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for c in drawable(text):
        joined = pieces and c.isascii() and pieces[-1][-1:].isascii() and pieces[-1][-1] != " "
        if joined:
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces


def _width(text: str) -> float:
    return sum(1.0 if ord(c) > 0x2E7F or c in "“”‘’…—" else 0.53 for c in text)


def paragraph(
    axes: Axes,
    x: float,
    y: float,
    lines: Sequence[str],
    *,
    size: float,
    scale: float = 1.0,
    colour: str = INK,
    bold: bool = False,
    lead: float = 1.5,
) -> float:
    """Write lines downwards from the top `y` (millimetres); return where the next may start."""
    step = size * lead * 0.3528  # millimetres a line
    for n, line in enumerate(lines):
        axes.text(
            x,
            y - n * step,
            line,
            fontsize=size * scale,
            color=colour,
            fontweight="bold" if bold else "normal",
            ha="left",
            va="top",
            parse_math=False,
        )
    return y - len(lines) * step


def scale_bar(axes: Axes, x: float, y: float, *, metres_mm: float, km: float, scale: float) -> None:
    """Draw four alternating fields over `km` kilometres; x, y (millimetres) is the left end."""
    step = km * 1000 / metres_mm / 4
    for n in range(4):
        fill = INK if n % 2 == 0 else "white"
        axes.add_patch(Rectangle((x + n * step, y), step, 1.6, fc=fill, ec=INK, lw=0.6 * scale))
    for n in (0, 2, 4):
        unit = " km" if n == 4 else ""
        text = f"{km * n / 4:g}{unit}"
        axes.text(x + n * step, y + 2.4, text, fontsize=8 * scale, ha="center", color=INK)


def north(axes: Axes, x: float, y: float, word: str, *, scale: float, high: float = 15.0) -> None:
    """Draw a two-sided needle with its foot at x, y (millimetres) and the word above it."""
    tip, foot, notch = (x, y + high), high * 0.27, (x, y + high * 0.25)
    for side, fill in ((-1, INK), (1, "white")):
        corners = [tip, (x + side * foot, y), notch]
        axes.add_patch(Polygon(corners, fc=fill, ec=INK, lw=0.7 * scale, joinstyle="miter"))
    axes.text(x, y + high + 1, word, fontsize=10.5 * scale, ha="center", va="bottom", color=INK)


def graticule(axes: Axes, view: View, *, minutes: int, scale: float) -> None:
    """Mark meridians and parallels on the frame, with degrees and minutes."""
    west, south, east, north_m = view
    for spot, label in _crossings((west, east), south, minutes, along_x=True):
        axes.plot([spot, spot], [0, -0.008], **_tick(axes, scale, "x"))
        axes.plot([spot, spot], [1, 1.008], **_tick(axes, scale, "x"))
        axes.text(
            spot,
            -0.012,
            label,
            transform=axes.get_xaxis_transform(),
            va="top",
            ha="center",
            fontsize=7 * scale,
            color=QUIET,
        )
    for spot, label in _crossings((south, north_m), west, minutes, along_x=False):
        axes.plot([0, -0.008], [spot, spot], **_tick(axes, scale, "y"))
        axes.plot([1, 1.008], [spot, spot], **_tick(axes, scale, "y"))
        axes.text(
            -0.012,
            spot,
            label,
            transform=axes.get_yaxis_transform(),
            va="center",
            ha="right",
            rotation=90,
            fontsize=7 * scale,
            color=QUIET,
        )


def _tick(axes: Axes, scale: float, which: str) -> dict[str, object]:
    over = axes.get_xaxis_transform() if which == "x" else axes.get_yaxis_transform()
    return {"transform": over, "color": INK, "lw": 0.7 * scale, "clip_on": False}


def _crossings(
    ends: tuple[float, float], other: float, minutes: int, *, along_x: bool
) -> list[tuple[float, str]]:
    """Return where round degrees cross an edge: metres along it, and 120°30′E or 31°00′N."""
    spots = np.linspace(*ends, 400)
    x, y = (spots, np.full(400, other)) if along_x else (np.full(400, other), spots)
    degrees = np.asarray(TO_DEGREES.transform(x, y)[0 if along_x else 1])
    step = minutes / 60
    first, last = math.ceil(degrees[0] / step), math.floor(degrees[-1] / step)
    letter = "E" if along_x else "N"
    return [
        (float(np.interp(n * step, degrees, spots)), _degrees(n * minutes, letter))
        for n in range(first, last + 1)
    ]


def _degrees(minutes: int, letter: str) -> str:
    return f"{minutes // 60}°{minutes % 60:02d}′{letter}"
