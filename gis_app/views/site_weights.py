"""权重方案: the plan's order by default, another method, or points of one's own."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from gis_app import cache
from gis_app.components.wording import Words
from gis_app.state import MOST_POINTS, State, default_weights, points_of, weights_of
from gis_app.views import session
from gis_app.views.assess import OWN, PRESETS

POINTS = "own"


def panel(words: Words) -> None:
    """Show the folded choice of weights; keep it in the state."""
    t, state = words.t, session.current()
    default = cache.plan().facts.assumptions["weights"]["default"]
    chosen = state.weights if state.weights in PRESETS else POINTS if state.weights else default
    titles = {name: t(title) for name, title in {**PRESETS, POINTS: OWN}.items()}
    titles[default] = t("{name}（默认）").format(name=titles[default])
    with session.folded(t("权重方案"), "weights", opened=bool(state.weights)) as fold:
        if not fold.open:
            return
        method = st.radio(
            t("权重方案"),
            list(titles),
            format_func=titles.__getitem__,
            label_visibility="collapsed",
            key=session.seed("weights", chosen),
        )
        text = _points(words, state) if method == POINTS else method
        text = "" if text == default else text
        if text and weights_of(text, cache.plan().facts) is None:
            st.error(t("各项权重不能都为 0，仍按默认方案计算。"))
            text = ""
        st.caption(t("默认方案按规划行文次序定权；改动后不再抽样权重，并写入提示和导出文件。"))
    session.remember(replace(state, weights=text))


def _points(words: Words, state: State) -> str:
    """Return the points of all criteria, typed with one slider each."""
    facts = cache.plan().facts
    shares = weights_of(state.weights, facts) or default_weights(facts)
    before = points_of(state.weights, facts)
    points = {}
    columns = st.columns(2)
    for n, fact in enumerate(facts.criteria):
        start = before.get(fact.id, round(MOST_POINTS * shares[fact.id]))
        points[fact.id] = columns[n % 2].slider(
            f"{fact.id} {words.name(fact)}",
            min_value=0,
            max_value=MOST_POINTS,
            key=session.seed(f"weight-{fact.id}", start),
        )
    told = words.t("合计 {n}；按合计折算为占比，不必凑成 100。")
    st.caption(told.format(n=sum(points.values())))
    return ",".join(str(n) for n in points.values())
