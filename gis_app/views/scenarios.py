"""方案对比: save what was checked as a scenario, open it again, compare two side by side."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from gis_app import cache
from gis_app.components import scenario_tables
from gis_app.components.wording import Words
from gis_app.projects.model import Project, Scenario, Site, new_id
from gis_app.projects.states import site_of, sites_of
from gis_app.projects.store import ConflictError
from gis_app.views import (
    batch,
    project_session,
    scenario_compare,
    scenario_edit,
    scenario_files,
    session,
)

ONE, MANY = "单个拟选址点", "批量文件中的拟选址点"
NAME, NOTE, WHAT = "scenario-name", "scenario-note", "scenario-what"
MINE = "（我的）"


def page() -> None:
    """Show the page."""
    words = session.words()
    with session.shown_errors():
        session.heading(words.t("方案对比"))
        chosen = scenario_files.panel(words)
        project_session.told()
        _conflict(words)
        _save(words)
        if chosen is None:
            return
        kept = project_session.store().scenarios(chosen.id)
        _list(chosen, kept, words)


def _list(chosen: Project, kept: list[Scenario], words: Words) -> None:
    t, facts = words.t, cache.plan().facts
    held = [s for s in kept if not s.deleted]
    shown = [s for s in held if not scenario_tables.bare(s)]
    st.subheader(t("方案列表"), anchor=False)
    if shown:
        results = scenario_compare.totals(shown, words)
        st.html(scenario_tables.listed(shown, results, facts, words))
    else:
        st.info(t("这个项目还没有方案。在“选址评估”评出一个点后，回到这里保存。"))
    if held:  # indicator values too: their history is undone here
        scenario_edit.panel(sorted(held, key=scenario_tables.bare), words)
    scenario_edit.bin_panel([s for s in kept if s.deleted], words)
    scenario_compare.panel(chosen, shown, words)


def _contents() -> dict[str, tuple[Site, ...]]:
    """Return what can be saved now: the site checked last, and the batch scored last."""
    state, found = session.current(), {}
    if state.lon is not None and state.sectors:
        found[ONE] = (site_of(state, ""),)
    kept: Any = st.session_state.get(batch.KEPT)
    if kept:
        found[MANY] = sites_of(kept[1].read.table.sites)
    return found


def _save(words: Words) -> None:
    """Offer to save what was checked, as a new scenario or over the opened one."""
    t, contents = words.t, _contents()
    st.subheader(t("保存当前评估"), anchor=False)
    if not contents:
        st.info(
            t(
                "先在“选址评估”选定一个点和重点领域，或在“批量评估”上传一批拟选址点，再回到这里保存。"
            )
        )
        return
    what = next(iter(contents))
    if len(contents) > 1:
        what = st.radio(
            t("保存内容"), list(contents), format_func=t, horizontal=True, key=session.key(WHAT)
        )
    bare = Scenario(project="", name="x", sites=contents[what], weights=session.current().weights)
    facts = cache.plan().facts
    said = (f(bare, facts, words) for f in (_places, scenario_tables.sectors, _weights))
    st.text(words.joined(said))
    left, right = st.columns(2)
    left.text_input(t("方案名称"), max_chars=80, key=session.key(NAME))
    right.text_area(t("备注（选填）"), max_chars=4000, height=68, key=session.key(NOTE))
    with st.container(horizontal=True):
        st.button(
            t("保存为新方案"),
            type="primary",
            icon=":material/save:",
            key="save-scenario",
            on_click=partial(project_session.attempt, partial(_saved, contents[what])),
        )
        opened = project_session.opened()
        if opened is not None:
            st.button(
                t("更新已打开的方案"),
                key="update-scenario",
                on_click=partial(project_session.attempt, partial(_updated, contents[what])),
            )
            told = t("已打开：{name}（第 {n} 版）")
            st.text(told.format(name=opened.scenario.name, n=opened.scenario.version))
            session.page_link("check-site", t("去选址评估"))


def _places(scenario: Scenario, _: object, words: Words) -> str:
    return scenario_tables.places(scenario, words)


def _weights(scenario: Scenario, _: object, words: Words) -> str:
    return scenario_tables.weights(scenario, words)


def _saved(sites: tuple[Site, ...]) -> str:
    """Save the sites as a new scenario under the name that was typed."""
    name = str(session.entered(NAME) or "").strip()
    if not name:
        raise scenario_files.UNNAMED
    if len(sites) == 1:
        sites = (replace(sites[0], name=sites[0].name or name),)
    made = Scenario(
        project=project_session.ensured().id,
        name=name,
        note=str(session.entered(NOTE) or ""),
        sites=sites,
        weights=session.current().weights,
        author=project_session.author(),
    )
    project_session.hold(project_session.store().save(made))
    for key in (NAME, NOTE):
        st.session_state[session.key(key)] = ""
    return "已保存。"


def _updated(sites: tuple[Site, ...]) -> str:
    """Save the sites over those of the opened scenario, its name and note stay."""
    opened = project_session.opened()
    if opened is None:
        return ""
    before = opened.scenario
    row = min(opened.row, len(before.sites) - 1)
    if len(sites) == 1 and before.sites:  # one of many, opened by itself
        named = replace(sites[0], id=before.sites[row].id, name=before.sites[row].name)
        sites = (*before.sites[:row], named, *before.sites[row + 1 :])
    mine = replace(
        before,
        sites=sites,
        weights=session.current().weights,
        author=project_session.author(),
    )
    project_session.hold(project_session.store().save(mine), opened.row)
    return "已保存。"


def _conflict(words: Words) -> None:
    """Show both versions where somebody else saved in between, and let the user choose."""
    error: ConflictError | None = st.session_state.get(project_session.CONFLICT)
    if error is None:
        return
    t, mine, theirs = words.t, error.mine, error.theirs
    gone = t("对方已删除这个方案。") if theirs.deleted else ""
    st.warning(t("这个方案在您打开之后被他人改动，您的改动还没有保存。请选择。") + gone)
    titles = (
        t("我的（基于第 {n} 版）").format(n=mine.version),
        t("对方的（第 {n} 版）").format(n=theirs.version),
    )
    st.html(scenario_tables.side_by_side(mine, theirs, titles, cache.plan().facts, words))
    choices = {"用我的覆盖": _mine, "采用对方的": _theirs, "我的另存为新方案": _both}
    with st.container(horizontal=True):
        for n, (title, action) in enumerate(choices.items()):
            st.button(
                t(title),
                key=f"conflict-{n}",
                on_click=partial(project_session.attempt, partial(action, error)),
            )


def _mine(error: ConflictError) -> str:
    st.session_state.pop(project_session.CONFLICT, None)
    wanted = replace(error.mine, version=error.theirs.version)
    project_session.hold(project_session.store().save(wanted))
    return "已用您的版本覆盖；对方的版本在历史中。"


def _theirs(error: ConflictError) -> str:
    st.session_state.pop(project_session.CONFLICT, None)
    if error.theirs.deleted:
        project_session.hold(None)
    else:
        scenario_edit.open_scenario(error.theirs, 0)
    return "已采用对方的版本，您的改动未保存。"


def _both(error: ConflictError) -> str:
    st.session_state.pop(project_session.CONFLICT, None)
    mark = session.words().t(MINE)
    name = f"{error.mine.name[: 80 - len(mark)]}{mark}"
    mine = replace(error.mine, id=new_id(), name=name, version=0, deleted=False)
    project_session.hold(project_session.store().save(mine))
    return "已另存为新方案。"
