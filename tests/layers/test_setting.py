"""What sites have in common is worked out once, and no place matters to it."""

import numpy as np
import pytest
import shapely

from layers.case import points
from layers.peers import peers
from layers.score import assessed
from layers.setting import setting
from tests.layers import toy

MIXES = [{"S1": 1.0}, {"S6": 0.5, "S8": 0.5}, {"S9": 1.0}, {}]
FUNCTIONS = [None, "港口", "港口", None]
CLUSTERS = toy.clusters((toy.at(5, 7), "S1"), (toy.at(15, 5), "S6", "b", "乙"))
PARKS = shapely.points([[500_000.0, 3_400_000.0]])


def places(count):
    west, south, east, north = toy.plan().districts.city.bounds
    reach = (west - 2000, south - 2000), (east + 2000, north + 2000)
    return np.random.default_rng(count).uniform(*reach, (count, 2))


def same(one, other):
    for name in ("total", "low", "high", "silent", "contributions"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


@pytest.mark.parametrize("kind", range(4))
def test_place_after_place_in_one_setting_scores_as_each_in_its_own(kind):
    mix, function = MIXES[kind], FUNCTIONS[kind]
    told = {"peers": peers(CLUSTERS), "parks": PARKS}
    kept, _ = setting(toy.plan(), [mix], [function], told["peers"], parks=PARKS)
    for xy in places(12)[:, None, :]:
        alone = toy.laid(xy, [mix], functions=[function], **told)
        same(assessed(points(kept, xy)), assessed(alone))


def test_places_together_score_as_each_alone():
    kept, _ = setting(toy.plan(), MIXES, FUNCTIONS, peers(CLUSTERS), parks=PARKS)
    xy, kind = places(40), np.arange(40) % 4
    whole = assessed(points(kept, xy, kind=kind))
    for row in range(40):
        alone = assessed(points(kept, xy[[row]], kind=kind[[row]]))
        np.testing.assert_allclose(alone.total, whole.total[[row]], rtol=0, atol=1e-12)


def test_what_follows_from_a_setting_is_made_once_for_each_thing_asked():
    made = []

    def count(_, *given):
        made.append(given)
        return len(made)

    kept, _ = setting(toy.plan(), MIXES, FUNCTIONS, None)
    other, _ = setting(toy.plan(), MIXES, FUNCTIONS, None)
    assert [kept.once(count), kept.once(count), kept.once(count, 7), other.once(count)] == [
        1,
        1,
        2,
        3,
    ]
    assert made == [(), (7,), ()]


def test_equal_mixes_with_one_function_are_one_kind():
    kept, which = setting(toy.plan(), ["S1", {"S1": 2.0}, "S6"], [None] * 3, None)
    assert [dict(kind.mix) for kind in kept.kinds] == [{"S1": 1.0}, {"S6": 1.0}]
    assert which.tolist() == [0, 0, 1]
