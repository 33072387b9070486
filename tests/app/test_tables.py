"""Tables and bars: text escaped once, states told apart, numbers as they are."""

import dataclasses
import re

import pytest

from gis_app.components import plan_tables, tables
from gis_app.components.tables import Cell, table
from gis_app.components.wording import Words
from tests.app.payloads import PAYLOADS


def criterion(state, value, contribution, because=""):
    return {
        "id": "K1",
        "state": state,
        "value": value,
        "weight": 0.408,
        "contribution": contribution,
        "clause": "4.1",
        "quote": "一环两轴四带",
        "because": because,
    }


@pytest.mark.parametrize("text", PAYLOADS)
def test_cells_hold_text_and_never_markup(text):
    page = table(["a"], [[text, Cell(text, "key", "#fff")]])
    assert "<img" not in page
    assert "<script" not in page
    assert set("`$\\") & set(page) == set()


def test_the_three_states_of_a_criterion_look_different(plan):
    rows = [
        criterion("scored", 0.5, 20.4),
        criterion("not_applicable", None, None),
        criterion("unknown", None, None),
    ]
    page = tables.criteria({"criteria": rows}, plan.facts, Words("zh"))
    bars = re.findall(r'</span><div(?: class="(\w+)"|><div style="width:(\d+)%")', page)
    assert bars == [("", "50"), ("not_applicable", ""), ("unknown", "")]
    assert "得分 0.50" in page
    assert "贡献 20.4 分" in page
    assert "不适用" in page
    assert "数据不足" in page


def test_a_bar_cites_its_clause_by_label_and_quote(plan):
    page = tables.criteria({"criteria": [criterion("scored", 1, 1)]}, plan.facts, Words("zh"))
    assert "四（一） “一环两轴四带”" in page


def test_the_scale_marks_score_and_interval():
    limits = {"weak": 30, "largely": 50, "well": 70}
    page = tables.scale({"score": 54.6, "low": 50.0, "high": 58.0}, limits)
    assert 'class="mark" style="left:54.6%"' in page
    assert 'class="range" style="left:50.0%;width:8.0%"' in page


def test_the_elements_of_the_plan_are_listed_with_clause_and_quote(plan):
    page = plan_tables.elements(plan, Words("zh"))
    assert page.count("<tr>") == 8
    for fact in plan.facts.structures:
        assert fact.name in page
        assert plan.facts.label(fact.clause) in page


def test_every_place_without_a_site_is_listed(plan):
    page = plan_tables.unlocated(plan, Words("zh"))
    assert page.count("<tr>") == len(plan.unlocated) + 1


def test_every_layer_tells_its_source_and_error(plan):
    page = plan_tables.layers(plan, Words("en"))
    assert page.count("<tr>") > len(plan.layers)
    assert "schematic" in page
    assert "open data (OpenStreetMap)" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sources_are_told_in_words_and_not_by_the_names_of_our_files(plan, lang):
    found = plan.layers["districts"]["source"]
    assert found.str.contains("derived/").any()
    told = plan_tables.sources(found, Words(lang))
    assert len(told) == 2
    assert "derived/" not in "".join(told) + plan_tables.layers(plan, Words(lang))


def test_hostile_layers_give_harmless_tables(hostile):
    words = Words("zh")
    for page in (plan_tables.elements(hostile, words), plan_tables.layers(hostile, words)):
        assert "<img" not in page
        assert "<script" not in page


def test_the_english_list_of_unlocated_carriers_names_districts_in_english(plan):
    page = plan_tables.unlocated(plan, Words("en"))
    assert "Suzhou Industrial Park" in page
    assert "<td>苏州工业园区</td>" not in page


def test_an_english_name_is_used_where_the_plan_has_one(plan):
    named = dataclasses.replace(
        plan, unlocated=tuple({**p, "name_en": f"carrier {p['id']}"} for p in plan.unlocated)
    )
    page = plan_tables.unlocated(named, Words("en"))
    assert all(f"carrier {p['id']}" in page for p in plan.unlocated)
