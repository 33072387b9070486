"""One scenario of the list: open, rename, duplicate, delete, undo, its history; the bin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from gis_app import cache
from gis_app.components import scenario_tables
from gis_app.components.wording import Words
from gis_app.projects.model import Scenario
from gis_app.projects.states import state_of
from gis_app.projects.store import RENAME
from gis_app.views import project_session, session, site_input

# The widgets that show the shared state: they take it up again once they are forgotten.
FIELDS = (
    *("sectors-", "shares-", "share-", "function-", "weights-", "weight-"),
    *("datum-", "lon-", "lat-"),
)
COPY = "（副本）"
Action = Callable[[], str]


def panel(shown: Sequence[Scenario], words: Words) -> None:
    """Show what can be done with one of the scenarios."""
    t = words.t
    picked = chosen(t("选择方案"), shown, "scenario-picked")
    row = _row(picked, words)
    actions = {
        "打开到选址评估": ("open", partial(_open, picked, row)),
        "复制": ("copy", partial(_copied, picked)),
        "撤销上一步": ("undo", partial(_undone, picked)),
        "删除": ("delete", partial(_deleted, picked)),
    }
    with st.container(horizontal=True):
        for title, (key, action) in actions.items():
            _button(t(title), f"{key}-scenario", action)
    with st.expander(t("改名与备注")):
        _rename(picked, words)
    with st.expander(t("历史")):
        _history(picked, words)


def chosen(label: str, shown: Sequence[Scenario], key: str, index: int = 0) -> Scenario:
    """Return the scenario chosen in a list of their names."""
    by_id = {s.id: s for s in shown}
    if st.session_state.get(session.key(key)) not in by_id:
        st.session_state.pop(session.key(key), None)
    ident = st.selectbox(
        label,
        list(by_id),
        index=min(index, len(shown) - 1),
        format_func=lambda i: by_id[i].name,
        key=session.key(key),
    )
    return by_id[ident]


def _button(label: str, key: str, action: Action) -> None:
    st.button(label, key=key, on_click=partial(project_session.attempt, action))


def _row(scenario: Scenario, words: Words) -> int:
    """Return which of a scenario's sites to open."""
    if len(scenario.sites) < 2:
        return 0
    names = [f"{n}. {s.name or s.id}" for n, s in enumerate(scenario.sites, start=1)]
    return st.selectbox(
        words.t("打开其中一个点"),
        range(len(names)),
        format_func=names.__getitem__,
        key=f"row-{scenario.id}",
    )


def open_scenario(scenario: Scenario, row: int) -> None:
    """Make a scenario's site and weights the state of the session, and so of its address."""
    site = scenario.sites[row] if scenario.sites else None
    facts = cache.plan().facts
    session.remember(state_of(scenario, site, session.current(), facts))
    project_session.hold(scenario, row)
    site_input.forget_fault()
    for key in [str(k) for k in st.session_state]:
        if key.startswith(FIELDS):
            del st.session_state[key]


def _open(scenario: Scenario, row: int) -> str:
    open_scenario(scenario, row)
    if not scenario.sites:
        return "已打开；这个方案没有拟选址点，只恢复了权重。"
    return "已打开，请到“选址评估”查看。"


def _copied(scenario: Scenario) -> str:
    mark = session.words().t(COPY)
    name = f"{scenario.name[: 80 - len(mark)]}{mark}"
    project_session.store().duplicate(scenario.id, name, author=project_session.author())
    return "已复制。"


def _undone(scenario: Scenario) -> str:
    kept = project_session.store().undo(replace(scenario, author=project_session.author()))
    _follow(kept)
    return "已撤销。"


def _deleted(scenario: Scenario) -> str:
    kept = project_session.store().delete(replace(scenario, author=project_session.author()))
    _follow(kept)
    return "已删除，可在“已删除的方案”中撤销。"


def _follow(kept: Scenario) -> None:
    """Work on with a scenario that this session has changed in the list."""
    opened = project_session.opened()
    if opened is not None and opened.scenario.id == kept.id:
        project_session.hold(None if kept.deleted else kept, opened.row)


def _rename(scenario: Scenario, words: Words) -> None:
    t = words.t
    name_key, note_key = (f"{k}-{scenario.id}-{scenario.version}" for k in ("rename", "renote"))
    st.text_input(t("方案名称"), value=scenario.name, max_chars=80, key=name_key)
    st.text_area(t("备注（选填）"), value=scenario.note, max_chars=4000, key=note_key)

    def renamed() -> str:
        name, note = (str(st.session_state[key]) for key in (name_key, note_key))
        mine = replace(scenario, name=name, note=note, author=project_session.author())
        _follow(project_session.store().save(mine, action=RENAME))
        return "已保存。"

    _button(t("保存名称和备注"), "rename-scenario", renamed)


def _history(scenario: Scenario, words: Words) -> None:
    t = words.t
    changes = project_session.store().history(scenario)
    st.html(scenario_tables.history(changes, cache.plan().facts, words))
    earlier = [c.scenario.version for c in changes[1:] if not c.scenario.deleted]
    if not earlier:
        return
    version = st.selectbox(
        t("恢复到第几版"), earlier, key=f"version-{scenario.id}-{scenario.version}"
    )

    def restored() -> str:
        seen = replace(scenario, author=project_session.author())
        _follow(project_session.store().restore(seen, version))
        return "已恢复；恢复之前的版本仍在历史中。"

    _button(t("恢复此版本"), "restore-scenario", restored)


def bin_panel(gone: Sequence[Scenario], words: Words) -> None:
    """Show the deleted scenarios; each can be brought back."""
    t = words.t
    if not gone:
        return
    with st.expander(t("已删除的方案（{n}）").format(n=len(gone))):
        picked = chosen(t("选择方案"), gone, "scenario-gone")

        def back() -> str:
            project_session.store().undo(replace(picked, author=project_session.author()))
            return "已恢复。"

        _button(t("撤销删除"), "undelete-scenario", back)
