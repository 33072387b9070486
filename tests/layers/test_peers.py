"""Peers: each record once, however many there are, and only mixes that mean something."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import LayerError
from layers.peers import as_mix, peers
from tests.layers import toy

METRES = st.tuples(st.integers(-20, 20), st.integers(-20, 20))


def layer(places_m, names, ids=None):
    shapes = [shapely.Point(toy.EAST + x / 10, toy.NORTH + y / 10) for x, y in places_m]
    rows = {"id": ids or range(len(shapes)), "name": names, "sectors": "S1"}
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4549")


def one_by_one(places, names, same_m):
    """Return the rows to keep as the definition has it, each compared with all before it."""
    keep = []
    for i, place in enumerate(places):
        twins = [j for j in keep if names[j] == names[i]]
        if not any(np.hypot(*np.subtract(place, places[j])) / 10 <= same_m for j in twins):
            keep.append(i)
    return keep


@settings(deadline=None)
@given(st.lists(st.tuples(METRES, st.sampled_from("甲乙")), min_size=1, max_size=30), st.data())
def test_each_record_counts_once_by_name_and_place(rows, data):
    same_m = data.draw(st.sampled_from([0.0, 0.25, 0.95, 1.05]))
    places, names = zip(*rows, strict=True)
    found = peers(layer(places, names), same_m=same_m)
    assert list(map(int, found.ids)) == one_by_one(places, names, same_m)
    assert {*found.ids, *found.dropped} == {str(i) for i in range(len(rows))}


def test_many_records_of_one_name_are_compared_with_their_neighbours_alone(monkeypatch):
    compared, hypot = [], np.hypot
    monkeypatch.setattr(np, "hypot", lambda *xy: compared.append(xy) or hypot(*xy))
    places = [(100 * k, 0) for k in range(300)]
    assert len(peers(layer(places, "未命名")).ids) == 300
    assert compared == []


@pytest.mark.parametrize(
    "mix",
    [{"S1": float("nan")}, {"S1": -1.0, "S2": 2.0}, {"S1": float("inf")}, "S1:much", {"S1": None}],
    ids=["nan", "negative", "infinite", "text", "none"],
)
def test_a_share_that_is_no_number_of_0_or_more_is_refused(mix):
    with pytest.raises(LayerError, match="shares"):
        as_mix(mix)


@pytest.mark.parametrize("blank", [None, float("nan"), "", {}, {"S1": 0.0}])
def test_a_blank_mix_is_no_sector(blank):
    assert as_mix(blank) == {}


@pytest.mark.parametrize("shape", [None, shapely.Point()], ids=["missing", "empty"])
def test_a_cluster_without_a_place_is_refused(shape):
    clusters = layer([(0, 0), (1, 1)], ["甲", "乙"])
    clusters.geometry = [clusters.geometry.iloc[0], shape]
    with pytest.raises(LayerError, match=r"\[1\]"):
        peers(clusters)
