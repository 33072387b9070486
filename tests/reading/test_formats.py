"""Files that other programs wrote are read row by row as they meant them."""

import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from gis_app.messages import lines
from gis_app.reading.account import account
from gis_app.reading.open import records_of
from gis_app.reading.sites import read_sites
from layers.errors import InputError
from layers.export_gpkg import geopackage
from tests.io.small import FACTS, WINDOW, codes

FIXTURES = Path(__file__).parent / "fixtures"
PLOT = shapely.box(120.60, 31.30, 120.61, 31.31)
BIG = 9007199254740993  # 2**53 + 1, which no float holds
POINT = shapely.Point(120.6, 31.3)


def fixture(name):
    return (FIXTURES / name).read_bytes()


def sites(name, content=None, **options):
    raw = fixture(name) if content is None else content
    return read_sites(raw if isinstance(raw, bytes) else raw.encode(), name, FACTS, **options)


def records(name, content=None, **options):
    raw = fixture(name) if content is None else content
    return records_of(raw, name, crs=None, window=WINDOW, **options)


def refusal(name, content=None, **options):
    with pytest.raises(InputError) as error:
        sites(name, content, **options)
    return error.value.faults


def attributes(name, content=None):
    return [dict(record.attributes) for record in records(name, content).records]


FULL = {"GM": BIG, "YES": True, "JE": 1.5}
NONE = {"GM": None, "YES": False, "JE": None}


def test_a_geopackage_of_gdal_keeps_every_value():
    first, second, third = attributes("gdal36-points-4549.gpkg")
    assert first == {"BSM": "a", "MC": "甲", "ZDLY": "P7", "RQ": "2024-05-06", **FULL}
    assert second == {"BSM": "b", "MC": "乙", "ZDLY": "C2", "RQ": None, **NONE}
    assert (third["GM"], third["YES"]) == (3, None)
    assert isinstance(third["GM"], int)


def test_a_geopackage_in_metres_comes_out_in_degrees():
    found = records("gdal36-points-4549.gpkg")
    assert found.source.crs == "EPSG:4549"
    assert found.source.crs_from == "stated"
    x, y = found.records[0].crs.to_store(*found.records[0].geometry.coords[0])
    assert (x, y) == pytest.approx((120.62, 31.30), abs=1e-8)


def test_a_row_without_geometry_is_dropped_with_its_number():
    two = {"E-ATT-01"}  # the small facts know no C2
    table = sites("gdal36-points-4549.gpkg", mix={"P7": 1.0})
    assert list(table.sites["name"]) == ["甲", "乙"]
    assert [(d["row"], d["code"]) for d in table.dropped] == [(3, "W-GEO-01")]
    assert {d["code"] for d in sites("gdal36-points-4549.gpkg").dropped} == {"W-GEO-01", *two}


def test_flatgeobuf_keeps_values_and_system():
    found = {row["BSM"]: row for row in attributes("gdal36-points.fgb")}
    assert {key: found["a"][key] for key in FULL} == FULL
    assert {key: found["b"][key] for key in NONE} == NONE
    assert found["a"]["RQ"].startswith("2024-05-06")
    assert records("gdal36-points.fgb").source.crs == "EPSG:4490"
    (plot,) = sites("gdal36-plot-4549.fgb").sites.geometry
    assert shapely.hausdorff_distance(plot, PLOT) < 1e-7


def test_a_filegdb_is_read_from_its_zip():
    table = sites("gdal36-one.gdb.zip")
    assert list(table.sites["name"]) == ["地块一"]
    assert shapely.hausdorff_distance(table.sites.geometry[0], PLOT) < 1e-7
    assert (table.source.format, table.source.layer) == ("FileGDB", "地块")


@pytest.mark.parametrize("name", ["gdal36-two.gdb.zip", "two.gpkg"])
def test_several_layers_are_asked_about_and_one_is_read(name):
    content = None if name.startswith("gdal") else two_layers()
    (fault,) = refusal(name, content)
    assert fault.code == "E-FMT-04"
    assert sorted(fault.facts["layers"]) == ["点", "面"]
    assert "点" in lines([fault])[0]
    assert len(sites(name, content, layer="面", mix={"P7": 1.0}).sites) == 1
    (fault,) = refusal(name, content, layer="线")
    assert fault.code == "E-LYR-01"


def two_layers():
    made = geopackage({"clusters": frame(POINT)})
    connection = sqlite3.connect(":memory:")
    connection.deserialize(made)
    (old,) = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchone()
    connection.execute(f'ALTER TABLE "{old}" RENAME TO "点"')
    connection.execute('CREATE TABLE "面" AS SELECT * FROM "点"')
    for table in ("gpkg_contents", "gpkg_geometry_columns"):
        connection.execute(f"UPDATE {table} SET table_name = '点'")
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ["'面'" if c in ("table_name", "identifier") else c for c in columns]
        connection.execute(f"INSERT INTO {table} SELECT {', '.join(values)} FROM {table}")
    connection.execute("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleQML TEXT)")
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('layer_styles', 'attributes')"
    )
    connection.commit()
    return connection.serialize()


