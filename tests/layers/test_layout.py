"""K1: the best element or place whose theme names the site's sectors, S·t."""

import pytest

from tests.layers import toy


def k1(shape, mix, **more):
    return toy.value(toy.score(shape, mix, **more), "K1")


def about(number):
    return pytest.approx(number, abs=2e-3)


def best(shape, mix, **more):
    found = toy.score(shape, mix, **more)
    return found["best_element"], found["runner_up"]


# Spatial fit × theme match


def test_a_named_sector_inside_the_ring_is_fully_supported():
    assert k1(toy.at(5, 5), "S1") == 1.0


def test_an_implied_sector_counts_half():
    assert k1(toy.at(5, 5), "S2") == 0.5


def test_support_fades_with_distance():
    assert k1(toy.at(10.5, 5), "S1") == about(0.5)


def test_a_mix_counts_by_its_shares():
    assert k1(toy.at(5, 5), {"S1": 0.5, "S2": 0.3, "S8": 0.2}) == about(0.65)


def test_place_and_theme_do_not_make_up_for_each_other():
    assert k1(toy.at(5, 8), "S5") == about(0.0)  # right sector, wrong place
    assert k1(toy.at(5, 8), "S1") == about(1.0)
    assert k1(toy.at(5, 1), "S5") == about(1.0)


def test_a_listed_district_of_an_axis_is_half_supported_at_any_distance():
    assert k1(toy.at(5, 19.99), "S2") == about(0.75)
    assert k1(toy.at(5, 10.1), "S2") > 0.5


def test_a_closed_list_gives_other_districts_nothing():
    assert k1(toy.at(15, 9.9), "S2") == about(0.0)


def test_an_open_list_gives_other_districts_half():
    assert k1(toy.at(18, 15), "S4") == about(1.0)
    assert k1(toy.at(18, 5), "S4") == about(0.5)


def test_an_open_reading_of_a_closed_list_gives_half():
    plan = toy.build(readings={"axis-list": "open"})
    found = toy.score(toy.at(15, 9.99), "S2", plan=plan)  # 5 km from the axis
    assert toy.value(found, "K1") == about(0.5 * 0.75)


def test_a_part_limited_to_a_sector_supports_no_other():
    assert k1(toy.at(5, 2), "S5") == about(1.0)  # the labs reach 3 km
    assert k1(toy.at(5, 2), "S6") == about(0.5)  # the walk reaches 500 m


def test_an_affinity_limited_to_a_district_counts_there_alone():
    assert k1(toy.at(5, 15), "S3") == about(1.0)
    assert not k1(toy.at(15, 15), "S3")


def test_a_site_on_several_elements_takes_the_best_and_not_the_sum():
    assert k1(toy.at(18, 15), {"S1": 0.5, "S2": 0.25, "S4": 0.25}) == about(0.5)


def test_a_polygon_is_the_mean_over_its_area():
    # West half inside the ring's plateau, east half at 3.5–4.5 km: nearly nothing.
    west, whole = toy.box(8, 4, 9, 6), toy.box(8, 4, 9, 6) | toy.box(13, 4, 14, 6)
    assert k1(west, "S1") == about(1.0)
    assert k1(whole, "S1") == pytest.approx(0.5, abs=0.01)


def test_a_polygon_over_a_border_counts_each_side_by_its_own_list():
    assert k1(toy.box(17, 9, 19, 11), "S4") == pytest.approx(0.75, abs=2e-3)


# The winner and the runner-up


def test_the_winner_and_the_runner_up_are_told():
    assert best(toy.at(5, 11.6), "S1") == ("mill", "loop")  # 400 m from one, 3.6 km from the other


def test_the_runner_up_is_of_another_element_than_the_winner():
    def change(raw, numbers, _):
        loop = raw["structure"][0]
        loop["part"].append(loop["part"][0] | {"part": "again"})
        numbers["fit"]["loop"]["again"] = numbers["fit"]["loop"]["road"]

    assert best(toy.at(5, 9.5), "S1", plan=toy.build(change)) == ("loop", "mill")


def test_an_element_without_any_support_is_neither_winner_nor_runner_up():
    assert best(toy.at(5, 5), "S7") == (None, None)


def test_the_winner_is_cited_by_the_clause_that_names_the_sector():
    found = toy.criterion(toy.score(toy.at(5, 15), {"S2": 0.4, "S3": 0.6}), "K1")
    assert (found["clause"], found["quote"]) == ("1.2", "西北区发展物流")


