"""The careful sentences of a report: what the plan's text supports, how sure, what would help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis_app.components.outlook import SOURCES, percent
from gis_app.components.site_tables import place_names
from gis_app.components.wording import Words
from layers.model import Plan

Json = Mapping[str, Any]


def headline(result: Json, sectors: str, words: Words) -> str:
    """Return the one sentence about a site."""
    t = words.t
    if result["district"] is None:
        return t("该处在市域外，只展示空间关系，不评分。")
    if result["score"] is None:
        told = t(
            "规划在空间上没有谈到所选领域（{sectors}），属“规划未涉及”，不打分；其余指标供参考。"
        )
        return told.format(sectors=sectors)
    told = t(
        "规划文本对在此发展{sectors}的支持程度为“{grade}”：规划支持度 {score} 分（0–100），"
        "得分区间 {low}–{high} 分，指标覆盖率 {coverage}。"
    )
    return told.format(
        sectors=sectors,
        grade=t(result["grade"]),
        score=f"{result['score']:.1f}",
        low=f"{result['low']:.1f}",
        high=f"{result['high']:.1f}",
        coverage=f"{result['coverage']:.0%}",
    )


def sentences(plan: Plan, result: Json, words: Words) -> Iterator[str]:
    """Yield the basis, the chances of the grades, what would improve it, and every flag."""
    t = words.t
    if result["score"] is not None:
        yield from _basis(plan, result, words)
        yield from _chances(result, words)
        if result["improve"]:
            yield t("提升途径：{text}").format(text=result["improve"])
    for flag in result["flags"]:
        yield t("提示：{text}").format(text=flag)
    yield t(
        "本分析只说明规划文本的支持程度，供选址参考，不作为审批依据；用地、生态与岸线须另查"
        "国土空间规划等法定规划。"
    )


def _basis(plan: Plan, result: Json, words: Words) -> Iterator[str]:
    t, facts = words.t, plan.facts
    first = next((c for c in result["criteria"] if c["state"] == "scored"), None)
    if result["best_element"] and first:
        cite = words.quoted(facts.label(first["clause"]), first["quote"])
        name = element_name(plan, result["best_element"], words)
        yield t("主要依据：{name} · {cite}").format(name=name, cite=cite)
    if result["runner_up"]:
        yield t("次要依据：{name}").format(name=element_name(plan, result["runner_up"], words))


def _chances(result: Json, words: Words) -> Iterator[str]:
    t, drawn = words.t, result["uncertainty"]
    if not drawn or not result["grade_probability"]:
        return
    parts = words.listed(
        f"{t(g)} {percent(p)}" for g, p in result["grade_probability"].items() if p
    )
    yield t(
        "考虑位置误差、权重和行业对应度的变化（模拟 {n} 次，种子 {seed}），等级概率为：{parts}。"
    ).format(n=drawn["draws"], seed=drawn["seed"], parts=parts)
    shares = [f"{t(SOURCES[k])} {percent(p)}" for k, p in (drawn["variance"] or {}).items() if p]
    if shares:
        told = t("得分波动的来源（单独变动时的方差占比）：{parts}。")
        yield told.format(parts=words.listed(shares))


def element_name(plan: Plan, element: str, words: Words) -> str:
    """Return the name of an element, a named carrier or a whole district."""
    named = {s.id: words.name(s) for s in plan.facts.structures}
    named |= {p.id: p.name for p in plan.places} | place_names(plan, words)
    return named.get(element.removeprefix("district-"), named.get(element, element))


def arithmetic(result: Json, words: Words) -> str:
    """Return the sum that makes the score, "" where there is none."""
    scored = [c for c in result["criteria"] if c["state"] == "scored" and c["weight"] > 0]
    if result["score"] is None or not scored:
        return ""
    terms = " + ".join(f"{c['value']:.3f}×{c['weight']:.3f}" for c in scored)
    weights = " + ".join(f"{c['weight']:.3f}" for c in scored)
    told = words.t("规划支持度 = 100 ×（{terms}）÷（{weights}）= {score} 分")
    return told.format(terms=terms, weights=weights, score=f"{result['score']:.1f}")
