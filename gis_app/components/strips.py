"""Strip diagrams: each course as a straight line by chainage, its carriers named above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gis_app.assessment import Assessment
from gis_app.components.assets import escape
from gis_app.components.cartography import element_colour
from gis_app.components.portfolio_tables import carrier_names
from gis_app.components.wording import Words
from layers.elements import Element, ElementPart
from layers.portfolio_reach import lengths

WIDTH, LEFT, RIGHT = 930, 12, 26
LANE, FOOT, TEXT, TITLE = 17, 36, 12, 24
STEPS_KM, APART = (5, 10, 20, 50), 45  # the closest ticks whose labels stand apart
SANS = "font-family:system-ui,'Noto Sans SC','Microsoft YaHei',sans-serif"


@dataclass(frozen=True, slots=True)
class Strip:
    """One course drawn: its title, its SVG and how high that is, in pixels."""

    title: str
    svg: str
    height: int


@dataclass(frozen=True, slots=True)
class Label:
    """A carrier on a strip: x of its dot, left edge of its name, and the lane it stands in."""

    x: float
    left: float
    lane: int
    name: str
    hint: str


def element_strips(found: Assessment, element: Element, words: Words) -> list[Strip]:
    """Return the strips of all courses of an element."""
    return [
        _strip(found, element, part, course, metres, words)
        for part in element.parts
        for course, metres in lengths(part).items()
    ]


def document(drawn: Sequence[Strip]) -> str:
    """Return the strips below each other as a page of its own (it loads nothing)."""
    body = "".join(f"<h4>{escape(s.title)}</h4>{s.svg}" for s in drawn)
    style = (
        f"body{{margin:0;{SANS};color:#1a1a1a}}svg{{display:block}}"
        f"h4{{margin:0;height:{TITLE}px;line-height:{TITLE}px;font-size:14px}}"
    )
    return f'<!doctype html><meta charset="utf-8"><style>{style}</style>{body}'


def height(drawn: Sequence[Strip]) -> int:
    """Return the height of `document` in pixels, with room for a scroll bar."""
    return sum(s.height + TITLE for s in drawn) + 16


def _strip(
    found: Assessment,
    element: Element,
    part: ElementPart,
    course: str,
    metres: float,
    words: Words,
) -> Strip:
    scale = (WIDTH - LEFT - RIGHT) / metres
    here = _of(found.strips, element, part, course)
    here = here.assign(name=here["id"].map(carrier_names(found, words)).fillna(here["name"]))
    labels = list(_labels(here[here["support"] > 0], scale, words))
    lanes = 1 + max((one.lane for one in labels), default=-1)
    line, colour = 10 + LANE * lanes + 10, element_colour(element.fact.id)
    stretches = _of(found.stretches, element, part, course)
    drawn = [
        *(_leader(one, line) for one in labels),
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{line}" y2="{line}" stroke="{colour}" '
        'stroke-width="4"/>',
        *(_gap(s, scale, line, words) for s in stretches[stretches["clusters"] == 0].itertuples()),
        *_ticks(metres, scale, line),
        *(_faint(r, scale, line, words) for r in here[here["support"] <= 0].itertuples()),
        *(_named(one, line, colour) for one in labels),
    ]
    title = _title(element, part, course, metres, words)
    high = line + FOOT
    size = f'width="{WIDTH}" height="{high}" viewBox="0 0 {WIDTH} {high}"'
    svg = f'<svg {size} role="img" aria-label="{escape(title)}">{"".join(drawn)}</svg>'
    return Strip(title, svg, high)


def _of(table: Any, element: Element, part: ElementPart, course: str) -> Any:
    same = (table["element"] == element.fact.id) & (table["part"] == part.fact.part)
    return table[same & (table["course"] == course)]


def _title(element: Element, part: ElementPart, course: str, metres: float, words: Words) -> str:
    """Return the part's name and length, with the name of the course where it has several."""
    name, km = words.name(part.fact) or words.name(element.fact), f"{metres / 1000:.0f}"
    if len(part.courses) == 1:
        return words.t("{name}（全长 {km} 公里）").format(name=name, km=km)
    at = part.courses.index(course)
    way = part.names[at] if words.lang == "zh" else f"{at + 1}"
    return words.t("{name}，走线 {n}（全长 {km} 公里）").format(name=name, n=way, km=km)


