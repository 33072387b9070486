"""What the property tests draw: places, sector mixes, whole files of sites, in the made-up city."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely
from hypothesis import strategies as st

from tests.layers import toy


def km(least: float, most: float) -> st.SearchStrategy[float]:
    """Draw kilometres to the metre, so that a failing example can be read."""
    return st.integers(round(1000 * least), round(1000 * most)).map(lambda m: m / 1000)


def points(least: float = -1.0, most: float = 21.0) -> st.SearchStrategy[shapely.Point]:
    """Draw a point (EPSG:4549) in or just outside the city."""
    return st.builds(toy.at, km(least, most), km(least, most))


@st.composite
def polygons(draw: st.DrawFn, least: float = -1.0, most: float = 21.0) -> shapely.Polygon:
    """Draw a turned rectangle (EPSG:4549) of 50 m to 2 km a side."""
    centre = draw(points(least, most))
    width, height = draw(km(0.05, 2)), draw(km(0.05, 2))
    box = shapely.box(
        centre.x - 500 * width,
        centre.y - 500 * height,
        centre.x + 500 * width,
        centre.y + 500 * height,
    )
    return shapely.affinity.rotate(box, draw(st.integers(0, 89)))


def mixes() -> st.SearchStrategy[dict[str, float]]:
    """Draw one sector, or the shares of up to four that sum to 1."""
    one = st.sampled_from(toy.SECTORS)
    parts = st.dictionaries(one, st.integers(1, 10), min_size=1, max_size=4)
    shares = parts.map(lambda p: {k: v / sum(p.values()) for k, v in p.items()})
    return one.map(lambda sector: {sector: 1.0}) | shares


def shapes() -> st.SearchStrategy[Any]:
    """Draw a point or a polygon (EPSG:4549)."""
    return points() | polygons()


def sites(most: int = 5) -> st.SearchStrategy[gpd.GeoDataFrame]:
    """Draw a file of sites (EPSG:4549), some with a function."""
    rows = st.tuples(shapes(), mixes(), st.sampled_from([None, "港口"]))
    return st.lists(rows, min_size=1, max_size=most).map(_sites)


def _sites(rows: list[tuple[Any, Mapping[str, float], str | None]]) -> gpd.GeoDataFrame:
    frame = toy.clusters(
        *[(shape, mix, f"s{i}", f"点{i}") for i, (shape, mix, _) in enumerate(rows)]
    )
    return frame.assign(function=[function for *_, function in rows])


def peers(most: int = 6) -> st.SearchStrategy[gpd.GeoDataFrame]:
    """Draw a layer of clusters (EPSG:4549)."""
    rows = st.lists(st.tuples(points(0, 20), mixes()), min_size=1, max_size=most)
    return rows.map(
        lambda found: toy.clusters(*[(p, m, f"p{i}", f"群{i}") for i, (p, m) in enumerate(found)])
    )


def peers_or_none() -> st.SearchStrategy[gpd.GeoDataFrame | None]:
    """Draw a layer of clusters, or that there is none."""
    return st.none() | peers()


def weights() -> st.SearchStrategy[dict[str, float]]:
    """Draw six weights, not all of them zero."""
    number = st.integers(0, 100).map(float)
    ids = [f"K{i}" for i in range(1, 7)]
    return st.fixed_dictionaries(dict.fromkeys(ids, number)).filter(lambda w: sum(w.values()) > 0)