def frame(*shapes, crs="EPSG:4326"):
    rows = {"id": [str(i) for i in range(len(shapes))], "name": "甲", "sectors": "P7"}
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs=crs)


def test_a_geopackage_of_ours_comes_back():
    table = sites("a.gpkg", geopackage({"clusters": frame(POINT)}))
    assert list(table.sites["name"]) == ["甲"]
    assert table.source.crs == "EPSG:4490"


def test_a_geopackage_without_a_system_is_asked_about():
    connection = sqlite3.connect(":memory:")
    connection.deserialize(geopackage({"clusters": frame(POINT)}))
    for table in ("gpkg_contents", "gpkg_geometry_columns"):
        connection.execute(f"UPDATE {table} SET srs_id = -1")
    connection.commit()
    content = connection.serialize()
    (fault,) = refusal("a.gpkg", content)
    assert (fault.code, fault.facts["looks"]) == ("E-CRS-01", "looks-degrees")
    table = sites("a.gpkg", content, crs="cgcs2000")
    assert (table.source.crs, table.source.crs_from) == ("EPSG:4490", "asked")


def test_an_arc_becomes_a_line_of_short_pieces():
    arc = struct.pack("<BII", 1, 8, 5) + struct.pack(
        "<10d", 120.60, 31.30, 120.61, 31.31, 120.62, 31.30, 120.61, 31.29, 120.60, 31.30
    )
    curve = struct.pack("<BII", 1, 10, 1) + arc
    connection = sqlite3.connect(":memory:")
    connection.deserialize(geopackage({"clusters": frame(PLOT)}))
    (name,) = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchone()
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (trigger,) in connection.execute(triggers).fetchall():
        connection.execute(f'DROP TRIGGER "{trigger}"')  # they call functions of GDAL
    blob = b"GP\x00\x01" + struct.pack("<i", 4490) + curve
    connection.execute(f'UPDATE "{name}" SET geom = ?', (blob,))
    connection.commit()
    (shape,) = sites("a.gpkg", connection.serialize()).sites.geometry
    circle = shapely.Point(120.61, 31.30).buffer(0.01, quad_segs=64)
    assert shape.symmetric_difference(circle).area < 0.01 * circle.area


def test_geoparquet_of_another_writer_keeps_values():
    rows = attributes("fastparquet-points.parquet")
    assert [row["BSM"] for row in rows] == ["a", "b", "c"]
    assert [row["GM"] for row in rows] == [BIG, None, 3]
    source = records("fastparquet-points.parquet").source
    assert (source.crs, source.crs_from) == ("EPSG:4326", "format")


def parquet(geo, **columns):
    table = pa.table({"id": ["a"], "ZDLY": ["P7"], "geometry": [POINT.wkb], **columns})
    made = io.BytesIO()
    metadata = {} if geo is None else {b"geo": json.dumps(geo).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), made)
    return made.getvalue()


def geo(**column):
    told = {"encoding": "WKB", "geometry_types": ["Point"], **column}
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": told}}


def test_geoparquet_states_its_system_or_none():
    projjson = frame(POINT, crs="EPSG:4490").crs.to_json_dict()
    assert sites("a.parquet", parquet(geo(crs=projjson))).source.crs == "EPSG:4490"
    assert refusal("a.parquet", parquet(geo(crs=None)))[0].code == "E-CRS-01"


@pytest.mark.parametrize(
    "told",
    [
        *(None, {}, [], {"primary_column": "geometry"}, geo(encoding="point"), geo(encoding=None)),
        {"version": "1.1.0", "primary_column": "id", "columns": {"id": {"encoding": "WKB"}}},
        {"version": "1.1.0", "primary_column": "no", "columns": {"no": {"encoding": "WKB"}}},
    ],
)
def test_a_parquet_file_without_wkb_geometry_is_refused(told):
    (fault,) = refusal("a.parquet", parquet(told))
    assert fault.code == "E-FMT-08"


def test_parquet_values_are_text_numbers_or_nothing():
    import datetime as dt
    from decimal import Decimal

    columns = {
        "day": [dt.date(2024, 5, 6)],
        "time": [dt.datetime(2024, 5, 6, 7, 8)],
        "money": [Decimal("1.50")],
        "nan": [float("nan")],
        "list": [[1, 2]],
        "raw": [b"\x00"],
        "yes": [True],
    }
    (row,) = attributes("a.parquet", parquet(geo(), **columns))
    assert row == {
        **{"id": "a", "ZDLY": "P7", "day": "2024-05-06", "time": "2024-05-06T07:08:00"},
        **{"money": "1.50", "nan": None, "yes": True},
    }


