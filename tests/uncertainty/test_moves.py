"""Each draw against the plain score of a city whose courses, places and borders were moved."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from gis_app.load import default_plan
from gis_app.reading.datum import wgs_to_bd, wgs_to_gcj
from layers.crs import METRIC, STORE
from layers.membership import membership
from layers.peers import as_mix
from layers.score import assess
from layers.uncertainty_distance import Offsets, Outline, _rows, bounds, edges, moved
from layers.uncertainty_layout import county, guidance, layout, reaches
from layers.uncertainty_peers import agglomerated, around, differentiated
from layers.uncertainty_rows import MOST_SAMPLES, chunks, rows_of, sampled
from layers.uncertainty_sources import offers, sources
from layers.uncertainty_streams import Shifts, shifts
from tests.layers import toy
from tests.uncertainty import city

ONE = np.ones(1)
OWNER = {"loop-road": "loop", "axis-main": "axis", "belt-bank": "belt", "shore-line": "shore"}


def moved_city(offsets: Shifts, draw: int) -> layers.Plan:
    """Return the city with every course, place and border moved by one draw's offsets."""

    def moved(layer, steps):
        metric = layer.to_crs(METRIC)
        shapes = [
            g if g is None else shapely.transform(g, lambda xy, s=s: xy + s)
            for g, s in zip(metric.geometry, steps, strict=True)
        ]
        return layer.set_geometry(
            gpd.GeoSeries(shapes, index=layer.index, crs=METRIC).to_crs(STORE)
        )

    def change(_, __, shapes):
        for name in ("courses", "extents"):
            steps = [offsets.by_id[OWNER[i]][draw] for i in shapes[name]["id"]]
            shapes[name] = moved(shapes[name], steps)
        steps = [
            offsets.by_id.get(i, np.zeros((draw + 1, 2)))[draw] for i in shapes["places"]["id"]
        ]
        shapes["places"] = moved(shapes["places"], steps)
        shapes["districts"] = moved(shapes["districts"], [offsets.districts[draw]] * 4)

    return toy.build(change)


def sites():
    mix = {"S1": 0.3, "S2": 0.3, "S4": 0.2, "S6": 0.2}
    return toy.clusters(
        (toy.at(5, 9.4), "S1"),
        (toy.at(9.98, 13), {"S2": 0.5, "S3": 0.5}),  # beside a border
        (toy.at(17, 9.99), "S4"),  # beside another, on the belt
        (toy.box(9.3, 12, 10.9, 13.7), mix),  # across it
        (toy.box(3, 1, 4, 3), mix),  # over the edge of the loop's inside and the shore
        (toy.at(14, 3), "S7"),
        (toy.at(15, 12.4), "S9"),
        (toy.at(3, 10.06), "S10"),
        (toy.at(5, 16.2), "S1"),  # far from the loop, not quite out of reach of the mill
        (toy.at(9.2, 5), "S1"),  # with a peer in a district that is listed with this one
    )


def every_row(case, offsets):
    at = sampled(case)
    for rows, borders in chunks(case, at, Offsets(offsets.districts)):
        yield rows_of(case, rows, at, borders)


def drawn_layout(rows, offsets):
    case = rows.case
    offered = offers(rows, sources(case.plan, offsets), sampled(case))
    return layout(rows, reaches(rows, offered, still=False), ONE)


def test_every_draw_equals_the_score_of_a_city_moved_by_it():
    plan = city.plan(700.0, border_m=60.0)
    offsets = shifts(plan, 4, 11)
    peers = toy.clusters(
        (toy.at(5, 12), "S1", "p", "群"),
        (toy.at(14, 4), "S2", "q", "团"),
        (toy.at(10.4, 5), "S1", "r", "组"),
        (toy.at(-1, 5), "S1", "o", "外"),  # beyond the city, though in reach of the loop
    )
    base = assess(plan, sites(), peers=peers)
    found = {}
    near = around(base.case, offsets)
    for rows in every_row(base.case, offsets):
        for key, drawn in (
            ("K1", drawn_layout(rows, offsets)),
            ("K2", county(rows, guidance(plan), ONE)),
            ("K3", agglomerated(rows, near)),
            ("K4", differentiated(rows, near)),
        ):
            value = np.where(drawn.scored, drawn.value, np.nan)
            for n, row in enumerate(rows.at):
                found[key, row] = np.broadcast_to(value[n], 4)
    changed = 0
    for draw in range(4):
        columns = assess(moved_city(offsets, draw), sites(), peers=peers).columns
        for (key, row), values in found.items():
            expected = columns[key].value[row]
            np.testing.assert_allclose(values[draw], expected, atol=2e-5, err_msg=f"{key} {row}")
            changed += not np.isclose(expected, base.columns[key].value[row], equal_nan=True)
    assert changed > 20


def test_a_polygon_of_very_many_cells_keeps_its_score_without_a_move():
    big = toy.clusters((toy.box(1, 1, 9, 9), {"S1": 0.5, "S2": 0.5}))
    plain = assess(city.still(), big, peers=None)
    assert len(plain.case.samples.xy) > MOST_SAMPLES
    equal = dict.fromkeys(plain.columns, 1.0)
    found = city.drawn(big, city.still(), weights=equal, n=3)
    plain = assess(city.still(), big, peers=None, weights=equal)
    np.testing.assert_allclose(found.drawn.quantiles[1], plain.total, rtol=1e-9)
    moved = city.drawn(big, city.plan(500.0), weights=equal, n=60)
    assert abs(moved.drawn.quantiles[1] - plain.total)[0] < 3
    assert 0.5 < city.width(moved)[0] < 10