def test_a_winning_place_is_cited_by_its_tie():
    found = toy.criterion(toy.score(toy.at(15, 5), "S7"), "K1")
    assert (found["clause"], found["quote"]) == ("3.7", "温泉小镇")


def test_a_criterion_that_does_not_apply_is_cited_by_its_own_clause():
    found = toy.criterion(toy.score(toy.at(5, 5), "S8"), "K1")
    assert (found["clause"], found["quote"]) == ("1", "一环一轴两带")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("环路", "距离 1.50 公里", "S=0.926", "t=1.00", "= 0.926")),
        ("en", ("loop road", "1.50 km away", "S=0.926", "t=1.00", "= 0.926")),
    ],
)
def test_the_reason_names_part_distance_fit_and_theme(lang, words):
    found = toy.criterion(toy.score(toy.at(9.5, 5), "S1", lang=lang), "K1")
    assert [word for word in words if word not in found["because"]] == []


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "家政 0.50、康养 0.50："), ("en", "Household 0.50, Health 0.50: ")]
)
def test_the_reason_names_the_sectors_with_the_commas_of_its_language(lang, words):
    found = toy.score(toy.at(1, 1), {"S8": 0.5, "S7": 0.5}, lang=lang)
    assert toy.criterion(found, "K1")["because"].startswith(words)


def test_the_reason_gives_a_polygon_its_least_distance():
    reason = toy.criterion(toy.score(toy.box(9.5, 4, 10, 5), "S1"), "K1")["because"]
    assert "距离 1.50 公里" in reason


# Places


def test_a_whole_district_supports_its_sector_all_over():
    assert k1(toy.at(9, 9), "S4") == 1.0
    assert best(toy.at(9, 9), "S4")[0] == "place-101-s4"


def test_a_carrier_without_a_site_supports_its_district_by_half():
    assert k1(toy.at(1, 15), "S4") == 0.5
    assert best(toy.at(1, 15), "S4")[0] == "yard"


def test_a_place_on_a_course_supports_along_the_course():
    assert k1(toy.at(12, 3), "S10") == about(0.735)


def test_a_sector_that_only_a_place_names_is_supported_near_it():
    assert k1(toy.at(15, 6), "S7") == about(1.0)
    assert k1(toy.at(15, 7), "S7") == about(2 ** -(4 / 9))


def test_a_sector_that_only_a_place_names_does_not_apply_beyond_half_membership():
    near, beyond = (toy.score(toy.at(15, y), "S7") for y in (7.4, 7.6))
    assert toy.criterion(near, "K1")["state"] == "scored"
    assert toy.criterion(beyond, "K1")["state"] == "not_applicable"


def test_a_place_counts_at_any_distance_where_an_element_names_the_sector_too():
    found = toy.score(toy.at(5, 15.9), "S1")  # 3.9 km from a place with 500 m, beyond its half
    assert found["best_element"] == "mill"
    assert toy.value(found, "K1") == about(2 ** -((3.4 / 1.5) ** 2))


def test_a_place_alone_counts_where_it_raises_the_total():
    found = toy.score(toy.at(15, 14), "S7")  # K1 0.735 against K2 0.5
    assert toy.value(found, "K1") == about(0.735)
    assert found["best_element"] == "inn"


def test_a_place_alone_does_not_count_where_it_would_lower_the_total():
    found = toy.score(toy.at(15, 14), "S9")  # K1 would be 0.735 against K2 1.0
    assert toy.criterion(found, "K1")["state"] == "not_applicable"
    assert (found["score"], found["best_element"]) == (100.0, None)


def test_an_element_counts_even_where_it_lowers_the_total():
    found = toy.score(toy.at(11, 19), "S1")  # K2 is 1.0, and hardly any support near
    assert toy.criterion(found, "K1")["state"] == "scored"
    assert found["score"] < 50


def test_a_sector_that_nobody_names_does_not_apply():
    assert toy.criterion(toy.score(toy.at(5, 5), "S8"), "K1")["state"] == "not_applicable"


def test_a_site_without_a_sector_does_not_apply():
    assert toy.criterion(toy.score(toy.at(5, 5), {}), "K1")["state"] == "not_applicable"


def test_a_tie_that_is_no_element_supports_nothing():
    assert toy.criterion(toy.score(toy.at(12, 3), "S8"), "K1")["state"] == "not_applicable"
