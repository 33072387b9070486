"""The project a session works in: choose, make, rename, delete; one file out, one file in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from gis_app.components.wording import Words
from gis_app.projects import transfer
from gis_app.projects.model import Project
from gis_app.projects.place import TEAM, setting
from gis_app.views import project_session, session
from layers.errors import Fault, InputError

UNNAMED = InputError(Fault("E-PRJ-13"))
UNSAFE = re.compile(r'[\\/:*?"<>|\s.]+')
MEGABYTE = 1024 * 1024


def panel(words: Words) -> Project | None:
    """Show the choice of the project; return it, None where there is none yet."""
    t = words.t
    known = {p.id: p for p in project_session.projects()}
    found = project_session.project()
    if found is not None:
        key = session.key("project")
        if st.session_state.get(key) != found.id:
            st.session_state[key] = found.id
        st.selectbox(
            t("当前项目"),
            list(known),
            format_func=lambda i: known[i].name,
            key=key,
            on_change=lambda: project_session.choose(known[st.session_state[key]]),
        )
    with st.expander(t("项目管理：新建、改名、导出、导入")):
        _new(words)
        if found is not None:
            _change(found, words)
        _import(words)
        team = TEAM.match(setting()) is not None
        st.caption(t("项目保存在团队数据库中。" if team else "项目保存在本机的项目库中。"))
    return found


def _new(words: Words) -> None:
    t = words.t
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t("新项目名称"), max_chars=80, key=session.key("project-new"))
        st.button(t("新建项目"), key="new-project", on_click=_attempt(_made))


def _attempt(action: Callable[[], str]) -> partial[None]:
    return partial(project_session.attempt, action)


def _made() -> str:
    name = str(session.entered("project-new") or "").strip()
    if not name:
        raise UNNAMED
    project_session.choose(project_session.store().put_project(Project(name=name)))
    st.session_state[session.key("project-new")] = ""
    return "已新建项目。"


def _change(found: Project, words: Words) -> None:
    t = words.t
    key = f"project-name-{found.id}-{found.version}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t("当前项目名称"), value=found.name, max_chars=80, key=key)

        def renamed() -> str:
            mine = replace(found, name=str(st.session_state[key]))
            project_session.store().put_project(mine)
            return "已改名。"

        def deleted() -> str:
            project_session.store().put_project(replace(found, deleted=True))
            return "已删除项目，可在下方恢复。"

        st.button(t("改名"), key="rename-project", on_click=_attempt(renamed))
        st.button(t("删除项目"), key="delete-project", on_click=_attempt(deleted))
        st.download_button(
            t("导出项目文件"),
            partial(transfer.exported, project_session.store(), found.id),
            file_name=f"{file_stem(found.name)}{transfer.EXTENSION}",
            mime="application/json",
            on_click="ignore",
            key="export-project",
        )


def file_stem(name: str) -> str:
    """Return a name that every system takes for a file.

    >>> file_stem("../沿江 物流?"), file_stem("...")
    ('沿江_物流', 'project')
    """
    return UNSAFE.sub("_", name).strip("_")[:60] or "project"


def _import(words: Words) -> None:
    t = words.t
    gone = [p for p in project_session.store().projects() if p.deleted]
    if gone:
        by_id = {p.id: p for p in gone}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            ident = st.selectbox(
                t("已删除的项目"),
                list(by_id),
                format_func=lambda i: by_id[i].name,
                key=session.key("project-gone"),
            )

            def back() -> str:
                kept = project_session.store().put_project(replace(by_id[ident], deleted=False))
                project_session.choose(kept)
                return "已恢复。"

            st.button(t("恢复项目"), key="undelete-project", on_click=_attempt(back))
    file = st.file_uploader(
        t("导入项目文件（{ext}）").format(ext=transfer.EXTENSION),
        type=["json"],
        max_upload_size=transfer.LARGEST // MEGABYTE,
        key="project-file",  # the same in each language: nobody may set it
    )
    if file is not None:

        def imported() -> str:
            told = {"author": project_session.author()}
            project_session.choose(
                transfer.imported(project_session.store(), file.getvalue(), **told)
            )
            return "已导入为新项目。"

        st.button(t("导入"), key="import-project", on_click=_attempt(imported))
