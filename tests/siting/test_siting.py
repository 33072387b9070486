"""The choice of sites in the made-up city, worked out by hand."""

import geopandas as gpd
import pytest

import layers
from layers.errors import InputError
from layers.siting import OPTIMUM, QUICK, Options
from tests.layers import toy
from tests.siting.town import (
    A,
    B,
    C,
    D,
    choose,
    ids,
    plan,
    plan_with_branched_axis,
    plan_with_short_axis,
    points,
)


def fault(*arguments, **rules):
    with pytest.raises(InputError) as caught:
        choose(*arguments, **rules)
    (found,) = caught.value.faults
    return found


def test_each_pick_adds_what_the_clauses_say():
    chosen = choose(points(A, B, C, D), 4)
    gains = {pick["id"]: pick["gain"] for pick in chosen.picks}
    assert gains == pytest.approx({"a": 1.0, "b": 1.0, "c": 0.75, "d": 0.5}, abs=1e-6)
    assert chosen.value == pytest.approx(3.25, abs=1e-6)
    assert (chosen.demands, chosen.before) == (4, 0.0)


def test_a_pick_says_which_clause_it_serves_and_where():
    (pick,) = choose(points(C), 1).picks
    (served,) = pick["serves"]
    assert (served["element"], served["part"], served["course"]) == ("axis", "main", "axis-main")
    assert (served["clause"], served["quote"]) == ("1.2", "轴上商贸")
    assert (served["from_m"], served["to_m"]) == (10_000.0, 15_000.0)
    assert (served["district"], served["sector"], served["before"]) == ("104", "S2", 0.0)


def test_the_last_stretch_ends_with_its_course():
    (pick,) = choose(points((3, 8)), 1, "S1").picks  # the loop is 24 km long
    loop = next(s for s in pick["serves"] if s["element"] == "loop")
    assert (loop["from_m"], loop["to_m"]) == (20_000.0, pytest.approx(24_000.0, abs=1.0))


def test_a_site_beyond_the_end_of_a_course_belongs_to_its_last_stretch():
    (pick,) = choose(points((16, 15)), 1, plan=plan_with_short_axis()).picks
    (served,) = pick["serves"]
    assert served["from_m"] == 10_000.0
    assert served["to_m"] == pytest.approx(15_000.0, abs=1.0)


@pytest.mark.parametrize(("at", "course"), [((17, 15.2), "axis-main"), ((17.8, 16), "belt-bank")])
def test_where_two_courses_support_alike_the_stretch_is_on_the_nearer(at, course):
    (pick,) = choose(points(at), 1, plan=plan_with_branched_axis()).picks
    assert [served["course"] for served in pick["serves"]] == [course]


def test_a_second_site_on_one_stretch_adds_only_what_it_does_better():
    chosen = choose(points((2, 19), (4.5, 15), (2, 15)), 2)
    assert ids(chosen) == "b"  # 0.75, 1 and 1 on kilometres 0 to 5
    assert chosen.notes[-1].facts == {"n": 1, "count": 2, "why": "end-nothing"}


def test_one_stretch_in_two_districts_is_two_demands():
    chosen = choose(points((9.9, 15.0), (10.1, 17)), 2, spacing_m=0.0)
    assert {s["district"] for p in chosen.picks for s in p["serves"]} == {"103", "104"}


def test_a_clause_that_names_a_sector_for_one_district_asks_only_there():
    assert ids(choose(points(A, C), 2, "S3")) == "a"


def test_a_whole_district_that_a_clause_ties_to_a_sector_is_one_demand():
    (pick,) = choose(points((5, 5), (1, 1)), 1, "S4").picks
    (served,) = pick["serves"]
    assert (served["element"], served["part"]) == ("place-101-s4", None)
    assert (served["quote"], served["gain"]) == ("西南区港航", 1.0)


def test_a_named_carrier_without_a_known_site_asks_for_no_other():
    assert fault(points((5, 12)), 1, "S4").facts["rule"] == "rule-reach"  # 港航园 is somewhere here


