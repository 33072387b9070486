"""方案对比: what is saved is opened again, and nobody's change is lost."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from gis_app.projects.model import Scenario
from gis_app.projects.states import table_of
from tests.app.scenarios.driven import (
    AT,
    click,
    html,
    opened,
    run_both,
    run_scenarios,
    saved,
    scenarios,
    site,
)


def test_an_empty_page_says_what_to_do():
    app = opened()
    assert "先在“选址评估”" in app.info[0].value
    assert not app.error


def test_what_was_checked_is_saved_with_a_name_and_a_note(store):
    app = saved(opened(**AT), "太仓港", "第一轮")
    assert app.success[0].value == "已保存。"
    (kept,) = scenarios(store)
    assert (kept.name, kept.note, kept.weights) == ("太仓港", "第一轮", "40,20,10,10,10,10")
    (place_,) = kept.sites
    assert (place_.lon, place_.lat) == (120.72, 31.31)
    assert dict(place_.sectors) == pytest.approx({"P3": 0.7, "P7": 0.3})
    assert "太仓港" in html(app)
    assert app.text_input(key="scenario-name-zh").value == ""


def test_a_scenario_without_a_name_is_not_saved(store):
    app = saved(opened(**AT), "  ")
    assert "名称" in app.error[0].value
    assert store.projects() == []


def test_an_opened_scenario_is_the_state_and_the_address_again(two):
    app = opened(run_both, at="120.6,31.3", s="P1")
    app.toggle(key="check").set_value(True).run()
    assert app.multiselect(key="sectors-zh").value == ["P1"]
    app.toggle(key="check").set_value(False).run()
    app.selectbox(key="scenario-picked-zh").set_value(two[1].id).run()
    app = click(app, "open-scenario")
    assert app.query_params["at"] == "121.0,31.6"
    assert app.query_params["s"] == "P6"
    assert app.query_params["w"] == "equal"
    app.toggle(key="check").set_value(True).run()
    assert not app.exception
    assert app.multiselect(key="sectors-zh").value == ["P6"]
    assert app.radio(key="weights-zh").value == "equal"


def test_the_opened_scenario_is_updated_and_the_update_undone(store, two):
    app = opened(at="120.6,31.3", s="P1")
    app = click(app, "open-scenario")
    app.query_params.clear()
    app.session_state["shared-state"] = replace(
        app.session_state["shared-state"], lon=120.65, lat=31.32
    )
    app = click(app.run(), "update-scenario")
    kept = store.scenario(two[0].id)
    assert (kept.sites[0].lon, kept.version, kept.name) == (120.65, 2, "方案一")
    assert kept.sites[0].name == "甲"
    app = click(app, "undo-scenario")
    assert store.scenario(two[0].id).sites[0].lon == 120.72
    app = click(app, "undo-scenario")
    assert "没有可撤销的改动" in app.error[0].value


def test_scenarios_are_renamed_copied_deleted_and_brought_back(store, two):
    app = opened()
    one = two[0]
    app.text_input(key=f"rename-{one.id}-1").set_value("新名")
    app.text_area(key=f"renote-{one.id}-1").set_value("新备注")
    app = click(app, "rename-scenario")
    assert (store.scenario(one.id).name, store.scenario(one.id).note) == ("新名", "新备注")
    app = click(app, "copy-scenario")
    assert sorted(s.name for s in scenarios(store)) == ["新名", "新名（副本）", "方案二"]
    app = click(app, "delete-scenario")
    assert store.scenario(one.id).deleted
    app = click(app, "undelete-scenario")
    assert not store.scenario(one.id).deleted
    app.selectbox(key="scenario-picked-zh").set_value(one.id).run()
    assert "<td>撤销</td>" in html(app)
    app.selectbox(key=f"version-{one.id}-4").set_value(1).run()
    app = click(app, "restore-scenario")
    assert store.scenario(one.id).name == "方案一"


def test_two_people_see_both_versions_and_choose(store, two):
    def conflicting():
        app = click(opened(), "open-scenario")
        now = store.scenario(two[0].id)
        store.save(replace(now, note=f"他人第{now.version}次", author="乙"))
        app.session_state["shared-state"] = replace(
            app.session_state["shared-state"], weights="ranksum"
        )
        app = click(app.run(), "update-scenario")
        assert "他人改动" in app.warning[0].value
        said = html(app)
        assert f"他人第{now.version}次" in said
        assert "位次和法" in said
        assert store.scenario(two[0].id).weights == ""
        return app

    app = click(conflicting(), "conflict-1")  # theirs
    assert not app.warning
    assert (store.scenario(two[0].id).weights, store.scenario(two[0].id).version) == ("", 2)
    app = click(conflicting(), "conflict-2")  # mine as a new one
    names = {s.name: s for s in scenarios(store)}
    assert names["方案一（我的）"].weights == "ranksum"
    assert names["方案一"].note == "他人第2次"
    app = click(conflicting(), "conflict-0")  # mine over theirs
    assert not app.warning
    assert store.scenario(two[0].id).weights == "ranksum"
    assert store.undo(store.scenario(two[0].id)).note == "他人第3次"


def test_a_change_made_from_a_stale_list_is_a_conflict_too(store, two):
    app = opened()
    store.save(replace(two[0], note="他人"))
    app = click(app, "delete-scenario")
    assert "他人改动" in app.warning[0].value
    assert not store.scenario(two[0].id).deleted


def test_one_of_many_sites_is_opened_and_updated_alone(store, two):
    sites = (site(), site("乙", lon=121.0, lat=31.6))
    many = store.save(Scenario(project=two[0].project, name="批量", sites=sites))
    app = opened()
    app.selectbox(key="scenario-picked-zh").set_value(many.id).run()
    app.selectbox(key=f"row-{many.id}").set_value(1).run()
    app = click(app, "open-scenario")
    assert app.query_params["at"] == "121.0,31.6"
    app.session_state["shared-state"] = app.session_state["shared-state"].at(121.01, 31.61)
    app = click(app.run(), "update-scenario")
    kept = store.scenario(many.id)
    assert [(s.name, s.lon) for s in kept.sites] == [("甲", 120.72), ("乙", 121.01)]


def test_a_scored_batch_is_saved_as_a_scenario(store, plan):
    from types import SimpleNamespace

    table = table_of(Scenario(project="", name="x", sites=(site("甲"), site("乙"))), plan.facts)
    read = SimpleNamespace(table=SimpleNamespace(sites=table))
    app = AppTest.from_function(run_scenarios, default_timeout=60)
    app.session_state["batch-result"] = ((), SimpleNamespace(read=read))
    app = saved(app.run(), "批量一")
    assert not app.exception
    (kept,) = scenarios(store)
    assert [s.name for s in kept.sites] == ["甲", "乙"]
    assert "2 个点或地块" in html(app)


def test_projects_are_made_renamed_deleted_and_restored(store):
    app = opened()
    app.text_input(key="project-new-zh").set_value("甲项目")
    app = click(app, "new-project")
    (project,) = store.projects()
    app.text_input(key=f"project-name-{project.id}-1").set_value("乙项目")
    app = click(app, "rename-project")
    assert store.projects()[0].name == "乙项目"
    app = click(app, "delete-project")
    assert store.projects()[0].deleted
    app = click(app, "undelete-project")
    assert not store.projects()[0].deleted
    assert app.selectbox(key="project-zh").value == project.id


@pytest.mark.usefixtures("two")
def test_the_language_can_be_changed_and_changed_back():
    app = opened()
    for lang, title in (("en", "Scenarios"), ("zh", "方案对比")):
        app.segmented_control(key="lang").set_value(lang).run()
        assert not app.exception
        assert app.header[0].value == title
        assert len(app.selectbox(key=f"scenario-picked-{lang}").options) == 2
