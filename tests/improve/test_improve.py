"""The nearest change that lifts a grade: what is told is what scoring it gives."""

import re

import numpy as np
import pytest

import layers
from layers.improve import Rating, improvements
from tests.layers import toy

MOVE = r"about ([\d.]+) km to the (\S+) \((\d+)°, (.+?)\) it would be (.+?) \(([\d.]+)"
PEER = toy.clusters((toy.at(5, 7), "S1", "peer", "同业"))


def advice(shape, mix, *, lang="zh", **more):
    found = toy.score(shape, mix, improve=True, lang=lang, **more)
    return found["improve"], found


def test_nothing_is_said_unless_asked():
    assert toy.score(toy.at(5, 19), "S1")["improve"] is None


def test_the_best_grade_and_a_site_outside_get_no_advice():
    assert advice(toy.at(5, 5), "S1")[0] is None
    assert advice(toy.at(-5, 5), "S1")[0] is None


def test_a_site_without_sectors_gets_no_advice():
    assert advice(toy.at(5, 19), {})[0] is None


def test_a_move_that_is_told_lifts_the_grade_when_it_is_made():
    """The mill lies 7 km south: a straight way towards it is the nearest, in steps of 50 m."""
    text, before = advice(toy.at(5, 19), "S1", lang="en")
    found = re.search(MOVE, text)
    km, word, degrees, district, grade, total = found.groups()
    assert (word, degrees, district) == ("south", "180", "North-west")
    after = toy.score(toy.at(5, 19 - float(km)), "S1")
    assert after["score"] == pytest.approx(float(total), abs=0.05)
    assert (before["grade"], after["grade"], grade) == ("依据不足", "支持较弱", "weakly supported")
    short = toy.score(toy.at(5, 19 - float(km) + 0.05), "S1")
    assert short["grade"] == before["grade"]  # 50 m less do not do


def test_a_sector_that_is_told_lifts_the_grade_when_it_is_changed():
    text, before = advice(toy.at(15, 19), "S1", peers=PEER)
    new = re.search("办公改为(.+?)可达“(.+?)”（([\\d.]+) 分）", text)
    sector = next(s.id for s in toy.plan().facts.sectors if s.name == new[1])
    after = toy.score(toy.at(15, 19), sector, peers=PEER)
    assert after["grade"] == new[2]
    assert after["score"] == pytest.approx(float(new[3]), abs=0.05)
    assert before["grade"] != new[2]


def test_a_site_of_every_sector_has_none_to_change():
    """There is nothing to try then, nor where all moves end in the water."""
    every = dict.fromkeys(toy.SECTORS, 0.1)
    text, found = advice(toy.at(5, 19), every, lang="en")
    assert found["grade"] != "支持充分"
    assert text is None or "instead of" not in text


def test_the_smallest_share_is_changed_first():
    text, _ = advice(toy.at(5, 5), {"S8": 0.3, "S6": 0.3, "S1": 0.4}, lang="en")
    assert "instead of" in text
    assert "instead of Offices" not in text


def test_no_move_ends_in_the_water_or_outside_the_city():
    """The lake counts as the shore, so that the way into the water would be as good as any."""
    for x_km, y_km in ((10, 2.6), (1, 2.6), (19, 2.6)):
        text, _ = advice(toy.at(x_km, y_km), "S6", lang="en")
        km, _, degrees, *_ = re.search(MOVE, text).groups()
        angle = np.radians(float(degrees))
        end = toy.at(x_km + float(km) * np.sin(angle), y_km + float(km) * np.cos(angle))
        assert toy.box(0, 1, 20, 20).intersects(end)


def test_the_site_itself_is_no_peer_of_its_moved_self():
    """A cluster asked about within its own layer must not agglomerate with where it stood."""
    site = toy.clusters((toy.at(5, 19), "S1", "own", "自己"))
    alone = layers.score(toy.plan(), site, peers=PEER.iloc[:0], improve=True)
    listed = layers.score(toy.plan(), site, peers=site, improve=True)
    named = layers.score(toy.plan(), site, peers=site.assign(id="other"), improve=True)
    assert alone[0]["improve"] == listed[0]["improve"] == named[0]["improve"] is not None


def test_a_polygon_moves_as_a_whole():
    text, _ = advice(toy.box(4.5, 18, 5.5, 19), "S1", lang="en")
    km = float(re.search(r"about ([\d.]+) km to the south", text)[1])
    total = float(re.search(r"supported \(([\d.]+)\)", text)[1])
    after = toy.score(toy.box(4.5, 18 - km, 5.5, 19 - km), "S1")
    assert after["score"] == pytest.approx(total, abs=0.05)


def test_a_silent_site_is_told_only_of_a_real_grade():
    text, found = advice(toy.at(15, 5), "S8", lang="en")
    assert found["grade"] == "规划未涉及"
    assert text is None or "insufficient" not in text


def test_a_move_on_a_ring_is_told_where_its_last_digit_depends_on_the_company():
    """A total on the limit of a grade may come out one last digit lower among other sites."""
    site = toy.laid(np.array([toy.at(5, 19).coords[0]]), ["S1"])
    asked = []

    def rate(tried):
        asked.append(len(tried))
        best = Rating(30.0, "支持较弱") if len(asked) == 1 else Rating(29.9, "依据不足")
        return [best] * len(tried)

    (told,) = improvements(site, ["依据不足"], rate, "en")
    assert re.search(MOVE, told).group(1) == "0.25"
    assert asked[0] > asked[1] > 0
