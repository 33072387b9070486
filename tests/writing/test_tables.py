"""GeoParquet, FlatGeobuf, GeoJSON and CSV of several layers, read with other libraries."""

import csv
import io
import json

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from tests.writing.small import AREA, FOOTER, POINT, layers, sites, write

VERSIONS = {"plan": "p 1", "rules": "rules-1", "data": "data-1", "tool": "t 1"}


def parquet(content):
    return pq.read_table(io.BytesIO(content))


def test_geoparquet_says_its_version_system_and_boxes():
    told = json.loads(parquet(write("parquet")).schema.metadata[b"geo"])
    geometry = told["columns"]["geometry"]
    assert told["version"] == "1.1.0"
    assert geometry["crs"]["id"] == {"authority": "EPSG", "code": 4490}
    assert geometry["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]


def test_geoparquet_holds_rows_fields_and_shapes():
    table = parquet(write("parquet", {"scores": sites()}))
    rows = table.to_pylist()
    assert [shapely.from_wkb(row["geometry"]) for row in rows] == [POINT, AREA]
    assert [row["BSM"] for row in rows] == ["s0", "s1"]
    assert (rows[0]["ZCDDF"], rows[0]["K2"], rows[0]["备注"]) == (61.2, None, "原备注")
    assert rows[1]["bbox"] == {"xmin": 120.6, "ymin": 31.3, "xmax": 120.7, "ymax": 31.4}
    assert str(table.schema.field("TYDM").type) == "large_string"


def test_geoparquet_says_what_it_was_made_from():
    told = json.loads(parquet(write("parquet")).schema.metadata[b"made"])
    assert {key: told[key] for key in VERSIONS} == VERSIONS
    assert FOOTER in told["footer"]
    assert told["account"] == [["编码", "GB18030"]]


@pytest.mark.parametrize(("crs", "far"), [("EPSG:4490", 1e-9), ("EPSG:4549", 1e-3)])
def test_flatgeobuf_holds_rows_fields_and_shapes(tmp_path, crs, far):
    path = tmp_path / "x.fgb"
    path.write_bytes(write("fgb", layers(**{"kept:可用": True}), crs))
    found = pyogrio.read_dataframe(path).set_index("BSM")
    assert found.crs == crs
    assert found["layer"].to_dict()["s1"] == "scores"
    row = found.loc["s1"]
    assert (row["ZCDDF"], row["XZQMC"], row["可用"]) == (61.2, "苏州高新区", "是")
    expected = gpd.GeoSeries([AREA], crs="EPSG:4326").segmentize(0.01).to_crs(crs).iloc[0]
    assert row["geometry"].hausdorff_distance(expected) < far


def test_flatgeobuf_says_what_it_was_made_from(tmp_path):
    path = tmp_path / "x.fgb"
    path.write_bytes(write("fgb"))
    told = pyogrio.read_info(path)["layer_metadata"]
    assert told["TITLE"] == "示例规划"
    assert "rules-1" in told["DESCRIPTION"]


def test_geojson_has_a_member_of_what_it_was_made_from():
    document = json.loads(write("geojson"))
    assert set(document) == {"type", "bbox", "made", "features"}
    assert {key: document["made"][key] for key in VERSIONS} == VERSIONS
    assert document["made"]["time"] == "2026-05-01T08:00:00+08:00"
    assert FOOTER in document["made"]["footer"]


def test_geojson_with_that_member_reads_with_gdal_and_geopandas(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_bytes(write("geojson", {"scores": sites()}))
    found = gpd.read_file(path)
    assert found.crs == "EPSG:4326"
    assert found["BSM"].tolist() == ["s0", "s1"]
    assert all(a.equals(b) for a, b in zip(found.geometry, (POINT, AREA), strict=True))
    assert "made" not in found


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_of_several_layers_has_their_names_positions_and_versions():
    found = rows(write("csv"))
    assert [row["layer"] for row in found] == [
        *("districts", "structure", "clusters", "scores", "scores")
    ]
    assert all(row["JD_"] and row["WD_"] for row in found)
    assert {row["GZBB"] for row in found} == {"rules-1"}
    assert {row["PJSJ"] for row in found} == {"2026-05-01T08:00:00+08:00"}
    assert shapely.from_wkt(found[1]["WKT"]).geom_type == "MultiLineString"
    assert found[2]["WKT"] == ""


def test_csv_of_one_layer_has_no_column_of_its_name():
    (row,) = rows(write("csv", {"clusters": layers()["clusters"]}))
    assert "layer" not in row
    assert (row["JD_"], row["WD_"], row["ZBLY"]) == ("120.62", "31.3", "CGCS2000")


@pytest.mark.parametrize("text", ["=1+1", "+1", "＝1", "-1", "@x", "\t=1"])
def test_no_cell_of_a_csv_is_a_formula(text):
    found = rows(write("csv", {"scores": sites(POINT, name=text, **{"kept:备注": text})}))
    assert found[0]["name"] == f"'{text}"
    assert found[0]["备注"] == f"'{text}"
