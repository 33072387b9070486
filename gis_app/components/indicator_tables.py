"""The tables about the plan's indicators: targets, progress, other counts, duties to monitor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd

from gis_app import indicators
from gis_app.components.tables import Cell, Row, table
from gis_app.components.wording import Words
from gis_app.indicators import Progress, Values
from layers.monitored import Count, Indicator, Measure, Target
from layers.plan import Facts

KINDS = {
    indicators.NUMBER: "定数",
    indicators.AT_LEAST: "以上",
    indicators.ABOUT: "左右",
    indicators.RELATIVE: "相对目标",
    indicators.MISSING: "未写",
}
SHAPES = {indicators.AT_LEAST: "{v}以上", indicators.ABOUT: "{v}左右"}
# What the latest value says, by state and whether the target is relative.
REACHED, SHORT = "已达到", "差 {gap}"
ABOVE, NOT_ABOVE = "高于比照值 {gap}", "未高于比照值，差 {gap}"
JUDGE = "低于目标 {gap}；规划写“左右”，未给范围，是否达到请自行判断"
OPEN = "缺同年比照值，无法判断"
REPORTS = {"annual": "年度监测", "midterm": "中期评估", "final": "总结评估"}


def figure(value: float) -> str:
    """Return a number as people write it.

    >>> figure(14000.0), figure(6.69), figure(-0.05)
    ('14,000', '6.69', '-0.05')
    """
    return f"{value:,.10g}"


def name(fact: Indicator, words: Words) -> str:
    """Return an indicator's name with its unit."""
    return words.t("{name}（{unit}）").format(name=words.name(fact), unit=words.t(fact.unit))


def row_name(row: indicators.Row, words: Words) -> str:
    """Return the name of a row to fill in."""
    if not row.compared:
        return f"{row.fact.number} {name(row.fact, words)}"
    return words.t("{number} 的比照值（目标“{text}”）").format(
        number=row.fact.number, text=words.t(row.fact.target.text)
    )


def told(measure: Measure | Target | Count, words: Words) -> str:
    """Return a base or target in words: 14000, 18以上, 4左右, 高于GDP增速, a dash for none."""
    if measure.value is None:
        return words.t(measure.text) if isinstance(measure, Measure) else "—"
    upper = getattr(measure, "upper", None)
    value = figure(measure.value) if upper is None else f"{figure(measure.value)}–{figure(upper)}"
    return words.t(SHAPES.get(measure.kind, "{v}")).format(v=value)


def whole(facts: Facts, values: Values, words: Words) -> str:
    """Return the plan's table of indicators with what the latest values say."""
    t = words.t
    base, target = heads(facts, words)
    columns = [
        t("类别"),
        t("规划指标"),
        base,
        target,
        *(t(c) for c in ("目标类型", "最新值", "进展")),
    ]
    return table([*columns, t("规划依据")], _rows(facts, values, words), caption=t("规划指标"))


def heads(facts: Facts, words: Words) -> tuple[str, str]:
    """Return the titles of base and target, with the year where it is the same for all."""
    bases = {i.base.year for i in facts.indicators}
    targets = {i.target.year for i in facts.indicators}
    base = words.t("{year}年现状").format(year=bases.pop()) if len(bases) == 1 else words.t("现状")
    if len(targets) != 1:
        return base, words.t("目标")
    return base, words.t("{year}年目标").format(year=targets.pop())


def _rows(facts: Facts, values: Values, words: Words) -> Iterator[Row]:
    group = ""
    for fact in facts.indicators:
        shown = fact.group_en if words.lang == "en" and fact.group_en else fact.group
        found = indicators.progress(fact, values)
        latest = f"{figure(found.value)} ({found.year})" if found else "—"
        yield [
            "" if shown == group else shown,
            Cell(f"{fact.number} {name(fact, words)}", "key"),
            Cell(told(fact.base, words), "num"),
            Cell(told(fact.target, words), "num"),
            words.t(KINDS.get(fact.target.kind, fact.target.kind)),
            Cell(latest, "num"),
            says(fact, found, words),
            Cell(_cited(fact, facts, words), "quote"),
        ]
        group = shown


def _cited(fact: Indicator, facts: Facts, words: Words) -> str:
    """Return where the plan has the indicator: its table, and the text where it says it again."""
    own = words.quoted(facts.label(fact.clause), fact.quote)
    again = [words.quoted(facts.label(r.clause), r.quote) for r in fact.restated]
    note = fact.note_en if words.lang == "en" else fact.note
    return words.joined([own, *again, *([note] if note else [])])


