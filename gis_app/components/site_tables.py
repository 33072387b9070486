"""The tables about one site: its relation to the elements, and the places around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_app.components.assets import escape
from gis_app.components.cartography import element_colour
from gis_app.components.tables import Cell, table
from gis_app.components.wording import CONFIDENCE, RELATION, Words
from layers.model import Plan
from layers.plan import Facts

Json = Mapping[str, Any]

WHOLE = "（整板块）"  # ends the name of a place element that is a district


def elements(found: Json, facts: Facts, words: Words) -> str:
    """Return the relation of a site to each element: distance, bearing, chainage, members."""
    t = words.t
    columns = ["结构要素", "空间关系", "距离与方位", "里程", "联动板块"]
    rows = (_element(e, facts, words) for e in found["elements"])
    return table([t(c) for c in columns], rows, caption=t("与各结构要素的关系"), kind="rel")


def _element(row: Json, facts: Facts, words: Words) -> list[str | Cell]:
    t = words.t
    fact = next(s for s in facts.structures if s.id == row["id"])
    member = {True: "名单内", False: "名单外", None: "无名单"}[row["member"]]
    return [
        Cell(words.name(fact), colour=element_colour(row["id"])),
        Cell(t(RELATION[row["relation"]]), f"tag {row['relation']}"),
        f"{words.distance(row['distance_m'])} {words.bearing(row['bearing_deg'])}",
        _chainage(row, words),
        t(member),
    ]


def grounds(plan: Plan, words: Words) -> str:
    """Return what holds of each element whatever the site: clause, reach, provenance."""
    t, facts = words.t, plan.facts
    shown = {r.id: r for r in plan.layers["structure"].itertuples()}
    rows = (
        [
            Cell(words.name(e.fact), "key", element_colour(e.fact.id)),
            Cell(words.quoted(facts.label(e.fact.clause), e.fact.quote), "quote"),
            words.joined(dict.fromkeys(_reach(p.w_m, p.h_m, words) for p in e.parts)),
            words.provenance(shown[e.fact.id].status, shown[e.fact.id].accuracy_m),
        ]
        for e in plan.elements
    )
    columns = ["结构要素", "规划依据", "作用范围", "可靠程度"]
    return table([t(c) for c in columns], rows, caption=t("结构要素与规划依据"))


def _reach(core_m: float, half_m: float, words: Words) -> str:
    return words.t("核心范围 {w}、半衰距离 {h}").format(
        w=words.distance(core_m), h=words.distance(half_m)
    )


def element_name(element: str, plan: Plan, words: Words) -> str:
    """Return the name of an element or a named place by its id."""
    named = {s.id: words.name(s) for s in plan.facts.structures}
    named |= {p.id: p.name for p in plan.places} | place_names(plan, words)
    return named.get(element.removeprefix("district-"), named.get(element, element))


def note(text: str) -> str:
    """Return a line of explanation."""
    return f'<p class="note">{escape(text)}</p>'


def _chainage(row: Json, words: Words) -> str:
    if row["chainage_m"] is None:
        return "—"
    at, length = row["chainage_m"] / 1000, row["length_m"] / 1000
    return words.t("{at} / {length} 公里").format(at=words.number(at), length=words.number(length))


def place_names(plan: Plan, words: Words) -> dict[str, str]:
    """Return place or district id → name in the language of `words`, where a layer has one.

    A whole district that carries a sector is a place element of its own, known by its name.
    """
    rows = [*plan.layers["places"].itertuples(), *plan.layers["districts"].itertuples()]
    districts = district_names(plan, words)
    bare = {p.id: p.name.removesuffix(WHOLE) for p in plan.places if p.name.endswith(WHOLE)}
    whole = {k: f"{districts.get(name, name)}{words.t(WHOLE)}" for k, name in bare.items()}
    unlocated = {p["id"]: words.name(p) for p in plan.unlocated}
    return whole | unlocated | {row.id: words.name(row) for row in rows}


def district_names(plan: Plan, words: Words) -> dict[str, str]:
    """Return Chinese name → name in the language of `words` of the districts."""
    return {row.name: words.name(row) for row in plan.layers["districts"].itertuples()}


def places(found: Json, plan: Plan, words: Words) -> str:
    """Return the named carriers whose reach covers the site, with what each is tied to."""
    t = words.t
    facts, known = plan.facts, place_names(plan, words)
    names = {s.id: words.name(s) for s in facts.sectors}
    rows = (
        [
            Cell(known.get(p["id"].removeprefix("district-"), p["name"]), "key"),
            Cell(words.distance(p["distance_m"]), "num"),
            Cell(words.number(p["membership"], 2), "num"),
            words.listed(names[s] for s in p["sectors"]),
            Cell(words.quoted(facts.label(p["clause"]), p["quote"]), "quote"),
        ]
        for p in found["places"]
    )
    columns = ["规划载体", "距离", "距离衰减值", "重点领域", "规划依据"]
    return table([t(c) for c in columns], rows, caption=t("规划写明的载体"))


def nearest(found: Json, plan: Plan, words: Words) -> str:
    """Return the nearest places, whatever they are tied to."""
    t, known = words.t, place_names(plan, words)
    rows = (
        [
            Cell(known.get(p["id"].removeprefix("district-"), p["name"]), "key"),
            Cell(words.distance(p["distance_m"]), "num"),
            t(CONFIDENCE.get(p["confidence"], str(p["confidence"]))),
        ]
        for p in found["nearest_places"]
    )
    return table([t(c) for c in ("地名", "距离", "位置把握")], rows, caption=t("邻近载体与地名"))
