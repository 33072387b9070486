"""The two small charts about a score: what each criterion adds, and how sure the grade is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from matplotlib.patches import Rectangle

from gis_app.components import cartography as look
from gis_app.components.outlook import percent
from gis_app.components.wording import STATE, Words
from gis_app.reports.figure import Sheet, drawn, sheet
from gis_app.reports.furniture import INK, QUIET
from layers.plan import Facts

Json = Mapping[str, Any]

BAR = "#1F5FA8"
TRACK = "#E4E0D6"
WIDE = 156.0  # millimetres
ROW, HEAD = 8.0, 6.0
LEFT, RIGHT = 42.0, 30.0
ROOM_FOR_TEXT = 0.09  # of the bar


def criteria_bars(result: Json, facts: Facts, words: Words, time: datetime) -> bytes:
    """Return a PNG: of each criterion the points it adds, over those it could add at most."""
    return drawn(lambda: _bars(result, facts, words), "png", title="", time=time)


def _bars(result: Json, facts: Facts, words: Words) -> Sheet:
    rows = result["criteria"]
    high = HEAD + ROW * len(rows) + 3
    page = sheet(WIDE, high)
    paper = page.plain((0, 0, WIDE, high))
    scored = sum(c["weight"] for c in rows if c["state"] == "scored")
    most = max((100 * c["weight"] / scored for c in rows if c["state"] == "scored"), default=1.0)
    unit = (WIDE - LEFT - RIGHT) / most
    names = {c.id: words.name(c) for c in facts.criteria}
    told = {"fontsize": 8.5, "va": "center", "color": INK}
    for n, row in enumerate(rows):
        y = high - HEAD - ROW * (n + 0.5)
        paper.text(LEFT - 2, y, f"{row['id']} {names[row['id']]}", ha="right", **told)
        if row["contribution"] is None:
            paper.text(LEFT, y, words.t(STATE[row["state"]]), fontsize=8, va="center", color=QUIET)
            continue
        full, part = 100 * row["weight"] / scored * unit, row["contribution"] * unit
        paper.add_patch(Rectangle((LEFT, y - 2.2), full, 4.4, fc=TRACK, lw=0))
        paper.add_patch(Rectangle((LEFT, y - 2.2), part, 4.4, fc=BAR, lw=0))
        text = f"{row['contribution']:.1f} / {100 * row['weight'] / scored:.1f}"
        paper.text(LEFT + full + 1.5, y, text, **told)
    paper.text(
        LEFT, high - 3, words.t("贡献（分）/ 该项满分"), fontsize=8, va="center", color=QUIET
    )
    return page


def grade_bar(result: Json, words: Words, time: datetime) -> bytes:
    """Return a PNG: the grades of the draws as one bar, with their shares."""
    return drawn(lambda: _grades(result, words), "png", title="", time=time)


def _grades(result: Json, words: Words) -> Sheet:
    chances = {g: p for g, p in result["grade_probability"].items() if p > 0}
    page = sheet(WIDE, 22)
    paper = page.plain((0, 0, WIDE, 22))
    colours, x, key = look.cartography()["grade"], 0.0, 0.0
    for grade, chance in chances.items():
        wide = WIDE * chance
        paper.add_patch(Rectangle((x, 11), wide, 9, fc=colours[grade], ec="white", lw=1))
        if chance >= ROOM_FOR_TEXT:
            dark = _luminance(colours[grade]) < 0.45
            paper.text(
                x + wide / 2,
                15.5,
                percent(chance),
                ha="center",
                va="center",
                fontsize=9,
                color="white" if dark else INK,
            )
        paper.add_patch(Rectangle((key, 3), 4, 4, fc=colours[grade], ec=QUIET, lw=0.4))
        text = f"{words.t(grade)} {percent(chance)}"
        paper.text(key + 5.5, 5, text, va="center", fontsize=8.5, color=INK)
        x, key = x + wide, key + (34 if words.lang == "zh" else 52)
    return page


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return 0.3 * red + 0.59 * green + 0.11 * blue
