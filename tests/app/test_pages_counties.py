"""县域指引与指标: the plan's figures, the user's values kept and told, the county cities."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from gis_app import cache, indicators
from gis_app.components import county_tables, indicator_charts, indicator_tables
from gis_app.components.wording import Words
from gis_app.projects.indicator_values import holder, save_values
from gis_app.projects.model import Project
from gis_app.projects.place import SETTING, open_store
from gis_app.views import indicator_values
from layers.portfolio import APART
from layers.quoting import nested
from tests.source import ROOT

ZH, EN = Words("zh"), Words("en")
VALUES = {"indicator-01": {2023: 12294.25}, "indicator-08": {2025: 3.95}}


@pytest.fixture
def store(tmp_path, monkeypatch):
    place = str(tmp_path / "projects.sqlite")
    monkeypatch.setenv(SETTING, place)
    return open_store(place)


@pytest.fixture(autouse=True)
def _own_store(store):
    """Give every test a store of its own."""


def run_counties():  # the body runs in a fresh script: import inside
    from gis_app.views import counties

    counties.page()


def run_tour():
    from gis_app.views import session, tour

    tour.panel(session.words())


def opened(page=run_counties, values=None, **query):
    app = AppTest.from_function(page, default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    if values:
        app.session_state["indicator-values"] = values
    app.run()
    assert not app.exception
    return app


def html_of(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def test_every_indicator_stands_there_with_its_clause_and_target(plan):
    app = opened()
    said = html_of(app)
    for fact in plan.facts.indicators:
        assert fact.name in said
        assert fact.target.text in said
        assert all(nested(f"“{again.quote}”") in said for again in fact.restated)
    assert all(nested(f"“{c.quote}”") in said for c in plan.facts.counts)
    assert all(nested(f"“{d.quote}”") in said for d in plan.facts.duties)


def test_without_values_the_page_says_what_to_do_first():
    app = opened()
    assert "第一步" in app.info[0].value
    assert not app.metric
    assert app.button(key="indicators-save").disabled


def test_values_are_told_honestly_for_each_kind_of_target():
    app = opened(values=VALUES)
    said = html_of(app)
    assert "差 1,705.75；自现状值至目标值已走完 50%" in said
    assert "低于目标 0.05；规划写“左右”，未给范围，是否达到请自行判断" in said
    assert [m.value for m in app.metric] == ["2/12", "0", "1", "1"]


def test_no_share_is_made_up_where_the_plan_gives_no_base(plan):
    fact = next(f for f in plan.facts.indicators if f.base.value is None)
    found = indicators.progress(fact, {fact.id: {2025: fact.target.value}})
    assert indicator_tables.says(fact, found, ZH) == "已达到；规划未写现状值，不计完成比例"


def test_the_table_gives_back_what_was_put_in(plan):
    facts = plan.facts
    for words in (ZH, EN):
        frame = indicator_tables.frame(facts, VALUES, words)
        assert indicator_tables.values_of(frame, facts) == VALUES


@pytest.mark.parametrize(("telephone", "pixels"), [(False, 330), (True, 196)])
def test_on_a_telephone_the_name_leaves_room_for_the_years(telephone, pixels, monkeypatch):
    monkeypatch.setattr(indicator_values, "_telephone", lambda: telephone)
    table = opened().data_editor[0].proto
    name = json.loads(table.columns)["规划指标"]
    assert (name["width"], name["pinned"]) == (pixels, True)
    assert (table.row_height > 64) is telephone  # higher rows have several lines


def test_values_are_saved_to_a_project_and_are_there_in_the_next_session(store):
    app = opened(values=VALUES)
    app.button(key="indicators-save").click().run()
    assert not app.exception
    assert app.button(key="indicators-save").disabled
    (project,) = store.projects()
    assert holder(store, project.id).indicators == VALUES
    again = opened()
    assert again.session_state["indicator-values"] == VALUES
    assert again.metric[0].value == "2/12"


def test_two_who_save_at_once_both_see_what_the_other_saved(store):
    project = store.put_project(Project(name="甲<b>"))
    app = opened()
    theirs = {"indicator-01": {2021: 11000.0}}
    save_values(store, holder(store, project.id), theirs)
    app.session_state["indicator-values"] = VALUES
    app.session_state["indicator-made"] = 99
    app.run()
    app.button(key="indicators-save").click().run()
    assert "他人改动" in app.warning[0].value
    assert any("本页 2023: 12,294.25；已保存 2021: 11,000" in t.value for t in app.text)
    assert holder(store, project.id).indicators == theirs
    app.button(key="indicators-mine").click().run()
    assert not app.exception
    assert not app.warning
    assert holder(store, project.id).indicators == VALUES


def test_taking_the_saved_values_keeps_them(store):
    project = store.put_project(Project(name="甲"))
    app = opened()
    theirs = {"indicator-01": {2021: 11000.0}}
    save_values(store, holder(store, project.id), theirs)
    app.session_state["indicator-values"] = VALUES
    app.session_state["indicator-made"] = 99
    app.run()
    app.button(key="indicators-save").click().run()
    app.button(key="indicators-theirs").click().run()
    assert not app.exception
    assert app.session_state["indicator-values"] == theirs
    assert holder(store, project.id).indicators == theirs


def test_a_file_of_values_is_read_and_a_wrong_one_explained():
    app = opened()
    good = "id,2021\nindicator-12,200\n"
    for content, wanted in ((good, {"indicator-12": {2021: 200.0}}), ("id,2021\nx,1\n", None)):
        file = ("values.csv", content.encode(), "text/csv")
        app.file_uploader(key="indicators-file").set_value(file).run()
        app.button(key="indicators-read").click().run()
        assert not app.exception
        if wanted:
            assert app.session_state["indicator-values"] == wanted
        else:
            assert "E-IND-02" in app.error[0].value


def test_a_chart_has_the_values_and_the_line_to_reach(plan):
    fact = plan.facts.indicators[0]
    told = indicator_charts.chart(plan.facts, fact, VALUES, ZH).to_dict()
    drawn = [row for rows in told["datasets"].values() for row in rows]
    assert {"year": "2023", "value": 12294.25, "series": "指标值"} in drawn
    assert any(row.get("label") == "目标 14,000" for row in drawn)
    assert "http" not in str(told).replace(told["$schema"], "")
    blank = next(f for f in plan.facts.indicators if f.base.value is None)
    assert indicator_charts.chart(plan.facts, blank, VALUES, ZH) is None


def test_each_county_shows_its_guidance_and_the_urban_districts_have_none(plan):
    app = opened()
    for county in plan.facts.counties:
        app.segmented_control(key="county-zh").set_value(county.id).run()
        assert not app.exception
        said = html_of(app)
        assert all(role.name in said for role in county.role)
        assert all(nested(f"“{a.quote}”") in said for a in county.affinity)
        assert any(county.direction in m.value for m in app.markdown)
    app.segmented_control(key="county-zh").set_value("urban").run()
    said = html_of(app)
    assert said.count("不适用") == len(plan.districts.codes) - len(plan.facts.counties)


def test_a_class_of_sectors_is_told_apart_from_a_named_one(plan):
    shown = {c.id: county_tables.sectors(plan, c, ZH) for c in plan.facts.counties}
    assert "整体提出" in shown["320583"]
    assert "整体提出" not in shown["320581"]
    assert "间接涉及" in shown["320581"]


def test_the_clauses_of_a_county_are_those_of_the_matrix(plan):
    found = cache.assessed()
    for county in plan.facts.counties:
        cells = found.coverage[found.coverage["district"] == county.id]
        concerned = (cells["state"] != APART).sum()
        assert county_tables.matrix(found, county.id, ZH).count("<tr>") == concerned + 1


def test_inferred_members_are_not_listed_as_members(plan):
    inferred = [s for s in plan.facts.structures if s.members and s.members.inferred]
    shown = county_tables.urban(plan, ZH)
    assert inferred
    assert all(s.name not in shown for s in inferred)


def test_the_page_speaks_english():
    app = opened(lang="en", values=VALUES)
    assert app.header[0].value == "Counties and indicators"
    said = html_of(app)
    assert "1,705.75 short; 50% of the way from base to target" in said
    assert "at least 18" in said


def test_the_tour_lists_the_steps_until_it_is_put_away():
    app = opened(run_tour)
    assert any(text.value.startswith("1. ") for text in app.text)
    app.button(key="tour-away").click().run()
    assert not app.exception
    assert not app.text
    assert not app.expander


def test_the_menu_has_every_page_in_its_order():
    text = (ROOT / "gis_app" / "main.py").read_text(encoding="utf-8")
    listed = re.findall(r'^    "([a-z-]+)": \(', text, re.MULTILINE)
    wanted = ["overview", "check-site", "batch", "siting", "scenarios", "carry-out", "counties"]
    wanted += ["drawing", "data", "method"]
    assert listed == [name for name in wanted if name in listed]
    assert {"counties", "data", "batch"} <= set(listed)
