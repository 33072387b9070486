"""What is said first about one site, as one HTML block: district, grade, interval, grounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_app.components import outlook, site_tables, tables
from gis_app.components.assets import escape
from gis_app.components.wording import Words
from layers.model import Plan

Json = Mapping[str, Any]


def headline(found: Json, result: Json | None, plan: Plan, words: Words) -> str:
    """Return the block, "" where there is nothing to say."""
    parts = [*_district(found, plan, words)]
    if result is not None:
        if found["in_city"] and result["score"] is not None:
            parts += _spread(result, plan, words)
        parts += [site_tables.note(line) for line in _basis(result, plan, words)]
    return f'<div class="first">{"".join(parts)}</div>' if parts else ""


def _district(found: Json, plan: Plan, words: Words) -> list[str]:
    t, district = words.t, found["district"]
    if district is None:
        return []
    layer = plan.layers["districts"].set_index("id")
    name = words.name(layer.loc[district["code"]].to_dict())
    away = words.distance(district["border_distance_m"])
    told = t("所在板块：{name}（距板块界线 {d}）").format(name=name, d=away)
    return [f"<p>{escape(told)}</p>"]


def _spread(result: Json, plan: Plan, words: Words) -> list[str]:
    """Return grade, interval and coverage, and what the draws say of the grade."""
    t, rules = words.t, plan.facts.assumptions
    spread = t("等级：{grade} · 得分区间 {low}–{high} · 指标覆盖率 {coverage}").format(
        grade=t(result["grade"]),
        low=words.number(result["low"]),
        high=words.number(result["high"]),
        coverage=words.percent(result["coverage"]),
    )
    parts = [tables.scale(result, rules["grades"]), f"<p><b>{escape(spread)}</b></p>"]
    doubt = outlook.doubt(result, words)
    shaky = f'<p class="mind">{escape(doubt)}</p>' if doubt else ""
    return [*parts, outlook.grades(result, words), shaky]


def margins(result: Json, words: Words) -> str:
    """Return how the draws were made and what would improve the score, for below the criteria."""
    t, found = words.t, []
    if result["improve"]:
        found.append(t("提升途径：{text}").format(text=result["improve"]))
    if result["uncertainty"]:
        made = t("模拟次数 {n}，随机种子 {seed}。").format(
            n=words.number(result["uncertainty"]["draws"], 0), seed=result["uncertainty"]["seed"]
        )
        found.append(f"{made} {outlook.sources(result, words)}")
    return "".join(map(site_tables.note, found))


def _basis(result: Json, plan: Plan, words: Words) -> list[str]:
    """Return the best-supporting clause with its quotation, and the runner-up."""
    t, facts, found = words.t, plan.facts, []
    first = next((c for c in result["criteria"] if c["state"] == "scored"), None)
    if result["best_element"] and first:
        cite = words.quoted(facts.label(first["clause"]), first["quote"])
        name = site_tables.element_name(result["best_element"], plan, words)
        found.append(t("主要依据：{name} · {cite}").format(name=name, cite=cite))
    if result["runner_up"]:
        name = site_tables.element_name(result["runner_up"], plan, words)
        found.append(t("次要依据：{name}").format(name=name))
    return found
