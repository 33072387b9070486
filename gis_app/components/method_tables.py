"""The tables about the method: weights, numbers that are ours, readings, the check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gis_app.components.cartography import element_colour
from gis_app.components.tables import Cell, Row, table
from gis_app.components.wording import Words
from layers.plan import Ambiguity, Facts
from layers.totals import GRADES, SILENT
from layers.weights import METHODS, by_method

METHOD_NAMES = {"roc": "序位形心（默认）", "ranksum": "序位和", "equal": "等权"}
# Each number that is ours: table of the assumptions → its title and how its values are told.
NUMBERS = {
    "place": ("规划载体", "满分宽度 {default_w_m} 米（已知范围者取其范围），半衰距离 {h_m} 米"),
    "open_list": ("开放名单（等）", "名单以外的板块计 {credit}"),
    "agglomeration": ("高度集聚", "相距 {half_m} 米作用减半"),
    "differentiation": ("错位发展", "相距 {half_m} 米作用减半，{scale} 个同类载体得分减半"),
    "complementarity": ("优势互补", "距园区 {h_m} 米减半；生产性服务占比不低于 {producer_share}"),
    "gateway": ("功能完善", "距枢纽 {w_m} 米内满分，再远 {h_m} 米减半"),
    "grades": (
        "等级界线",
        "{well} 支持充分，{largely} 基本支持，{weak} 支持较弱；布局契合低于 {cap_below} 时封顶",
    ),
    "border": ("界线附近", "{ambiguous_m} 米（推算界线 {derived_m} 米）以内归属待核"),
    "grid": ("地块取样", "{cell_m} 米格网"),
    "coverage": ("已有载体承接", "支持度不低于 {carried}"),
    "draws": ("不确定性抽样", "{count} 次，种子 {seed}"),
    "siting": ("选点", "{stretch_m} 米一段，间距 {spacing_m} 米，候选点 {candidate_m} 米格网"),
}
AUC_ROW = re.compile(r"^\| ([^|]+) \| ([01]\.\d+) \| ([01]\.\d+) \| ([01]\.\d+) \|$", re.MULTILINE)
GRADE_ROW = re.compile(r"^\| (.+?) \|" + r" (\d+) \|" * (len(GRADES) + 1) + "$", re.MULTILINE)
COUNTS = re.compile(r": (\d+) \((\d+) scored\), mean ([\d.]+).*?: (\d+), mean ([\d.]+)")


@dataclass(frozen=True)
class Check:
    """The figures of the documented check: AUC rows, grade rows, and the five counts."""

    auc: tuple[Sequence[str], ...]
    grades: tuple[Sequence[str], ...]
    counts: Sequence[str]


def check(text: str) -> Check | None:
    """Return the figures in the text of docs/validation.md, None where it holds none."""
    counts = COUNTS.search(text)
    if counts is None:
        return None
    return Check(tuple(AUC_ROW.findall(text)), tuple(GRADE_ROW.findall(text)), counts.groups())


def auc(found: Check, facts: Facts, words: Words) -> str:
    """Return how well the total and each criterion tell named clusters from random points."""
    t, names = words.t, {c.id: f"{c.id} {words.name(c)}" for c in facts.criteria}
    columns = ["指标", "AUC", "5%", "95%"]
    rows = (
        [Cell(names.get(r[0].split()[0], t("规划支持度")), "key"), *(Cell(v, "num") for v in r[1:])]
        for r in found.auc
    )
    return table([t(c) for c in columns], rows, caption=t("方法检验"))


def grades(found: Check, words: Words) -> str:
    """Return how many named clusters and random points reach each grade."""
    t = words.t
    names = (t("规划集聚区"), t("随机点"))
    rows = (
        [Cell(name, "key"), *(Cell(v, "num") for v in r[1:])]
        for name, r in zip(names, found.grades, strict=False)
    )
    return table(["", *(t(g) for g in (*GRADES, SILENT))], rows, caption=t("方法检验"))


def criteria(facts: Facts, words: Words) -> str:
    """Return the six criteria with the passage each rests on and its weight by each method."""
    t = words.t
    ids = [c.id for c in facts.criteria]
    weights = {m: by_method(m, ids) for m in METHODS}
    rows = (
        [
            Cell(f"{c.id} {words.name(c)}", "key"),
            Cell(words.quoted(facts.label(c.clause), c.quote), "quote"),
            *(Cell(f"{weights[m][c.id]:.3f}", "num") for m in METHODS),
        ]
        for c in facts.criteria
    )
    heads = ["指标", "规划依据", *(METHOD_NAMES[m] for m in METHODS)]
    return table([t(h) for h in heads], rows, caption=t("指标与权重"))


def widths(facts: Facts, words: Words) -> str:
    """Return full-score width, half-distance, share of the list and error of each element part."""
    t = words.t
    heads = ["结构要素", "部分", "满分宽度", "半衰距离", "名单占比 β", "位置误差", "理由"]
    return table([t(h) for h in heads], _widths(facts, words), caption=t("满分宽度"))


def _widths(facts: Facts, words: Words) -> Iterator[Row]:
    for element in facts.structures:
        whole = facts.assumptions["fit"][element.id]
        for part in element.part:
            own = whole[part.part]
            yield [
                Cell(words.name(element), "key", element_colour(element.id)),
                words.name(part),
                Cell(words.distance(own["w_m"]), "num"),
                Cell(words.distance(own["h_m"]), "num"),
                Cell(f"{whole['beta']:g}", "num"),
                Cell(words.distance(whole["sigma_m"]), "num"),
                Cell(reason(own, words), "quote"),
            ]


def numbers(facts: Facts, words: Words) -> str:
    """Return the other numbers of the tool's own, with the reason for each."""
    t, ours = words.t, facts.assumptions
    rows = (
        [
            Cell(t(title), "key"),
            t(text).format(**{k: v for k, v in ours[name].items() if not isinstance(v, str)}),
            Cell(reason(ours[name], words), "quote"),
        ]
        for name, (title, text) in NUMBERS.items()
        if name in ours
    )
    return table([t(h) for h in ("用于", "取值", "理由")], rows, caption=t("本工具设定"))


def reason(own: Mapping[str, Any], words: Words) -> str:
    """Return why a number is what it is, in the language of `words` where it is written."""
    return str(own.get("reason_en" if words.lang == "en" else "reason") or own.get("reason", ""))


def readings(facts: Facts, words: Words) -> str:
    """Return every ambiguous passage with the reading in use and the others."""
    t = words.t
    heads = ["有歧义之处", "规划原文", "采用的读法", "其他读法", "理由"]
    rows = (_reading(a, facts, words) for a in facts.ambiguities)
    return table([t(h) for h in heads], rows, caption=t("文本读法"))


def _reading(one: Ambiguity, facts: Facts, words: Words) -> Row:
    used = facts.readings.get(one.id, one.chosen)
    titles = {r.value: _title(r, words) for r in one.reading}
    why = one.reason_en if words.lang == "en" else one.reason
    return [
        Cell(_title(one, words), "key"),
        Cell(words.quoted(facts.label(one.clause), one.quote), "quote"),
        titles.get(used, used),
        Cell(words.joined(v for k, v in titles.items() if k != used) or "—", "quote"),
        Cell(why or one.reason, "quote"),
    ]


def _title(row: Any, words: Words) -> str:
    return str(row.title_en if words.lang == "en" and row.title_en else row.title)
