"""The tables about the plan: elements, counties, places without a site, layers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from gis_app.components.cartography import element_colour
from gis_app.components.site_tables import district_names
from gis_app.components.tables import Cell, Row, table
from gis_app.components.wording import Words
from layers.model import Plan
from layers.plan import Structure
from layers.schema import SCHEMAS

# What only the files of this project call something, in brackets after its name in words.
OUR_FILE = re.compile(r"\s*[(\uff08](?:authored|derived)/[a-z_-]+[)\uff09]")
BASE_TITLES = {"neighbours": "周边城市", "towns": "镇（GeoNames）"}


def elements(plan: Plan, words: Words) -> str:
    """Return ring, axes and belts with theme, member districts, clause and quote."""
    t, facts = words.t, plan.facts
    districts = {r.id: words.name(r) for r in plan.layers["districts"].itertuples()}
    shown = {r.id: r for r in plan.layers["structure"].itertuples()}
    rows = (
        [
            Cell(words.name(s), "key", element_colour(s.id)),
            t(s.label),
            _theme(s, words),
            words.listed(districts.get(d, d) for d in shown[s.id].districts.split(";") if d) or "—",
            Cell(words.quoted(facts.label(s.clause), s.quote), "quote"),
            words.provenance(shown[s.id].status, shown[s.id].accuracy_m),
        ]
        for s in facts.structures
    )
    columns = ["结构要素", "类别", "主题", "联动板块", "规划依据", "可靠程度"]
    return table([t(c) for c in columns], rows, caption=t("结构要素与规划依据"))


def _theme(element: Structure, words: Words) -> str:
    """Return the theme in the plan's words, or the first of the industries it lists."""
    named = element.theme or tuple(i.name for i in element.industry[:4])
    return words.listed(words.t(n) for n in named)


def counties(plan: Plan, words: Words) -> str:
    """Return the guidance for the county cities."""
    t, facts = words.t, plan.facts
    districts = {r.id: words.name(r) for r in plan.layers["districts"].itertuples()}
    names = {s.id: words.name(s) for s in facts.sectors}
    rows = (
        [
            Cell(districts.get(c.id, c.name), "key"),
            words.listed(dict.fromkeys(names[a.sector] for a in c.affinity)),
            Cell(words.quoted(facts.label(c.clause), c.quote), "quote"),
        ]
        for c in facts.counties
    )
    columns = ["县级市", "重点领域", "规划依据"]
    return table([t(c) for c in columns], rows, caption=t("县域指引"))


def unlocated(plan: Plan, words: Words) -> str:
    """Return the places the plan names for which no site was found."""
    t, districts = words.t, district_names(plan, words)
    rows = (
        [
            Cell(words.name(p), "key"),
            _districts(p["district_name"], districts, words),
            Cell(words.quoted(p["clause_label"], p["quote"]) if p["clause"] else "—", "quote"),
        ]
        for p in plan.unlocated
    )
    return table([t(c) for c in ("规划载体", "板块", "规划依据")], rows, caption=t("无址载体"))


def _districts(listed: str | None, names: Mapping[str, str], words: Words) -> str:
    """Return the names of the districts listed as 甲;乙, a dash where there are none."""
    return words.listed(names.get(d, d) for d in (listed or "").split(";") if d) or "—"


def layers(plan: Plan, words: Words) -> str:
    """Return each layer's features, status, error and source."""
    columns = ["图层", "要素数", "可靠程度", "来源"]
    title = words.t("图层与数据来源")
    return table([words.t(c) for c in columns], _layers(plan, words), caption=title)


def sources(told: Iterable[str], words: Words) -> list[str]:
    """Return each source once, in the language of the page, without the names of our files."""
    parts = dict.fromkeys(part.strip() for text in sorted(set(told)) for part in text.split(";"))
    heads = (part.partition(": ") for part in parts if part)
    listed = [f"{words.t(head)}{colon}{rest}" for head, colon, rest in heads]
    return [OUR_FILE.sub("", source) for source in listed]


def _layers(plan: Plan, words: Words) -> Iterator[Row]:
    for name, layer in plan.layers.items():
        schema = SCHEMAS.get(name)
        chinese = schema.title if schema else BASE_TITLES.get(name, name)
        title = schema.title_en if schema and words.lang == "en" else words.t(chinese)
        for status, rows in layer.groupby("status", sort=True):
            listed = sources(rows["source"].dropna(), words)
            more = [words.t("等 {n} 项").format(n=len(listed))] if len(listed) > 2 else []
            source = words.joined([*listed[:2], *more])
            accuracy = words.provenance(status, *rows["accuracy_m"].agg(["min", "max"]))
            yield [
                Cell(title, "key"),
                Cell(words.number(len(rows), 0), "num"),
                accuracy,
                Cell(source, "quote"),
            ]
