"""Strip diagrams for print: each course as a straight line by chainage, its carriers above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from gis_app.assessment import Assessment
from gis_app.components.cartography import element_colour
from gis_app.components.portfolio_tables import carrier_names
from gis_app.components.wording import Words
from gis_app.reports.figure import Sheet, drawn, sheet
from gis_app.reports.fonts import drawable
from gis_app.reports.furniture import INK, QUIET
from gis_app.reports.labels import extent
from layers.elements import Element, ElementPart
from layers.portfolio_reach import lengths

WIDE, LEFT, RIGHT = 156.0, 3.0, 6.0  # millimetres
LANE, FOOT, TITLE = 4.2, 9.0, 7.0
SIZE = 7.2
POINT = 0.3528
STEPS = ((20, 2), (60, 5), (120, 10), (1e9, 20))  # up to so many kilometres: a tick every
MOST_LANES = 9


@dataclass(frozen=True)
class Course:
    """One course: its title, its length, and the rows of the tables that lie on it."""

    title: str
    metres: float
    strips: Any
    stretches: Any


def strip_chart(found: Assessment, element: Element, words: Words, time: datetime) -> bytes:
    """Return a PNG with the strips of all courses of an element."""
    return drawn(lambda: _sheet(found, element, words), "png", title="", time=time)


def _sheet(found: Assessment, element: Element, words: Words) -> Sheet:
    names, colour = carrier_names(found, words), element_colour(element.fact.id)
    courses = list(_courses(found, element, words))
    placed = [list(_lanes(course, names)) for course in courses]
    heights = [TITLE + LANE * (1 + _most(lanes)) + 3 + FOOT for lanes in placed]
    page = sheet(WIDE, sum(heights))
    paper, top = page.plain((0, 0, WIDE, sum(heights))), sum(heights)
    for course, lanes, high in zip(courses, placed, heights, strict=True):
        _draw(paper, course, lanes, top, high, colour)
        top -= high
    return page


def _most(lanes: Sequence[tuple[float, float, int, str]]) -> int:
    return max((lane for _, _, lane, _ in lanes), default=0)


def _courses(found: Assessment, element: Element, words: Words) -> Iterator[Course]:
    for part in element.parts:
        for course, metres in lengths(part).items():
            rows = [
                table[
                    (table["element"] == element.fact.id)
                    & (table["part"] == part.fact.part)
                    & (table["course"] == course)
                ]
                for table in (found.strips, found.stretches)
            ]
            yield Course(_title(element, part, course, metres, words), metres, *rows)


def _title(element: Element, part: ElementPart, course: str, metres: float, words: Words) -> str:
    name = words.name(part.fact) or words.name(element.fact)
    km = f"{metres / 1000:.0f}"
    if len(part.courses) == 1:
        return words.t("{name}（全长 {km} 公里）").format(name=name, km=km)
    at = part.courses.index(course)
    way = part.names[at] if words.lang == "zh" else f"{at + 1}"
    return words.t("{name}，走线 {n}（全长 {km} 公里）").format(name=name, n=way, km=km)


def _lanes(course: Course, names: dict[str, str]) -> Iterator[tuple[float, float, int, str]]:
    """Yield x of the mark, left edge and lane of the name, and the name."""
    scale, ends = (WIDE - LEFT - RIGHT) / course.metres, []
    shown = course.strips[course.strips["support"] > 0]
    for row in shown.sort_values("chainage_m", kind="stable").itertuples():
        name = drawable(names.get(row.id, str(row.name)))
        x = LEFT + row.chainage_m * scale
        wide = extent(name, SIZE)[0] * POINT
        left = max(0.5, min(x - 1, WIDE - wide - 1))
        lane = next((k for k, end in enumerate(ends) if end <= left), len(ends))
        lane = min(lane, MOST_LANES)
        ends[lane : lane + 1] = [left + wide + 2]
        yield x, left, lane, name


def _draw(paper: Axes, course: Course, lanes: Any, top: float, high: float, colour: str) -> None:
    scale = (WIDE - LEFT - RIGHT) / course.metres
    line = top - high + FOOT
    text = {"parse_math": False, "color": INK}
    paper.text(
        LEFT, top - 1.5, drawable(course.title), fontsize=8.4, fontweight="bold", va="top", **text
    )
    paper.plot([LEFT, WIDE - RIGHT], [line, line], color=colour, lw=2.6, solid_capstyle="butt")
    for row in course.stretches[course.stretches["clusters"] == 0].itertuples():
        start, wide = LEFT + row.from_m * scale, (row.to_m - row.from_m) * scale
        gap = {"fc": "white", "ec": "#B5533C", "lw": 0.7, "ls": (0, (3, 2)), "zorder": 3}
        paper.add_patch(Rectangle((start, line - 1.2), wide, 2.4, **gap))
    for x, left, lane, name in lanes:
        y = line + 3 + LANE * lane
        paper.plot([x, x], [line, y], color="#C9C2B2", lw=0.6, zorder=1)
        paper.plot([x], [line], "o", ms=4.4, mfc="white", mec=colour, mew=1.6, zorder=5)
        paper.text(left, y, name, fontsize=SIZE, va="bottom", **text)
    every = next(step for most, step in STEPS if course.metres / 1000 <= most)
    marks = range(0, int(course.metres / 1000) + 1, every)
    for km in marks:
        x = LEFT + km * 1000 * scale
        paper.plot([x, x], [line - 1.6, line - 2.8], color=QUIET, lw=0.7)
        unit = " km" if km == marks[-1] else ""
        paper.text(
            x,
            line - 3.4,
            f"{km}{unit}",
            fontsize=6.6,
            va="top",
            ha="center" if km else "left",
            color=QUIET,
        )
