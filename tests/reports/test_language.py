"""Every sentence of a map or report has an English one."""

import re

import pytest

from gis_app.assessment import assessment
from gis_app.i18n import catalogue
from gis_app.reports.content import texts
from gis_app.reports.monitor_report import KINDS, monitor_report
from gis_app.site_source import layer_sites
from layers.portfolio import once
from tests.app.test_i18n import chinese
from tests.source import files

# Names of fonts, numerals, punctuation: no sentences of the report.
APART = {"docx.py", "fonts.py", "furniture.py"}
SIGNS = {"一二三四五六七八九十", "十", "表", "图", "（", "）", "　", "、"}


def test_every_text_of_the_reports_has_an_english_one():
    found = [
        text
        for path in files("gis_app/reports")
        if path.name not in APART
        for text, _ in chinese(path)
        if text not in SIGNS
    ]
    assert len(found) > 80
    assert [text for text in found if text not in catalogue("en")] == []


# What stays Chinese in English: quotations of the plan and the labels of its clauses.
CITED = re.compile(
    r"“[^“”]*(?:“[^“”]*”[^“”]*)*”|[一二三四五六七八九十]+（[一二三四五六七八九十]+）|表 ?1"
)
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("kind", KINDS)
def test_an_english_monitoring_report_has_no_chinese_but_what_it_cites(kind, plan, told):
    clusters = once(plan, layer_sites(plan, "clusters", lang="en").sites)[0]
    values = {i.id: {2023: 1.0} for i in plan.facts.indicators[:3]}
    report = monitor_report(assessment(plan, clusters), kind, told, "en", values)
    said = [CITED.sub("", text) for text in texts(report)]
    assert len(said) > 300
    assert [text for text in said if HAN.search(text)] == []
