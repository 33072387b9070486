"""Our own numbers are apart from the plan's facts, each with its reason."""

import pytest

PARTS = {
    ("ring", "inner"): (1000, 1500),
    ("ring", "middle"): (1000, 1500),
    ("axis-huning", "main"): (5000, 7500),
    ("axis-huning", "taicang"): (5000, 7500),
    ("axis-huning", "xiangcheng"): (5000, 7500),
    ("axis-tongsujia", "main"): (5000, 7500),
    ("belt-hongqiao", "kunshan"): (5000, 10000),
    ("belt-hongqiao", "taicang"): (5000, 10000),
    ("belt-changjiang", "bank"): (5000, 5000),
    ("belt-taihu", "waterfront"): (3000, 3000),
    ("belt-taihu", "innovation"): (15000, 5000),
    ("belt-canal", "canal"): (2000, 2000),
    ("belt-canal", "moat"): (2000, 2000),
}
ELEMENTS = {
    "ring": (0.0, 1000),
    "axis-huning": (0.5, 1500),
    "axis-tongsujia": (0.5, 2000),
    "belt-hongqiao": (0.5, 4000),
    "belt-changjiang": (0.0, 1000),
    "belt-taihu": (0.0, 1000),
    "belt-canal": (0.0, 800),
}


def own_tables(ours):
    """Return (path, table) of every table of assumptions; `fit` is a folder of them."""
    found = [(key, table) for key, table in ours.items() if key != "fit"]
    for element, fit in ours["fit"].items():
        found.append((element, fit))
        found += [(f"{element}.{k}", v) for k, v in fit.items() if isinstance(v, dict)]
    return found


def test_every_table_of_assumptions_has_a_reason_in_both_languages(ours):
    lacking = [w for w, t in own_tables(ours) if not t.get("reason") or not t.get("reason_en")]
    assert lacking == []


def test_no_assumption_is_dressed_as_a_fact_of_the_plan(ours):
    cited = [w for w, t in own_tables(ours) if {"clause", "quote"} & set(t)]
    assert cited == []


def test_every_part_has_a_width_and_a_half_distance(facts, ours):
    parts = {(s["id"], p["part"]) for s in facts["structure"] for p in s["part"]}
    assert parts == set(PARTS)
    assert {k: (ours["fit"][k[0]][k[1]]["w_m"], ours["fit"][k[0]][k[1]]["h_m"]) for k in parts} == (
        PARTS
    )


def test_listed_districts_count_half_on_axes_and_hongqiao_alone(ours):
    found = {element: (fit["beta"], fit["sigma_m"]) for element, fit in ours["fit"].items()}
    assert found == ELEMENTS


def test_grades_fall_from_well_to_weak(ours):
    grades = ours["grades"]
    assert 100 > grades["well"] > grades["largely"] > grades["weak"] > 0


def test_the_default_weights_are_one_of_the_methods(ours):
    assert ours["weights"]["default"] in ours["weights"]["methods"]


def test_weights_rank_the_criteria_in_the_plans_order(facts, ours):
    assert ours["weights"]["order"] == [c["id"] for c in facts["criterion"]]


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("place", "default_w_m", 1000),
        ("place", "h_m", 1500),
        ("place_applies", "min_membership", 0.5),
        ("open_list", "credit", 0.5),
        ("relation", "influence_min", 0.05),
        ("agglomeration", "half_m", 5000),
        ("differentiation", "half_m", 20000),
        ("differentiation", "scale", 4),
        ("complementarity", "h_m", 2000),
        ("gateway", "w_m", 2000),
        ("gateway", "h_m", 10000),
        ("grades", "cap_below", 0.25),
        ("border", "ambiguous_m", 300),
        ("border", "derived_m", 500),
        ("grid", "cell_m", 250),
        ("peers", "same_m", 1),
        ("sigma", "statutory_boundary_m", 100),
    ],
)
def test_published_values_stay_as_published(ours, table, key, value):
    assert ours[table][key] == value


def test_the_window_holds_the_city(ours):
    window = ours["window"]
    assert window["west"] < 119.9 < 121.4 < window["east"]
    assert window["south"] < 30.7 < 32.1 < window["north"]
