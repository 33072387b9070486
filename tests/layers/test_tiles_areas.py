"""Which area holds a point is what GEOS says, to the last vertex and edge."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gis_app.load import default_plan
from layers import tiles, tiles_areas
from layers.tiles_areas import AreaTiles

MANY = 3_000  # more than GEOS alone is asked about
coordinate = st.one_of(
    st.integers(-12, 12).map(lambda v: v * 250.0), st.floats(-4_000, 4_000, width=32)
)


@pytest.fixture(autouse=True, scope="module")
def _loaded():
    assert tiles.warm()


@pytest.fixture(scope="module")
def districts():
    return default_plan().districts


def hard(areas, count=MANY):
    """Return vertices, points on and beside edges and cell borders, and some anywhere."""
    rings = shapely.get_rings(shapely.get_parts(np.array(areas, dtype=object)))
    vertices = shapely.get_coordinates(rings)
    middles = (vertices[1:] + vertices[:-1]) / 2
    beside = [vertices + step for step in ((1e-9, 0), (0, -1e-9), (1e-5, 0), (0, 1e-5))]
    level = np.column_stack([vertices[::-1, 0], vertices[:, 1]])  # as high as some vertex
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    around = np.random.default_rng(2).uniform(
        1.5 * low - 0.5 * high, 1.5 * high - 0.5 * low, (count, 2)
    )
    return np.concatenate([vertices, middles, *beside, level, around, around.round(-3)])


def first_by_geos(areas, xy):
    found = np.full(len(xy), -1)
    for k in reversed(range(len(areas))):
        found[shapely.intersects(areas[k], shapely.points(xy))] = k
    return found


def agrees(areas, xy):
    points = shapely.points(xy)
    assert AreaTiles(areas).first(xy).tolist() == first_by_geos(areas, xy).tolist()
    for area in areas:
        assert AreaTiles([area]).covers(xy).tolist() == shapely.intersects(area, points).tolist()


def polygon(corners, centre=(0.0, 0.0), size=1_000.0, hole=False):
    """Return a star-shaped polygon with as many corners, alike for alike arguments."""
    rng = np.random.default_rng(corners)
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    ring = (
        size * rng.uniform(0.5, 1.0, (corners, 1)) * np.column_stack([np.cos(angle), np.sin(angle)])
    )
    return shapely.Polygon(ring + centre, [ring / 4 + centre] if hole else [])


def test_the_districts_of_the_plan_hold_what_geos_says(districts):
    agrees(list(districts.polygons), hard(districts.polygons))


def test_the_areas_of_the_elements_hold_what_geos_says():
    parts = [part for element in default_plan().elements for part in element.parts]
    areas = [part.area for part in parts if part.area is not None]
    assert len(areas) == 4
    agrees(areas, hard(areas))


@pytest.mark.parametrize("corners", [3, 8, 400])
@pytest.mark.parametrize("hole", [False, True])
def test_polygons_small_and_large_hold_what_geos_says(corners, hole):
    areas = [
        polygon(corners, hole=hole),
        polygon(corners, (2e3, 1e3), 4e3, hole),
        shapely.multipolygons([polygon(corners, (x, 5e3), 30.0, hole) for x in (0, 100, 7e3)]),
    ]
    agrees(areas, hard(areas))


@given(
    corners=arrays(np.float64, (12, 2), elements=coordinate),
    xy=arrays(np.float64, (150, 2), elements=coordinate),
)
def test_any_polygons_hold_what_geos_says(corners, xy):
    shapes = [shapely.convex_hull(shapely.multipoints(c)) for c in corners.reshape(3, 4, 2)]
    rough = shapely.union_all([s for s in shapes if s.geom_type == "Polygon"])
    cut = rough.difference(shapely.box(-400.0, -250.0, 250.0, 1_000.0))
    areas = [a for a in (cut, *shapes) if a.geom_type.endswith("Polygon") and a.area]
    if areas:
        agrees(areas, np.concatenate([xy, corners, xy.round(-3), hard(areas, 100)]))


def test_upright_and_level_edges_on_cell_borders_hold_what_geos_says():
    areas = [shapely.box(0, 0, 2_000, 1_000), shapely.box(2_000, 0, 3_000, 1_000)]
    x, y = (
        a.ravel() for a in np.meshgrid(np.arange(-250, 3_500, 125.0), np.arange(-250, 1_300, 125.0))
    )
    xy = np.column_stack([x, y])
    assert len(xy) > tiles.FEW
    agrees(areas, xy)
    at = np.tile([[2_000.0, 500.0]], (MANY, 1))
    assert set(AreaTiles(areas).first(at)) == {0}  # the first of two neighbours has the border


def test_areas_over_too_many_cells_hold_what_geos_says():
    areas = [polygon(9, size=3e6), polygon(8, (1e5, 0), 500.0)]
    agrees(areas, hard(areas))


def test_a_comb_whose_edges_meet_every_slab_takes_no_more_room_than_it_must():
    x = np.arange(2_000.0)
    comb = shapely.Polygon(
        [*zip(x, np.where(x % 2, 3_000.0, 10.0), strict=True), (1_999.0, 0.0), (0.0, 0.0)]
    )
    assert comb.is_valid
    assert len(AreaTiles([comb]).slabs.edges) < 20_000
    agrees([comb], hard([comb]))


def test_answers_of_cells_are_no_more_than_their_numbers_can_tell(monkeypatch):
    monkeypatch.setattr(tiles_areas, "SHORTS", 1)
    areas = [polygon(8, (x, 0.0), 2e3) for x in (0.0, 500.0, 6e3)]
    assert AreaTiles(areas).cells.settled.max() == 0
    agrees(areas, hard(areas))


def test_points_nowhere_or_without_number_are_in_none():
    index, odd = AreaTiles([polygon(8)]), [np.nan, np.inf, -np.inf, 1e300, -1e300]
    xy = np.tile([[a, b] for a in (*odd, 0.0) for b in odd], (20, 1))
    assert set(index.first(xy)) == {-1}


def test_without_numba_geos_answers(districts, monkeypatch):
    xy = hard(districts.polygons)
    index = AreaTiles(districts.polygons)
    expected = index.first(xy).tolist(), index.covers(xy).tolist()
    monkeypatch.setattr(tiles, "_engine", tiles._Engine())
    monkeypatch.setattr(tiles, "KERNELS", ("numba_that_is_missing",))
    monkeypatch.setattr(tiles, "MANY", 0)
    assert (index.first(xy).tolist(), index.covers(xy).tolist()) == expected
    assert tiles._engine.missing


def test_threads_find_the_same_as_one(districts, monkeypatch):
    xy = hard(districts.polygons)
    alone = AreaTiles(districts.polygons).first(xy)
    monkeypatch.setattr(tiles, "SHARE", 1_000)
    monkeypatch.setattr(tiles, "processors", lambda: 3)
    assert AreaTiles(districts.polygons).first(xy).tolist() == alone.tolist()


def test_geos_is_asked_about_few_points_only(districts, monkeypatch):
    asked = []
    monkeypatch.setattr(shapely, "intersects_xy", lambda *of: asked.append(len(of[1])) or of[1] < 0)
    west, south, east, north = districts.city.bounds
    xy = np.random.default_rng(3).uniform((west, south), (east, north), (MANY, 2))
    AreaTiles(districts.polygons).first(xy)
    assert sum(asked) == 0
