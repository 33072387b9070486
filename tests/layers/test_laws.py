"""Laws of the score that any sites, clusters and weights must obey."""

import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import layers
from layers.criteria import ASSESS
from layers.membership import membership
from layers.plan import QUESTIONS
from layers.score import Table, assess
from tests.layers import drawn, toy

few = settings(max_examples=25, deadline=None)
many = settings(max_examples=50, deadline=None)
ROOT = Path(__file__).parents[2]


def score(sites, peers=None, plan=None, **more):
    return layers.score(plan or toy.plan(), sites, peers=peers, **more)


def values(site, *ids):
    return {i: toy.value(site, i) for i in ids or ("K1", "K2", "K3", "K4", "K5", "K6")}


def measured(sites, peers=None, plan=None):
    """Return K1 to K6 before it is decided whether a place alone counts; NaN does not apply."""
    columns = assess(plan or toy.plan(), sites, peers=peers).columns
    return {ident: column.value for ident, column in columns.items()}


def numbers(site):
    """Return every number of a scored site, in one order."""
    named = [site[key] for key in ("score", "low", "high", "coverage")]
    return [np.nan if n is None else n for n in (*named, *values(site).values())]


def close(one, other, tolerance=1e-9):
    """Say that two lists of scored sites agree in every number, and in all that is no number."""
    for a, b in zip(one, other, strict=True):
        np.testing.assert_allclose(numbers(a), numbers(b), rtol=tolerance, atol=tolerance)
        assert [a[k] for k in ("district", "grade")] == [b[k] for k in ("district", "grade")]


@st.composite
def tables(draw):
    """Draw criteria × sites as the score adds them up, each site with a scored criterion."""
    sites = draw(st.integers(1, 4))
    state = [[draw(st.sampled_from("x?-")) for _ in range(sites)] for _ in range(6)]
    state[draw(st.integers(0, 5))] = ["x"] * sites
    scored = np.array(state) == "x"
    value = np.array([[draw(st.floats(0, 1)) for _ in range(sites)] for _ in range(6)])
    weight = np.array([draw(st.floats(0.01, 10)) for _ in range(6)])
    return Table(scored, np.array(state) == "?", np.where(scored, value, 0.0), weight)


@few
@given(drawn.sites(), drawn.peers_or_none(), drawn.weights())
def test_l1_scores_keep_their_bounds_and_no_nan_comes_out(sites, peers, weights):
    for site in json.loads(json.dumps(score(sites, peers, weights=weights), allow_nan=False)):
        if site["score"] is not None:
            assert 0 <= site["low"] <= site["score"] + 1e-9
            assert site["score"] - 1e-9 <= site["high"] <= 100 + 1e-9
        assert 0 <= site["coverage"] <= 1
        assert all(v is None or 0 <= v <= 1 for v in values(site).values())


@few
@given(drawn.sites(), drawn.peers_or_none(), drawn.weights())
def test_l2_contributions_add_up_to_the_score(sites, peers, weights):
    for site in score(sites, peers, weights=weights):
        parts = [c["contribution"] for c in site["criteria"] if c["contribution"] is not None]
        assert (site["score"] is None) == (not parts)
        assert sum(parts) == pytest.approx(site["score"] or 0.0, abs=1e-9)


@many
@given(tables(), st.data())
def test_l3_raising_any_value_never_lowers_the_total(table, data):
    k = data.draw(st.integers(0, 5))
    raised = table.value.copy()
    raised[k] += (1 - raised[k]) * data.draw(st.floats(0, 1))
    after = Table(table.scored, table.unknown, np.where(table.scored, raised, 0.0), table.weight)
    for name in ("total", "low", "high"):
        assert (getattr(after, name)() >= getattr(table, name)() - 1e-9).all()


@few
@given(drawn.points(0.1, 19.9), drawn.mixes(), drawn.peers())
def test_l3_a_related_peer_on_the_spot_never_lowers_the_total(point, mix, peers):
    more = pd.concat([peers, toy.clusters((point, mix, "new", "新"))])
    before, after = (toy.score(point, mix, peers=p)["score"] or 0.0 for p in (peers, more))
    assert after >= before - 1e-9


