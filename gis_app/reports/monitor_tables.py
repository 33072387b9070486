"""The tables of the monitoring reports: indicators, clause by district, gaps, change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from gis_app.assessment import Assessment, rows_of
from gis_app.components import portfolio_tables as shown
from gis_app.components.indicator_tables import told
from gis_app.components.wording import Words
from gis_app.reports.content import Table
from layers.model import Plan
from layers.monitored import Measure, Target
from layers.portfolio import APART
from layers.portfolio_change import ADDED, CHANGED, REMOVED, SAME

Values = Mapping[str, Mapping[int, float]]

CHANGES = {ADDED: "新增", REMOVED: "减少", CHANGED: "变化"}
MARKS = {**shown.MARKS, APART: "—"}
FIRST = 26  # share of the first column of a matrix


def indicators(found: Assessment, values: Values, words: Words) -> Table:
    """Return the plan's indicators: base, target, the latest value entered and its year."""
    t, facts = words.t, found.plan.facts
    rows = []
    for one in facts.indicators:
        own = values.get(one.id, {})
        latest = t("待填")
        if own:
            latest = t("{value}（{year}）").format(value=f"{own[max(own)]:.15g}", year=max(own))
        rows.append(
            (
                str(one.number),
                words.name({"name": one.name, "name_en": getattr(one, "name_en", "")}),
                t(one.unit) if one.unit else "—",
                _aim(one.base, words),
                _aim(one.target, words),
                latest,
            )
        )
    columns = ("序号", "指标", "单位", "基期值", "目标值", "监测值（年份）")
    return Table(
        caption=t("主要指标"),
        head=[t(c) for c in columns],
        rows=rows,
        widths=(7, 40, 10, 12, 16, 15),
        centred=frozenset({0, 2, 3, 4, 5}),
        small=True,
    )


def _aim(measure: Measure | Target, words: Words) -> str:
    """Return a base or target: in Chinese as the plan writes it, in English as the pages do."""
    return (measure.text if words.lang == "zh" else told(measure, words)) or "—"


def matrix(found: Assessment, words: Words) -> Table:
    """Return clause by district: a sign and the best support of a carrier."""
    names = shown.district_names(found, words)
    cells = found.coverage.set_index(["row", "district"])
    rows = [
        [
            f"{shown.row_name(found, row, words)}\n{found.plan.facts.label(fact.clause)}",
            *(_cell(cells.loc[(row, d)]) for d in names),
        ]
        for row, (_, fact) in rows_of(found.plan).items()
    ]
    head = [words.t("条款"), *names.values()]
    return _square(words.t("条款—板块对照表"), head, rows)


def _cell(cell: Any) -> str:
    mark = MARKS[cell["state"]]
    return f"{mark}\n{cell['value']:.2f}" if cell["value"] > 0 else mark


def _square(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return Table(
        caption=caption,
        head=head,
        rows=rows,
        widths=(FIRST, *[(100 - FIRST) / (len(head) - 1)] * (len(head) - 1)),
        centred=frozenset(range(1, len(head))),
        small=True,
    )


def gaps(found: Assessment, words: Words) -> Table:
    """Return what is still without a carrier, a line a district and clause."""
    t, names = words.t, shown.district_names(found, words)
    sectors = {s.id: words.name(s) for s in found.plan.facts.sectors}
    rows = [
        (
            names[g.district],
            shown.row_name(found, g.row, words),
            t("整条条款") if g.whole else t("部分行业"),
            words.listed(sectors[s] for s in g.sectors.split(";") if s) or "—",
        )
        for g in found.gaps.sort_values("district", kind="stable").itertuples()
    ]
    return Table(
        caption=t("待补清单"),
        head=[t(c) for c in ("板块", "条款", "缺口", "暂无对应载体的重点领域")],
        rows=rows,
        widths=(14, 26, 12, 48),
        centred=frozenset({2}),
        small=True,
    )


def specialisation(found: Assessment, words: Words) -> Table:
    """Return Krugman's index of every two districts."""
    names = shown.district_names(found, words)
    values = found.specialisation
    rows = [
        [name, *("—" if one == other else _two(values.loc[one, other]) for other in names)]
        for one, name in names.items()
    ]
    return _square(words.t("板块分工差异度"), ["", *names.values()], rows)


def _two(value: float) -> str:
    return "—" if pd.isna(value) else f"{value:.2f}"


def standing(found: Assessment, words: Words) -> Table:
    """Return each carrier with its district, score and grade."""
    t, names = words.t, shown.district_names(found, words)
    carriers = shown.carrier_names(found, words)
    rows = [
        (
            str(n),
            carriers[one.id],
            names.get(one.district, t("市域外")),
            "—" if pd.isna(one.score) else f"{one.score:.1f}",
            "—" if pd.isna(one.grade) else t(one.grade),
        )
        for n, one in enumerate(found.standing.itertuples(), 1)
    ]
    return Table(
        caption=t("载体的规划支持度"),
        head=[t(c) for c in ("序号", "载体", "板块", "规划支持度", "等级")],
        rows=rows,
        widths=(7, 47, 18, 13, 15),
        centred=frozenset({0, 3, 4}),
        small=True,
    )


def changes(plan: Plan, table: pd.DataFrame, words: Words) -> Table:
    """Return the carriers that came, went or changed since an earlier snapshot."""
    t = words.t
    places = {p.id: p for p in plan.layers["places"].itertuples()}
    lines = table[table["change"] != SAME].to_dict("records")
    rows = [_change(line, places, words) for line in lines]
    return Table(
        caption=t("与前一快照比较"),
        head=[t(c) for c in ("载体", "变化", "移动", "规划支持度", "等级")],
        rows=rows,
        widths=(40, 10, 14, 18, 18),
        centred=frozenset({1, 2, 3, 4}),
        small=True,
    )


def _change(line: Mapping[str, Any], places: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    kept = line["change"] == CHANGED
    name = str(line["name_before" if line["change"] == REMOVED else "name_after"])
    place = places.get(line["id"])
    shipped = place is not None and place.name == name  # the user's own name stays as it is
    scores = (None if pd.isna(v) else f"{v:.1f}" for v in _sides(line, "score"))
    grades = (None if pd.isna(v) else words.t(v) for v in _sides(line, "grade"))
    return (
        words.name(place) if shipped else name,
        words.t(CHANGES[line["change"]]),
        words.distance(line["moved_m"]) if kept else "—",
        _turn(scores),
        _turn(grades),
    )


def _sides(line: Mapping[str, Any], key: str) -> tuple[Any, Any]:
    return line[f"{key}_before"], line[f"{key}_after"]


def _turn(sides: Iterable[str | None]) -> str:
    before, after = ("—" if side is None else side for side in sides)
    return before if before == after else f"{before} → {after}"
