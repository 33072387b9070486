"""Where the text is ambiguous, the reading chosen and its alternatives are data."""

import copy
from typing import Any

import pytest


def child(node: Any, step: str) -> Any:
    """Return what `step` names below `node`: a key, or the row with that id or part."""
    if isinstance(node, list):
        return next(row for row in node if step in (row.get("id"), row.get("part")))
    return node[step]


def address(tree: dict[str, Any], path: str) -> tuple[Any, str]:
    """Return the table a dotted path ends in, and the last key."""
    *steps, last = path.split(".")
    node: Any = tree
    for step in steps:
        node = child(node, step)
    return node, last


@pytest.fixture
def tree(facts, ours):
    return copy.deepcopy({**facts, "assumptions": ours})


def settings(facts):
    return [
        (ambiguity["id"], reading["value"], path, value)
        for ambiguity in facts["ambiguity"]
        for reading in ambiguity["reading"]
        for path, value in reading.get("set", {}).items()
    ]


def test_the_chosen_value_is_one_of_the_readings(facts):
    wrong = [
        a["id"] for a in facts["ambiguity"] if a["chosen"] not in [r["value"] for r in a["reading"]]
    ]
    assert wrong == []


def test_every_ambiguity_has_an_alternative(facts):
    assert [a["id"] for a in facts["ambiguity"] if len(a["reading"]) < 2] == []


def test_readings_of_one_ambiguity_differ(facts):
    values = [[r["value"] for r in a["reading"]] for a in facts["ambiguity"]]
    assert [v for v in values if len(v) != len(set(v))] == []


def test_the_chosen_reading_sets_nothing(facts):
    chosen = [r for a in facts["ambiguity"] for r in a["reading"] if r["value"] == a["chosen"]]
    assert [r["value"] for r in chosen if "set" in r] == []


def test_an_alternative_sets_something_or_notes_why_it_does_not(facts):
    silent = [
        (a["id"], r["value"])
        for a in facts["ambiguity"]
        for r in a["reading"]
        if r["value"] != a["chosen"] and not r.get("set") and not r.get("note")
    ]
    assert silent == []


def test_every_set_path_addresses_something_that_exists(facts, tree):
    assert settings(facts)
    for ambiguity, value, path, _ in settings(facts):
        node, last = address(tree, path)
        assert last in node, (ambiguity, value, path)


def test_every_set_value_has_the_kind_of_what_it_replaces(facts, tree):
    for ambiguity, value, path, new in settings(facts):
        node, last = address(tree, path)
        numbers = isinstance(new, int | float) and not isinstance(new, bool)
        kind = int | float if numbers else type(new)
        assert isinstance(node[last], kind), (ambiguity, value, path)


def test_every_set_value_changes_what_it_replaces(facts, tree):
    for ambiguity, value, path, new in settings(facts):
        node, last = address(tree, path)
        if last == "clause":
            continue  # an alternative list may stand in the same clause
        assert node[last] != new, (ambiguity, value, path)


def test_an_alternative_member_list_brings_its_own_quote(facts):
    lists = [
        r["set"]
        for a in facts["ambiguity"]
        for r in a["reading"]
        if any(path.endswith("hongqiao.members.districts") for path in r.get("set", {}))
    ]
    assert len(lists) == 2
    assert all({p.rpartition(".")[2] for p in s} >= {"clause", "quote"} for s in lists)


@pytest.mark.parametrize(
    ("ambiguity", "path"),
    [
        ("ring-extent", "structure.ring.part.middle.area"),
        ("ring-extent", "structure.ring.part.middle.courses"),
        ("hongqiao-members", "structure.belt-hongqiao.members.districts"),
        ("taihu-fifteen-km", "assumptions.fit.belt-taihu.innovation.band_m"),
        ("taihu-fifteen-km", "structure.belt-taihu.part.innovation.courses"),
        ("open-lists", "structure.axis-huning.members.open"),
        ("riverside-width", "assumptions.fit.belt-canal.moat.w_m"),
    ],
)
def test_the_readings_that_matter_can_be_switched(facts, ambiguity, path):
    assert path in {p for a, _, p, _ in settings(facts) if a == ambiguity}


def test_every_ambiguity_says_in_both_languages_what_was_chosen_and_why(facts):
    keys = ("title", "title_en", "reason", "reason_en")
    assert [a["id"] for a in facts["ambiguity"] if not all(a.get(k) for k in keys)] == []
