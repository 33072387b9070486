"""The elements of the map can be told apart, also by the one man in twelve who sees no green."""

import tomllib
from itertools import combinations

import pytest

from gis_app.components.cartography import FILE
from tests.access.colour import ciede2000, deuteranope, lab, linear

TABLE = tomllib.loads(FILE.read_text(encoding="utf-8"))
ELEMENTS = {k: c for k, c in TABLE["element"].items() if k != "other"}  # those of this plan
APART = 15.0
SEEN = {"everybody": linear, "deuteranope": deuteranope}


@pytest.mark.parametrize(
    ("one", "two", "distance"),
    [  # pairs 1, 7, 13, 17, 25 and 34 of the published test data
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, -0.0010, 2.4900), (50.0, 0.0009, -2.4900), 4.8045),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_that_of_the_published_pairs(one, two, distance):
    assert ciede2000(one, two) == pytest.approx(distance, abs=1e-4)
    assert ciede2000(two, one) == pytest.approx(distance, abs=1e-4)


def test_grey_stays_grey_and_red_and_green_come_together_without_green_receptors():
    grey = lab(deuteranope("#808080"))
    assert grey[1:] == pytest.approx((0, 0), abs=0.1)
    seen = [ciede2000(lab(see("#C00000")), lab(see("#4E6B00"))) for see in SEEN.values()]
    assert seen[1] < seen[0] / 3


@pytest.mark.parametrize("eye", SEEN)
def test_the_elements_are_apart(eye):
    assert len(ELEMENTS) == 7
    seen = {name: lab(SEEN[eye](colour)) for name, colour in ELEMENTS.items()}
    close = {
        f"{one} – {two}": round(ciede2000(seen[one], seen[two]), 1)
        for one, two in combinations(seen, 2)
        if ciede2000(seen[one], seen[two]) < APART
    }
    assert close == {}


def test_the_elements_are_apart_from_what_they_lie_on():
    grounds = [TABLE["colour"]["land"], TABLE["colour"]["water"]]
    for colour in ELEMENTS.values():
        for ground in grounds:
            assert ciede2000(lab(deuteranope(colour)), lab(deuteranope(ground))) > 1.8 * APART


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_elements_stand_out_from_the_land_as_graphics_must():
    land = luminance(TABLE["colour"]["land"]) + 0.05
    contrast = {k: land / (luminance(c) + 0.05) for k, c in ELEMENTS.items()}
    assert {k: round(x, 2) for k, x in contrast.items() if x < 3.0} == {}  # WCAG 1.4.11
