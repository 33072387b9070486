"""The table of formats, and what every format has in common."""

from pathlib import Path

import pytest
from geopandas.testing import assert_geodataframe_equal

from gis_app.writing import formats
from gis_app.writing.exports import encoded, notices
from gis_app.writing.made import Publication
from layers.errors import InputError
from tests.writing.small import layers, made, sites, write

CONTRACT = {".geojson", ".gpkg", ".shp.zip", ".kml", ".dxf", ".parquet", ".fgb", ".xlsx", ".csv"}
BINARY = {"geojson", "gpkg", "shp", "kml", "dxf", "parquet", "fgb", "xlsx", "csv"}


def test_the_table_is_that_of_the_contract():
    assert {form.extension for form in formats.FORMATS.values()} == CONTRACT
    assert set(formats.FORMATS) == BINARY


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("a.SHP.ZIP", "shp"),
        ("a.b.kml", "kml"),
        ("x.json", "geojson"),
        ("苏州.gpkg", "gpkg"),
        ("a.csv", "csv"),
    ],
)
def test_the_extension_names_the_format(name, ident):
    assert formats.of(Path(name)).id == ident


@pytest.mark.parametrize("name", ["a.shp", "a.zip", "a", ".kml", "a.kml.bak", "a.dwg", "a.gdb"])
def test_another_extension_is_refused_by_name(name):
    with pytest.raises(InputError, match="E-FMT-01") as caught:
        formats.of(Path(name))
    assert set(caught.value.faults[0].facts["known"].split("、")) >= CONTRACT


@pytest.mark.parametrize(
    ("ident", "crs", "code"),
    [
        ("kml", "EPSG:4549", "E-CRS-09"),
        ("dxf", "EPSG:4490", "E-CRS-09"),
        ("gpkg", "gcj02", "E-CRS-13"),
        ("shp", "+proj=tmerc", "E-CRS-13"),
    ],
)
def test_a_format_refuses_systems_it_is_not_written_in(ident, crs, code):
    with pytest.raises(InputError, match=code):
        formats.system(formats.FORMATS[ident], crs)


@pytest.mark.parametrize(("ident", "crs"), [("shp", "EPSG:4549"), ("gpkg", "EPSG:2385")])
def test_a_format_takes_the_systems_it_allows(ident, crs):
    assert formats.system(formats.FORMATS[ident], crs) == crs


@pytest.mark.parametrize("ident", sorted(BINARY))
@pytest.mark.parametrize("public", [False, True])
def test_the_same_layers_at_the_same_time_give_the_same_bytes(ident, public):
    one, other = (write(ident, public=public, approval="苏S(2026)1号") for _ in range(2))
    assert one == other


@pytest.mark.parametrize("ident", sorted(BINARY))
def test_writing_leaves_the_layers_unchanged(ident):
    before = layers()
    encoded(ident, before, formats.FORMATS[ident].crs, made(public=True))
    for name, layer in layers().items():
        assert_geodataframe_equal(before[name], layer)


@pytest.mark.parametrize("ident", sorted(BINARY - {"xlsx", "gpkg"}))
def test_an_empty_selection_is_still_a_file(ident):
    assert write(ident, {"clusters": layers()["clusters"][:0]})


def test_only_a_public_file_reminds_of_the_review():
    told = {p: [f.code for f in notices("kml", layers(), made(public=p))] for p in (True, False)}
    assert told == {True: ["W-PUB-01"], False: []}


def test_the_use_and_the_number_are_fields():
    text = write("csv", {"scores": sites()}, public=True, approval=" 苏S(2026)1号 ").decode()
    assert "苏S(2026)1号,公开" in text
    assert Publication(public=True, approval="").footer() not in text
