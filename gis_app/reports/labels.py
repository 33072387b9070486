"""Labels of a print map: set ones at their anchors, names of points where they touch nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely
from matplotlib import patheffects
from matplotlib.axes import Axes
from shapely.affinity import rotate

from gis_app.reports.base_map import View
from gis_app.reports.fonts import drawable
from layers.crs import STORE, to_metric

Json = Mapping[str, Any]
Rooms = tuple[Sequence[Any], Sequence[Any], Sequence[Any]]  # labels, marks, what covers the map

# Points at full size, and weight. Anchored labels always stand; the others where there is room.
SIZES = {"element": 12, "district": 12.5, "water": 10, "outside": 10.5, "place": 7.6, "town": 6.6}
BOLD = {"element"}
ANCHORED = {"element", "district", "water", "outside"}
GIVES_WAY = {"water", "outside"}
# Where a name may stand beside its point, the best first: share of its width and height.
BESIDE = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
GAP = 4.2  # points between a mark's centre and its name
LINE = 1.18  # line height, in sizes
HALO = 2.4


@dataclass(frozen=True, slots=True)
class Placed:
    """A label that is drawn: its text, its middle and the room it takes (EPSG:4549)."""

    label: Json
    text: str
    x: float
    y: float
    room: Any


def extent(text: str, size: float) -> tuple[float, float]:
    """Return width and height of a text in points: Chinese characters are square.

    >>> extent("苏州", 10)
    (20.0, 11.8)
    """
    lines = text.split("\n")
    widths = [sum(1.0 if ord(c) > 0x2E7F else 0.6 for c in line) for line in lines]
    return max(widths) * size, len(lines) * size * LINE


def placed(
    labels: Sequence[Json],
    view: View,
    *,
    metre_points: float,
    marks: Iterable[Any] = (),
    taken: Iterable[Any] = (),
) -> list[Placed]:
    """Return the labels that have room in a view, the first ones first.

    Parameters
    ----------
    labels : as `legend.labels` gives them, the most important first.
    view : what the map shows (EPSG:4549).
    metre_points : metres a point of paper covers.
    marks : other things no name should cover.
    taken : room that other labels have taken.
    """
    window = shapely.box(*view)
    blocked = list(taken)
    full = list(blocked)
    found: list[Placed] = []
    points = _metric(labels)
    beside = [p for label, p in zip(labels, points, strict=True) if label["kind"] in ("place",)]
    dots = [p.buffer(2.6 * metre_points) for p in beside] + list(marks)
    for label, point in zip(labels, points, strict=True):
        one = _fit(label, point, window, (full, dots, blocked), metre_points)
        if one is not None:
            full.append(one.room)
            found.append(one)
    return found


def _metric(labels: Sequence[Json]) -> list[Any]:
    at = [shapely.Point(label["at"][1], label["at"][0]) for label in labels]
    return list(to_metric(gpd.GeoDataFrame(geometry=at, crs=STORE)).geometry) if at else []


def _fit(label: Json, point: Any, window: Any, rooms: Rooms, unit: float) -> Placed | None:
    """Return the label where it touches nothing, None where there is no room for it."""
    taken, dots, blocked = rooms
    text = drawable(str(label["text"]))
    if label.get("stack"):
        text = "\n".join(text)
    size = tuple(side * unit for side in extent(text, SIZES[label["kind"]]))
    others = [d for d in dots if not d.contains(point)]
    if label["kind"] in ANCHORED:
        return _anchored(label, text, point, size, window, (taken, others, blocked))
    tried = BESIDE if label["kind"] == "place" else ((0, 0),)
    for right, up in tried:
        x = point.x + right * (size[0] / 2 + GAP * unit)
        y = point.y + up * (size[1] / 2 + (GAP * unit if not right else 0))
        room = _room(x, y, *size, 0)
        if window.contains(room) and not _touches(room, (*taken, *others)):
            return Placed(label, text, x, y, room)
    return None


def _touches(room: Any, others: Iterable[Any]) -> bool:
    return any(room.intersects(other) for other in others)


def _anchored(
    label: Json, text: str, point: Any, size: tuple[float, ...], window: Any, rooms: Rooms
) -> Placed | None:
    """Return a label at its anchor or close by: clear of other labels, best of marks too."""
    taken, dots, blocked = rooms
    spots = [point]
    if label["kind"] != "element":
        step = min(size)
        spots += [_shifted(point, n * step, turn) for n in (0.6, 1.2, 1.8) for turn in range(8)]
    stands = [(p, _room(p.x, p.y, *size, label.get("rotate", 0))) for p in spots]
    stands = [(p, r) for p, r in stands if window.contains(r) and not _touches(r, blocked)]
    clear = [(p, room) for p, room in stands if not _touches(room, taken)]
    if not stands or (not clear and label["kind"] in GIVES_WAY):
        return None
    at, room = min(clear or stands[:1], key=lambda s: sum(s[1].intersects(d) for d in dots))
    return Placed(label, text, at.x, at.y, room)


def _shifted(point: Any, by: float, eighth: int) -> Any:
    turn = math.tau * eighth / 8
    return shapely.Point(point.x + by * math.cos(turn), point.y + by * math.sin(turn))


def _room(x: float, y: float, width: float, height: float, turned: float) -> Any:
    box = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return rotate(box, -turned) if turned else box


def write(axes: Axes, labels: Iterable[Placed], *, scale: float) -> None:
    """Write placed labels over everything else, with a halo."""
    halo = [patheffects.withStroke(linewidth=HALO * scale, foreground="white", alpha=0.9)]
    for one in labels:
        kind = one.label["kind"]
        axes.text(
            one.x,
            one.y,
            one.text,
            fontsize=SIZES[kind] * scale,
            fontweight="bold" if kind in BOLD else "normal",
            color=one.label["colour"],
            rotation=-one.label.get("rotate", 0),
            ha="center",
            va="center",
            linespacing=1.0 if one.label.get("stack") else 1.12,
            path_effects=halo,
            zorder=100,
            parse_math=False,
            clip_on=True,
        )
