"""K3 and K4: related clusters in the same district, and in others of the same element."""

import pytest

import layers
from tests.layers import toy


def k3(shape, mix, *peers):
    return toy.value(toy.score(shape, mix, peers=toy.clusters(*peers)), "K3")


def k4(shape, mix, *peers):
    return toy.value(toy.score(shape, mix, peers=toy.clusters(*peers)), "K4")


def about(number):
    return pytest.approx(number, abs=1e-6)


def many(count, shape, mix="S1"):
    return [(shape, mix, f"c{i}", f"点{i}") for i in range(count)]


# K3, agglomeration


def test_one_related_peer_on_the_spot_counts_half():
    assert k3(toy.at(5, 5), "S1", (toy.at(5, 5), "S1")) == 0.5


def test_two_related_peers_on_the_spot_count_three_quarters():
    assert k3(toy.at(5, 5), "S1", *many(2, toy.at(5, 5))) == 0.75


def test_a_peer_five_kilometres_off_counts_as_half_a_peer():
    assert k3(toy.at(2, 5), "S1", (toy.at(7, 5), "S1")) == pytest.approx(1 - 2**-0.5)


def test_a_peer_of_another_sector_does_not_count():
    assert k3(toy.at(5, 5), "S1", (toy.at(5, 5), "S2")) == 0.0


def test_a_mixed_peer_counts_by_the_shares_in_common():
    near = (toy.at(5, 5), {"S1": 0.3, "S2": 0.7})
    assert k3(toy.at(5, 5), {"S1": 0.6, "S2": 0.4}, near) == pytest.approx(1 - 2**-0.7)


def test_a_peer_in_another_district_does_not_count():
    assert k3(toy.at(9.99, 5), "S1", (toy.at(10.01, 5), "S1")) == 0.0


def test_without_peers_nothing_agglomerates():
    empty = toy.clusters((toy.at(5, 5), "S1")).iloc[:0]
    found = toy.score(toy.at(5, 5), "S1", peers=empty)
    assert (toy.value(found, "K3"), toy.value(found, "K4")) == (0.0, 1.0)


@pytest.mark.parametrize("ident", ["K3", "K4"])
def test_without_a_cluster_layer_both_are_unknown(ident):
    found = toy.criterion(toy.score(toy.at(5, 5), "S1"), ident)
    assert (found["state"], found["value"], found["contribution"]) == ("unknown", None, None)


def test_a_polygon_is_measured_from_its_centroid():
    assert k3(toy.box(1, 4, 3, 6), "S1", (toy.at(7, 5), "S1")) == pytest.approx(1 - 2**-0.5)


# The same record


def test_a_peer_of_the_same_name_on_the_spot_is_the_site_itself():
    assert k3(toy.at(5, 5), "S1", (toy.at(5, 5), "S1", "p", "待评")) == 0.0


def test_names_are_compared_without_spaces_and_widths():
    assert k3(toy.at(5, 5), "S1", (toy.at(5, 5), "S1", "p", " 待 评 ")) == 0.0


def test_a_peer_of_the_same_name_elsewhere_counts():
    assert k3(toy.at(5, 5), "S1", (toy.at(5.002, 5), "S1", "p", "待评")) == about(0.5)


def test_a_peer_of_another_file_with_the_same_id_counts():
    assert k3(toy.at(5, 5), "S1", (toy.at(5, 5), "S1", "site", "别处")) == 0.5


def test_rows_of_one_file_are_peers_of_each_other_but_not_of_themselves():
    rows = toy.clusters((toy.at(5, 5), "S1", "a", "甲"), (toy.at(5, 5), "S1", "b", "乙"))
    found = layers.score(toy.plan(), rows, peers=rows)
    assert [toy.value(site, "K3") for site in found] == [0.5, 0.5]


def test_rows_are_not_peers_unless_asked():
    rows = toy.clusters((toy.at(5, 5), "S1", "a", "甲"), (toy.at(5, 5), "S1", "b", "乙"))
    found = layers.score(toy.plan(), rows, peers=rows.iloc[:0])
    assert [toy.value(site, "K3") for site in found] == [0.0, 0.0]


