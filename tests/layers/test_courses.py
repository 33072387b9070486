"""A few points are measured to all courses at once as to each of them by its tree."""

import numpy as np
import pytest
import shapely

from gis_app.load import default_plan
from layers import tiles
from layers.courses import Courses
from tests.layers import toy


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    assert tiles.warm()


def near(plan, count):
    """Return random points in and around the city, and corners and middles of courses."""
    west, south, east, north = plan.districts.city.bounds
    reach = (west - 40_000, south - 40_000), (east + 40_000, north + 40_000)
    drawn = np.random.default_rng(count).uniform(*reach, (count, 2))
    parts = [part.segments for element in plan.elements for part in element.parts]
    corners = np.vstack(
        [s.start[:3] for s in parts] + [(s.start[:3] + s.end[:3]) / 2 for s in parts]
    )
    return np.vstack([drawn, corners])


@pytest.mark.parametrize("plan", [toy.plan, default_plan], ids=["toy", "shipped"])
def test_metres_are_those_of_the_trees(plan):
    courses = plan().courses
    for xy in np.array_split(near(plan(), 200), 5):
        assert len(xy) <= tiles.FEW
        expected = np.array([of.distance_m(xy) for of in courses.several])
        np.testing.assert_allclose(courses.metres(xy), expected, rtol=0, atol=1e-9)
    inside = [k for k, of in enumerate(courses.several) if of.outline[1] is not None]
    assert plan is toy.plan or (courses.metres(near(plan(), 200))[inside] == 0.0).any(axis=1).all()


def test_a_plan_without_areas_is_measured_to_its_lines():
    parts = [p for e in toy.plan().elements for p in e.parts if p.area is None]
    xy = near(toy.plan(), 20)
    expected = shapely.distance(shapely.multilinestrings(parts[0].lines), shapely.points(xy))
    expected = np.abs(expected - parts[0].band_m)
    np.testing.assert_allclose(Courses(parts).metres(xy)[0], expected, rtol=0, atol=1e-9)


def test_a_case_of_a_few_points_asks_for_all_courses_once(monkeypatch):
    asked = []
    metres = Courses.metres
    monkeypatch.setattr(
        Courses, "metres", lambda self, xy: asked.append(len(xy)) or metres(self, xy)
    )
    laid = toy.laid(near(toy.plan(), 5)[:5], [{"S1": 1.0}] * 5)
    for of in toy.plan().courses.several:
        np.testing.assert_allclose(laid.metres_to(of), of.distance_m(laid.xy), rtol=0, atol=1e-9)
    assert asked == [5]
