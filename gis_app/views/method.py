"""方法说明: how the score works, which numbers are ours, how the text is read, what was checked."""

from __future__ import annotations

import streamlit as st

from gis_app import cache
from gis_app.components import method_tables
from gis_app.components.wording import Words
from gis_app.versions import versions
from gis_app.views import session
from layers.plan import Facts

TOTAL = r"\text{%s} = 100\,\frac{\sum_k w_k\,x_k}{\sum_k w_k}"
LAYOUT = (
    r"x_{K1} = \max_e\, S_e\,t_e,\qquad S_e = \tilde m_e\,\bigl(\beta_e + (1-\beta_e)\,\mu_e\bigr)"
)
DISTANCE = r"\mu(d) = \begin{cases} 1 & d \le w \\ 2^{-((d-w)/h)^2} & d > w \end{cases}"


def page() -> None:
    """Show the page."""
    words = session.words()
    with session.shown_errors():
        facts = cache.plan().facts
        t = words.t
        session.heading(t("方法说明"))
        st.caption(t("规划支持度说明规划文本的支持程度，0–100；不是审批结论，也不是效益评价。"))
        titles = ["怎样计分", "本工具设定的数值", "文本读法", "方法检验", "局限"]
        score, numbers, readings, checked, limits = st.tabs([t(x) for x in titles])
        with score:
            _score(facts, words)
        with numbers:
            _numbers(facts, words)
        with readings:
            _readings(facts, words)
        with checked:
            _check(facts, words)
        with limits:
            _limits(words)


def _score(facts: Facts, words: Words) -> None:
    t = words.t
    st.subheader(t("总分"), anchor=False)
    st.latex(TOTAL % t("规划支持度"))
    st.markdown(
        t(
            "只对适用的指标求和：规划没有说法的记“不适用”，不计入，也不扣分；"
            "规划有说法但缺数据的记“数据不足”，按 0 和 1 两种情形给出得分区间。"
        )
    )
    st.subheader(t("布局契合"), anchor=False)
    st.latex(LAYOUT)
    st.latex(DISTANCE)
    st.markdown(
        t(
            "对每个结构要素和规划载体 e：区位契合度 S 由板块名单 m̃ 与距离衰减 μ 合成，"
            "行业契合度 t 是各重点领域占比乘以条款对应度（明确提出 1、间接涉及 0.5、未提及 0）"
            "再相加；"
            "两者相乘，取最高的一个，并列出次高的一个。"
            "w 为满分宽度，h 为半衰距离：距离 w+h 处恰为 0.5。"
        )
    )
    st.subheader(t("指标与权重"), anchor=False)
    st.html(method_tables.criteria(facts, words))
    st.markdown(
        t(
            "规划只给出次序：先布局，再县域，然后是“高度集聚、错位发展、优势互补、功能完善”。"
            "只知次序时，权重的期望即序位形心。把行文次序当作轻重是本工具的理解，"
            "所以并列给出另外两种权重，也可自定。"
        )
    )


def _numbers(facts: Facts, words: Words) -> None:
    t = words.t
    st.info(t("以下均为本工具设定，不是规划内容；规划只写过“离岸15公里左右”一个距离。"))
    st.subheader(t("各结构要素的范围"), anchor=False)
    st.html(method_tables.widths(facts, words))
    st.subheader(t("其他数值"), anchor=False)
    st.html(method_tables.numbers(facts, words))


def _readings(facts: Facts, words: Words) -> None:
    t = words.t
    count = t("规划文本有 {n} 处可作不同理解；下表列出采用的读法和可切换的其他读法。")
    st.markdown(count.format(n=len(facts.ambiguities)))
    st.html(method_tables.readings(facts, words))


def _check(facts: Facts, words: Words) -> None:
    t, text = words.t, cache.validation_text()
    found = method_tables.check(text)
    if found is None:
        st.info(t("没有检验记录。"))
        return
    named, scored, mean, random, mean_random = found.counts
    st.markdown(
        t(
            "规划写明且有位置的集聚区，去掉它自身的载体要素后评分（留一法），"
            "与市域内行业构成相同的随机点比较。AUC 是前者得分高于后者的机会，0.5 等于碰运气。"
            "这是检验，参数不为此调整。"
        )
    )
    st.markdown(
        t(
            "集聚区 {named} 个（{scored} 个可评分），平均 {mean} 分；"
            "随机点 {random} 个，平均 {mean_random} 分。"
        ).format(named=named, scored=scored, mean=mean, random=random, mean_random=mean_random)
    )
    st.html(method_tables.auc(found, facts, words))
    st.html(method_tables.grades(found, words))
    st.markdown(
        t(
            "随机点中也有不少达到“基本支持”：两轴的名单写的是整个板块，县域指引写的是整个行业，"
            "这是规划文本的特点。错位发展单独看偏向空旷之处，所以从不单独使用。"
        )
    )
    if versions(cache.plan())["rules"] not in text:
        st.caption(t("检验记录所用的规则版本与现用的不同，请重新检验后引用。"))


def _limits(words: Words) -> None:
    t = words.t
    for line in (
        "规划只作引导，没有限制性条文：得分低不等于不允许，得分高也不等于可以建设。",
        "生态、岸线、耕地等管控须另查法定规划，本工具不能据此判断。",
        "公开文本没有附图：走线依文字重建，为推算或示意，各附位置误差，不可量算。",
        "行政区界线和载体位置来自公开数据，非官方数据；正式图层到位后可整层替换。",
        "集聚、错位两项取决于所用的载体图层；图层不全，结果随之不同。",
        "只评价与规划文本是否相合，不评价项目效益、市场前景和用地条件。",
    ):
        st.markdown(f"- {t(line)}")
