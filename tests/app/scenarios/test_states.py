"""What a scenario keeps of the page, and of the indicators, comes back as it was."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from gis_app.projects.indicator_values import holder
from gis_app.projects.model import Scenario
from gis_app.projects.states import site_of, state_of, table_of
from gis_app.projects.store import ConflictError
from gis_app.state import State, outlined
from tests.app.scenarios.driven import scenarios, site


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