@many
@given(st.floats(0, 2e4), st.floats(0, 2e4), st.floats(0, 15_000), st.floats(100, 10_000))
def test_l4_membership_falls_with_distance_and_is_a_half_where_it_says(near, more, w_m, h_m):
    distances = np.array([0.0, near, near + more, w_m, w_m + 1e-6 * h_m, w_m + h_m])
    none, first, second, edge, beyond, half = membership(distances, w_m=w_m, h_m=h_m)
    assert none == edge == 1.0
    assert first >= second >= 0.0
    assert beyond == pytest.approx(1.0, abs=1e-9)  # continuous at w
    assert half == pytest.approx(0.5, abs=1e-9)


def doubled(raw, assumptions, _):
    """Say every element and every tie twice."""
    for element in list(raw["structure"]):
        raw["structure"].append(element | {"id": f"{element['id']}-again"})
        assumptions["fit"][f"{element['id']}-again"] = assumptions["fit"][element["id"]]
    raw["tie"] += raw["tie"]


@pytest.fixture(scope="module")
def doubled_plan():
    return toy.build(doubled)


@few
@given(sites=drawn.sites(), peers=drawn.peers_or_none())
def test_l5_an_element_said_twice_changes_nothing(doubled_plan, sites, peers):
    once, twice = score(sites, peers), score(sites, peers, doubled_plan)
    assert [numbers(s) for s in once] == [pytest.approx(numbers(s), nan_ok=True) for s in twice]
    assert [s["best_element"] for s in once] == [s["best_element"] for s in twice]


@few
@given(drawn.sites(), drawn.peers(), st.randoms(use_true_random=False))
def test_l6_duplicate_records_change_nothing(sites, peers, random):
    extra = peers.iloc[[random.randrange(len(peers)) for _ in range(3)]]
    renamed = extra.assign(id=[f"again{i}" for i in range(3)])  # the same by name and place
    close(score(sites, peers), score(sites, pd.concat([peers, extra, renamed])))


@few
@given(drawn.sites(), st.randoms(use_true_random=False))
def test_l6_duplicate_rows_of_one_file_do_not_agglomerate(sites, random):
    again = pd.concat([sites, sites.iloc[[random.randrange(len(sites))]].assign(id="again")])
    once, twice = score(sites, sites), score(again, again)
    close(once, twice[: len(once)])


@few
@given(drawn.sites(), drawn.sites(), drawn.peers_or_none(), drawn.peers())
def test_l9_a_score_does_not_depend_on_the_other_clusters(sites, others, peers, more):
    file = pd.concat([others.assign(id="other", name="旁"), sites], ignore_index=True)
    close(score(sites, peers), score(file, peers)[len(others) :])
    one, other = measured(sites, peers), measured(sites, more)
    for ident in ("K1", "K2", "K5", "K6"):
        np.testing.assert_array_equal(one[ident], other[ident])


@few
@given(drawn.sites(), drawn.peers(), st.randoms(use_true_random=False))
def test_l10_the_order_of_rows_does_not_matter(sites, peers, random):
    order = random.sample(range(len(sites)), len(sites))
    shuffled = peers.iloc[random.sample(range(len(peers)), len(peers))]
    straight = score(sites, peers)
    close([straight[i] for i in order], score(sites.iloc[order], shuffled))


@pytest.fixture(scope="module")
def four_criteria():
    def change(raw, *_):
        del raw["criterion"][4:]

    return toy.build(change)


@few
@given(sites=drawn.sites(), peers=drawn.peers_or_none(), weights=drawn.weights())
def test_l12_a_criterion_that_does_not_apply_changes_no_score(four_criteria, sites, peers, weights):
    four = {k: w for k, w in weights.items() if k in {"K1", "K2", "K3", "K4"}}
    assume(sum(four.values()) > 0)
    sites = sites.assign(function=None)
    for six, fewer in zip(
        score(sites, peers, weights=weights),
        score(sites, peers, four_criteria, weights=four),
        strict=True,
    ):
        if {c["state"] for c in six["criteria"][4:]} == {"not_applicable"}:
            for key in ("score", "low", "high", "grade"):
                assert six[key] == pytest.approx(fewer[key])


