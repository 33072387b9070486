"""The time and the versions that results carry."""

import re

import pytest

from gis_app.clock import now
from gis_app.load import default_plan, load_plan
from gis_app.versions import versions
from layers.errors import InputError


def test_the_time_is_that_of_shanghai(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert now().isoformat() == "1970-01-01T08:00:00+08:00"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", now().isoformat())


@pytest.mark.parametrize("text", ["x", "1.5", "9" * 30])
def test_a_date_that_is_no_number_is_refused(monkeypatch, text):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(InputError):
        now()


def test_another_reading_is_another_version_of_the_rules_only():
    plan = default_plan()
    switch = next(
        (a.id, r.value)
        for a in plan.facts.ambiguities
        for r in a.reading
        if r.set and r.value != a.chosen
    )
    mine, other = versions(plan), versions(load_plan(readings=dict([switch])))
    assert mine["rules"] != other["rules"]
    assert (mine["plan"], mine["tool"]) == (other["plan"], other["tool"])
    assert versions(plan) == mine
