"""依据与数据说明: versions, layers with their reliability, assumptions, readings, the account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gis_app.components import legend
from gis_app.components.wording import Words
from gis_app.reports.content import Block, Note, Paragraph, Table
from gis_app.writing.made import Made
from layers.model import Plan


def blocks(plan: Plan, made: Made, words: Words) -> Iterator[Block]:
    """Yield what every report says about where it comes from."""
    t, told = words.t, made.versions
    yield _pairs(
        t("依据版本"),
        [
            (t("规划文本"), edition(plan, words)),
            (t("规则"), told["rules"]),
            (t("数据"), told["data"]),
            (t("工具"), told["tool"]),
            (t("生成时间"), made.time.isoformat()),
            (t("坐标系"), t("CGCS2000 3度带 中央经线120°（EPSG:4549）")),
        ],
        words,
    )
    yield Paragraph(t("规划不分条，文中“条款”为检索方便的编号；引号内为规划原文，逐字引用。"))
    yield Paragraph(_assumed(plan, words))
    yield Paragraph(_grades(plan, words))
    yield _layers(plan, words)
    yield from _readings(plan, words)
    if made.account:
        yield _pairs(t("读取说明"), list(made.account), words)


def edition(plan: Plan, words: Words) -> str:
    """Return the plan's title and edition in the language of the report."""
    own = plan.facts.plan
    name = own.title_en if words.lang == "en" and own.title_en else own.title
    text = words.t("《{name}》，{edition}") if own.edition else words.t("《{name}》")
    return text.format(name=name, edition=words.t(own.edition) if own.edition else "")


def _pairs(caption: str, rows: list[tuple[str, str]], words: Words) -> Table:
    head = [words.t("项目"), words.t("内容")]
    return Table(caption=caption, head=head, rows=rows, widths=(28, 72), small=True)


def _assumed(plan: Plan, words: Words) -> str:
    spans = [
        f"{words.name(p.fact) or words.name(e.fact)} "
        f"{words.distance(p.w_m)}/{words.distance(p.h_m)}"
        for e in plan.elements
        for p in e.parts
    ]
    told = words.t("满分宽度/半衰距离为本工具设定，不是规划内容：{spans}。")
    return told.format(spans=words.listed(dict.fromkeys(spans)))


def _grades(plan: Plan, words: Words) -> str:
    limits = plan.facts.assumptions["grades"]
    told = words.t(
        "等级界限为本工具设定：{well} 分及以上支持充分，{largely} 分及以上基本支持，"
        "{weak} 分及以上支持较弱，其下依据不足。"
    )
    return told.format(**{k: f"{limits[k]:g}" for k in ("well", "largely", "weak")})


def _layers(plan: Plan, words: Words) -> Table:
    rows = []
    for line in legend.sources(plan, words):
        title, _, rest = line.partition(": ")
        own, _, source = rest.partition("；" if words.lang == "zh" else "; ")
        rows.append((title, own, source))
    head = [words.t(c) for c in ("图层", "可靠程度", "来源")]
    caption = words.t("图层来源与可靠程度")
    return Table(caption=caption, head=head, rows=rows, widths=(20, 32, 48), small=True)


def _readings(plan: Plan, words: Words) -> Iterator[Block]:
    """Yield how many passages can be read in several ways, and each reading that was changed."""
    t, facts = words.t, plan.facts
    told = t("规划文本有 {n} 处可作不同理解，所用读法及理由见“方法说明”；未另行指定的按默认读法。")
    yield Paragraph(told.format(n=len(facts.ambiguities)))
    for one in facts.ambiguities:
        value = facts.readings.get(one.id, one.chosen)
        if value != one.chosen:
            titles = {r.value: _title(r, words) for r in one.reading}
            changed = t("本次改用的读法：{title}——{reading}")
            yield Note(changed.format(title=_title(one, words), reading=titles.get(value, value)))


def _title(fact: Any, words: Words) -> str:
    return str(fact.title_en if words.lang == "en" and fact.title_en else fact.title)
