"""The tables about one site: its relation to the elements, and the places around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_app.components.cartography import element_colour
from gis_app.components.tables import Cell, table
from gis_app.components.wording import CONFIDENCE, RELATION, Words
from layers.model import Plan
from layers.plan import Facts

Json = Mapping[str, Any]

WHOLE = "（整板块）"  # ends the name of a place element that is a district


def elements(found: Json, facts: Facts, words: Words) -> str:
    """Return the relation of a site to each element: distance, range, chainage, clause."""
    t = words.t
    columns = ["结构要素", "空间关系", "距离", "方位", "里程", "联动板块", "规划依据", "可靠程度"]
    rows = (_element(e, facts, words) for e in found["elements"])
    return table([t(c) for c in columns], rows, caption=t("与各结构要素的关系"))


def _element(row: Json, facts: Facts, words: Words) -> list[str | Cell]:
    t = words.t
    fact = next(s for s in facts.structures if s.id == row["id"])
    ranges = t("核心范围 {w}、半衰距离 {h}").format(
        w=words.distance(row["core_m"]), h=words.distance(row["half_m"])
    )
    own = words.provenance(row["status"], row["accuracy_m"])
    member = {True: "名单内", False: "名单外", None: "无名单"}[row["member"]]
    return [
        Cell(words.name(fact), "key", element_colour(row["id"])),
        Cell(t(RELATION[row["relation"]]), f"tag {row['relation']}"),
        Cell(words.distance(row["distance_m"]), "num"),
        Cell(words.bearing(row["bearing_deg"]), "num"),
        Cell(_chainage(row, words), "num"),
        t(member),
        Cell(words.quoted(facts.label(row["clause"]), row["quote"]), "quote"),
        Cell(words.joined([own, ranges]), "quote"),
    ]


def _chainage(row: Json, words: Words) -> str:
    if row["chainage_m"] is None:
        return "—"
    at, length = row["chainage_m"] / 1000, row["length_m"] / 1000
    return words.t("{at} / {length} 公里").format(at=f"{at:.1f}", length=f"{length:.1f}")


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
            Cell(f"{p['membership']:.2f}", "num"),
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
