"""Clause look-up both ways: clause → what it names; place → clauses; sector → districts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gis_app.assessment import Assessment, rows_of
from gis_app.components.portfolio_tables import district_names, row_name
from gis_app.components.tables import Cell, table
from gis_app.components.wording import Words
from layers.model import Plan

# How a clause speaks of something, in the words of the interface.
BASIS = {
    "text": "明确提出",
    "identity": "明确提出",
    "name": "明确提出",
    "collective": "整体提出",
    "implied": "间接涉及",
    "place": "间接涉及",
    "baseline": "现状成效",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a clause names: its name, its place (if it has an id), sectors, the quote."""

    clause: str
    quote: str
    name: str
    place: str | None
    sectors: tuple[str, ...] = ()
    basis: str = ""


def mentions(plan: Plan, words: Words) -> list[Mention]:
    """Return everything the plan's clauses name, each once, in the plan's order."""
    order = {clause: k for k, clause in enumerate(plan.facts.clauses)}
    found = dict.fromkeys([*_drawn(plan, words), *_tied(plan, words), *_zones(plan, words)])
    told = {(m.clause, m.name) for m in found if m.sectors}
    kept = [m for m in found if m.sectors or (m.clause, m.name) not in told]
    return sorted(kept, key=lambda m: order.get(m.clause, len(order)))


def _names(plan: Plan, words: Words) -> dict[str, str]:
    names = {p["id"]: p["name"] for p in plan.unlocated}
    return names | {r.id: words.name(r) for r in plan.layers["places"].itertuples()}


def _tied(plan: Plan, words: Words) -> Iterator[Mention]:
    names = _names(plan, words)
    for tie in plan.facts.ties:
        if tie.place:
            name = names.get(tie.place, tie.place)
        else:
            name = plan.districts.name(tie.district or "", words.lang)
        yield Mention(tie.clause, tie.quote, name, tie.place, tie.sectors, tie.basis)


def _zones(plan: Plan, words: Words) -> Iterator[Mention]:
    names = _names(plan, words)
    for zone in plan.facts.zones:
        yield Mention(zone.clause, zone.quote, names.get(zone.id, zone.name), zone.id)
    for one in plan.facts.carriers:
        yield Mention(one.clause, one.quote, names.get(one.id, one.name), one.id, one.sectors)


def _drawn(plan: Plan, words: Words) -> Iterator[Mention]:
    """Yield elements and their nodes and carriers, and the counties."""
    names = _names(plan, words)
    for element in plan.facts.structures:
        own = tuple(dict.fromkeys(a.sector for a in element.affinity))
        yield Mention(element.clause, element.quote, words.name(element), None, own)
        for node in (*element.node, *element.carrier):
            yield Mention(node.clause, node.quote, names.get(node.place, node.name), node.place)
    for county in plan.facts.counties:
        own = tuple(dict.fromkeys(a.sector for a in county.affinity))
        name = plan.districts.name(county.id, words.lang)
        yield Mention(county.clause, county.quote, name, None, own)


def of_clause(plan: Plan, found: list[Mention], words: Words) -> str:
    """Return what one clause names."""
    t = words.t
    rows = (
        [
            Cell(m.name, "key"),
            _listed(plan, m, words),
            t(BASIS.get(m.basis, "—")),
            Cell(m.quote, "quote"),
        ]
        for m in found
    )
    columns = ["名称", "重点领域", "文本依据", "规划原文"]
    return table([t(c) for c in columns], rows, caption=t("条款检索"))


def of_place(plan: Plan, found: list[Mention], words: Words) -> str:
    """Return the clauses that name one place."""
    t = words.t
    rows = (
        [
            Cell(words.quoted(plan.facts.label(m.clause), m.quote), "quote"),
            _listed(plan, m, words),
            t(BASIS.get(m.basis, "—")),
        ]
        for m in found
    )
    columns = ["规划依据", "重点领域", "文本依据"]
    return table([t(c) for c in columns], rows, caption=t("条款检索"))


def _listed(plan: Plan, mention: Mention, words: Words) -> str:
    names = {s.id: words.name(s) for s in plan.facts.sectors}
    return words.listed(names[s] for s in mention.sectors) or "—"


def sector_districts(found: Assessment, sector: str) -> dict[str, list[str]]:
    """Return district code → rows of the matrix (elements, counties) that name a sector there."""
    named = found.sectors[(found.sectors["sector"] == sector) & found.sectors["concerned"]]
    return {
        d: list(named["row"][named["district"] == d])
        for d in found.plan.districts.codes
        if (named["district"] == d).any()
    }


def of_sector(found: Assessment, sector: str, words: Words) -> str:
    """Return where the plan's layout names a sector, district by district."""
    t, names = words.t, district_names(found, words)
    facts, rows = found.plan.facts, rows_of(found.plan)
    labels = {row: facts.label(fact.clause) for row, (_, fact) in rows.items()}
    lines = (
        [
            Cell(names[d], "key"),
            words.joined(f"{row_name(found, r, words)} {labels[r]}" for r in listed),
        ]
        for d, listed in sector_districts(found, sector).items()
    )
    return table([t(c) for c in ("板块", "条款")], lines, caption=t("条款检索"))
