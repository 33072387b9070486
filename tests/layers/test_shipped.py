"""The laws again, over the shipped plan: its own clusters, and a grid of points over its city."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import layers
from gis_app.load import default_plan
from layers.crs import METRIC
from layers.peers import as_mix
from layers.score import assess
from tests.layers.test_laws import close

SYSTEMS = ["EPSG:4490", "EPSG:4549", "EPSG:3857", "EPSG:32651"]


@pytest.fixture(scope="module")
def plan():
    return default_plan()


@pytest.fixture(scope="module")
def sites(plan):
    """Return the clusters, and for every sector some points of a grid over the city (EPSG:4326)."""
    clusters = plan.layers["clusters"][["id", "name", "sectors", "geometry"]]
    clusters = clusters.assign(sectors=[as_mix(s) for s in clusters["sectors"]])
    west, south, east, north = plan.districts.city.bounds
    x, y = np.meshgrid(np.linspace(west, east, 9), np.linspace(south, north, 9))
    points = shapely.points(x.ravel(), y.ravel())
    ids = [s.id for s in plan.facts.sectors]
    rows = [
        {"id": f"grid{i}", "name": f"点{i}", "sectors": {ids[i % len(ids)]: 1.0}}
        for i in range(len(points))
    ]
    grid = gpd.GeoDataFrame(rows, geometry=points, crs=METRIC).to_crs(clusters.crs)
    return pd.concat([clusters, grid], ignore_index=True)


@pytest.fixture(scope="module")
def scored(plan, sites):
    return layers.score(plan, sites, peers=plan.peers())


def test_l1_scores_keep_their_bounds_and_no_nan_comes_out(scored):
    assert len(scored) > 81
    for site in json.loads(json.dumps(scored, allow_nan=False)):
        if site["score"] is not None:
            assert 0 <= site["low"] <= site["score"] + 1e-9
            assert site["score"] <= site["high"] + 1e-9 <= 100 + 2e-9
        values = [c["value"] for c in site["criteria"] if c["value"] is not None]
        assert all(0 <= v <= 1 for v in values)


def test_l2_contributions_add_up_to_the_score(scored):
    for site in scored:
        parts = [c["contribution"] for c in site["criteria"] if c["contribution"] is not None]
        assert sum(parts) == pytest.approx(site["score"] or 0.0, abs=1e-9)


def test_every_criterion_cites_a_clause_and_says_why(scored):
    criteria = [c for site in scored for c in site["criteria"]]
    assert all(c["clause"] and c["quote"] and c["because"] for c in criteria)


def test_l6_duplicate_records_change_nothing(plan, sites, scored):
    clusters = plan.layers["clusters"]
    twice = pd.concat([clusters, clusters, clusters.assign(id=clusters["id"] + "-again")])
    close(scored, layers.score(plan, sites, peers=twice))


@pytest.mark.parametrize("system", SYSTEMS)
def test_l7_points_score_the_same_in_every_coordinate_system(plan, sites, scored, system):
    close(scored, layers.score(plan, sites.to_crs(system), peers=plan.peers()), 1e-6)


def test_l9_and_l10_a_score_does_not_depend_on_the_other_rows_nor_on_their_order(
    plan, sites, scored
):
    some = sites.iloc[::-3]
    close([scored[i] for i in some.index], layers.score(plan, some, peers=plan.peers()))


def test_l13_what_is_unknown_widens_the_interval_and_never_shifts_it(plan, sites, scored):
    optional = assess(plan, sites, peers=None).columns["K1"].optional
    unknown = layers.score(plan, sites, peers=None)
    for known, wide, alone in zip(scored, unknown, optional, strict=True):
        if known["score"] is not None and not alone:
            assert wide["low"] - 1e-9 <= known["low"]
            assert known["high"] <= wide["high"] + 1e-9


def test_l16_only_the_ratio_of_weights_counts(plan, sites, scored):
    weights = {c["id"]: 7 * c["weight"] for c in scored[0]["criteria"]}
    close(scored, layers.score(plan, sites, peers=plan.peers(), weights=weights))


def test_l17_the_same_input_gives_the_same_bytes(plan, sites, scored):
    again = layers.score(plan, sites.copy(), peers=plan.peers())
    one, other = (json.dumps(found, ensure_ascii=False).encode() for found in (scored, again))
    assert one == other


def test_a_point_is_located_relative_to_every_element(plan, sites):
    for found in layers.locate(plan, sites.iloc[:: len(sites) // 8]):
        assert [e["id"] for e in found["elements"]] == [s.id for s in plan.facts.structures]
        assert json.loads(json.dumps(found, allow_nan=False)) == found
