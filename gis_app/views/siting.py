"""适宜性与选址: the score of a sector mix all over the city, and where new clusters serve best."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import streamlit as st

from gis_app import cache
from gis_app.components import siting_map, suitability_overlay
from gis_app.components.suitability_overlay import Surface
from gis_app.components.wording import Words
from gis_app.jobs import Job, Stopped
from gis_app.messages import lines
from gis_app.views import downloads, session, site_input
from gis_app.views.planning_map import planning_map
from gis_app.writing import exports
from layers.errors import PlannerError
from layers.grid import grid
from layers.siting import Options, Siting, choose_sites
from layers.siting_candidates import Rules
from layers.suitability import windows

MAP_HEIGHT = 620
CELLS = (500, 250)
MOST_SITES = 10
SURFACE, CHOICE = "surface", "choice"  # what is computed; each with its job and its request
# A message may name options of the command line, alone or in brackets of either kind.
BRACKETED = re.compile(r"\s*[\uff08(][^\uff08()\uff09]*--[^\uff08()\uff09]*[)\uff09]")
OPTION = re.compile(r"\s*--[a-z-]+\s*")


def page() -> None:
    """Show the page."""
    words = session.words()
    with session.shown_errors():
        cache.plan()
        session.heading(words.t("适宜性与选址"))
        st.caption(
            words.t(
                "逐格计算规划支持度，并在现有载体基础上找最能补足条款的备选位置。"
                "备选位置只依据规划条款，未考虑用地、现状和管控范围，不作为审批依据。"
            )
        )
        left, right = st.columns([3, 2], gap="medium")
        with right:
            _controls(words)
        with left:
            _view(words)
        if _result(CHOICE) is not None:
            _choice(_result(CHOICE), words)


def _controls(words: Words) -> None:
    t = words.t
    site_input.sectors(words)
    session.share()
    if not session.current().sectors:
        st.info(t("第一步：选择重点领域。"))
        return
    st.subheader(t("适宜性"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cell = st.radio(
            t("格网大小"),
            CELLS,
            format_func=lambda m: t("{m}米").format(m=m),
            horizontal=True,
            key=session.key("cell"),
        )
        wanted = st.button(t("计算适宜性"), key="run-surface", disabled=_busy(), type="primary")
    if wanted:
        _start_surface(int(cell))
    _progress(SURFACE)
    st.subheader(t("备选位置"), anchor=False)
    _siting_form(words)
    _progress(CHOICE)


def _siting_form(words: Words) -> None:
    t, plan = words.t, cache.plan()
    usual = int(plan.facts.assumptions["siting"]["spacing_m"])
    names = {c: plan.districts.name(c, words.lang) for c in plan.districts.codes}
    count = st.slider(t("选几处"), 1, MOST_SITES, 3, key=session.key("count"))
    first, second = st.columns(2)
    spacing = first.number_input(
        t("最小间距（米）"), 0, 50_000, usual, step=500, key=session.key("spacing")
    )
    limit = second.number_input(
        t("每个板块最多几处"),
        1,
        MOST_SITES,
        None,
        placeholder=t("不限"),
        key=session.key("limit"),
    )
    within = st.multiselect(
        t("只在这些板块"),
        list(names),
        format_func=names.__getitem__,
        placeholder=t("全部板块"),
        key=session.key("within"),
    )
    harder = st.checkbox(t("逐个替换改进，并用整数规划求上界（较慢）"), key=session.key("harder"))
    if st.button(t("找备选位置"), key="run-choice", disabled=_busy(), type="primary"):
        rules = Rules(
            spacing_m=float(spacing),
            per_district=None if limit is None else int(limit),
            within=tuple(within),
        )
        _start_choice(int(count), rules, Options(improve=harder, bound=harder), words)


def _start_surface(cell_m: int) -> None:
    state, plan = session.current(), cache.plan()
    area = grid(plan.districts.city.bounds, float(cell_m))
    job = Job(total=len(windows(plan, area)))
    base, mix, function = (plan, cache.peers()), state.mix, state.function
    job.start(cache.slow_workers(), lambda j: cache.surface(j, base, mix, function, area))
    st.session_state[f"{SURFACE}-job"] = job, mix
    st.rerun()


def _start_choice(count: int, rules: Rules, options: Options, words: Words) -> None:
    mix, plan, existing = session.current().mix, cache.plan(), cache.clusters()

    def work(job: Job) -> Siting:
        job.step()
        return choose_sites(
            plan,
            mix,
            count,
            rules=rules,
            existing=existing,
            options=options,
            check=job.check,
            lang=words.lang,
        )

    st.session_state[f"{CHOICE}-job"] = Job().start(cache.slow_workers(), work), mix
    st.rerun()


def _busy() -> bool:
    """Say whether this session still waits for something."""
    held = (st.session_state.get(f"{kind}-job") for kind in (SURFACE, CHOICE))
    return any(pair is not None and not pair[0].finished for pair in held)


def _progress(kind: str) -> None:
    """Show how far the job is; once it has finished, keep what it made."""
    pair = st.session_state.get(f"{kind}-job")
    if pair is None:
        return
    job, mix = pair
    if not job.finished:
        _waiting(kind)
        return
    del st.session_state[f"{kind}-job"]
    try:
        st.session_state[f"{kind}-result"] = job.result(), mix
    except PlannerError as error:
        st.session_state.pop(f"{kind}-result", None)
        st.error(session.plain(_plain(session.error_text(error))))
        return
    except Stopped:
        pass
    st.rerun()


@st.fragment(run_every=1)
def _waiting(kind: str) -> None:
    """Show the progress every second, apart from the rest of the page."""
    t = session.words().t
    pair = st.session_state.get(f"{kind}-job")
    if pair is None or pair[0].finished:
        st.rerun()
    job: Job = pair[0]
    if job.total:
        text = t("正在计算：{n}/{all} 片").format(n=job.done, all=job.total)
        st.progress(job.share, text=text if job.done else t("排队等候…"))
    else:
        text = t("正在选点，约需数秒…") if job.done else t("排队等候…")
        st.progress(0.5 if job.done else 0.0, text=text)
    if st.button(t("取消"), key=f"stop-{kind}"):
        job.stop()
        del st.session_state[f"{kind}-job"]
        st.rerun()


def _result(kind: str) -> Any:
    pair = st.session_state.get(f"{kind}-result")
    return None if pair is None else pair[0]


@st.fragment
def _view(words: Words) -> None:
    """Show the map with the surface and the chosen sites; the slider redraws nothing else."""
    t, surface = words.t, _result(SURFACE)
    percent = 100
    if surface is not None:
        _surface_legend(surface, words)
        percent = st.slider(t("适宜性图不透明度（%）"), 10, 100, 75, 5, key=session.key("opacity"))
    else:
        st.caption(t("计算后，这里按等级显示全市的规划支持度。"))
    chosen = _result(CHOICE)
    planning_map(
        cache.published_plain_map(words.lang),
        key="siting-map",
        view="siting",
        height=MAP_HEIGHT,
        picture=None if surface is None else surface.drawn,
        opacity=percent / 100,
        picks=() if chosen is None else siting_map.places(chosen, cache.plan(), words),
    )


def _surface_legend(surface: Surface, words: Words) -> None:
    t = words.t
    mix = st.session_state[f"{SURFACE}-result"][1]
    st.markdown(t("规划支持度等级：{mix}").format(mix=_mix(mix, words)))
    limits = cache.plan().facts.assumptions["grades"]
    st.html(suitability_overlay.legend(surface, limits, words))
    if mix != session.current().mix:
        st.warning(t("重点领域已更改，图仍是原先的，请重新计算。"))


def _mix(mix: dict[str, float], words: Words) -> str:
    names = {s.id: words.name(s) for s in cache.plan().facts.sectors}
    return words.listed(f"{names[s]} {share:.0%}" for s, share in mix.items())


def _choice(chosen: Siting, words: Words) -> None:
    """Show the chosen sites with their reasons, and offer them for download."""
    t, plan = words.t, cache.plan()
    st.subheader(t("备选位置"), anchor=False)
    mix = st.session_state[f"{CHOICE}-result"][1]
    st.markdown(t("拟发展：{mix}").format(mix=_mix(mix, words)))
    if mix != session.current().mix:
        st.warning(t("重点领域已更改，结果仍是原先的，请重新选点。"))
    st.html(siting_map.picks(chosen, plan, words))
    st.markdown(siting_map.summary(chosen, words))
    for pick in chosen.picks:
        title = t("备选位置 {n}：新承接的条款（{count} 项）")
        with st.expander(title.format(n=pick["order"], count=len(pick["serves"]))):
            st.html(siting_map.serves(pick, plan, words))
    st.caption(
        t(
            "“新增承接”把新满足的条款需求（某要素的某 5 公里段或某板块的某一行业）逐项相加；"
            "“次选”是间距以外的次优位置，以及改选它会少承接多少。备选位置供比选，不等于可以建设。"
        )
    )
    for line in lines(list(chosen.notes), words.lang):
        st.caption(session.plain(_plain(line)))
    content = partial(exports.scored_file, plan, chosen.sites, chosen.results)
    downloads.offer({"备选位置": downloads.Download("sites", content)}, words, "picks")


def _plain(text: str) -> str:
    """Return a message without the options of the command line, which a page does not have."""
    return OPTION.sub("", BRACKETED.sub("", text))
