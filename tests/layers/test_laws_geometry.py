"""Laws of the geometry: projection, partition, vertices and slivers change no score."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import layers
from layers.case import case
from layers.sources import sources
from tests.layers import drawn, toy
from tests.layers.test_laws import close

few = settings(max_examples=25, deadline=None)
SYSTEMS = ["EPSG:4326", "EPSG:4490", "EPSG:3857", "EPSG:32651"]
PEERS = toy.clusters((toy.at(4, 4), "S1"), (toy.at(16, 16), {"S2": 0.5, "S4": 0.5}))


def score(sites):
    return layers.score(toy.plan(), sites, peers=PEERS)


def both(mix, one, other):
    """Score two shapes of one site."""
    return ([toy.score(shape, mix, peers=PEERS)] for shape in (one, other))


def fits(*shapes):
    """Return the spatial fit S of each element part and place (rows) at each shape (columns)."""
    sites = toy.clusters(*[(shape, "S1") for shape in shapes])
    laid = case(toy.plan(), sites, None, own_peers=False)
    return np.array([source.fit(laid) for source in sources(laid.plan)])


@few
@given(st.lists(drawn.shapes(), min_size=1, max_size=5))
def test_l1_every_spatial_fit_lies_between_nought_and_one(shapes):
    found = np.nan_to_num(fits(*shapes))  # NaN for a polygon wholly outside
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()


@few
@given(st.lists(st.tuples(drawn.points(0.1, 19.9), drawn.mixes()), min_size=1, max_size=5))
def test_l7_points_score_the_same_in_every_coordinate_system(rows):
    sites = toy.clusters(*rows)
    metric = score(sites)
    for system in SYSTEMS:
        close(metric, score(sites.to_crs(system)), 1e-6)


@few
@given(drawn.polygons(1.5, 18.5), drawn.mixes(), st.sampled_from(SYSTEMS))
def test_l7_polygons_score_the_same_in_every_coordinate_system(shape, mix, system):
    # An edge that is straight in one system bends in another: a vertex every 20 m keeps it there.
    sites = toy.clusters((shapely.segmentize(shape, 20), mix))
    close(score(sites), score(sites.to_crs(system)), 1e-6)


@few
@given(drawn.polygons(1.5, 18.5), st.floats(0.1, 0.9), st.booleans())
def test_l8_the_parts_of_a_site_add_up_to_the_whole(shape, share, upright):
    west, south, east, north = shape.bounds
    cut = (
        shapely.box(west, south, west + share * (east - west), north)
        if upright
        else shapely.box(west, south, east, south + share * (north - south))
    )
    one, other = shape & cut, shape - cut
    assume(min(one.area, other.area) > 1.0)
    whole, *parts = fits(shape, one, other).T
    mean = (parts[0] * one.area + parts[1] * other.area) / shape.area
    np.testing.assert_allclose(mean, whole, atol=1e-6)


def test_l8_a_site_of_many_cells_is_measured_all_over_and_not_at_its_centre():
    ring = 0
    whole, centre = fits(toy.box(7, 4, 13, 6), toy.at(10, 5)).T  # three of six kilometres on it
    assert centre[ring] == pytest.approx(2 ** -(4 / 9), abs=1e-3)
    assert whole[ring] == pytest.approx(0.59, abs=0.02)


@few
@given(drawn.polygons(), drawn.mixes(), st.integers(1, 3))
def test_l10_the_direction_and_the_first_vertex_of_a_ring_do_not_matter(shape, mix, start):
    corners = list(shape.exterior.coords)[:-1]
    turned = shapely.Polygon([*corners[start:], *corners[:start]])
    close(*both(mix, shape, turned), 1e-9)
    close(*both(mix, shape, shape.reverse()), 1e-9)


@few
@given(drawn.polygons(1, 9), drawn.polygons(11, 19), drawn.mixes())
def test_l10_the_order_of_the_parts_does_not_matter(one, other, mix):
    close(*both(mix, *map(shapely.MultiPolygon, ([one, other], [other, one]))), 1e-9)


def test_l10_the_axis_order_of_a_geographic_system_does_not_matter():
    sites = toy.clusters((toy.at(5, 9), "S1"))
    plain = sites.to_crs("EPSG:4326")  # latitude first by definition, longitude first in the file
    crs84 = plain.set_crs("OGC:CRS84", allow_override=True)
    close(score(plain), score(crs84))


@few
@given(drawn.polygons(), drawn.mixes(), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=3))
def test_l11_a_vertex_on_an_edge_changes_nothing(shape, mix, along):
    corners = list(shape.exterior.coords)
    start, end = np.array(corners[0]), np.array(corners[1])
    extra = [tuple(start + a * (end - start)) for a in sorted(along)]
    close(*both(mix, shape, shapely.Polygon([corners[0], *extra, *corners[1:]])), 1e-9)


@few
@given(drawn.polygons(), drawn.mixes())
def test_l11_a_repeated_vertex_changes_nothing(shape, mix):
    corners = list(shape.exterior.coords)
    close(*both(mix, shape, shapely.Polygon([corners[0], *corners])), 1e-9)


@few
@given(drawn.polygons(2, 9), drawn.points(11, 19), drawn.mixes())
def test_l11_a_sliver_without_area_changes_nothing(shape, far, mix):
    # A micrometre wide and a kilometre long, in another district.
    sliver = shapely.Polygon([far, (far.x + 1e-6, far.y), (far.x, far.y + 1000)])
    assume(shape.area > 250_000)
    for a, b in zip(*both(mix, shape, shape.union(sliver)), strict=True):
        assert a["district"] == b["district"]
        for ident in ("K1", "K2", "K3", "K4"):
            assert toy.value(a, ident) == pytest.approx(toy.value(b, ident), abs=1e-8)
