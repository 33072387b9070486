"""Sites in and out of the bands, and the nearest of ring, axes and belts: what a table tells."""

import numpy as np
import pytest

from layers.scored import IN, NEAR, OUT, nearest, relations
from tests.layers import toy


def relation(shape):
    return relations(toy.plan(), toy.clusters((shape, "S1")))[0]


def nearest_of(*shapes, plan=None):
    names, metres = nearest(plan or toy.plan(), toy.clusters(*[(s, "S1") for s in shapes]))
    return list(zip(names, np.round(metres).tolist(), strict=True))


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (toy.at(5, 5), IN),
        (toy.at(5, 10.5), NEAR),  # 2.5 km from the loop
        (toy.at(13.5, 6.4), OUT),
        (toy.box(13, 6.2, 14, 6.6), OUT),
        (toy.box(17, 7, 18.5, 9), IN),
        (toy.box(19.5, 6.2, 23, 6.6), NEAR),  # in the city at most 2 km from the belt, beyond it 5
        (toy.box(26, 6.2, 28, 6.6), OUT),  # wholly beyond the city
        (toy.box(20, 6.2, 20.9, 6.6), NEAR),  # beyond the city, along its border
    ],
    ids=["in", "near", "out", "wide", "on the belt", "over the border", "beyond", "along"],
)
def test_a_site_lies_where_most_of_its_area_in_the_city_does(shape, expected):
    assert relation(shape) == expected


def test_a_polygon_is_as_near_as_its_nearest_side_and_a_point_as_itself():
    found = nearest_of(toy.at(14, 6.4), toy.box(14, 6, 14.5, 6.5))
    assert found == [("河带", 4000.0), ("河带", 3500.0)]


def test_a_polygon_across_a_course_is_on_it():
    assert nearest_of(toy.box(17, 7, 19, 9))[0][1] == 0.0


def test_polygons_are_measured_from_a_band_as_points_are():
    def change(_, numbers, __):
        numbers["fit"]["belt"]["bank"]["band_m"] = 3000

    plan = toy.build(change)
    (_, point), (_, polygon) = nearest_of(
        toy.at(14, 8), toy.box(13.999, 7.9, 14, 8), plan=plan
    )  # 4 km from the course, 1 km from the band
    assert (point, polygon) == (1000.0, 1000.0)
