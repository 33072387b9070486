"""GeoParquet by other writers: values, systems, and what is no GeoParquet."""

import io
import json
import struct

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.reading.stored import BIG, POINT, attributes, frame, records, refusal, sites


def test_geoparquet_of_another_writer_keeps_values():
    rows = attributes("fastparquet-points.parquet")
    assert [row["BSM"] for row in rows] == ["a", "b", "c"]
    assert [row["GM"] for row in rows] == [BIG, None, 3]
    source = records("fastparquet-points.parquet").source
    assert (source.crs, source.crs_from) == ("EPSG:4326", "format")


ARC = struct.pack("<BII6d", 1, 8, 3, 120.6, 31.3, 120.61, 31.31, 120.62, 31.3)
COLLECTION = struct.pack("<BII", 1, 7, 1) + ARC


@pytest.mark.parametrize("wkb", [ARC, COLLECTION])
def test_an_arc_costs_its_row_alone(wkb):
    several = {"id": ["a", "b"], "ZDLY": ["P7"] * 2, "geometry": [wkb, POINT.wkb]}
    table = sites("a.parquet", parquet(geo(), **several))
    assert [(d["row"], d["code"]) for d in table.dropped] == [(1, "E-GEO-04")]
    assert list(table.sites["id"]) == ["b"]


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
    for odd in (5, True, [4490]):
        assert refusal("a.parquet", parquet(geo(crs=odd)))[0].code == "E-CRS-06"


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
