"""The first steps through the app: what to do on which page, with links; put away for good."""

from __future__ import annotations

import streamlit as st

from gis_app import cache
from gis_app.components.wording import Words
from gis_app.views import session

DONE = "tour-done"
COOKIE = "suzhou-tour"  # in the browser, for a year; says nothing else
KEEPER = st.components.v2.component(
    "suzhou_tour",
    js="export default c=>{document.cookie="
    "`${c.data.name}=away;path=${c.data.path};max-age=31536000;SameSite=Lax`}",
)
# Last part of a page's address → what to do there; pages that the menu does not have are left out.
STEPS = {
    "check-site": "点地图选一处位置，选重点领域，看得分和条款依据",
    "batch": "上传多个点位或地块的表格、图层，一次评完",
    "siting": "算全市适宜性，找最能补足条款的备选位置",
    "scenarios": "把位置、权重和备注存成方案，两两对比",
    "carry-out": "看各条款在各板块有无载体承接，查条款原文",
    "counties": "填规划指标的年度数值，看县级市指引",
    "drawing": "出图、出报告（Word、PDF）",
    "data": "看图层来源，导出数据，换用自己的图层",
    "method": "得分怎样算、哪些数值由本工具设定",
}


def panel(words: Words) -> None:
    """Show the steps, folded, until they are put away: the browser remembers it."""
    if st.session_state.get(DONE):
        KEEPER(key="tour-cookie", data={"name": COOKIE, "path": cache.base_url() or "/"})
        return
    if st.context.cookies.get(COOKIE) == "away":
        return
    t, menu = words.t, session.menu()
    with st.expander(t("第一次使用？按下面几步上手"), icon=":material/explore:"):
        steps = [path for path in STEPS if not menu or path in menu]
        for number, path in enumerate(steps, start=1):
            told = t(STEPS[path])
            if path in menu:
                told = t("{page}：{text}").format(page=menu[path].title, text=told)
            session.page_link(path, f"{number}. {told}")
        st.caption(t("左侧栏可切换语言；浏览器地址可发给同事，打开即恢复同一位置和行业。"))
        if st.button(t("知道了，不再显示"), key="tour-away"):
            st.session_state[DONE] = True
            st.rerun()
