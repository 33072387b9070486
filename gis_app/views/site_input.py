"""The inputs of one site: a typed coordinate with its coordinate system, sectors, function."""

from __future__ import annotations

import numpy as np
import streamlit as st

from gis_app import cache
from gis_app.components.wording import Words
from gis_app.reading.coordinates import inside, misplaced, named
from gis_app.state import functions
from gis_app.two_datums import READ_AS, UNKNOWN
from gis_app.views import session
from layers.errors import InputError, PlannerError

# What people may mean by two numbers; there is no default, for a wrong guess is 500 m off.
SYSTEMS = {
    "cgcs2000": "CGCS2000 / WGS84 经纬度",
    "gcj02": "高德、腾讯坐标（GCJ-02）",
    "bd09": "百度坐标（BD-09）",
    "EPSG:4549": "CGCS2000 3度带平面坐标（EPSG:4549，米）",
    "EPSG:4528": "CGCS2000 3度带平面坐标，带号40（EPSG:4528，米）",
}
UNSURE = {UNKNOWN: "不清楚（按 WGS84 和高德各算一次）"}
FAULT = "coordinate-fault"
INCOMPLETE = "请填写两个坐标值，并选择坐标系。"


FIELDS = ("datum", "lon", "lat")


def coordinates(words: Words) -> None:
    """Show the fields for a typed coordinate and what was wrong with the last one."""
    t = words.t
    state = session.current()
    if state.lon is not None:
        at = f"{state.lon:.6f}, {state.lat:.6f}"
        st.caption(t("当前位置（WGS84 经度, 纬度）：{at}").format(at=at))
    with session.folded(t("输入坐标"), "coordinates") as fold:
        if fold.open:
            _fields(words)
    if fault := st.session_state.get(FAULT):
        told = session.error_text(fault) if isinstance(fault, PlannerError) else t(fault)
        st.error(session.plain(told))


def _fields(words: Words) -> None:
    """Show the fields themselves."""
    t = words.t
    st.selectbox(
        t("坐标系（必选）"),
        list(SYSTEMS | UNSURE),
        index=None,
        format_func=lambda key: t((SYSTEMS | UNSURE)[key]),
        placeholder=t("请选择坐标来源，不作猜测"),
        key=session.key("datum"),
    )
    metric = str(session.entered("datum") or "").startswith("EPSG")
    names = ("东坐标 Y（米）", "北坐标 X（米）") if metric else ("经度", "纬度")
    form = "%.3f" if metric else "%.6f"
    x, y = session.key("lon"), session.key("lat")
    with st.form(session.key("coordinate-form"), border=False):  # Enter in a field takes both
        first, second = st.columns(2)
        first.number_input(t(names[0]), value=None, format=form, step=None, key=x)
        second.number_input(t(names[1]), value=None, format=form, step=None, key=y)
        st.form_submit_button(t("采用此坐标"), key="use-coordinate", on_click=_use)


def refused() -> bool:
    """Say whether the last typed coordinate was not taken, so that the site is an older one."""
    return FAULT in st.session_state


def forget_fault() -> None:
    """Forget what was wrong with the last typed coordinate."""
    st.session_state.pop(FAULT, None)


def refuse(error: PlannerError) -> None:
    """Keep why a place was not taken."""
    st.session_state[FAULT] = error


def _use() -> None:
    """Take the typed coordinate as the site, or keep why not."""
    forget_fault()
    datum, x, y = (session.entered(name) for name in FIELDS)
    if x is None or y is None or datum is None:
        st.session_state[FAULT] = INCOMPLETE
        return
    try:
        unsure = datum == UNKNOWN
        at = placed(x, y, READ_AS[0] if unsure else datum)
        session.remember(session.current().at(*at, unsure=unsure))
    except PlannerError as error:
        st.session_state[FAULT] = error


def placed(x: float, y: float, datum: str) -> tuple[float, float]:
    """Return WGS84 longitude and latitude of (east or longitude, north or latitude).

    Raises
    ------
    InputError
        Read as `datum`, the place is not in the window of the plan's city.
    """
    crs, window = named(datum), cache.plan().facts.assumptions["window"]
    lon, lat = crs.to_store(np.float64(x), np.float64(y))
    if not inside(lon, lat, window):
        raise InputError(misplaced(x, y, crs, window))
    return float(lon), float(lat)


def sectors(words: Words) -> None:
    """Show the choice of sectors, their shares and the function; keep it in the state."""
    t, facts = words.t, cache.plan().facts
    state = session.current()
    names = {s.id: f"{s.id} {words.name(s)}" for s in facts.sectors}
    chosen = st.multiselect(
        t("重点领域（16项，可多选）"),
        list(names),
        format_func=names.__getitem__,
        placeholder=t("选择拟发展的重点领域"),
        key=session.seed("sectors", list(state.mix)),
    )
    mix = dict.fromkeys(chosen, 1.0 / len(chosen)) if chosen else {}
    if len(chosen) > 1:
        apart = session.seed("shares", _unequal(state.mix))
        if st.toggle(t("分别填写占比"), key=apart):
            mix = _shares(chosen, state.mix, names, words) or mix
    session.remember(state.doing(mix, _function(words, chosen)))


def _unequal(mix: dict[str, float]) -> bool:
    return bool(mix) and max(mix.values()) - min(mix.values()) > 1e-6


def _shares(
    chosen: list[str], before: dict[str, float], names: dict[str, str], words: Words
) -> dict[str, float]:
    """Return the shares typed, scaled to sum to 1; empty when all are 0."""
    typed, columns = {}, st.columns(2)
    for n, sector in enumerate(chosen):
        percent = round(100 * before.get(sector, 1 / len(chosen)), 1)
        typed[sector] = columns[n % 2].number_input(
            f"{names[sector]} %",
            min_value=0.0,
            max_value=100.0,
            step=5.0,
            format="%.1f",
            key=session.seed(f"share-{sector}", percent),
        )
    total = sum(typed.values())
    if abs(total - 100) > 0.05:
        note = words.t("占比合计 {n}%，已按比例折算为 100%。")
        st.caption(note.format(n=f"{total:.1f}"))
    return {sector: share / total for sector, share in typed.items() if share} if total else {}


def _function(words: Words, chosen: list[str]) -> str | None:
    """Return the function, asked only where a criterion depends on it."""
    facts, state = cache.plan().facts, session.current()
    known = functions(facts)
    asked = {
        s for c in facts.criteria for s in c.sectors_without_function + c.sectors_with_function
    }
    if not known or not asked & set(chosen):
        return state.function
    names = {f: words.name({"name": f, "name_en": english}) for f, english in known.items()}
    return st.selectbox(
        words.t("功能（可不选）"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=words.t("未写明"),
        key=session.seed("function", state.function),
    )
