"""A link restores what it was made from, and a broken link does no harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.state import State, default_weights, from_query, functions, to_query, weights_of

SECTORS = [f"P{i}" for i in range(1, 10)] + [f"C{i}" for i in range(1, 8)]
MIXES = st.dictionaries(st.sampled_from(SECTORS), st.integers(1, 9), max_size=5).map(
    lambda shares: {k: v / sum(shares.values()) for k, v in shares.items()}
)


@given(
    lang=st.sampled_from(["zh", "en"]),
    lon=st.floats(119.9, 121.4),
    lat=st.floats(30.7, 32.1),
    mix=MIXES,
)
def test_a_link_restores_the_state(plan, lang, lon, lat, mix):
    state = State(lang=lang).at(lon, lat).doing(mix, None)
    again = from_query(to_query(state), plan.facts)
    assert (again.lang, again.lon, again.lat) == (state.lang, state.lon, state.lat)
    assert again.mix == pytest.approx(state.mix, abs=1e-5)


@given(query=st.dictionaries(st.sampled_from(["lang", "at", "s", "f", "w"]), st.text(max_size=30)))
def test_any_link_gives_a_usable_state(plan, query):
    state = from_query(query, plan.facts)
    assert state.lang in {"zh", "en"}
    assert (state.lon is None) == (state.lat is None)


@pytest.mark.parametrize(
    "at", ["", "120.6", "a,b", "nan,31", "inf,31", "31.3,120.6", "0,0", "1,2,3"]
)
def test_a_place_outside_the_window_is_left_out(plan, at):
    assert from_query({"at": at}, plan.facts).lon is None


def test_an_empty_link_is_the_start():
    assert to_query(State()) == {"lang": "zh"}


def test_a_function_the_plan_does_not_know_is_left_out(plan):
    assert from_query({"f": "不存在"}, plan.facts).function is None
    for name in functions(plan.facts):
        assert from_query({"f": name}, plan.facts).function == name


@pytest.mark.parametrize("text", ["equal", "ranksum", "40,20,10,10,10,10", "0,0,0,0,0,1"])
def test_a_link_restores_the_weights(plan, text):
    state = from_query({"w": text}, plan.facts)
    assert to_query(state)["w"] == text
    shares = weights_of(text, plan.facts)
    assert set(shares) == set(default_weights(plan.facts))
    assert sum(shares.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "text",
    ["", "roc", "ahp", "1,2", "0,0,0,0,0,0", "1,2,3,4,5,-6", "1,2,3,4,5,101", "1,,2,3,4,5,6"],
)
def test_weights_that_are_none_leave_the_default_ones(plan, text):
    assert from_query({"w": text}, plan.facts).weights == ""
