"""What every page does: settings, language, the state in the session and in the address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from gis_app import cache
from gis_app.components import assets, tables
from gis_app.components.wording import FOOTER, Words
from gis_app.i18n import LANGUAGES
from gis_app.messages import faults_of, lines
from gis_app.state import State, from_query, to_query
from layers.errors import PlannerError

KEY = "shared-state"


def configure() -> None:
    """Set title and width; the first call of a run."""
    st.set_page_config(
        page_title="苏州服务业空间布局 · Suzhou services layout",
        page_icon=str(assets.STATIC / "icon.svg"),  # any other icon is fetched from the network
        layout="wide",
    )


def current() -> State:
    """Return the session's state, restored from the address in its first run."""
    if KEY not in st.session_state:
        st.session_state[KEY] = from_query(st.query_params.to_dict(), cache.plan().facts)
    return st.session_state[KEY]


def remember(state: State) -> None:
    """Keep `state` in the session."""
    st.session_state[KEY] = state


def share() -> None:
    """Write the state to the address, so that the link restores the view."""
    query = to_query(current())
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def sidebar() -> Words:
    """Show the language switch and the notice; return the phrases of the chosen language."""
    state = current()
    with st.sidebar:
        st.segmented_control(
            "语言 / Language",
            options=list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            default=state.lang,
            required=True,
            key="lang",
            on_change=_switch,
        )
        words = Words(current().lang)
        st.caption(words.t(FOOTER))
        st.caption(
            words.t("评分为规划支持度，只说明规划文本的支持程度，供选址参考，不作为审批依据。")
        )
    share()
    return words


def words() -> Words:
    """Return the phrases of the session's language."""
    return Words(current().lang)


def heading(text: str) -> None:
    """Show the page's heading, with the style of its tables."""
    st.html(tables.STYLE)
    st.header(text, anchor=False)


def _switch() -> None:
    state = current()
    remember(replace(state, lang=st.session_state["lang"]))


@contextmanager
def shown_errors() -> Iterator[None]:
    """Show a PlannerError as its text and go on; anything else is a bug and should be seen."""
    try:
        yield
    except PlannerError as error:
        st.error(error_text(error))


def error_text(error: PlannerError) -> str:
    """Return what the error says, one line a fault; the app has a field where `--crs` is meant."""
    state_words = words()
    text = "\n\n".join(lines(faults_of(error), state_words.lang))
    field = state_words.t("“坐标系”一栏")
    return text.replace(" --crs ", field if state_words.lang == "zh" else f" {field} ").replace(
        "--crs", field
    )
