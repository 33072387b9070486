"""Scores as columns: equal to what is made row by row, sentence by sentence."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis_app.load import default_plan
from layers.case import case
from layers.crs import METRIC
from layers.export_fields import KEPT
from layers.peers import peers
from layers.phrases import figures, rounded
from layers.score import assess, score
from layers.scored import scored
from layers.scored_columns import scored_columns

MIXES = (
    {"P7": 0.6, "P6": 0.4},
    {"C2": 1.0},
    {"P1": 0.25, "P3": 0.75},
    {"C1": 1 / 3, "C5": 2 / 3},
    {"P6": 1.0},
    {"P2": 0.5, "C4": 0.5},
)
FUNCTIONS = (None, "集装箱", "会展", "铁路")


def points(n=240, seed=4):
    """Return points over the city's box, some outside it, on a border, near named places."""
    rng = np.random.default_rng(seed)
    west, south, east, north = default_plan().layers["districts"].total_bounds
    xy = np.column_stack([rng.uniform(west, east, n), rng.uniform(south, north, n)])
    border = shapely.get_coordinates(default_plan().layers["districts"].boundary.to_numpy())
    xy[:20] = border[rng.integers(0, len(border), 20)]
    places = shapely.get_coordinates(default_plan().layers["places"].geometry.to_numpy())
    xy[20:100] = places[rng.integers(0, len(places), 80)] + rng.normal(0, 0.003, (80, 2))
    return gpd.GeoDataFrame(
        {
            "id": [f"S{k}" for k in range(n)],
            "name": [f"甲{k}" for k in range(n)],
            "sectors": [MIXES[k % len(MIXES)] for k in range(n)],
            "function": [FUNCTIONS[k % len(FUNCTIONS)] for k in range(n)],
        },
        geometry=shapely.points(xy),
        crs="EPSG:4326",
    )


def parks():
    at = default_plan().districts.city.representative_point()
    return gpd.GeoDataFrame(geometry=[at.buffer(3000)], crs=METRIC)


@pytest.mark.parametrize(("lang", "with_peers"), [("zh", True), ("en", True), ("zh", False)])
def test_columns_are_those_that_rows_make(lang, with_peers):
    plan, sites = default_plan(), points()
    given = plan.layers["clusters"] if with_peers else None
    told = {"peers": given, "parks": parks() if with_peers else None}
    rows = scored(plan, sites, score(plan, sites, **told, lang=lang), rules="", time="")
    columns = scored_columns(assess(plan, sites, **told), lang)
    wanted = pd.DataFrame(rows.drop(columns=["geometry", *rows.filter(like=KEPT)]))
    assert set(columns) <= set(wanted)
    for name, column in columns.items():
        expected = [None if pd.isna(v) else v for v in wanted[name]]
        assert column.to_pylist() == expected, name


def test_every_kind_of_sentence_is_among_them():
    columns = scored_columns(
        assess(default_plan(), points(), peers=default_plan().layers["clusters"], parks=parks()),
        "zh",
    )
    reasons = " ".join(columns["reason"].to_pylist())
    for words in (
        "板块名单系数",
        "规划载体",
        "次要依据",
        "县域指引：",
        "未提及",
        "功能“会展”",
        "产业园区",
    ):
        assert words in reasons
    assert {"市域外", "界线附近，归属待核", None} <= set(columns["flags"].to_pylist())


def test_the_case_of_points_needs_no_shapes():
    plan = default_plan()
    laid = case(plan, points().iloc[:8], peers(plan.layers["clusters"]), own_peers=False)
    assert laid.shapes is None


@pytest.mark.parametrize("spec", [".2f", ".3f", "g"])
def test_figures_are_formatted_as_python_does(spec):
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.uniform(0, 90, 500), np.arange(0, 2, 5e-4), [0.125, 2.675]])
    assert figures(values, spec).to_pylist() == [format(v, spec) for v in values.tolist()]


def test_numbers_are_rounded_as_python_does():
    values = np.concatenate([np.arange(0, 3, 0.05), [2.675, 1.005, 0.00005, 99.95]])
    for digits in (1, 2, 4):
        assert rounded(values, digits).tolist() == [round(v, digits) for v in values.tolist()]
