"""Where a site is measured: a point at itself, a polygon at the centres of the grid's cells."""

import numpy as np
import pytest
import shapely

from layers.samples import anchors, samples

HOLLOW = shapely.box(0, 0, 90, 90) - shapely.box(10, 10, 90, 90)  # an L whose centroid is outside


def of(*shapes, cell_m=10.0):
    return samples(np.array(shapes, dtype=object), cell_m=cell_m)


def anchor(shape):
    return shapely.Point(anchors(np.array([shape], dtype=object))[0])


def test_a_point_is_its_own_sample():
    found = of(shapely.Point(3, 4))
    assert (found.xy.tolist(), found.weight.tolist()) == ([[3.0, 4.0]], [1.0])


def test_a_polygon_is_sampled_at_the_centres_of_the_global_cells():
    found = of(shapely.box(10, 20, 30, 30))
    assert found.xy.tolist() == [[15.0, 25.0], [25.0, 25.0]]


def test_cells_count_by_the_area_they_share_with_the_site():
    found = of(shapely.box(5, 0, 25, 10))
    assert found.weight.tolist() == [0.25, 0.5, 0.25]


def test_the_grid_also_covers_negative_coordinates():
    found = of(shapely.box(-15, 0, -5, 10))
    assert found.xy.tolist() == [[-15.0, 5.0], [-5.0, 5.0]]


@pytest.mark.parametrize("cell_m", [1.0, 7.0, 250.0])
def test_the_weights_of_a_site_sum_to_one_whatever_the_grid(cell_m):
    found = of(shapely.Point(5, 5).buffer(33), HOLLOW, cell_m=cell_m)
    assert np.bincount(found.site, found.weight) == pytest.approx([1.0, 1.0])


def test_a_hole_has_no_samples():
    ring = shapely.box(0, 0, 30, 30) - shapely.box(10, 10, 20, 20)
    assert len(of(ring).xy) == 8


def test_samples_know_their_site():
    found = of(shapely.box(0, 0, 20, 10), shapely.Point(1, 1), shapely.box(0, 0, 10, 10))
    assert sorted(found.site.tolist()) == [0, 0, 1, 2]


def test_the_mean_is_weighted_and_kept_in_the_order_of_the_sites():
    found = of(shapely.box(5, 0, 25, 10), shapely.Point(99, 0))
    assert found.mean(found.xy[:, 0]).tolist() == [15.0, 99.0]


def test_a_site_without_samples_has_no_mean():
    found = of(shapely.Polygon(), shapely.Point(1, 0))
    assert np.isnan(found.mean(np.ones(1))).tolist() == [True, False]


def test_the_anchor_of_a_point_is_itself():
    assert anchor(shapely.Point(1, 2)) == shapely.Point(1, 2)


def test_the_anchor_of_a_polygon_is_its_centroid():
    assert anchor(shapely.box(0, 0, 10, 20)) == shapely.Point(5, 10)


def test_the_anchor_lies_inside_where_the_centroid_does_not():
    assert not HOLLOW.intersects(HOLLOW.centroid)
    assert HOLLOW.contains(anchor(HOLLOW))