def says(fact: Indicator, found: Progress | None, words: Words) -> str:
    """Return what the latest value says of the target, and what cannot be said."""
    t = words.t
    if found is None:
        return t("未填")
    parts = [_state(fact, found, words)]
    if fact.base.value is None and fact.target.value is not None:
        parts.append(t("规划未写现状值，不计完成比例"))
    elif found.share is not None and found.share < 0:
        parts.append(t("低于现状值"))
    elif found.share is not None:
        parts.append(t("自现状值至目标值已走完 {share}").format(share=f"{found.share:.0%}"))
    return words.joined(parts)


def _state(fact: Indicator, found: Progress, words: Words) -> str:
    relative = fact.target.kind == indicators.RELATIVE
    text = {
        indicators.REACHED: ABOVE if relative else REACHED,
        indicators.SHORT: NOT_ABOVE if relative else SHORT,
        indicators.JUDGE: JUDGE,
        indicators.OPEN: OPEN,
    }[found.state]
    return words.t(text).format(gap=figure(abs(found.gap or 0.0)))


def tally(facts: Facts, values: Values) -> Counter[str]:
    """Return how many indicators are in each state; those without a value under ""."""
    found = [indicators.progress(fact, values) for fact in facts.indicators]
    return Counter(p.state if p else "" for p in found)


def frame(facts: Facts, values: Values, words: Words) -> pd.DataFrame:
    """Return the table to fill in, indexed by the ids of `indicators.rows`; years as text."""
    t, listed = words.t, indicators.rows(facts)
    told_base = ["—" if r.compared else told(r.fact.base, words) for r in listed]
    told_target = ["—" if r.compared else told(r.fact.target, words) for r in listed]
    by_year = {
        str(y): pd.array([values.get(r.id, {}).get(y) for r in listed], dtype="Float64")
        for y in indicators.years(facts)
    }
    base, target = heads(facts, words)
    return pd.DataFrame(
        {
            t("规划指标"): [row_name(r, words) for r in listed],
            base: told_base,
            target: told_target,
            **by_year,
        },
        index=[r.id for r in listed],
    )


def values_of(edited: pd.DataFrame, facts: Facts) -> Values:
    """Return the values of a table that was filled in."""
    span = [y for y in indicators.years(facts) if str(y) in edited]
    cells: dict[str, Mapping[int, object]] = {
        str(ident): {y: float(row[str(y)]) for y in span if not pd.isna(row[str(y)])}
        for ident, row in edited.iterrows()
    }
    return indicators.checked(facts, cells)


def counts(facts: Facts, words: Words) -> str:
    """Return what else the plan wants so many of by a year."""
    t = words.t
    rows = (
        [
            Cell(words.name(c), "key"),
            Cell(told(c, words) if words.lang == "en" else f"{told(c, words)}{c.unit}", "num"),
            t(KINDS.get(c.kind, c.kind)) if c.upper is None else t("区间"),
            Cell(str(c.year or "—"), "num"),
            Cell(words.quoted(facts.label(c.clause), c.quote), "quote"),
        ]
        for c in facts.counts
    )
    columns = ["名称", "目标", "目标类型", "年份", "规划依据"]
    return table([t(c) for c in columns], rows, caption=t("其他数量目标"))


def sector_targets(facts: Facts, words: Words) -> str:
    """Return the targets of the sectors; their words stay the plan's own."""
    t = words.t
    rows = (
        [
            Cell(f"{s.id} {words.name(s)}", "key"),
            target.text,
            Cell(str(target.year or "—"), "num"),
            Cell(words.quoted(facts.label(target.clause), target.quote), "quote"),
        ]
        for s in facts.sectors
        for target in s.target
    )
    columns = ["重点领域", "目标", "年份", "规划依据"]
    return table([t(c) for c in columns], rows, caption=t("重点领域的目标"))


def duties(facts: Facts, words: Words) -> str:
    """Return what the plan orders to be monitored, and the report it orders for it."""
    t = words.t
    rows = (
        [
            Cell(words.name(d), "key"),
            t(REPORTS.get(d.report, d.report)) if d.report else "—",
            Cell(words.quoted(facts.label(d.clause), d.quote), "quote"),
        ]
        for d in facts.duties
    )
    return table([t(c) for c in ("职责", "报告", "规划依据")], rows, caption=t("监测职责"))
