"""`--reading`: one that changes no number says so; one that changes numbers says nothing."""

import json

import pytest

from gis_app.load import default_plan


def choices():
    return [
        (f"{a.id}={r.value}", r.value == a.chosen, bool(r.set))
        for a in default_plan().facts.ambiguities
        for r in a.reading
    ]


@pytest.mark.parametrize(("reading", "usual", "counts"), choices(), ids=lambda v: str(v))
def test_a_reading_that_changes_nothing_says_so(run, reading, usual, counts):
    done = run("locate", 120.6, 31.3, "--json", "--reading", reading)
    assert done.status == 0
    assert json.loads(done.out)["in_city"]
    assert ("W-RDG-01" in done.err) is not counts
    assert ("默认读法" in done.err) is usual


def test_it_says_so_in_english_too(run):
    done = run("layers", "--lang", "en", "--reading", "kunshan-urban-area=urban-area")
    assert "W-RDG-01: Reading kunshan-urban-area=urban-area changes no number" in done.err


def test_without_a_reading_nothing_is_said(run):
    assert run("locate", 120.6, 31.3).err == ""