def test_a_share_of_the_mix_serves_that_share():
    chosen = choose(points(A), 1, {"S2": 0.25, "S8": 0.75})
    assert chosen.value == pytest.approx(0.25, abs=1e-9)


def test_fewer_sites_are_the_first_of_more():
    pool = points(*((x, y) for x in range(1, 20, 2) for y in (13, 15, 19)))
    longest = ids(choose(pool, 8))
    assert [ids(choose(pool, k)) for k in range(1, 8)] == [longest[:k] for k in range(1, 8)]


def test_equal_gains_go_by_score_then_by_id():
    east, west = (12, 15), (7, 15)  # the north-east has guidance of its own: a higher score
    scores = [toy.score(toy.at(*xy), "S2", plan=plan())["score"] for xy in (west, east)]
    assert scores[0] != pytest.approx(scores[1])
    better = "ab"[scores[1] > scores[0]]
    assert ids(choose(points(west, east), 1)) == better
    same = points(A, B)
    assert ids(choose(same, 2)) == ids(choose(same.iloc[::-1], 2)) == "ab"


@pytest.mark.parametrize(("x", "kept"), [(6.0, 2), (5.9, 1)])
def test_picks_keep_their_spacing(x, kept):
    assert len(choose(points((4, 15), (x, 15)), 2).picks) == kept


def test_a_district_takes_no_more_than_its_limit():
    chosen = choose(points(A, B, C, D), 4, per_district=1)
    assert ids(chosen) == "acd"
    assert chosen.notes[-1].facts == {"n": 3, "count": 4, "why": "end-limit"}


def test_a_stretch_that_an_existing_cluster_serves_is_not_served_again():
    there = toy.clusters((toy.at(4.5, 15), "S2"))
    chosen = choose(points(A, B), 2, existing=there)
    assert ids(chosen) == "b"
    assert chosen.before == pytest.approx(1.0, abs=1e-6)
    half = toy.clusters((toy.at(4.5, 15), {"S2": 0.5, "S8": 0.5}))
    gains = {p["id"]: p["gain"] for p in choose(points(A, B), 2, existing=half).picks}
    assert gains == pytest.approx({"b": 1.0, "a": 0.5}, abs=1e-6)


def test_the_spacing_holds_to_existing_clusters_of_the_same_sectors_unless_waived():
    there = toy.clusters((toy.at(7, 16), {"S2": 0.5, "S8": 0.5}))
    other = toy.clusters((toy.at(7, 16), "S8"))
    assert ids(choose(points(A, B), 2, existing=there)) == "a"
    assert ids(choose(points(A, B), 2, existing=there, near_existing=True)) == "ab"
    assert ids(choose(points(A, B), 2, existing=other)) == "ab"


def test_the_grid_lies_in_the_city_and_out_of_water_and_excluded_areas():
    axis = gpd.GeoDataFrame(geometry=[toy.box(0, 13.1, 20, 16.9)], crs="EPSG:4549")
    chosen = choose(None, 4, exclude=axis)
    shapes = toy.metric(chosen.picks, chosen.sites.to_crs("EPSG:4549").geometry)
    north = (shapes.geometry.y - toy.NORTH) / 1000.0
    assert len(chosen.picks) == 4
    assert (shapes.distance(plan().districts.city) < 0.01).all()
    assert not shapes.intersects(axis.geometry.iloc[0]).any()
    assert sorted({round(y) for y in north} & {13, 17})  # as near the axis as may be
    wet = choose(None, 1, "S6").sites.to_crs("EPSG:4549").geometry.y.iloc[0]
    assert wet > toy.NORTH + 1000.0  # the shore's best points lie in the lake


def test_only_the_districts_asked_for():
    assert ids(choose(points(A, B, C, D), 4, within=("104", "101"))) == "cd"


