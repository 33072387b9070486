"""How far values are from the plan's targets, each kind of target by hand; values as CSV."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app import indicators
from gis_app.indicators import JUDGE, OPEN, REACHED, SHORT
from gis_app.load import default_plan
from gis_app.messages import render
from layers.errors import InputError

FACTS = default_plan().facts
BY_NUMBER = {i.number: i for i in FACTS.indicators}
NAMES = {row.id: row.id for row in indicators.rows(FACTS)}
HEADS = ("id", "指标", "单位", "现状", "目标")


def said(number, *, other=None, **by_year):
    fact = BY_NUMBER[number]
    values = {fact.id: {int(y[1:]): v for y, v in by_year.items()}}
    if other is not None:
        values[f"{fact.id}.compared"] = other
    return indicators.progress(fact, values)


def test_there_are_twelve_and_one_row_for_what_growth_is_compared_with():
    assert [i.number for i in FACTS.indicators] == list(range(1, 13))
    assert [r.fact.number for r in indicators.rows(FACTS) if r.compared] == [2]
    assert list(indicators.years(FACTS)) == [2021, 2022, 2023, 2024, 2025]


def test_half_the_way_from_base_to_target():  # 10588.5 → 14000
    found = said(1, y2023=12294.25)
    assert (found.state, found.gap, found.share) == (SHORT, -1705.75, pytest.approx(0.5))


def test_the_target_itself_is_reached():
    found = said(1, y2023=1.0, y2025=14000.0)
    assert (found.year, found.state, found.gap, found.share) == (2025, REACHED, 0, 1)


def test_a_value_below_the_base_goes_backwards():
    assert said(12, y2021=170.0).share == pytest.approx(-9 / 121)


def test_at_least_is_reached_from_the_figure_on_and_has_no_share_without_a_base():
    assert said(4, y2025=17.99).state == SHORT
    found = said(4, y2025=18.0)
    assert (found.state, found.share) == (REACHED, None)


def test_just_below_about_is_for_people_to_judge():
    found = said(8, y2025=3.95)  # 4左右
    assert (found.state, found.gap) == (JUDGE, -0.05)
    assert said(8, y2025=4.01).state == REACHED


def test_a_relative_target_needs_the_other_value_of_the_same_year():
    assert said(2, y2025=7.2).state == OPEN
    assert said(2, y2025=7.2, other={2024: 6.0}).state == OPEN
    found = said(2, y2025=7.2, other={2025: 6.0})
    assert (found.state, found.gap, found.share) == (REACHED, 1.2, None)
    assert said(2, y2025=6.0, other={2025: 6.0}).state == SHORT  # “高于”: equal is not above


def test_nothing_is_said_without_a_value():
    assert indicators.progress(BY_NUMBER[1], {}) is None


def test_what_a_unit_does_not_allow_is_odd():
    values = {BY_NUMBER[7].id: {2021: 140.0}, BY_NUMBER[9].id: {2021: 70.5}}
    assert [r.fact.number for r in indicators.odd(FACTS, values)] == [7, 9]
    assert indicators.odd(FACTS, {BY_NUMBER[2].id: {2021: -2.0}}) == []


def test_only_numbers_of_known_rows_and_years_are_kept():
    one = BY_NUMBER[1].id
    given_ = {one: {2021: 5, 2022: math.nan, 2023: None, 2024: "7", 2025: True, 1999: 1.0}, "x": {}}
    assert indicators.checked(FACTS, given_) == {one: {2021: 5.0}}


VALUES = st.dictionaries(
    st.sampled_from(sorted(NAMES)),
    st.dictionaries(
        st.sampled_from(list(indicators.years(FACTS))),
        st.floats(-1e9, 1e9, allow_nan=False),
        min_size=1,
    ),
)


@given(VALUES)
def test_values_come_back_from_csv(values):
    content = indicators.to_csv(FACTS, values, NAMES, HEADS)
    assert indicators.from_csv(content, "v.csv", FACTS) == values


def test_a_table_typed_by_hand_is_read_by_name_number_and_year():
    text = '指标,2021年,2025\n苏州市总部企业数量,"1,210",—\n9,,80\n'
    found = indicators.from_csv(text.encode("gb18030"), "v.csv", FACTS)
    assert found == {BY_NUMBER[12].id: {2021: 1210.0}, BY_NUMBER[9].id: {2025: 80.0}}


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", "E-IND-01", "2021–2025"),
        ("指标,1999\nindicator-01,5\n", "E-IND-01", "v.csv"),
        ("2021,2022\n1,2\n", "E-IND-01", "id"),
        ("id,2021\nindicator-99,5\n", "E-IND-02", "indicator-99"),
        ("id,2021\nindicator-01,5\n1,6\n", "E-IND-02", "第 3 行"),
        ("id,2021\nindicator-01,很多\n", "E-IND-03", "很多"),
        ("id,2021\nindicator-01,1e400\n", "E-IND-03", "2021"),
        ("id,2021\n" + "x,1\n" * 300, "E-IND-01", "v.csv"),
    ],
)
def test_a_wrong_table_is_refused_with_its_reason(text, code, told):
    with pytest.raises(InputError) as caught:
        indicators.from_csv(text.encode(), "v.csv", FACTS)
    fault = caught.value.faults[0]
    assert fault.code == code
    assert told in render(fault, "zh")
    assert "{" not in render(fault, "en")


def test_every_fault_is_told_at_once():
    with pytest.raises(InputError) as caught:
        indicators.from_csv(b"id,2021\nx,1\nindicator-01,a\n", "v.csv", FACTS)
    assert [f.code for f in caught.value.faults] == ["E-IND-02", "E-IND-03"]