@pytest.fixture(scope="module")
def shipped():
    return default_plan()


@pytest.fixture(scope="module")
def clusters(shipped):
    layer = shipped.layers["clusters"]
    mixes = [as_mix(text) for text in layer["sectors"]]
    return layer[["id", "name", "geometry"]].assign(sectors=mixes)


def test_l20_raising_sigma_never_narrows_the_median_interval_of_k1(shipped, clusters):
    case = assess(shipped, clusters, peers=None).case
    unit = shifts(shipped, 100, 0)
    sigma = {e.fact.id: e.sigma_m for e in shipped.elements}
    sigma |= {p.id: p.error_m for p in shipped.places if p.error_m}
    medians, tails = [], []
    for km in (0.3, 1.0, 2.0, 4.0):
        scaled = {k: z * 1000 * km / sigma.get(k, 1.0) for k, z in unit.by_id.items()}
        offsets = Shifts(scaled, unit.districts)
        widths = []
        for rows in every_row(case, offsets):
            drawn = drawn_layout(rows, offsets)
            value = np.where(drawn.scored, drawn.value, 0.0)
            widths.extend(np.subtract(*np.quantile(value, [0.95, 0.05], axis=1)))
        medians.append(np.median(widths))
        tails.append(np.quantile(widths, 0.9))
    assert (np.diff(medians) >= -1e-9).all(), medians
    assert (np.diff(tails) >= -1e-9).all(), tails


@pytest.mark.parametrize("wrong", [wgs_to_gcj, wgs_to_bd])
def test_l21_a_datum_read_wrongly_moves_membership_within_the_bound(shipped, clusters, wrong):
    right = clusters.geometry
    lon, lat = np.array([wrong(p.x, p.y) for p in right]).T
    moved = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=STORE).to_crs(METRIC).to_numpy()
    there = right.to_crs(METRIC).to_numpy()
    apart = shapely.distance(there, moved)
    assert ((apart > 100) & (apart < 1500)).all()
    slope = np.sqrt(2 * np.log(2)) * np.exp(-0.5)  # of 2^−u², at u = 1/√(2 ln 2)
    assert slope == pytest.approx(0.714, abs=0.001)
    changes = []
    for element in shipped.elements:
        for part in element.parts:
            here, off = (shapely.get_coordinates(points) for points in (there, moved))
            change = np.abs(part.membership(here) - part.membership(off))
            assert (change <= slope / part.h_m * apart + 1e-9).all()
            changes.append(change.max())
    assert max(changes) > 0.02


def test_the_slope_of_membership_has_that_bound():
    d = np.linspace(0, 10_000, 100_001)
    steepest = np.abs(np.diff(membership(d, w_m=1000.0, h_m=1500.0)) / np.diff(d)).max()
    assert steepest == pytest.approx(0.714 / 1500.0, rel=1e-3)


def test_every_element_moves_on_its_own_by_its_own_error():
    plan = city.plan(500.0, border_m=80.0)
    found = shifts(plan, 4000, 0)
    steps = np.hstack([*found.by_id.values(), found.districts])
    spread = [500.0] * 2 * len(found.by_id) + [80.0] * 2
    np.testing.assert_allclose(steps.std(axis=0), spread, rtol=0.05)
    alike = np.corrcoef(steps.T) - np.eye(steps.shape[1])
    assert np.abs(alike).max() < 0.07
    assert set(found.by_id) > {"loop", "axis", "belt", "shore", "spa", "mill"}


def test_a_place_along_a_course_moves_with_it_and_a_district_with_the_borders():
    plan = city.plan(500.0)
    found = shifts(plan, 10, 0)
    by_id = {p.id: found.of_place(p, plan) for p in plan.places}
    assert by_id["quay"] is found.by_id["shore"]
    assert by_id["yard"] is found.districts
    assert by_id["spa"] is found.by_id["spa"]


def test_bounds_hold_every_draw_where_the_edge_of_an_area_is_far_from_its_course():
    lake = shapely.box(0, 0, 40_000, 30_000)
    shore = np.array([[0.0, 0.0, 40_000.0, 0.0]])  # the other three edges are no course
    outline = Outline(_rows(shore), edges(lake), lake, w_m=500.0, h_m=4_000.0)
    drawn = np.random.default_rng(0)
    offsets = Offsets(drawn.normal(scale=700.0, size=(200, 2)))
    xy = drawn.uniform((-5_000, -5_000), (45_000, 35_000), (2_000, 2))
    found, mu = bounds(outline, xy, offsets), moved(outline, xy, offsets)
    assert (found.low - mu.min(axis=1) < 1e-6).all()
    assert (mu.max(axis=1) - found.high < 1e-6).all()
    assert np.ptp(mu[~found.moving], axis=1).max() < 1e-6
    assert (np.ptp(mu[xy[:, 1] > 28_000], axis=1) > 0.9).any()  # in the lake, or out of it
