"""Scenarios in tables: the list, two versions side by side, why the scores differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from gis_app.components.tables import Cell, table
from gis_app.components.wording import Words
from gis_app.projects.model import Change, Scenario
from layers.plan import Facts
from layers.totals import GRADES, SILENT

Json = Mapping[str, Any]

METHODS = {"": "默认权重", "roc": "默认权重", "equal": "等权", "ranksum": "位次和法"}
ACTIONS = {
    "create": "新建",
    "save": "保存",
    "rename": "改名或备注",
    "delete": "删除",
    "duplicate": "复制",
    "undo": "撤销",
    "restore": "恢复旧版",
    "import": "导入",
}
SAID = ("拟选址点", "重点领域", "权重方案")
EXCERPT = 60  # characters of a note in the list


def bare(scenario: Scenario) -> bool:
    """Say whether a scenario only holds indicator values, so that nothing is scored in it."""
    return bool(scenario.indicators) and not scenario.sites


def time_text(moment: str) -> str:
    """Return a time of the store as people read it."""
    return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"


def listed(
    scenarios: Sequence[Scenario],
    results: Mapping[str, Sequence[Json]],
    facts: Facts,
    words: Words,
) -> str:
    """Return one row a scenario; `results` are the scores of its sites, by its id."""
    t = words.t
    columns = ("方案", "规划支持度", "等级", *SAID, "备注", "修改时间", "修改人", "版本")
    rows = (
        [
            Cell(s.name, "key"),
            Cell(_score(results.get(s.id, ())), "num"),
            _grades(results.get(s.id, ()), words),
            places(s, words),
            sectors(s, facts, words),
            weights(s, words),
            _excerpt(s.note),
            time_text(s.changed),
            s.author or "—",
            Cell(str(s.version), "num"),
        ]
        for s in scenarios
    )
    return table([t(c) for c in columns], rows, caption=t("方案"))


def _score(results: Sequence[Json]) -> str:
    """Return the score of the one site, or the lowest and highest of several."""
    found = sorted(r["score"] for r in results if r["score"] is not None)
    if not found:
        return "—"
    return f"{found[0]:.1f}" if len(found) == 1 else f"{found[0]:.1f}–{found[-1]:.1f}"


def _grades(results: Sequence[Json], words: Words) -> str:
    found = {r["grade"] for r in results if r["grade"]}
    return words.listed(words.t(g) for g in (*GRADES, SILENT) if g in found) or "—"


def history(changes: Sequence[Change], facts: Facts, words: Words) -> str:
    """Return one row a version, the last one first."""
    t = words.t
    columns = ("版本", "操作", "时间", "修改人", "名称", *SAID)
    rows = (
        [
            Cell(str(c.scenario.version), "num"),
            t(ACTIONS.get(c.action, c.action)),
            time_text(c.scenario.changed),
            c.scenario.author or "—",
            c.scenario.name,
            places(c.scenario, words),
            sectors(c.scenario, facts, words),
            weights(c.scenario, words),
        ]
        for c in changes
    )
    return table([t(c) for c in columns], rows, caption=t("历史"))


def side_by_side(
    one: Scenario, other: Scenario, titles: tuple[str, str], facts: Facts, words: Words
) -> str:
    """Return what two scenarios say, line by line, and which lines differ."""
    t = words.t
    lines: dict[str, Callable[[Scenario], str]] = {
        "名称": lambda s: s.name,
        "拟选址点": lambda s: places(s, words),
        "重点领域": lambda s: sectors(s, facts, words),
        "功能": lambda s: _functions(s, facts, words),
        "权重方案": lambda s: weights(s, words),
        "指标数值": lambda s: values(s, words),
        "备注": lambda s: s.note or "—",
        "修改时间": lambda s: time_text(s.changed),
        "修改人": lambda s: s.author or "—",
    }
    columns = ["", *titles, t("是否相同")]
    rows = (
        [Cell(t(name), "key"), said(one), said(other), t(same(said(one), said(other)))]
        for name, said in lines.items()
    )
    return table(columns, rows, caption=t("两个方案"))


def same(one: str, other: str) -> str:
    """Say whether two texts are the same, in a word to be translated."""
    return "相同" if one == other else "不同"


def places(scenario: Scenario, words: Words) -> str:
    """Return where the site of a scenario is, or how many it has."""
    if not scenario.sites:
        return "—"
    if len(scenario.sites) > 1:
        return words.t("{n} 个点或地块").format(n=len(scenario.sites))
    site = scenario.sites[0]
    at = f"{site.lon:.6f}, {site.lat:.6f}"
    told = words.t("{at}（坐标系不清楚）").format(at=at) if site.unsure else at
    return words.joined([told, words.t("手绘地块")]) if site.wkt else told


def sectors(scenario: Scenario, facts: Facts, words: Words) -> str:
    """Return the sectors of a scenario, with shares where one site has several."""
    names = {s.id: words.name(s) for s in facts.sectors}
    if len(scenario.sites) == 1:
        mix = scenario.sites[0].sectors
        if len(mix) > 1:
            return words.listed(f"{names.get(k, k)} {100 * v:.0f}%" for k, v in mix) or "—"
    found = dict.fromkeys(k for site in scenario.sites for k, _ in site.sectors)
    return words.listed(names.get(k, k) for k in found) or "—"


def _functions(scenario: Scenario, facts: Facts, words: Words) -> str:
    names = {f.id: words.name({"name": f.id, "name_en": f.name_en}) for f in facts.functions}
    found = dict.fromkeys(s.function for s in scenario.sites if s.function)
    return words.listed(names.get(f, f) for f in found) or "—"


def weights(scenario: Scenario, words: Words) -> str:
    """Return the name of the weights, points as they are."""
    if scenario.weights in METHODS:
        return words.t(METHODS[scenario.weights])
    return words.t("自定权重 {points}").format(points=scenario.weights)


def values(scenario: Scenario, words: Words) -> str:
    """Return how many values of indicators a scenario holds."""
    count = sum(map(len, scenario.indicators.values()))
    return words.t("{n} 个").format(n=count) if count else "—"


def _excerpt(note: str) -> str:
    text = " ".join(note.split())
    return f"{text[:EXCERPT]}…" if len(text) > EXCERPT else text