@few
@given(drawn.shapes(), drawn.peers())
def test_l12_a_sector_that_nobody_names_is_not_covered_rather_than_nought(shape, peers):
    site = toy.score(shape, "S8", peers=peers)
    assert site["score"] is None
    assert site["grade"] in {"规划未涉及", None}


@few
@given(drawn.sites(), drawn.peers())
def test_l13_what_is_unknown_widens_the_interval_and_never_shifts_it(sites, peers):
    optional = assess(toy.plan(), sites, peers=None).columns["K1"].optional
    for known, unknown, alone in zip(score(sites, peers), score(sites), optional, strict=True):
        if known["score"] is None or alone:
            continue
        assert unknown["low"] - 1e-9 <= known["low"]
        assert known["high"] <= unknown["high"] + 1e-9


@many
@given(drawn.shapes(), drawn.mixes(), st.sampled_from(toy.SECTORS), st.floats(0.05, 0.95))
def test_l14_moving_share_from_a_silent_to_a_named_sector_never_lowers_k1(shape, mix, named, part):
    less = {k: v * (1 - part) for k, v in mix.items()} | {"S8": part}
    more = {k: v * (1 - part) for k, v in mix.items()}
    more[named] = more.get(named, 0.0) + part
    less["S8"] += mix.get("S8", 0.0) * (1 - part)
    rows = toy.clusters((shape, less), (shape, more))
    before, after = np.nan_to_num(measured(rows)["K1"])
    assert after >= before - 1e-9


@pytest.fixture(scope="module")
def wary_plan():
    return toy.build(lambda _, n, __: n["border"].update(ambiguous_m=1e6, derived_m=1e6))


@few
@given(sites=drawn.sites(), peers=drawn.peers_or_none())
def test_l15_flags_never_change_a_score(wary_plan, sites, peers):
    calm, wary = score(sites, peers), score(sites, peers, wary_plan)
    inside = [site for site in wary if site["district"]]
    assert all(any("界线附近" in flag for flag in site["flags"]) for site in inside)
    assert [s | {"flags": []} for s in calm] == [s | {"flags": []} for s in wary]


@few
@given(drawn.sites(), drawn.peers_or_none(), drawn.weights())
def test_l16_only_the_ratio_of_weights_counts(sites, peers, weights):
    sevenfold = {k: 7 * w for k, w in weights.items()}
    close(score(sites, peers, weights=weights), score(sites, peers, weights=sevenfold))


@many
@given(tables(), st.floats(0, 1), st.lists(st.floats(0.01, 10), min_size=6, max_size=6))
def test_l16_equal_values_give_that_value_whatever_the_weights(table, x, weight):
    flat = Table(table.scored, table.unknown, np.where(table.scored, x, 0.0), np.array(weight))
    np.testing.assert_allclose(flat.total(), 100 * x, rtol=1e-9, atol=1e-9)


@few
@given(drawn.sites(), drawn.peers_or_none())
def test_l17_the_same_input_gives_the_same_bytes(sites, peers):
    copied = gpd.GeoDataFrame(sites.copy(deep=True))
    one, other = (json.dumps(score(s, peers), ensure_ascii=False) for s in (sites, copied))
    assert one.encode() == other.encode()


PROGRAM = """
from tests.layers.test_laws import two_sites
print(two_sites(), end="")
"""


def two_sites():
    """Return the scores of a point and of a polygon over several districts."""
    mix = {"S1": 0.5, "S9": 0.5}
    sites = toy.clusters((toy.at(5, 9), "S2"), (toy.box(9, 9, 11, 11), mix))
    return json.dumps(score(sites, toy.plan().peers()))


def test_l17_another_process_gives_the_same_bytes():
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        **{"cwd": ROOT, "env": os.environ | {"PYTHONHASHSEED": "1"}},
        **{"capture_output": True, "check": True, "text": True},
    )
    assert run.stdout == two_sites()


def test_every_criterion_of_the_method_is_measured():
    keys = {c.key for c in toy.plan().facts.criteria}
    assert keys == set(ASSESS) == set(QUESTIONS)
