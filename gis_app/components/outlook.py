"""How sure a score is: the grades of its draws, and which source moves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_app.components.assets import escape
from gis_app.components.wording import Words

Json = Mapping[str, Any]

# In the order of the classes p0 … p4 of tables.css.
KINDS = ("支持充分", "基本支持", "支持较弱", "依据不足", "规划未涉及")
SOURCES = {"weights": "权重", "geometry": "位置", "affinity": "行业对应度"}
ROOM_FOR_TEXT = 0.12  # of the bar
FIRM = 0.5  # of the draws: below it, the grade is told to be in doubt


def grades(result: Json, words: Words) -> str:
    """Return the grade probabilities as one stacked bar with its words, "" where none is drawn."""
    chances = {g: p for g, p in (result["grade_probability"] or {}).items() if p}
    if not chances:
        return ""
    told = {g: f"{words.t(g)} {percent(p)}" for g, p in chances.items()}
    parts = "".join(_part(g, p) for g, p in chances.items())
    head = f'<span class="name">{escape(words.t("等级概率"))}</span>'
    keys = "".join(
        f'<span class="key"><i class="p{KINDS.index(g)}"></i>{escape(text)}</span>'
        for g, text in told.items()
    )
    bar = f'<div class="stack" aria-hidden="true">{parts}</div>'
    return f'<div class="chances">{head}{bar}<div class="keys">{keys}</div></div>'


def doubt(result: Json, words: Words) -> str:
    """Return what to mind where most of the draws have another grade, "" where they do not."""
    chances = result["grade_probability"] or {}
    own, grade = chances.get(result["grade"], 1.0), words.t(result["grade"])
    if own >= FIRM:
        return ""
    most = max(chances, key=lambda g: chances[g])
    if most == result["grade"]:
        told = (
            "等级不稳：计入位置、权重和行业对应度的变化后，{p} 的模拟为“{grade}”。"
            "引用时请连同得分区间。"
        )
    else:
        told = (
            "等级不稳：计入位置、权重和行业对应度的变化后，只有 {p} 的模拟仍为“{grade}”，"
            "最常见的是“{other}”（{q}）。引用时请连同得分区间。"
        )
    return words.t(told).format(
        p=percent(own), grade=grade, other=words.t(most), q=percent(chances[most])
    )


def _part(grade: str, chance: float) -> str:
    text = percent(chance) if chance >= ROOM_FOR_TEXT else ""
    return f'<div class="p{KINDS.index(grade)}" style="width:{100 * chance:.1f}%">{text}</div>'


def percent(chance: float) -> str:
    """Return a share that was drawn: small is not none, and large not certain.

    >>> [percent(p) for p in (0.004, 0.129, 0.998, 1.0)]
    ['<1%', '13%', '>99%', '100%']
    """
    if 0 < chance < 0.01:
        return "<1%"
    return ">99%" if 0.99 < chance < 1 else f"{chance:.0%}"


def sources(result: Json, words: Words) -> str:
    """Return which source alone makes which share of the variance, "" where nothing moves it."""
    shares = (result["uncertainty"] or {}).get("variance") or {}
    parts = [f"{words.t(SOURCES[name])} {percent(p)}" for name, p in shares.items() if p]
    if not parts:
        return ""
    return words.t("得分波动的来源（单独变动时的方差占比）：{parts}。").format(
        parts=words.listed(parts)
    )
