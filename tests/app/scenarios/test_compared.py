"""方案对比: two scenarios are compared, and the difference is taken apart."""

from dataclasses import replace

import pytest

from gis_app.projects.contrast import moves, pairs
from gis_app.projects.model import Scenario
from gis_app.projects.states import table_of
from gis_app.state import weights_of
from tests.app.scenarios.driven import html, opened, site


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


def test_indicator_values_are_no_scenario_to_list_or_compare(store, two):
    project = two[0].project
    store.save(Scenario(project=project, name="指标数据", indicators={"indicator-01": {2023: 5.0}}))
    app = opened()
    assert "指标数据" not in html(app)
    for side in "ab":
        assert app.selectbox(key=f"compare-{side}-{project}-zh").options == ["方案一", "方案二"]
    assert app.selectbox(key="scenario-picked-zh").options == ["方案一", "方案二", "指标数据"]


def test_the_two_scenarios_made_last_are_compared_first(store, two):
    newest = store.save(Scenario(project=two[0].project, name="方案四", sites=(site(),)))
    app = opened()
    assert app.selectbox(key=f"compare-a-{newest.project}-zh").value == two[1].id
    assert app.selectbox(key=f"compare-b-{newest.project}-zh").value == newest.id


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
