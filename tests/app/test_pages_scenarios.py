"""方案对比: what is saved is opened again, two are compared, nobody's change is lost."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from gis_app.components import scenario_contrast, scenario_tables
from gis_app.components.wording import Words
from gis_app.projects import place
from gis_app.projects.contrast import moves, pairs
from gis_app.projects.indicator_values import holder
from gis_app.projects.model import Project, Scenario, Site
from gis_app.projects.states import site_of, state_of, table_of
from gis_app.projects.store import ConflictError
from gis_app.state import State, outlined, weights_of
from tests.app.payloads import PAYLOADS

AT = {"at": "120.72,31.31", "s": "P3:0.7;P7:0.3", "w": "40,20,10,10,10,10"}
LINK = "![](http://evil.example/a.png) [x](http://evil.example)"


def run_scenarios():  # the body runs in a fresh script: import inside
    from gis_app.views import scenarios, session

    session.sidebar()
    scenarios.page()


def run_both():  # the two pages, one after the other, as a planner goes through them
    import streamlit as st

    from gis_app.views import check_site, scenarios, session

    session.sidebar()
    if st.toggle("check", key="check"):
        check_site.page()
    else:
        scenarios.page()


@pytest.fixture(autouse=True)
def _own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANNER_STORE", str(tmp_path / "projects.sqlite"))
    yield
    place.open_store.cache_clear()


@pytest.fixture
def store():
    return place.open_store(place.setting())


def opened(page=run_scenarios, **query):
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app = app.run()
    assert not app.exception
    return app


def click(app, key):
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def saved(app, name, note=""):
    app.text_input(key="scenario-name-zh").set_value(name)
    app.text_area(key="scenario-note-zh").set_value(note)
    return click(app, "save-scenario")


def html(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def scenarios(store):
    (project,) = [p for p in store.projects() if not p.deleted]
    return [s for s in store.scenarios(project.id) if not s.deleted]


def site(name="甲", lon=120.72, lat=31.31, sectors=(("P3", 1.0),), **told):
    return Site(id=name, name=name, lon=lon, lat=lat, sectors=sectors, **told)


@pytest.fixture
def two(store):
    """Keep a project with two scenarios of one site each."""
    project = store.put_project(Project(name="试点"))
    one = store.save(Scenario(project=project.id, name="方案一", sites=(site(),)))
    moved = (site(lon=121.0, lat=31.6, sectors=(("P6", 1.0),)),)
    other = store.save(Scenario(project=project.id, name="方案二", sites=moved, weights="equal"))
    return one, other


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


@pytest.mark.usefixtures("two")
def test_two_scenarios_are_compared_and_the_moves_are_shown():
    app = opened()
    said = html(app)
    assert "方案一" in said
    assert "得分变动的来源" in said
    assert "因取值" in said
    (bold,) = [m.value for m in app.markdown if "B 比 A" in m.value]
    assert "主要来自" in bold
    assert "两处相距约" in "\n".join(c.value for c in app.caption)


def test_the_moves_of_the_criteria_are_the_difference_of_the_scores(two, plan):
    import layers

    results = [
        layers.score(
            plan,
            table_of(s, plan.facts),
            peers=plan.peers(),
            weights=weights_of(s.weights, plan.facts),
        )[0]
        for s in two
    ]
    found = moves(*results)
    difference = results[1]["score"] - results[0]["score"]
    assert abs(difference) > 0.5
    assert sum(m.difference for m in found) == pytest.approx(difference)
    for move in found:
        if move.before is not None:
            row = next(c for c in results[0]["criteria"] if c["id"] == move.id)
            assert move.before == pytest.approx(row["contribution"])
    assert {m.difference for m in moves(results[0], results[0])} == {0.0}


def test_the_list_shows_the_scores_that_the_library_gives(store, two, plan):
    import layers

    sites = (site(), site("乙", lon=121.0, lat=31.6))
    many = store.save(Scenario(project=two[0].project, name="批量", sites=sites))
    said = html(opened())
    for kept in (two[1], many):
        found = layers.score(
            plan,
            table_of(kept, plan.facts),
            peers=plan.peers(),
            weights=weights_of(kept.weights, plan.facts),
        )
        numbers = sorted(r["score"] for r in found)
        assert f">{'–'.join(f'{n:.1f}' for n in numbers)}<" in said


def criterion(ident, value, weight):
    share = None if value is None else 1.0
    return {"id": ident, "value": value, "weight": weight, "contribution": share}


def test_a_move_is_taken_apart_by_hand():
    before = {"criteria": [criterion("K1", 0.4, 0.5), criterion("K2", 0.8, 0.5)]}
    after = {"criteria": [criterion("K1", 0.6, 0.75), criterion("K2", 0.8, 0.25)]}
    one, two = moves(before, after)
    assert (one.before, one.after) == pytest.approx((20.0, 45.0))
    assert (one.by_value, one.by_weight) == pytest.approx((62.5 * 0.2, 0.5 * 25))
    assert (two.by_value, two.by_weight) == pytest.approx((0.0, 0.8 * -25))
    gone = {"criteria": [criterion("K1", 0.4, 0.5), criterion("K2", None, 0.5)]}
    one, two = moves(before, gone)
    assert (two.before, two.after, two.by_value) == (40.0, None, 0.0)
    assert one.difference + two.difference == pytest.approx(40.0 - 60.0)


def test_sites_are_paired_by_name_then_by_id():
    first = (site("甲"), site("乙"), replace(site("丙"), id="3"))
    second = (replace(site("丁"), id="3"), site("乙"), site("乙"))
    assert pairs(first, second) == [(0, None), (1, 1), (2, 0), (None, 2)]
    assert pairs(first[:1], second[:1]) == [(0, 0)]
    assert pairs((), second[:1]) == [(None, 0)]


def test_many_sites_are_compared_one_by_one(store, two):
    sites = (site(), site("乙", lon=121.0, lat=31.6))
    project = two[0].project
    many = store.save(Scenario(project=project, name="批量", sites=sites))
    fewer = store.save(Scenario(project=project, name="少一个", sites=sites[:1]))
    app = opened()
    app.selectbox(key=f"compare-a-{project}-zh").set_value(many.id)
    app.selectbox(key=f"compare-b-{project}-zh").set_value(fewer.id).run()
    assert not app.exception
    assert "逐点比较" in html(app)
    key = f"pair-{many.id}-{fewer.id}"
    assert app.selectbox(key=key).options == ["1. 甲", "2. 乙"]
    app.selectbox(key=key).set_value(1).run()
    assert "不能分解差别" in "\n".join(i.value for i in app.info)


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


@pytest.mark.parametrize("text", [*PAYLOADS, LINK])
def test_hostile_names_and_notes_stay_text(text):
    name = text[:80]
    app = saved(saved(opened(**AT), name, text), f"{name[:79]}2", text)
    assert text not in html(app) or "<" not in text
    assert "<img src=x" not in html(app)
    assert "</script>" not in html(app)
    app = click(click(app, "undo-scenario"), "delete-scenario")
    app = click(app, "new-project")
    shown = [e.value for kind in (app.error, app.success, app.warning, app.info) for e in kind]
    marked = [*shown, *(m.value for m in app.markdown), *(c.value for c in app.caption)]
    assert [m for m in marked if "](http" in m or "<img" in m or "<script" in m] == []
    assert all(e.label and "http" not in e.label for e in (*app.button, *app.selectbox))


@pytest.mark.usefixtures("two")
def test_a_name_in_an_error_is_no_picture(store):
    project = store.put_project(replace(store.projects()[0], name="x"))
    store.save(Scenario(project=project.id, name=LINK, sites=(site(),)))
    app = opened()
    found = next(s for s in scenarios(store) if s.name == LINK)
    app.selectbox(key="scenario-picked-zh").set_value(found.id).run()
    app = click(app, "undo-scenario")
    assert "E\\-PRJ\\-11" in app.error[0].value
    assert "](http" not in app.error[0].value


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
def test_the_page_speaks_english():
    app = opened(lang="en", **AT)
    said = html(app)
    assert "Scenario" in said
    assert "Contribution" in said
    assert app.button(key="save-scenario").label == "Save as a new scenario"


def test_a_damaged_store_is_said_and_the_page_goes_on(tmp_path):
    (tmp_path / "projects.sqlite").write_bytes(b"no database at all" * 100)
    app = opened()
    assert "E-PRJ-02" in app.error[0].value


def test_a_state_goes_into_a_site_and_comes_back(plan):
    state = State(lon=120.7, lat=31.3, unsure=True, weights="equal")
    state = state.doing({"P3": 0.25, "P7": 0.75}, None)
    drawn = outlined(state, [(120.7, 31.3), (120.71, 31.3), (120.71, 31.31)])
    for before in (state, drawn):
        kept = Scenario(project="p", name="x", sites=(site_of(before, "甲"),), weights="equal")
        assert state_of(kept, kept.sites[0], State(), plan.facts) == before


def test_what_the_plan_does_not_know_is_left_out(plan):
    odd = site(sectors=(("P3", 0.5), ("X9", 0.5)), function="没有的功能")
    kept = Scenario(project="p", name="x", sites=(site(sectors=()), odd), weights="1,2,3")
    state = state_of(kept, odd, State(lang="en"), plan.facts)
    assert (state.mix, state.function, state.weights, state.lang) == ({"P3": 1.0}, None, "", "en")
    table = table_of(kept, plan.facts)
    assert dict(table["sectors"]) == {1: {"P3": 1.0}}


def run_indicators():
    from gis_app.views import project_session

    values, seen = project_session.indicators()
    project_session.save_indicators({**values, "indicator-1": {2023: 5.0}}, seen)


def test_indicator_values_belong_to_the_project_of_the_session(store):
    for _ in range(2):
        app = AppTest.from_function(run_indicators, default_timeout=60).run()
        assert not app.exception
    (kept,) = scenarios(store)
    assert (kept.name, kept.indicators) == ("指标数据", {"indicator-1": {2023: 5.0}})
    assert kept.version == 1
    store.save(replace(kept, indicators={"indicator-1": {2023: 6.0}}))
    with pytest.raises(ConflictError):
        store.save(replace(kept, indicators={"indicator-1": {2024: 1.0}}))
    assert holder(store, kept.project).indicators == {"indicator-1": {2023: 6.0}}


def test_the_tables_escape_every_text(plan):
    words = Words("zh")
    bad = PAYLOADS[0]
    one = Scenario(
        project="p", name=bad, note=bad, sites=(site(bad),), author=bad, weights=bad[:80]
    )
    texts = [
        scenario_tables.listed([one], {}, plan.facts, words),
        scenario_tables.side_by_side(one, one, (bad, bad), plan.facts, words),
        scenario_contrast.by_site([bad], [(None, None)], words),
        scenario_contrast.legend([bad, bad]),
    ]
    assert all("<img" not in text and "&lt;img" in text for text in texts)
