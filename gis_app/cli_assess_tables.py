"""The assessment as tables for people: matrix, gaps, stretches, differentiation, change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from gis_app.assessment import Assessment, rows_of
from gis_app.cli_show import print_table
from gis_app.grades import grade_name
from layers.portfolio import APART, CARRIED, NONE, PARTLY
from layers.portfolio_change import ADDED, CHANGED, REMOVED, SAME

Row = Sequence[object]
MARKS = {CARRIED: "●", PARTLY: "◐", NONE: "○", APART: "—"}
STATES = {
    "zh": {CARRIED: "已有载体承接", PARTLY: "部分承接", NONE: "暂无对应载体", APART: "—"},
    "en": {CARRIED: "carried", PARTLY: "partly carried", NONE: "no carrier yet", APART: "—"},
}
CHANGES = {
    "zh": {ADDED: "新增", REMOVED: "减少", CHANGED: "变化", SAME: "不变"},
    "en": {ADDED: "added", REMOVED: "removed", CHANGED: "changed", SAME: "same"},
}
TEXTS = {
    "matrix": ("条款—板块对照表", "Clause-by-district matrix"),
    "legend": (
        "● 已有载体承接（支持度≥{least:g}）  ◐ 部分承接  ○ 暂无对应载体  "
        "— 条款没有写到该板块（没有板块名单的，影响不到该板块）",
        "● carried (support ≥ {least:g})  ◐ partly carried  ○ no carrier yet  "
        "— the clause does not name the district (without a list: does not reach it)",
    ),
    "gaps": ("待补清单：条款与板块", "Gap list: clauses and districts"),
    "stretches": (
        "待补清单：沿线 {step:g} 公里分段，暂无对应载体的里程（距离衰减值不低于 {least:g} 的载体"
        "才算承接一段）",
        "Gap list: stretches of {step:g} km without a carrier (one carries a stretch where its "
        "distance membership is {least:g} or more)",
    ),
    "strips": (
        "沿线载体（按里程；每个要素列出最近的一段走线，以及所承接的各段）",
        "Carriers by chainage (of each element the nearest course, and those they carry)",
    ),
    "krugman": (
        "板块分工差异度（0 相同，1 完全不同；载体少的板块数值不稳）",
        "Specialisation between districts (Krugman, 0 same, 1 nothing in common; unsteady where "
        "carriers are few)",
    ),
    "count": ("载体数", "carriers"),
    "sectors": ("重点领域：{names}", "sectors: {names}"),
    "indicator": (
        "指标{number} {name}：{count}/{target}{unit}",
        "Indicator {number}, {name}: {count} of {target}",
    ),
    "silent": ("规划未涉及：{names}", "Not addressed by the plan: {names}"),
    "outside": ("市域外（不评分）：{names}", "Outside the city (not scored): {names}"),
    "change": ("与上年比较", "Change since the earlier snapshot"),
    "none": ("无", "none"),
    "all": ("全部（{sectors}）", "everything ({sectors})"),
    "and": ("、", ", "),
}
HEADS = {
    "clause": ("条款", "clause"),
    "label": ("依据", "cited"),
    "gaps": (("条款", "板块", "暂无对应载体的重点领域"), ("clause", "district", "sectors lacking")),
    "stretches": (
        ("结构要素", "走线", "里程km", "段数"),
        ("element", "course", "along km", "stretches"),
    ),
    "strips": (
        ("结构要素", "走线", "里程km", "距离km", "载体", "板块", "支持度", "承接该段"),
        ("element", "course", "along km", "km", "carrier", "district", "support", "carries it"),
    ),
    "change": (
        ("编号", "名称", "变化", "移动（米）", "重点领域", "得分", "等级"),
        ("id", "name", "change", "moved m", "sectors", "score", "grade"),
    ),
}


def show(found: Assessment, lang: str) -> None:
    """Print every table of an assessment."""
    assumptions = found.plan.facts.assumptions
    step_km = assumptions["siting"]["stretch_m"] / 1000.0
    least = assumptions["coverage"]["carried"]
    _titled(_text("matrix", lang), *matrix(found, lang, marks=True))
    print(_text("legend", lang, least=least))
    _titled(_text("gaps", lang), _head("gaps", lang), _gaps(found, lang))
    if names := _sectors(found, lang):
        print(_text("sectors", lang, names=names))
    title = _text("stretches", lang, step=step_km, least=least)
    _titled(title, _head("stretches", lang), _stretches(found, lang))
    _titled(_text("krugman", lang), *_specialisation(found, lang))
    _titled(_text("strips", lang), _head("strips", lang), _strips(found, lang))
    if found.change is not None:
        _titled(_text("change", lang), _head("change", lang), _changes(found.change, lang))
    print()
    for line in _closing(found, lang):
        print(line)


def matrix(found: Assessment, lang: str, *, marks: bool) -> tuple[Row, list[Row]]:
    """Return head and rows of clause by district: marks for the screen, words for a file."""
    codes, facts = found.plan.districts.codes, found.plan.facts
    names = [found.plan.districts.name(code, lang) for code in codes]
    cells = found.coverage.set_index(["row", "district"])
    words = MARKS if marks else STATES[lang]
    rows: list[Row] = []
    for row, (_, fact) in rows_of(found.plan).items():
        line = [
            _cell(words[cells.loc[(row, c), "state"]], cells.loc[(row, c), "value"], marks=marks)
            for c in codes
        ]
        rows.append((_name(found, row, lang), facts.label(fact.clause), *line))
    return (_head("clause", lang), _head("label", lang), *names), rows


def _cell(word: str, value: float, *, marks: bool) -> str:
    if value <= 0:
        return word
    return f"{word}{'' if marks else ' '}{value:.2f}"


def _gaps(found: Assessment, lang: str) -> Iterator[Row]:
    for gap in found.gaps.itertuples():
        sectors = gap.sectors.replace(";", _text("and", lang))
        lacking = _text("all", lang, sectors=sectors) if gap.whole else sectors
        yield _name(found, gap.row, lang), found.plan.districts.name(gap.district, lang), lacking


def _sectors(found: Assessment, lang: str) -> str:
    """Return what the ids in the gap list stand for."""
    used = {s for text in found.gaps["sectors"] for s in text.split(";")}
    names = {s.id: s.name_en if lang == "en" else s.name for s in found.plan.facts.sectors}
    return _text("and", lang).join(f"{i} {name}" for i, name in names.items() if i in used)


def _stretches(found: Assessment, lang: str) -> Iterator[Row]:
    """Yield a line a part and course: runs of empty stretches joined."""
    empty = found.stretches[found.stretches["clusters"] == 0]
    for (element, part, course), group in empty.groupby(["element", "part", "course"], sort=False):
        runs = (group["stretch"].diff() != 1).cumsum()
        ends = group.groupby(runs).agg(start=("from_m", "first"), stop=("to_m", "last"))
        text = _text("and", lang).join(
            f"{r.start / 1000:g}–{round(r.stop / 1000, 1):g}" for r in ends.itertuples()
        )
        yield (
            _name(found, element, lang),
            _course(found, element, part, course, lang),
            text,
            len(group),
        )


def _strips(found: Assessment, lang: str) -> Iterator[Row]:
    """Yield the clusters that a part supports, by chainage; a course is schematic: 0.1 km."""
    for at in _shown(found).itertuples():
        yield (
            _name(found, at.element, lang),
            _course(found, at.element, at.part, at.course, lang),
            f"{at.chainage_m / 1000:.1f}",
            f"{at.distance_m / 1000:.1f}",
            at.name,
            found.plan.districts.name(at.district, lang),
            f"{at.support:.2f}",
            "●" if at.carries else "",
        )


def _shown(found: Assessment) -> pd.DataFrame:
    """Return the strips to print: what a cluster carries, and its nearest part of each element."""
    strips = found.strips[found.strips["support"] > 0]
    nearest = strips.groupby(["element", "id"])["distance_m"].transform("min")
    least = found.plan.facts.assumptions["coverage"]["carried"]
    strips = strips.assign(carries=strips["membership"] >= least)
    return strips[strips["carries"] | (strips["distance_m"] == nearest)]


def _specialisation(found: Assessment, lang: str) -> tuple[Row, list[Row]]:
    codes = list(found.specialisation.index)
    names = [found.plan.districts.name(code, lang) for code in codes]
    told = found.standing[found.standing["sectors"].astype(bool)]
    count = told["district"].value_counts()
    rows = []
    for k, code in enumerate(codes):
        values = found.specialisation.loc[code]
        line = ["" if j <= k else _two(values[other]) for j, other in enumerate(codes)]
        rows.append((names[k], int(count.get(code, 0)), *line))
    return ("", _text("count", lang), *names), rows


def _changes(table: pd.DataFrame, lang: str) -> Iterator[Row]:
    """Yield the clusters that changed in any way."""
    for line in table[table["change"] != SAME].to_dict("records"):
        kept = line["change"] == CHANGED
        last = "before" if line["change"] == REMOVED else "after"
        yield (
            line["id"],
            line[f"name_{last}"],
            CHANGES[lang][line["change"]],
            f"{line['moved_m']:.0f}" if kept else None,
            _turn(line, "sectors", str),
            _turn(line, "score", lambda v: f"{v:.1f}"),
            _turn(line, "grade", lambda v: grade_name(v, lang)),
        )


def _turn(line: Mapping[str, object], key: str, written: Callable[[Any], str]) -> str:
    """Return `before → after`, or one of them where nothing changed or one is missing."""
    sides = [line[f"{key}_{side}"] for side in ("before", "after")]
    texts = [("" if pd.isna(v) else written(v)) or "—" for v in sides]
    if line["change"] != CHANGED:
        return texts[line["change"] == ADDED]
    return texts[0] if texts[0] == texts[1] else " → ".join(texts)


def _closing(found: Assessment, lang: str) -> Iterator[str]:
    if found.progress:
        fact = found.progress.indicator
        yield _text(
            "indicator",
            lang,
            number=fact.number,
            name=fact.name,
            count="—" if found.progress.count is None else found.progress.count,
            target=fact.target.text,
            unit=fact.unit,
        )
    table = found.standing
    for key, rows in (("silent", table["silent"]), ("outside", table["district"].isna())):
        yield _text(key, lang, names="、".join(table["name"][rows]) or _text("none", lang))


def _titled(title: str, head: Row, rows: Iterable[Row]) -> None:
    lines = list(rows)
    print(f"\n{title}")
    if lines:
        print_table([str(h) for h in head], lines)
    else:
        print("—")


def _name(found: Assessment, row: str, lang: str) -> str:
    kind, fact = rows_of(found.plan)[row]
    if kind == "county":
        return found.plan.districts.name(row, lang)
    return fact.name_en if lang == "en" else fact.name


def _course(found: Assessment, element: str, part: str, course: str, lang: str) -> str:
    """Return the name of a part, with that of its course where it has several (in Chinese)."""
    fact = next(e for e in found.plan.elements if e.fact.id == element)
    here = next(p for p in fact.parts if p.fact.part == part)
    name = (here.fact.name_en if lang == "en" else here.fact.name) or part
    if len(here.courses) == 1:
        return name
    return f"{name} {here.names[here.courses.index(course)]}"


def _two(value: float) -> str:
    return "—" if pd.isna(value) else f"{value:.2f}"


def _head(key: str, lang: str) -> Any:
    return HEADS[key][lang == "en"]


def _text(key: str, lang: str, **values: object) -> str:
    return TEXTS[key][lang == "en"].format(**values)
