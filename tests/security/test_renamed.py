"""Rows 1–3, 16, 22 of the threats: a file is what its content is, not what its name says."""

import io
import pickle
import zipfile
import zlib

import pytest

NAMES = [
    *("a.geojson", "a.json", "a.csv", "a.txt", "a.kml", "a.kmz", "a.zip", "a.gdb.zip", "a.gpkg"),
    *("a.dxf", "a.fgb", "a.parquet", "a.xlsx"),
]


def vrt(source):
    return f"""<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{source}</SrcDataSource>
    <SrcLayer>secrets</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"""


def pipeline(source):
    return (
        f'{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {source}"}}'
    )


def service(url):
    return f"<OGRWFSDataSource><URL>{url}?SERVICE=WFS</URL></OGRWFSDataSource>"


@pytest.mark.parametrize("name", NAMES)
def test_a_project_file_under_any_name_is_refused_and_follows_nothing(refused, outside, name):
    targets = [outside.secret, f"/vsicurl/{outside.url}", outside.url]
    contents = [*map(vrt, targets), *map(pipeline, targets), service(outside.url)]
    contents += ["<?xml version='1.0'?>\n<!-- x -->\n" + vrt(outside.secret)]
    contents += ["\ufeff" + vrt(outside.secret)]
    for content in contents:
        (line,) = refused(content, name)
        assert line.startswith("E-FMT-01")
        assert name in line


@pytest.mark.parametrize("name", NAMES)
def test_a_path_or_an_address_as_content_is_no_file(refused, outside, name):
    for word in (outside.secret, f"/vsicurl/{outside.url}", outside.url, f"CSV:{outside.secret}"):
        assert refused(word, name, crs="wgs84")[0].startswith(("E-FMT", "E-IO", "E-COL"))


@pytest.mark.parametrize(
    "name",
    ["/vsicurl/http://127.0.0.1/a.geojson", "../../etc/a.csv", "MEM:::DATAPOINTER=1.gpkg"],
)
def test_a_name_is_only_a_name(taken, refused, outside, name):
    name = name.replace("127.0.0.1", f"127.0.0.1:{outside.port}")
    if name.endswith(".csv"):
        assert len(taken("id,sectors,lon,lat\na,P7,120.6,31.3\n", name, crs="wgs84").sites) == 1
    else:
        refused("x", name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_what_runs_when_it_is_read_is_refused(refused, name, protocol):
    made = pickle.dumps({"a": 1}, protocol)
    assert refused(made, name)[0].startswith("E-FMT-01")
    assert refused(zlib.compress(made), name)[0].startswith("E-FMT-01")  # as joblib packs


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"MZ\x90\x00\x03\x00\x00\x00", "EXE"),
        (b"\x7fELF\x02\x01\x01\x00", "ELF"),
        (b"SQLite format 3\x00" + b"\x00" * 84, "SQLITE"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<gpx version='1.1'></gpx>", "GPX"),
        (b"<gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml'/>", "GML"),
        (b"!table\n!version 300\n", "TAB"),
        (b"\x1f\x8b\x08\x00", "GZIP"),
        (b"II*\x00\x08\x00\x00\x00", "TIFF"),
        (b"<html><script>alert(1)</script></html>", "HTML"),
    ],
)
def test_what_is_not_read_is_refused_by_its_name(refused, content, word):
    for name in ("a.geojson", "a.zip", "a.kml"):
        (line,) = refused(content, name)
        assert line.startswith("E-FMT-01")
        assert f"{name}：{word}" in line


def test_a_kind_under_the_name_of_another_says_both(refused):
    geojson = '{"type": "FeatureCollection", "features": []}'
    (line,) = refused(geojson, "a.gpkg")
    assert line.startswith("E-FMT-05")
    assert "GeoJSON" in line
    assert ".gpkg" in line


def test_drawings_and_old_spreadsheets_are_told_what_to_do(refused):
    assert refused(b"AC1032\x00\x00", "a.dwg")[0].startswith("E-FMT-03")
    assert refused(b"AC1032\x00\x00", "a.dxf")[0].startswith("E-FMT-03")
    for name in ("a.xls", "a.et", "a.xlsx"):
        (line,) = refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, name)
        assert line.startswith("E-FMT-06")
        assert ".xlsx" in line


def test_an_open_document_sheet_is_told_what_to_do(refused):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    (line,) = refused(made.getvalue(), "a.ods")
    assert line.startswith("E-FMT-06")
    (line,) = refused(made.getvalue(), "a.xlsx")
    assert line.startswith("E-FMT-01")
