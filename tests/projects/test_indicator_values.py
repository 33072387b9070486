"""The values of the plan's indicators that a report takes from a saved project."""

from gis_app.load import default_plan
from gis_app.projects.indicator_values import holder, save_values, saved_values
from gis_app.projects.model import Scenario


def test_a_report_takes_the_values_that_a_project_holds_and_the_plan_knows(store, project):
    facts = default_plan().facts
    assert saved_values(store, project.id, facts) == {}
    assert store.scenarios(project.id) == [], "looking makes nothing"
    ident = facts.indicators[0].id
    values = {ident: {2023: 5.0, 1950: 1.0}, "gone": {2023: 1.0}}
    kept = save_values(store, holder(store, project.id), values)
    assert saved_values(store, project.id, facts) == {ident: {2023: 5.0}}
    store.save(Scenario(project=project.id, name="无指标"))
    assert saved_values(store, project.id, facts) == {ident: {2023: 5.0}}
    kept = save_values(store, kept, {ident: {2024: 6.0}})
    assert saved_values(store, project.id, facts) == {ident: {2024: 6.0}}
    store.delete(kept)
    assert saved_values(store, project.id, facts) == {}
    again = save_values(store, holder(store, project.id), {ident: {2025: 7.0}})
    assert (again.id, again.version, again.deleted) == (kept.id, kept.version + 2, False)
