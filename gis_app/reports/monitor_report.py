"""年度监测、中期评估、总结评估: a cluster layer against the plan, with the indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gis_app.assessment import Assessment
from gis_app.components import portfolio_tables as shown
from gis_app.components.wording import Words
from gis_app.reports import monitor_tables as tables
from gis_app.reports import print_map, sources, strip_chart
from gis_app.reports.content import Block, Content, Note, Paragraph, Picture, Section, numbered
from gis_app.reports.site_report import plan_title
from gis_app.writing.made import Made
from layers.plan import Duty
from layers.portfolio import CARRIED, NONE, PARTLY
from layers.portfolio_change import ADDED, CHANGED, REMOVED

Values = Mapping[str, Mapping[int, float]]

KINDS = {"annual": "年度监测报告", "midterm": "中期评估报告", "final": "总结评估报告"}
MAP_MM = 156.0
STRIP_MM = 156.0


def monitor_report(
    found: Assessment, kind: str, made: Made, lang: str, values: Values | None = None
) -> Content:
    """Return the report on an assessed layer.

    Parameters
    ----------
    found : what `assessment` returned; with `change` where an earlier snapshot was given.
    kind : annual, midterm or final.
    made : versions, time, the 读取说明, whom the report is for.
    lang : zh or en.
    values : indicator id → year → value as entered; what is not there is to be filled in.
    """
    words, t = Words(lang), Words(lang).t
    sections = [
        Section(t("概况"), list(_overview(found, kind, made, words))),
        Section(t("主要指标"), list(_indicators(found, values or {}, words))),
        Section(t("条款承接情况"), list(_coverage(found, words))),
        Section(t("待补清单"), list(_gaps(found, words))),
        Section(t("错位发展"), list(_apart(found, words))),
        Section(t("沿线布局"), list(_strips(found, made, words))),
        Section(t("载体评价"), list(_standing(found, words))),
        Section(t("与前一快照比较"), list(_change(found, words))),
        Section(t("依据与数据说明"), list(sources.blocks(found.plan, made, words))),
    ]
    number = made.publication.approval.strip() or t("（公开使用前依法送审后填写）")
    return Content(
        title=t(KINDS[kind]),
        subtitle=plan_title(found.plan, words),
        warning=t("监测评估工作底稿，不作为考核和审批依据"),
        cover=[
            (t("依据版本"), sources.edition(found.plan, words)),
            (t("日期"), made.time.date().isoformat()),
            (t("用途"), t("公开") if made.publication.public else t("内部")),
            (t("审图号"), number),
        ],
        sections=numbered(sections, lang),
        footer=made.publication.footer(lang),
        lang=lang,
        time=made.time,
    )


def _overview(found: Assessment, kind: str, made: Made, words: Words) -> Iterator[Block]:
    t, counts = words.t, shown.tally(found)
    told = t(
        "本图层有载体 {n} 个。环、轴、带和县域指引的条款与板块对照，已有载体承接 {a} 项，"
        "部分承接 {b} 项，暂无对应载体 {c} 项。"
    )
    yield Paragraph(
        told.format(n=len(found.standing), a=counts[CARRIED], b=counts[PARTLY], c=counts[NONE]),
        strong=True,
    )
    for duty in found.plan.facts.duties:
        if _orders(duty, kind):
            cite = words.quoted(found.plan.facts.label(duty.clause), duty.quote)
            yield Paragraph(t("报告依据：{cite}。").format(cite=cite))
    yield Paragraph(t("“暂无对应载体”只说明本图层中没有，不是对落实情况的评判。"))
    yield Picture(
        png=print_map.print_map(
            found.plan, "png", made, print_map.Order(lang=words.lang, paper="A4")
        ),
        caption=t("服务业空间布局（示意）"),
        width_mm=MAP_MM,
        alt=t("环、轴、带、集聚区和板块界线的示意图"),
    )


def _orders(duty: Duty, kind: str) -> bool:
    return getattr(duty, "report", None) == kind


def _indicators(found: Assessment, values: Values, words: Words) -> Iterator[Block]:
    t = words.t
    yield tables.indicators(found, values, words)
    yield Note(t("监测值由使用者填报，“待填”为尚未填报；指标与布局评分分开列示，不相互折算。"))
    if found.progress:
        fact, count = found.progress.indicator, found.progress.count
        if count is None:
            told = t("指标 {n}（{name}）：图层没有写明级别，无法统计家数。")
        else:
            told = t("指标 {n}（{name}）：本图层 {count} 家，目标 {target}{unit}。")
        name = words.name({"name": fact.name, "name_en": getattr(fact, "name_en", "")})
        yield Paragraph(
            told.format(
                n=fact.number,
                name=name,
                count=count,
                target=fact.target.text,
                unit=fact.unit if words.lang == "zh" else "",
            )
        )


def _coverage(found: Assessment, words: Words) -> Iterator[Block]:
    t = words.t
    yield tables.matrix(found, words)
    least = found.plan.facts.assumptions["coverage"]["carried"]
    note = t(
        "● 已有载体承接（支持度不低于 {least}）　◐ 部分承接　○ 暂无对应载体　— 条款未涉及该板块；"
        "数字为该板块载体的最高支持度（0–1）。"
    )
    yield Note(note.format(least=f"{least:g}"))


def _gaps(found: Assessment, words: Words) -> Iterator[Block]:
    if len(found.gaps):
        yield tables.gaps(found, words)
    else:
        yield Paragraph(words.t("各条款在所涉板块都有载体承接。"))


def _apart(found: Assessment, words: Words) -> Iterator[Block]:
    yield tables.specialisation(found, words)
    yield Note(words.t("0 为构成相同，1 为完全不同；载体少的板块数值不稳，没有载体的不列。"))


def _strips(found: Assessment, made: Made, words: Words) -> Iterator[Block]:
    t = words.t
    yield Paragraph(t("载体沿走线按里程排列；虚线框为暂无对应载体的路段。里程依示意走线量算。"))
    for element in found.plan.elements:
        name = words.name(element.fact)
        yield Picture(
            png=strip_chart.strip_chart(found, element, words, made.time),
            caption=t("{name}沿线载体").format(name=name),
            width_mm=STRIP_MM,
            alt=t("{name}沿线载体").format(name=name),
        )


def _standing(found: Assessment, words: Words) -> Iterator[Block]:
    yield tables.standing(found, words)
    yield Note(words.t("得分为规划支持度（0–100），各载体互为同业；“—”为不打分的载体。"))


def _change(found: Assessment, words: Words) -> Iterator[Block]:
    t, table = words.t, found.change
    if table is None:
        yield Paragraph(t("没有提供前一快照，本节待补。"))
        return
    counts = table["change"].value_counts()
    told = t("按载体编号逐一比较：新增 {a} 个，减少 {b} 个，变化 {c} 个。")
    a, b, c = (int(counts.get(k, 0)) for k in (ADDED, REMOVED, CHANGED))
    yield Paragraph(told.format(a=a, b=b, c=c))
    if a + b + c:
        yield tables.changes(found.plan, table, words)
    yield Note(t("各快照以自身载体互为同业，载体本身未变时得分也可能因周边载体增减而变化。"))
