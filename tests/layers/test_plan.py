"""Plan facts from tables: what is required, what a reading overrides, what is refused."""

import copy

import pytest

from layers import parse
from layers.errors import FactError
from tests.layers import toy

RAW = toy.raw()


def parsed(change=None, readings=None):
    raw = copy.deepcopy(RAW)
    if change:
        change(raw)
    return parse(raw, toy.assumptions(), readings)


def override(path, value=1.0):
    """Return a change that adds a reading with one override."""

    def change(raw):
        raw["ambiguity"][0]["reading"][1]["set"] = {path: value}

    return change


def structure(facts, ident):
    return next(s for s in facts.structures if s.id == ident)


def test_every_table_becomes_a_fact():
    facts = parsed()
    counts = {
        name: len(getattr(facts, name))
        for name in ("structures", "counties", "sectors", "zones", "ties", "carriers", "criteria")
    }
    assert counts == {
        **{"structures": 4, "counties": 1, "sectors": 10, "zones": 2},
        **{"ties": 7, "carriers": 1, "criteria": 6},
    }


def test_nested_tables_become_facts_that_cite():
    axis = structure(parsed(), "axis")
    assert (axis.part[0].courses, axis.members.districts) == (("axis-main",), ("103", "104"))
    assert [(a.sector, a.districts, a.quote) for a in axis.affinity] == [
        ("S2", (), "轴上商贸"),
        ("S3", ("103",), "西北区发展物流"),
    ]


def test_an_element_without_a_list_has_no_members():
    assert structure(parsed(), "loop").members is None


def test_a_clause_is_cited_by_its_label():
    assert parsed().label("1") == "一"


def test_a_clause_that_is_not_listed_is_cited_by_its_id():
    assert parsed().label("1.2") == "1.2"


def test_a_quote_of_several_pieces_is_joined():
    facts = parsed(lambda raw: raw["zone"][0].update(quote=["老厂", "集聚区"]))
    assert facts.zones[0].quote == "老厂 … 集聚区"


def test_keys_that_are_only_remarks_stay_in_the_file():
    def change(raw):
        raw["zone"][0]["note"] = "our own remark"

    assert parsed(change) == parsed()


def test_a_missing_key_is_named_with_its_place_and_row():
    def change(raw):
        del raw["sector"][2]["quote"]

    with pytest.raises(FactError, match=r"sector\[2\] \(S3\): no quote"):
        parsed(change)


def test_a_missing_key_of_a_nested_table_is_named_with_its_path():
    def change(raw):
        del raw["structure"][1]["affinity"][0]["clause"]

    with pytest.raises(FactError, match=r"structure\[1\].affinity\[0\].*no clause"):
        parsed(change)


def test_a_plan_without_a_title_is_refused():
    with pytest.raises(FactError, match=r"plan.*no key"):
        parsed(lambda raw: raw.pop("plan"))


def test_parsing_leaves_its_input_alone():
    raw, numbers = copy.deepcopy(RAW), toy.assumptions()
    parse(raw, numbers, {"axis-list": "open", "loop-area": "wide"})
    assert (raw, numbers) == (RAW, toy.assumptions())


def test_the_chosen_reading_is_the_default():
    assert parsed().readings == {"axis-list": "closed", "loop-area": "inside"}


def test_another_reading_overrides_a_fact():
    assert structure(parsed(), "axis").members.open is False
    assert structure(parsed(readings={"axis-list": "open"}), "axis").members.open is True


def test_another_reading_addresses_a_part_by_its_name():
    assert structure(parsed(readings={"loop-area": "road"}), "loop").part[0].area == "none"


def test_another_reading_overrides_an_assumption():
    facts = parsed(readings={"loop-area": "wide"})
    assert facts.assumptions["fit"]["loop"]["road"]["w_m"] == 3000


def test_readings_that_are_not_given_stay_as_chosen():
    assert parsed(readings={"axis-list": "open"}).readings["loop-area"] == "inside"


def test_a_reading_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(FactError, match=r"axis-list=half.*\['closed', 'open'\]"):
        parsed(readings={"axis-list": "half"})


def test_a_reading_of_an_unknown_passage_is_refused():
    with pytest.raises(FactError, match="no-such-passage"):
        parsed(readings={"no-such-passage": "open"})


def test_a_chosen_reading_that_is_not_among_the_readings_is_refused():
    with pytest.raises(FactError, match="axis-list"):
        parsed(lambda raw: raw["ambiguity"][0].update(chosen="neither"))


@pytest.mark.parametrize(
    "path",
    ["structure.nowhere.members.open", "structure.loop.part.nowhere.area", "nowhere.loop.name"],
)
def test_an_override_of_what_is_not_there_is_refused(path):
    with pytest.raises(FactError, match="nowhere"):
        parsed(override(path), {"axis-list": "open"})


def test_an_override_of_a_whole_list_row_is_refused():
    with pytest.raises(FactError, match="ends in a list"):
        parsed(override("structure.loop"), {"axis-list": "open"})


def test_an_override_addresses_an_affinity_by_its_sector():
    facts = parsed(override("structure.loop.affinity.S2.value", 1.0), {"axis-list": "open"})
    assert [a.value for a in structure(facts, "loop").affinity] == [1.0, 1.0]


def test_facts_cannot_be_changed():
    with pytest.raises(AttributeError):
        parsed().sectors[0].name = "another"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda raw: raw["criterion"].pop(0), "layout"),
        (lambda raw: raw["criterion"].pop(1), "county"),
        (lambda raw: raw.pop("criterion"), "layout"),
        (lambda raw: raw["criterion"][5].update(key="nope"), "nope"),
        (lambda raw: raw["criterion"].append(raw["criterion"][2]), "agglomeration"),
        (lambda raw: raw["structure"][1].pop("part"), "axis"),
        (lambda raw: raw["structure"][1]["part"][0].update(courses=[]), "axis"),
        (lambda raw: raw["county"][0]["affinity"].append(raw["county"][0]["affinity"][0]), "twice"),
    ],
    ids=["layout", "county", "none", "unknown", "twice", "part", "course", "sector"],
)
def test_a_plan_that_nothing_could_be_scored_against_is_refused(change, named):
    with pytest.raises(FactError, match=named):
        parsed(change)
