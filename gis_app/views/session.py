"""What every page does: settings, language, the state in the session and in the address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer
from streamlit.navigation.page import StreamlitPage

from gis_app import cache
from gis_app.components import assets, data_tables, tables
from gis_app.components.wording import FOOTER, Words
from gis_app.i18n import LANGUAGES
from gis_app.jobs import Job
from gis_app.message_app import in_app
from gis_app.messages import faults_of, lines
from gis_app.own_plan import OwnPlan
from gis_app.state import State, from_query, to_query
from layers.errors import PlannerError

KEY = "shared-state"
PAGES = "pages"
# What pages keep of what they computed with the plan.
COMPUTED = (
    *("site-result", "batch-result", "batch-chosen"),
    *(f"{kind}-{what}" for kind in ("surface", "choice") for what in ("job", "result")),
)
# What Streamlit's Markdown would not show as it is: anywhere, or at the start of a line.
SPECIAL = re.compile(r"([\\`*_{}\[\]<>~$:&|])|^(\s*\d*)([#+.)-])", re.MULTILINE)
NO_APPROVAL = "评分为规划支持度，只说明规划文本的支持程度，供选址参考，不作为审批依据。"
FIELD = "“坐标系”一栏"  # where a page asks for what the command line calls --crs


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
        st.caption(words.t(NO_APPROVAL))
    share()
    return words


def link(pages: Mapping[str, StreamlitPage]) -> None:
    """Keep the pages of the menu by the last part of their address, for links to them."""
    st.session_state[PAGES] = dict(pages)


def menu() -> Mapping[str, StreamlitPage]:
    """Return the pages of the menu, none where a page runs on its own."""
    found: Mapping[str, StreamlitPage] = st.session_state.get(PAGES, {})
    return found


def page_link(path: str, label: str) -> None:
    """Show a link to a page of the menu; its label as text where a page runs on its own."""
    page = menu().get(path)
    if page is None:
        st.text(label)
    else:
        st.page_link(page, label=label, icon=":material/arrow_forward:")


def use_own(own: OwnPlan | None) -> None:
    """Take a plan with layers of the user's own for this session, or the shipped one again.

    What was computed with the plan before is forgotten, and work on it is stopped.
    """
    st.session_state[cache.OWN_PLAN] = own
    for name in COMPUTED:
        found = st.session_state.pop(name, None)
        if isinstance(found, tuple) and isinstance(found[0], Job):
            found[0].stop()


def own_layers(words: Words) -> None:
    """Say on every page that this session has layers of its own, and which."""
    told = own_notice(words)
    if told:
        with st.sidebar:
            st.warning(told)
            page_link("data", words.t("查看或还原"))


def own_notice(words: Words) -> str:
    """Return which layers of its own this session has, "" where it has none."""
    own = cache.own_plan()
    if own is None:
        return ""
    names = words.listed(data_tables.title(name, words) for name in own.layers)
    return words.t(
        "本次会话换用了自己的图层：{names}。"
        "地图在随包图层上以青色加画换用的图层；评分、对照、表格和导出用换用的图层。"
    ).format(names=names)


def words() -> Words:
    """Return the phrases of the session's language."""
    return Words(current().lang)


def heading(text: str) -> None:
    """Show the page's heading, with the style of its tables and what is to stand on paper."""
    told = words()
    notices = [n for n in (told.t(FOOTER), told.t(NO_APPROVAL), own_notice(told)) if n]
    st.html(tables.STYLE + tables.FIELDS.get(told.lang, "") + tables.printed(notices))
    st.header(text, anchor=False)


def key(name: str) -> str:
    """Return the key of a widget whose texts change with the language: one key a language.

    Streamlit forgets the value of a widget whose options are written in another way, and a
    widget that keeps its key keeps its old texts.
    """
    return f"{name}-{current().lang}"


def seed(name: str, value: object) -> str:
    """Return the key of a widget, its value set where it has none yet."""
    st.session_state.setdefault(key(name), value)
    return key(name)


def folded(label: str, name: str, *, opened: bool = False) -> ExpanderContainer:
    """Return a folded part whose content need not be sent before `.open`."""
    return st.expander(label, expanded=opened, key=key(f"{name}-fold"), on_change="rerun")


def entered(name: str) -> Any:
    """Return the value of a widget made with `key`, None where it was never shown."""
    return st.session_state.get(key(name))


def _switch() -> None:
    """Take the chosen language; what stands in the fields goes over to those of that language."""
    before, lang = current().lang, str(st.session_state["lang"])
    if lang != before:
        kept = [str(k) for k in st.session_state if str(k).endswith(f"-{before}")]
        for name in kept:
            st.session_state[f"{name.removesuffix(before)}{lang}"] = st.session_state[name]
    remember(replace(current(), lang=lang))


@contextmanager
def shown_errors(field: str = FIELD) -> Iterator[None]:
    """Show a PlannerError as its text and go on; anything else is a bug and should be seen."""
    try:
        yield
    except PlannerError as error:
        st.error(plain(error_text(error, field)))


def error_text(error: PlannerError, field: str = FIELD) -> str:
    """Return what the error says, one line a fault; `field` is where `--crs` is asked here."""
    return said("\n\n".join(lines(faults_of(error), current().lang)), field)


def plain(text: str) -> str:
    r"""Return text for Streamlit's Markdown that shows as it is: names must not become pictures.

    >>> print(plain("![a](http://b) * c"))
    !\[a\](http\://b) \* c
    """
    return SPECIAL.sub(lambda found: f"{found[2] or ''}\\{found[1] or found[3]}", text)


def said(text: str, field: str = FIELD) -> str:
    """Return a message of the reader as this page says it."""
    return in_app(text, current().lang, words().t(field))