def _labels(rows: Any, scale: float, words: Words) -> Iterator[Label]:
    """Yield the names, each in the lowest lane where it touches no other."""
    ends: list[float] = []
    for row in rows.sort_values("chainage_m", kind="stable").itertuples():
        x = LEFT + row.chainage_m * scale
        name, width = row.name, text_width(row.name)
        left = min(x - 4, WIDTH - width - 2)
        lane = next((k for k, end in enumerate(ends) if end <= left), len(ends))
        ends[lane : lane + 1] = [left + width + 10]
        hint = words.t("{name}：{km} 公里处，距走线 {d}，支持度 {v}").format(
            name=name,
            km=f"{row.chainage_m / 1000:.1f}",
            d=words.distance(row.distance_m),
            v=f"{row.support:.2f}",
        )
        yield Label(x, left, lane, name, hint)


def text_width(text: str) -> float:
    """Return how wide a text stands, in pixels: Chinese characters are square.

    >>> text_width("苏州") == 2 * text_width("a") / 0.64
    True
    """
    return sum(TEXT * (1.0 if ord(c) > 0x2E7F else 0.64) for c in text)


def _base(one: Label, line: int) -> int:
    return line - 14 - LANE * one.lane


def _leader(one: Label, line: int) -> str:
    top = _base(one, line)
    return f'<line x1="{one.x:.1f}" x2="{one.x:.1f}" y1="{top}" y2="{line}" stroke="#c9c2b2"/>'


def _named(one: Label, line: int, colour: str) -> str:
    y = _base(one, line)
    return (
        f"<g><title>{escape(one.hint)}</title>"
        f'<circle cx="{one.x:.1f}" cy="{line}" r="5" fill="#fff" stroke="{colour}" '
        'stroke-width="3"/>'
        f'<text x="{one.left:.1f}" y="{y}" font-size="{TEXT}" fill="#1a1a1a" stroke="#fff" '
        f'stroke-width="3" paint-order="stroke">{escape(one.name)}</text></g>'
    )


def _faint(row: Any, scale: float, line: int, words: Words) -> str:
    """Return a carrier near the course whose sectors the clause does not name: a grey dot."""
    hint = words.t("{name}：条款未提及其行业").format(name=row.name)
    x = LEFT + row.chainage_m * scale
    return (
        f'<circle cx="{x:.1f}" cy="{line}" r="3" fill="#b9b3a6" stroke="#fff">'
        f"<title>{escape(hint)}</title></circle>"
    )


def _gap(stretch: Any, scale: float, line: int, words: Words) -> str:
    left, right = LEFT + stretch.from_m * scale, LEFT + stretch.to_m * scale
    hint = words.t("{a}–{b} 公里：本图层暂无对应载体").format(
        a=f"{stretch.from_m / 1000:g}", b=f"{stretch.to_m / 1000:.3g}"
    )
    return (
        f'<rect class="gap" x="{left:.1f}" y="{line - 5}" width="{right - left:.1f}" height="10" '
        f'fill="#fff" stroke="#b5533c" stroke-dasharray="4 3"><title>{escape(hint)}</title></rect>'
    )


def _ticks(metres: float, scale: float, line: int) -> Iterator[str]:
    step = next((km for km in STEPS_KM if km * 1000 * scale >= APART), STEPS_KM[-1])
    marks = range(0, int(metres / 1000) + 1, step)
    for km in marks:
        x = LEFT + km * 1000 * scale
        unit = " km" if km == marks[-1] else ""
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{line + 7}" y2="{line + 13}" stroke="#8c867a"/>'
        yield (
            f'<text x="{x:.1f}" y="{line + 26}" font-size="11" fill="#5b564c" '
            f'text-anchor="{"middle" if km else "start"}">{km}{unit}</text>'
        )