def test_parcels_are_measured_over_their_area_and_keep_their_columns():
    parcel = toy.metric(
        [{"id": "lot", "name": "地块", "gain": "own", "土地": "商业"}], [toy.box(1, 14, 3, 16)]
    )
    chosen = choose(parcel, 1)
    (row,) = chosen.sites.to_dict("records")
    assert (row["name"], row["gain_"], row["土地"]) == ("地块", "own", "商业")
    assert (row["order"], row["gain"]) == (1, pytest.approx(1.0, abs=1e-4))
    assert "轴" in row["serves"]
    assert row["geometry"].geom_type == "Polygon"
    half = gpd.GeoDataFrame(geometry=[toy.box(2.9, 14, 6, 16)], crs="EPSG:4549")
    assert fault(parcel, 1, exclude=half).facts["rule"] == "rule-exclude"


def test_the_runner_up_lies_elsewhere_and_the_difference_is_said():
    chosen = choose(points(A, (3, 15), (7, 19)), 1)
    second = chosen.picks[0]["runner_up"]
    assert (second["id"], second["district"]) == ("c", "103")
    assert second["gain"] == pytest.approx(0.75, abs=1e-6)
    assert second["difference"] == pytest.approx(0.25, abs=1e-6)
    assert second["distance_m"] == pytest.approx(1000 * 41**0.5, abs=1.0)
    assert choose(points(A), 1).picks[0]["runner_up"] is None


def test_a_pick_carries_its_score():
    there = toy.clusters((toy.at(8, 19), "S1"))
    (pick,) = choose(points(A), 1, existing=there).picks
    (expected,) = layers.score(plan(), toy.clusters((toy.at(*A), "S2", "a", "地0")), peers=there)
    assert pick["score"] == pytest.approx(expected["score"], abs=1e-6)
    assert pick["grade"] == expected["grade"]


def test_a_rule_that_leaves_no_candidate_is_named():
    pool = points(A, B)
    everything = gpd.GeoDataFrame(geometry=[toy.box(-1, -1, 21, 21)], crs="EPSG:4549")
    there = toy.clusters((toy.at(4.5, 15), "S2"))
    found = [
        fault(points((25, 15)), 1),
        fault(pool, 1, within=("104",)),
        fault(pool, 1, exclude=everything),
        fault(pool, 1, existing=there, spacing_m=9000.0),
        fault(points((15, 5)), 1),
    ]
    assert {f.code for f in found} == {"E-SIT-01"}
    assert [f.facts["rule"] for f in found] == [
        f"rule-{name}" for name in ("city", "within", "exclude", "existing", "reach")
    ]
    assert found[1].facts["n"] == 2


def test_a_sector_that_no_clause_asks_for_is_refused():
    assert fault(points(A), 1, "S8").code == "E-SIT-02"


def test_nothing_left_to_serve_is_refused():
    there = toy.clusters((toy.at(4.5, 15), "S2"))
    assert fault(points(A), 1, existing=there).code == "E-SIT-03"


def test_the_quick_bound_is_never_below_and_programming_closes_the_gap():
    pool = points(*((x, y) for x in range(1, 20, 2) for y in (14, 16, 18)))
    quick = choose(pool, 3)
    sharp = choose(pool, 3, options=Options(improve=True, bound=True))
    assert (quick.method, sharp.method) == (QUICK, OPTIMUM)
    assert quick.value <= sharp.value <= sharp.bound <= quick.bound
    assert sharp.bound == pytest.approx(sharp.value, abs=1e-6)
    assert sharp.gap == pytest.approx(0.0, abs=1e-6)


def test_candidates_in_degrees_give_the_same_choice():
    pool = points(A, B, C, D)
    assert ids(choose(pool.to_crs("EPSG:4326"), 4)) == ids(choose(pool, 4))


def test_own_columns_give_way_whatever_else_the_file_has():
    taken = toy.metric([{"id": "a", "name": "a", "gain": 1, "gain_": 2}], [toy.at(2, 15)])
    row = choose(taken, 1).sites.iloc[0]
    assert (row["gain__"], row["gain_"]) == (1, 2)


@pytest.mark.parametrize("count", [0, -1])
def test_less_than_one_site_is_no_choice(count):
    with pytest.raises(ValueError, match=str(count)):
        choose(points(A), count)
