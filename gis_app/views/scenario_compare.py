"""Two scenarios side by side: what differs, the scores, why they moved, a map with both."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from gis_app import cache
from gis_app.components import scenario_contrast, scenario_tables
from gis_app.components.map_data import Marks
from gis_app.components.wording import Words
from gis_app.projects.bodies import body_text
from gis_app.projects.contrast import moves, pairs
from gis_app.projects.model import Project, Scenario
from gis_app.projects.states import table_of
from gis_app.state import weights_of
from gis_app.views import assess, scenario_edit
from gis_app.views.planning_map import planning_map

Json = Mapping[str, Any]

TOTALS = "scenario-totals"
MOST_LISTED = 200  # sites of a scenario whose scores the list shows
RESULTS = "scenario-results"
MOST_RESULTS = 12  # scored scenarios that a session keeps
MAP = "scenario-map"
HEIGHT = 460


def panel(project: Project, shown: Sequence[Scenario], words: Words) -> None:
    """Show the choice of two scenarios and, with two, their comparison."""
    t = words.t
    st.subheader(t("两个方案比较"), anchor=False)
    if len(shown) < 2:
        st.info(t("保存两个或更多方案后，可在这里逐项比较。"))
        return
    left, right, last = *st.columns(2), len(shown) - 1  # the two that were made last
    with left:
        key = f"compare-a-{project.id}"
        one = scenario_edit.chosen(t("方案 A"), shown, key, index=last - 1)
    with right:
        other = scenario_edit.chosen(t("方案 B"), shown, f"compare-b-{project.id}", index=last)
    if one.id == other.id:
        st.info(t("请选择两个不同的方案。"))
        return
    facts = cache.plan().facts
    titles = (f"A {one.name}", f"B {other.name}")
    st.html(scenario_tables.side_by_side(one, other, titles, facts, words))
    with st.spinner(t("正在评分…")):
        results = [results_of(s, words) for s in (one, other)]
    _compared((one, other), results, words)


def results_of(scenario: Scenario, words: Words) -> dict[int, Json]:
    """Return row of a scenario's sites → score; kept while the session compares it."""
    ident = (hashlib.sha256(body_text(scenario).encode()).hexdigest(), words.lang)
    kept: dict[object, tuple[object, dict[int, Json]]] = st.session_state.setdefault(RESULTS, {})
    plan = cache.plan()
    if ident in kept and kept[ident][0] is plan:
        return kept[ident][1]
    table = table_of(scenario, plan.facts)
    found: dict[int, Json] = {}
    if len(table):
        weights = weights_of(scenario.weights, plan.facts)
        draws = assess.DRAWS if len(table) == 1 else 0
        scores = assess.scored(table, words, weights=weights, draws=draws)
        found = dict(zip(table.index, scores, strict=True))
    while len(kept) >= MOST_RESULTS:
        kept.pop(next(iter(kept)))
    kept[ident] = (plan, found)
    return found


def totals(shown: Sequence[Scenario], words: Words) -> dict[str, list[Json]]:
    """Return scenario id → the scores of its sites, for the list; those with very many are left.

    Scenarios with the same weights are scored together; the list is kept until one changes.
    """
    plan = cache.plan()
    few = [s for s in shown if s.sites and len(s.sites) <= MOST_LISTED]
    ident = (tuple((s.id, s.version) for s in few), words.lang)
    kept: tuple[object, object, dict[str, list[Json]]] | None = st.session_state.get(TOTALS)
    if kept and kept[0] == ident and kept[1] is plan:
        return kept[2]
    found: dict[str, list[Json]] = {}
    for weights in dict.fromkeys(s.weights for s in few):
        alike = [s for s in few if s.weights == weights]
        tables = [table_of(s, plan.facts) for s in alike]
        whole = pd.concat(tables, ignore_index=True)
        if not len(whole):
            continue
        scores = iter(assess.scored(whole, words, weights=weights_of(weights, plan.facts)))
        found |= {s.id: [next(scores) for _ in t.index] for s, t in zip(alike, tables, strict=True)}
    st.session_state[TOTALS] = (ident, plan, found)
    return found


def _compared(
    both: tuple[Scenario, Scenario], results: Sequence[Mapping[int, Json]], words: Words
) -> None:
    t = words.t
    found = pairs(both[0].sites, both[1].sites)
    scored = [
        (
            _name(both, pair),
            tuple(
                None if n is None else side.get(n) for n, side in zip(pair, results, strict=True)
            ),
        )
        for pair in found
    ]
    if not found:
        st.info(t("两个方案都没有拟选址点，没有得分可比。"))
        return
    _map(both, words)
    n = 0
    if len(found) > 1:
        st.html(scenario_contrast.by_site(*zip(*scored, strict=True), words))
        key = f"pair-{both[0].id}-{both[1].id}"
        names = [f"{k}. {name}" for k, (name, _) in enumerate(scored, start=1)]
        n = st.selectbox(
            t("比较的拟选址点"), range(len(names)), format_func=names.__getitem__, key=key
        )
    _pair(both, found[n], scored[n][1], words)


def _name(both: tuple[Scenario, Scenario], pair: tuple[int | None, int | None]) -> str:
    """Return what a pair of sites is called."""
    names = [
        scenario.sites[n].name or scenario.sites[n].id
        for n, scenario in zip(pair, both, strict=True)
        if n is not None
    ]
    return names[0] or "—"


def _pair(
    both: tuple[Scenario, Scenario],
    pair: tuple[int | None, int | None],
    results: tuple[Json | None, Json | None],
    words: Words,
) -> None:
    """Show the scores of one pair of sites, and why they moved."""
    t, facts = words.t, cache.plan().facts
    first, second = pair
    if first is not None and second is not None:
        far = scenario_contrast.apart_m(both[0].sites[first], both[1].sites[second])
        st.caption(t("两处相距约 {m}。").format(m=words.distance(far)))
    st.html(scenario_contrast.scores(results, words))
    one, other = results
    if one is None or other is None:
        st.info(t("有一方没有得分，不能分解差别。"))
        return
    if one["score"] is None or other["score"] is None:
        st.info(t("有一方没有得分，不能分解差别。"))
        return
    moved = moves(one, other)
    told = t("B 比 A {points} 分。").format(points=f"{other['score'] - one['score']:+.1f}")
    st.markdown(f"**{told}{scenario_contrast.reasons(moved, facts, words)}**")
    st.html(scenario_contrast.criteria(moved, (one, other), facts, words))
    st.caption(
        t(
            "贡献差 = 因取值 + 因权重；一方不计入的指标，其贡献全部记在“因权重”。"
            "各项相加为总分之差。"
        )
    )


def _map(both: tuple[Scenario, Scenario], words: Words) -> None:
    """Show the sites of both scenarios, each in its colour."""
    listed = [(n, site, s.name) for n, s in enumerate(both) for site in s.sites]
    marks = Marks(
        lon=np.array([site.lon for _, site, _ in listed]),
        lat=np.array([site.lat for _, site, _ in listed]),
        kind=np.array([n for n, _, _ in listed], dtype=np.uint8),
        titles=[_title(n, site.name, name) for n, site, name in listed],
        palette=scenario_contrast.COLOURS,
    )
    st.html(scenario_contrast.legend([s.name for s in both]))
    planning_map(
        cache.published_map(words.lang), key=MAP, view="scenarios", height=HEIGHT, sites=marks
    )


def _title(side: int, site: str, scenario: str) -> str:
    shown = scenario if site in {"", scenario} else f"{scenario} · {site}"
    return f"{scenario_contrast.SIDES[side]} {shown}"
