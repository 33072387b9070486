"""The small steps of the build scripts, on inputs one can check by hand."""

import json
import struct

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, MultiLineString, Point, box

from geodata.build import curves, gateways, lakes, networks, paths, sources, towns, water

SQUARE = LineString([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])  # counter-clockwise


def test_a_smooth_curve_goes_through_every_node():
    control = LineString([(0, 0), (1, 1), (2, 0), (4, 0)])
    curve = curves.smooth(control)
    assert all(curve.distance(Point(node)) < 1e-9 for node in control.coords)
    assert curve.coords[0] == (0, 0)
    assert curve.coords[-1] == (4, 0)
    assert len(curve.coords) == 3 * curves.STEPS + 1


def test_a_smooth_curve_through_a_straight_line_is_straight():
    curve = curves.smooth(LineString([(0, 0), (1, 0), (3, 0)]))
    assert np.allclose([y for _, y in curve.coords], 0)


def test_a_ring_is_turned_clockwise_and_starts_in_the_north():
    ring = curves.clockwise(LineString([(0, 0), (1, 0), (1, 1), (0, 2), (0, 0)]))
    assert list(ring.coords) == [(0, 2), (1, 1), (1, 0), (0, 0), (0, 2)]


def test_lines_are_turned_east_and_south():
    line = LineString([(1, 0), (0, 1)])
    assert curves.eastward(line).coords[0] == (0, 1)
    assert curves.southward(line).coords[0] == (0, 1)


def test_the_longest_line_is_found_after_joining():
    pieces = MultiLineString([[(0, 0), (1, 0)], [(1, 0), (3, 0)], [(9, 9), (9, 11)]])
    assert curves.longest(pieces).length == 3


def test_spurs_are_taken_out():
    assert paths.without_spurs(["a", "b", "c", "b", "d"]) == ["a", "b", "d"]
    assert paths.without_spurs(["a", "a", "b"]) == ["a", "b"]


def test_the_shortest_path_is_found():
    a, b, c = (0.0, 0.0), (1.0, 0.0), (2.0, 0.0)
    graph = {a: {b: 1.0, c: 5.0}, b: {a: 1.0, c: 1.0}, c: {b: 1.0, a: 5.0}}
    assert paths.shortest(graph, a, c) == [a, b, c]


def test_a_path_that_is_not_there_is_refused():
    a, b = (0.0, 0.0), (1.0, 0.0)
    with pytest.raises(ValueError, match="No path joins"):
        paths.shortest({a: {}, b: {}}, a, b)


def test_a_path_follows_the_lines_by_way_of_its_waypoints():
    lines = gpd.GeoDataFrame(
        geometry=[
            LineString([(120.0, 31.0), (120.1, 31.0), (120.2, 31.0)]),
            LineString([(120.1, 31.0), (120.1, 31.1), (120.2, 31.0)]),
        ],
        crs="EPSG:4326",
    )
    detour = LineString([(120.0, 31.001), (120.1, 31.09), (120.2, 31.001)])
    path = paths.through(lines, detour)
    assert np.allclose(path.coords, [(120, 31), (120.1, 31), (120.1, 31.1), (120.2, 31)], atol=1e-6)


def test_files_are_found_under_any_root(tmp_path):
    (tmp_path / "b" / "pack").mkdir(parents=True)
    (tmp_path / "b" / "pack" / "data.bin").touch()
    found = sources.find([tmp_path / "a", tmp_path / "b"], "pack/data.bin")
    assert found == tmp_path / "b" / "pack" / "data.bin"


def test_a_missing_source_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"cn_city\.csv is under none of"):
        sources.find([tmp_path], "cn_city.csv")


def test_a_graph_file_is_read_without_running_it(tmp_path):
    folder = tmp_path / "scgraph_data"
    folder.mkdir()
    (folder / "world_railways.py").write_text(
        "from nowhere import Graph\n"
        "graph=[{1: 9.5, 2: 3.0}, {0: 9.5}, {0: 3.0}]\n"
        "nodes=[[31.3, 120.6], [31.3, 120.7], [10.0, 10.0]]\n"
        "world=Graph(graph=graph)\n"
    )
    railways = networks.railways([tmp_path])
    assert railways["km"].sum() == pytest.approx(12.5)
    ends = [(120.6, 31.3), (120.7, 31.3), (10.0, 10.0)]
    assert {xy for line in railways.geometry for xy in line.coords} == set(ends)
    assert set(railways["status"]) == {"osm"}


def test_lines_are_oriented_the_same_at_every_run():
    line = LineString([(2, 0), (1, 0)])
    assert networks.oriented(line).equals_exact(networks.oriented(line.reverse()), 0)


def test_gshhg_rings_are_unpacked_from_their_bytes(tmp_path):
    ring = [(120.1, 31.1), (120.5, 31.1), (120.5, 31.4), (120.1, 31.4), (120.1, 31.1)]
    packed = struct.pack("<10f", *(value for point in ring for value in point))
    (tmp_path / "gshhs_f.dat").write_bytes(b"xxxx" + packed)
    (tmp_path / "gshhsmeta_f.dat").write_text(f"2 99.0 5 31.1 31.4 4 {len(packed)} 7\n")
    ((level, km2, shape),) = water._gshhg(tmp_path / "gshhsmeta_f.dat")
    assert (level, km2) == (2, 99.0)
    assert shape.symmetric_difference(box(120.1, 31.1, 120.5, 31.4)).area < 1e-5


def test_crumbs_of_clipping_are_dropped():
    land = box(0, 0, 1, 1).union(box(5, 5, 5.001, 5.001))
    assert water.whole(land).equals(box(0, 0, 1, 1))


def test_a_lake_is_named_by_the_point_near_it():
    assert lakes._name(Point(120.83, 31.21).buffer(0.02)) == "澄湖"
    assert lakes._name(Point(120.0, 31.9).buffer(0.02)) is None


def test_towns_keep_the_curated_names(tmp_path):
    with towns.NAMES.open(encoding="utf-8") as handle:
        ids = [line.split(",")[0] for line in handle][1:]
    cities = {key: {"longitude": 120.5, "latitude": 31.3} for key in ids}
    (tmp_path / "cities500.json").write_text(json.dumps(cities))
    frame = towns.towns([tmp_path])
    assert len(frame) == len(ids)
    assert {"花桥", "甪直", "金庭（西山）"} <= set(frame["name"])


def test_gateways_are_picked_by_code(tmp_path):
    folder = tmp_path / "searoute" / "data"
    folder.mkdir(parents=True)
    ports = [("CNTAC", "Taicang"), ("CNSZH", "Suzhou")]
    features = [
        {"properties": {"port": code, "name": name}, "geometry": {"coordinates": [121.2, 31.6]}}
        for code, name in ports
    ]
    (folder / "ports.geojson").write_text(json.dumps({"features": features}))
    (tmp_path / "airportsdata").mkdir()
    (tmp_path / "airportsdata" / "airports.csv").write_text(
        "icao,name,lat,lon\nZSSS,Hongqiao,31.2,121.3\nZZZZ,Elsewhere,0,0\n"
    )
    frame = gateways.gateways([tmp_path])
    assert list(frame["name"]) == ["上海虹桥国际机场", "太仓港"]
    assert list(frame["kind"]) == ["airport", "port"]