def test_kml_of_gdal_is_wgs84_by_format():
    table = sites("gdal36-plot.kml")
    assert shapely.hausdorff_distance(table.sites.geometry[0], PLOT) < 1e-12
    assert (table.source.crs, table.source.crs_from) == ("EPSG:4326", "format")
    assert table.sites["id"][0] == "p"


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<name>规划</name>
<Placemark><name>根</name><Point><coordinates> 120.60 , 31.30 , 5 </coordinates></Point></Placemark>
<Folder><name>一期</name><Folder><name>内</name>
 <Placemark><name>面</name><ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="重点领域">P7
 </SimpleData></SchemaData></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>
 120.60,31.30,0 120.61,31.30,0 120.61,31.31,0 120.60,31.31,0 120.60,31.30,0</coordinates>
 </LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>120.602,31.302
 120.604,31.302 120.604,31.304 120.602,31.302</coordinates></LinearRing></innerBoundaryIs></Polygon>
 </Placemark></Folder></Folder>
<Folder><name>二期</name>
 <Placemark><name>多</name><MultiGeometry><Point><coordinates>120.6,31.3</coordinates></Point>
 <LineString><coordinates>120.6,31.3 120.7,31.3</coordinates></LineString>
 <Polygon><outerBoundaryIs><LinearRing><coordinates>120.7,31.3 120.8,31.3 120.8,31.4 120.7,31.3
 </coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>
 <Placemark><name>无</name></Placemark>
 <Placemark><name>错</name><Point><coordinates>120.6,x</coordinates></Point></Placemark>
 <Placemark><name>开</name><Polygon><outerBoundaryIs><LinearRing><coordinates>120.7,31.3 120.8,31.3
 120.8,31.4 120.7,31.4</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
</Folder></Document></kml>"""


def test_every_folder_of_a_kml_is_read_in_order():
    table = sites("a.kml", KML, mix={"P7": 1.0})
    assert list(table.sites["name"]) == ["根", "面", "多", "多"]
    assert list(table.sites["folder"]) == ["规划", "规划/一期/内", "规划/二期", "规划/二期"]
    assert len(table.sites.geometry[1].interiors) == 1
    assert [(d["row"], d["code"]) for d in table.dropped] == [
        *((4, "W-GEO-01"), (5, "E-GEO-04"), (6, "E-GEO-04"))
    ]
    assert set(codes(table.notes)) == {"W-GEO-05", "W-GEO-06", "W-GEO-07", "W-IDS-01"}


def test_a_folder_of_a_kml_can_be_chosen():
    assert list(sites("a.kml", KML, layer="一期").sites["name"]) == ["面"]
    (fault,) = refusal("a.kml", KML, layer="三期")
    assert fault.code == "E-LYR-01"


def test_a_kml_may_be_read_as_shifted_but_not_in_metres():
    table = sites("a.kml", KML, crs="gcj02", mix={"P7": 1.0})
    assert (table.source.crs, table.source.crs_from) == ("gcj02", "asked")
    assert "W-CRS-11" in codes(table.notes)
    assert refusal("a.kml", KML, crs="EPSG:4549")[0].code == "E-CRS-07"


@pytest.mark.parametrize(("declared", "encoding"), [("GB2312", "gb18030"), ("UTF-8", "gb18030")])
def test_a_kml_in_chinese_windows_encoding_is_read_and_said_so(declared, encoding):
    text = KML.replace('encoding="UTF-8"', f'encoding="{declared}"')
    table = sites("a.kml", text.encode(encoding), layer="一期")
    assert list(table.sites["name"]) == ["面"]
    assert "W-ENC-01" in codes(table.notes)
    assert table.source.encoding == "GB18030"


def test_a_kmz_is_its_kml():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", KML)
        for i in range(80):
            archive.writestr(f"files/照片{i}.png", b"x")
    table = sites("a.kmz", made.getvalue(), mix={"P7": 1.0})
    assert list(table.sites["name"]) == ["根", "面", "多", "多"]
    assert table.source.format == "KMZ"


def test_the_account_says_what_was_read_and_what_was_left_out():
    table = sites("gdal36-points-4549.gpkg", mix={"P7": 1.0})
    told = account(table)
    assert told[:5] == [
        ("文件", "gdal36-points-4549.gpkg"),
        ("格式", "GeoPackage"),
        ("图层", "点"),
        ("坐标系", "EPSG:4549（文件写明）"),
        ("行数", "读入 3 行，可用 2 处，未参与 1 行"),
    ]
    assert told[-1][0] == "第 3 行未参与评价"
    assert "W-GEO-01" in told[-1][1]
    english = dict(account(table, "en"))
    assert english["coordinate system"] == "EPSG:4549 (the file states it)"
