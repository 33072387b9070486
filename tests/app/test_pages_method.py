"""方法说明: weights, numbers, readings and figures are those the tool uses."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from gis_app import cache
from gis_app.components import method_tables
from gis_app.components.wording import Words

ZH, EN = Words("zh"), Words("en")


def run_method():  # the body runs in a fresh script: import inside
    from gis_app.views import method

    method.page()


def opened(**query):
    app = AppTest.from_function(run_method, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def test_the_page_shows_readings_weights_and_figures(plan):
    app = opened()
    assert not app.exception
    said = "\n".join(element.proto.body for element in app.get("html"))
    assert "0.408" in said
    assert all(a.title in said.replace("&quot;", '"') for a in plan.facts.ambiguities)
    assert "AUC" in said
    assert "本工具设定" in app.info[0].value


def test_the_page_speaks_english():
    app = opened(lang="en")
    assert not app.exception
    assert app.header[0].value == "Method"
    assert any("rank-order centroid" in m.value for m in app.markdown)


def test_every_part_has_its_width_and_a_reason(plan):
    shown = method_tables.widths(plan.facts, EN)
    parts = [p for s in plan.facts.structures for p in s.part]
    assert shown.count("<tr>") == len(parts) + 1
    assert "15.00 km" in shown
    assert "the plan&#x27;s own figure" in shown


def test_numbers_of_the_assumptions_fill_the_texts(plan):
    shown = method_tables.numbers(plan.facts, ZH)
    assert shown.count("<tr>") == len(method_tables.NUMBERS) + 1
    assert "{" not in shown
    assert "候选点 500 米格网" in shown


def test_the_documented_check_is_read_whole(plan):
    found = method_tables.check(cache.validation_text())
    assert [row[0][:2] for row in found.auc[1:]] == ["K1", "K2", "K3", "K4", "K6"]
    assert len(found.grades) == 2
    named, _, _, random, _ = (float(number) for number in found.counts)
    assert sum(int(n) for n in found.grades[0][1:]) == named
    assert sum(int(n) for n in found.grades[1][1:]) == random
    assert re.search(r">K4 .*?0\.\d\d", method_tables.auc(found, plan.facts, ZH))


@pytest.mark.parametrize("text", ["", "# 方法检验\n\nnothing here"])
def test_a_text_without_figures_is_no_check(text):
    assert method_tables.check(text) is None
