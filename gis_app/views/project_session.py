"""The project a session works in: the store, the chosen project, the opened scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from gis_app.projects.indicator_values import holder, save_values
from gis_app.projects.model import Indicators, Project, Scenario
from gis_app.projects.place import open_store, setting
from gis_app.projects.store import ConflictError, Store
from gis_app.views import session
from layers.errors import PlannerError

PROJECT = "project-chosen"
OPENED = "scenario-opened"
CONFLICT = "scenario-conflict"
SAID = "scenario-said"
FIRST = "我的项目"
LONGEST_AUTHOR = 80


@dataclass(frozen=True, slots=True)
class Opened:
    """A scenario as it was when it was opened, and which of its sites."""

    scenario: Scenario
    row: int = 0


def store() -> Store:
    """Return the store that the setting names.

    Raises
    ------
    InputError
        It cannot be opened.
    """
    return open_store(setting())


def projects() -> list[Project]:
    """Return the projects that are not deleted, the one changed last first."""
    return [p for p in store().projects() if not p.deleted]


def project() -> Project | None:
    """Return the session's project, None where there is none yet."""
    known = projects()
    chosen = st.session_state.get(PROJECT)
    return next((p for p in known if p.id == chosen), known[0] if known else None)


def ensured() -> Project:
    """Return the session's project, a first one where there is none yet."""
    found = project() or store().put_project(Project(name=session.words().t(FIRST)))
    choose(found)
    return found


def choose(chosen: Project) -> None:
    """Make a project the session's own."""
    st.session_state[PROJECT] = chosen.id


def opened() -> Opened | None:
    """Return the scenario the session works on, as it was when it was opened."""
    found: Opened | None = st.session_state.get(OPENED)
    return found


def hold(scenario: Scenario | None, row: int = 0) -> None:
    """Work on a scenario, or on none."""
    st.session_state[OPENED] = None if scenario is None else Opened(scenario, row)


def author() -> str:
    """Return who is logged in, "" where nobody has to."""
    name = st.user.get("name") or st.user.get("email") or ""
    return str(name)[:LONGEST_AUTHOR]


def attempt(action: Callable[[], str]) -> None:
    """Do what a button asks for; keep what it says, why not, or both versions of a conflict."""
    try:
        st.session_state[SAID] = ("success", action())
    except ConflictError as error:
        if isinstance(error.mine, Scenario):
            st.session_state[CONFLICT] = error
        else:
            st.session_state[SAID] = ("error", session.plain(session.error_text(error)))
    except PlannerError as error:
        st.session_state[SAID] = ("error", session.plain(session.error_text(error)))


def told() -> None:
    """Show what the last button said, once."""
    kind, text = st.session_state.pop(SAID, ("", ""))
    if kind == "success":
        st.success(session.words().t(text))
    elif kind:
        st.error(text)


def indicators() -> tuple[Indicators, Scenario | None]:
    """Return the indicator values of the session's project, and the scenario that holds them.

    Hand the scenario back to `save_indicators`: it tells whether somebody saved in between.
    """
    found = project()
    if found is None:
        return {}, None
    seen = holder(store(), found.id)
    return seen.indicators, seen


def save_indicators(values: Indicators, seen: Scenario | None) -> Scenario:
    """Save the indicator values (indicator id → year → value) of the session's project.

    Raises
    ------
    ConflictError
        Somebody saved other values since `seen` was read.
    InputError
        They could not be saved.
    """
    base = seen or holder(store(), ensured().id)
    return save_values(store(), base, values, author=author())
