"""Which districts and stretches each part of an element reaches."""

import pytest

from layers.portfolio_reach import concerned, number, reach
from tests.layers import toy
from tests.portfolio import town


def districts(part, table=None):
    found = town.reached() if table is None else table
    return set(found["district"][(found["element"] + "/" + found["part"]) == part])


def stretches(part):
    found = town.reached()
    return sorted(set(found["stretch"][(found["element"] + "/" + found["part"]) == part]))


def test_an_element_without_a_list_concerns_the_districts_it_reaches():
    found = concerned(town.plan(), town.reached())
    assert found["loop", "road"] == {"101", "102", "103"}  # the far corner is 2.8 km from the loop
    assert found["shore", "lab"] == {"101", "102"}


def test_an_element_with_a_list_concerns_its_members_and_no_other():
    found = concerned(town.plan(), town.reached())
    assert found["axis", "main"] == {"103", "104"}
    assert found["belt", "bank"] == {"104"}  # 等 covers 102 without asking anything of it


def wider(raw, assumptions, shapes):
    town.numbers(raw, assumptions, shapes)
    assumptions["fit"]["axis"]["main"]["h_m"] = 4000  # half at 6 km: past the border at 5 km


def test_a_list_read_as_open_asks_no_more_but_reaches_further():
    plan = toy.build(wider, readings={"axis-list": "open"})
    table = reach(plan)
    assert concerned(plan, table)["axis", "main"] == {"103", "104"}
    assert districts("axis/main", table) == {"101", "102", "103", "104"}


def test_the_closed_list_ends_the_reach():
    assert districts("axis/main", reach(toy.build(wider))) == {"103", "104"}


@pytest.mark.parametrize(
    ("part", "count"), [("loop/road", 5), ("axis/main", 4), ("belt/bank", 4), ("shore/walk", 4)]
)
def test_a_course_is_cut_into_stretches_of_five_kilometres(part, count):
    assert stretches(part) == list(range(count))  # 24 km, and three times 20 km


@pytest.mark.parametrize(
    ("chainage", "expected"), [(0, 0), (4999, 0), (5000, 1), (19999, 3), (20000, 3)]
)
def test_the_far_end_of_a_course_belongs_to_its_last_stretch(chainage, expected):
    part = next(e for e in town.plan().elements if e.fact.id == "axis").parts[0]
    assert number(town.plan(), part, "axis-main", chainage) == expected
