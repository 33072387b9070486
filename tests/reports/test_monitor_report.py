"""The monitoring reports: what the assessment says, with what was entered, and what is open."""

import io
import re
from dataclasses import replace

import pytest
from docx import Document

from gis_app.assessment import assessment
from gis_app.components import portfolio_tables as shown
from gis_app.reports import content
from gis_app.reports.docx import docx
from gis_app.reports.monitor_report import KINDS, monitor_report
from gis_app.reports.pdf import pdf
from gis_app.reports.written import file_name
from gis_app.site_source import layer_sites
from layers.portfolio import once

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def clusters(plan):
    return once(plan, layer_sites(plan, "clusters", lang="zh").sites)[0]


@pytest.fixture(scope="module")
def found(plan, clusters):
    return assessment(plan, clusters, clusters.iloc[2:])


def tables(report):
    return {
        b.caption.partition("　")[2]: b
        for s in report.sections
        for b in s.blocks
        if isinstance(b, content.Table)
    }


def test_the_tables_are_those_of_the_assessment(plan, found, told):
    entered = {"indicator-01": {2022: 1.0, 2023: 2.5}, "indicator-02": {2023: 1234567.25}}
    report = monitor_report(found, "annual", told, "zh", entered)
    made = tables(report)
    assert len(made["条款—板块对照表"].rows) == 11
    cells = [c for row in made["条款—板块对照表"].rows for c in row[1:]]
    counts = shown.tally(found)
    for state, mark in shown.MARKS.items():
        assert sum(c.startswith(mark or "—") for c in cells) == counts[state]
    assert len(made["待补清单"].rows) == len(found.gaps)
    indicators = made["主要指标"].rows
    assert len(indicators) == len(plan.facts.indicators) == 12
    assert indicators[0][-1] == "2.5（2023）"
    assert indicators[1][-1] == "1234567.25（2023）"  # as entered, to the last figure
    assert {row[-1] for row in indicators[2:]} == {"待填"}
    assert len(made["载体的规划支持度"].rows) == len(found.standing)
    changed = made["与前一快照比较"].rows
    assert [row[1] for row in changed].count("新增") == 2


def test_english_names_the_shipped_carriers_that_changed_in_english(plan, clusters, told):
    own = clusters.assign(name=["自家的名字", *clusters["name"].iloc[1:]])
    for before, after in ((own.iloc[2:], own), (own, own.iloc[2:])):
        report = monitor_report(assessment(plan, after, before), "annual", told, "en")
        rows = next(
            b.rows
            for b in report.sections[-2].blocks
            if isinstance(b, content.Table) and any("自家的名字" in row[0] for row in b.rows)
        )
        others = [row[0] for row in rows if row[0] != "自家的名字"]
        assert others
        assert not any(CHINESE.search(name) for name in others)


def test_a_file_is_named_by_title_and_date_in_the_language_of_the_report(found, told):
    chinese, english = (monitor_report(found, "annual", told, lang) for lang in ("zh", "en"))
    assert file_name(chinese, "docx") == "年度监测报告-2023-11-15.docx"
    assert file_name(english, "pdf").endswith("-2023-11-15.pdf")
    assert file_name(english, "pdf").isascii()


@pytest.mark.parametrize("title", ['a<b>:"c"/d\\e|f?g*h', "  报告。（参考） ", "a" + chr(10) + "b"])
def test_a_file_name_holds_nothing_that_a_system_refuses(found, told, title):
    report = replace(monitor_report(found, "annual", told, "zh"), title=title)
    assert not re.search(r'[<>:"/\\|?*\s（）。]', file_name(report, "docx"))


def test_without_a_snapshot_the_section_is_left_open(plan, clusters, told):
    report = monitor_report(assessment(plan, clusters), "final", told, "zh")
    assert report.title == "总结评估报告"
    assert "没有提供前一快照，本节待补。" in list(content.texts(report))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_writers_take_it_and_again_the_same(found, told, lang):
    reports = [monitor_report(found, "midterm", told, lang) for _ in range(2)]
    assert pdf(reports[0]) == pdf(reports[1])
    assert docx(reports[0]) == docx(reports[1])
    pictures = [b for s in reports[0].sections for b in s.blocks if hasattr(b, "png")]
    assert len(pictures) == 1 + 7
    assert all(p.alt for p in pictures)
    document = Document(io.BytesIO(docx(reports[0])))
    assert len(document.inline_shapes) == len(pictures)


def test_each_kind_cites_the_duty_that_orders_it(plan, found, told):
    duties = {d.report: d for d in plan.facts.duties if d.report}
    assert set(duties) == set(KINDS)
    report = monitor_report(found, "annual", told, "zh")
    assert any(duties["annual"].quote in text for text in content.texts(report))
