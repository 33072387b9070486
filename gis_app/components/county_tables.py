"""The tables about one county city: what the plan asks of it, and what lies there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gis_app.assessment import Assessment, rows_of
from gis_app.components.layout_map import MARGIN, MapDocument
from gis_app.components.portfolio_tables import MARKS, STATES, carrier_names, row_name
from gis_app.components.tables import Cell, Row, table
from gis_app.components.wording import Words
from layers.model import Plan
from layers.plan import County, Facts
from layers.portfolio import APART

BASIS = {"text": "明确提出", "class": "整体提出", "implied": "间接涉及"}
NOT_APPLICABLE = "不适用"


def title(plan: Plan, code: str, words: Words) -> str:
    """Return the name of a district."""
    return plan.districts.name(code, words.lang)


def seen_at(document: MapDocument, plan: Plan, code: str) -> MapDocument:
    """Return a map whose first view is one district."""
    layer = plan.layers["districts"]
    west, south, east, north = layer[layer["id"] == code].total_bounds
    bounds = [[south - MARGIN, west - MARGIN], [north + MARGIN, east + MARGIN]]
    return replace(document, head={**document.head, "bounds": bounds})


def direction(county: County, words: Words) -> str:
    """Return the direction the plan gives a county, in our summary."""
    english = words.lang == "en" and county.direction_en
    return county.direction_en if english else county.direction


def sectors(plan: Plan, county: County, words: Words) -> str:
    """Return the sectors the guidance names, and how it names them."""
    t, facts = words.t, plan.facts
    names = {s.id: f"{s.id} {words.name(s)}" for s in facts.sectors}
    rows = (
        [
            Cell(names[a.sector], "key"),
            t(BASIS.get(a.basis, a.basis)),
            Cell(f"{a.value:g}", "num"),
            Cell(words.quoted(facts.label(a.clause), a.quote), "quote"),
        ]
        for a in county.affinity
    )
    columns = ["重点领域", "文本依据", "行业对应度", "规划依据"]
    return table([t(c) for c in columns], rows, caption=t("指引写到的重点领域"))


def roles(plan: Plan, county: County, words: Words) -> str:
    """Return the roles the guidance gives the county, with where each is."""
    t, facts = words.t, plan.facts
    rows = (
        [
            Cell(words.name(r), "key"),
            _place(plan, r.place, words),
            Cell(words.quoted(facts.label(r.clause), r.quote), "quote"),
        ]
        for r in county.role
    )
    columns = ["定位", "对应载体", "规划依据"]
    return table([t(c) for c in columns], rows, caption=t("定位"))


def _place(plan: Plan, place: str | None, words: Words) -> str:
    """Return the name of a place and whether it is on the map."""
    located = {r.id: words.name(r) for r in plan.layers["places"].itertuples()}
    if place is None:
        return "—"
    if place in located:
        return located[place]
    absent = next((p for p in plan.unlocated if p["id"] == place), None)
    name = words.name(absent) if absent else place
    return words.t("{name}（无址）").format(name=name)


def carriers(plan: Plan, code: str, words: Words) -> str:
    """Return the carriers in a district that a clause names, those without a site at the end."""
    t = words.t
    columns = ["规划载体", "类别", "重点领域", "可靠程度", "规划依据"]
    rows = [*_located(plan, code, words), *_unlocated(plan, code, words)]
    return table([t(c) for c in columns], rows, caption=t("规划载体"))


def _located(plan: Plan, code: str, words: Words) -> Iterator[Row]:
    layer = plan.layers["places"]
    for row in layer[(layer["district"] == code) & layer["clause"].notna()].itertuples():
        yield [
            Cell(words.name(row), "key"),
            words.t(row.zone_kind) if isinstance(row.zone_kind, str) else "—",
            _listed(plan.facts, row.sectors, words),
            words.provenance(row.status, row.error_m),
            Cell(words.quoted(row.clause_label, row.quote), "quote"),
        ]


def _unlocated(plan: Plan, code: str, words: Words) -> Iterator[Row]:
    own = plan.districts.name(code, "zh")
    for place in plan.unlocated:
        if own in (place["district_name"] or "").split(";"):
            cited = words.quoted(place["clause_label"], place["quote"]) if place["clause"] else "—"
            kind = words.t(place["zone_kind"]) if place["zone_kind"] else "—"
            yield [Cell(words.name(place), "key"), kind, "—", words.t("无址"), Cell(cited, "quote")]


def _listed(facts: Facts, text: Any, words: Words) -> str:
    """Return the names of the sectors of a mix written as text."""
    names = {s.id: words.name(s) for s in facts.sectors}
    ids = [part.partition(":")[0] for part in text.split(";")] if isinstance(text, str) else []
    return words.listed(names[s] for s in ids if s in names) or "—"


def matrix(found: Assessment, code: str, words: Words) -> str:
    """Return every clause that speaks of a district: whether a carrier there takes it up."""
    t = words.t
    cells = found.coverage[found.coverage["district"] == code].set_index("row")
    missing = found.gaps[found.gaps["district"] == code].set_index("row")["sectors"].to_dict()
    names, facts = carrier_names(found, words), found.plan.facts
    rows = []
    for row, (_, fact) in rows_of(found.plan).items():
        cell = cells.loc[row]
        if cell["state"] == APART:
            continue
        best = names.get(cell["best"], "—") if cell["value"] > 0 else "—"
        rows.append(
            [
                Cell(row_name(found, row, words), "key"),
                f"{MARKS[cell['state']]} {t(STATES[cell['state']])}",
                Cell(f"{cell['value']:.2f}" if cell["value"] > 0 else "—", "num"),
                best,
                _listed(facts, missing.get(row), words),
                Cell(words.quoted(facts.label(fact.clause), fact.quote), "quote"),
            ]
        )
    lacking = "暂无对应载体的重点领域"
    columns = ["条款", "承接情况", "支持度", "支持度最高的载体", lacking, "规划依据"]
    return table([t(c) for c in columns], rows, caption=t("条款对照"))


def urban(plan: Plan, words: Words) -> str:
    """Return the districts that have no county guidance, and the elements that list them."""
    t = words.t
    guided = {c.id for c in plan.facts.counties}
    rows = (
        [
            Cell(title(plan, code, words), "key"),
            t(NOT_APPLICABLE),
            words.listed(_elements(plan, code, words)) or "—",
        ]
        for code in plan.districts.codes
        if code not in guided
    )
    columns = ["板块", "县域指引", "把它列为联动板块的要素"]
    return table([t(c) for c in columns], rows, caption=t("没有县域指引的板块"))


def _elements(plan: Plan, code: str, words: Words) -> Iterator[str]:
    for fact in plan.facts.structures:
        if fact.members and fact.members.use == "fit" and code in fact.members.districts:
            yield words.name(fact)


def guidance(facts: Facts, words: Words) -> str:
    """Return what the plan says to all county cities."""
    t = words.t
    rows = (
        [Cell(words.name(g), "key"), Cell(words.quoted(facts.label(g.clause), g.quote), "quote")]
        for g in facts.guidance
    )
    return table([t("总体要求"), t("规划依据")], rows, caption=t("总体要求"))