def test_a_record_with_the_same_id_counts_once():
    twice = [(toy.at(5, 5), "S1", "p", "甲"), (toy.at(5, 5), "S1", "p", "乙")]
    assert k3(toy.at(5, 5), "S1", *twice) == 0.5


def test_a_record_with_the_same_name_within_a_metre_counts_once():
    twice = [(toy.at(5, 5), "S1", "p", "甲"), (toy.at(5.0009, 5), "S1", "q", "甲 ")]
    assert k3(toy.at(5, 5), "S1", *twice) == 0.5


def test_a_record_with_the_same_name_farther_off_is_another():
    two = [(toy.at(5, 5), "S1", "p", "甲"), (toy.at(5.0011, 5), "S1", "q", "甲")]
    assert k3(toy.at(5, 5), "S1", *two) == pytest.approx(0.75)


def test_what_was_dropped_is_told():
    twice = [(toy.at(5, 5), "S1", "p", "甲"), (toy.at(5, 5), "S1", "q", "甲")]
    found = layers.peers(toy.clusters(*twice))
    assert (found.ids, found.dropped) == (("p",), ("q",))


def test_peers_read_the_mix_of_a_cluster_layer():
    layer = toy.plan().layers["clusters"]
    assert layers.peers(layer).mixes == ({"S1": 0.5, "S2": 0.5}, {"S8": 1.0})


# K4, differentiation: the axis lists 103 and 104, the shore 101 and 102, the ring nobody


def test_without_a_double_a_site_is_fully_apart():
    assert k4(toy.at(5, 15), "S1", (toy.at(15, 15), "S2")) == 1.0


def test_four_doubles_next_door_halve_it():
    assert k4(toy.at(9.999, 15), "S1", *many(4, toy.at(10.001, 15))) == pytest.approx(0.5)


def test_a_double_twenty_kilometres_off_counts_as_half():
    site, far = toy.at(0.5, 11), toy.at(19.5, 11 + 39**0.5)
    assert site.distance(far) == pytest.approx(20_000)
    assert k4(site, "S1", *many(8, far)) == pytest.approx(0.5)


def test_a_double_in_the_same_district_does_not_count():
    assert k4(toy.at(5, 15), "S1", (toy.at(5, 15), "S1")) == 1.0


def test_a_double_in_a_district_that_shares_no_element_does_not_count():
    assert k4(toy.at(5, 19), "S1", (toy.at(15, 9), "S1")) == 1.0


def test_an_inferred_list_counts_for_differentiation():
    assert k4(toy.at(1, 1), "S1", *many(4, toy.at(19, 1))) == pytest.approx(2 ** -(0.5**0.81))


def test_two_sites_within_reach_of_the_ring_share_it():
    assert k4(toy.at(5, 9.999), "S1", *many(4, toy.at(5, 10.001))) == pytest.approx(0.5)


def test_a_site_beyond_the_reach_of_the_ring_does_not_share_it():
    assert k4(toy.at(5, 9.999), "S1", *many(4, toy.at(5, 12.2))) == 1.0


def test_an_open_list_is_shared_by_those_it_names_alone():
    # 104 is the one district the belt names: nobody shares the belt with it.
    assert k4(toy.at(18, 10.1), "S4", (toy.at(18, 9.9), "S4")) == 1.0


def test_a_double_outside_the_city_does_not_count():
    assert k4(toy.at(19.9, 15), "S1", (toy.at(20.1, 15), "S1")) == 1.0


@pytest.mark.parametrize(("ident", "words"), [("K3", "n=1.00"), ("K4", "m=0.00")])
def test_the_reason_tells_the_count(ident, words):
    found = toy.score(toy.at(5, 5), "S1", peers=toy.clusters((toy.at(5, 5), "S1")))
    assert words in toy.criterion(found, ident)["because"]


def test_sites_that_differ_by_their_function_alone_have_the_same_peers():
    sites = toy.clusters((toy.at(5, 5), "S1"), (toy.at(5, 5), "S1")).assign(function=[None, "港口"])
    one, other = layers.score(
        toy.plan(), sites, peers=toy.clusters((toy.at(5, 5), "S1", "p", "群"))
    )
    assert toy.value(one, "K3") == toy.value(other, "K3") == 0.5
