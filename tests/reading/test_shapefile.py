"""Shapefiles by other writers than GDAL 3.12: zips, shapes, missing parts, whole files."""

from pathlib import Path

import pytest
import shapefile
import shapely

from gis_app.messages import lines
from gis_app.reading.found import Request
from gis_app.reading.isolation import isolated
from layers.errors import InputError
from tests.cli.run import process
from tests.io.small import codes, read, refused
from tests.reading.shapefiles import FIELDS, ROWS, SQUARE, square, written, zipped
from tests.reading.shp_rows import NAMES, faults, found, geometries, noted, without

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("folder", ["", "成果/2025/"])
@pytest.mark.parametrize("names", ["utf-8", "gbk"])
def test_a_zip_is_flat_or_nested_and_its_names_utf_8_or_gbk(folder, names):
    content = zipped(written(), folder=folder, names=names)
    reading = isolated(content, Request(kind="shp-zip", name="a.zip"))
    assert (reading.layer, len(reading.rows)) == ("地块", 2)


def test_capital_endings_and_what_macos_adds_do_no_harm():
    files = {name.upper(): content for name, content in written(stem="a").items()}
    extra = {f"__MACOSX/._{name}": b"\0\x05\x16\x07" for name in files}
    assert len(found({**files, **extra}).rows) == 2


def test_several_shapefiles_are_for_people_to_choose_from():
    files = written(stem="甲") | written(ROWS[:1], stem="乙")
    with pytest.raises(InputError) as raised:
        found(files)
    (fault,) = raised.value.faults
    assert (fault.code, fault.facts["layers"]) == ("E-FMT-04", ("甲", "乙"))
    assert len(found(files, layer="乙").rows) == 1
    with pytest.raises(InputError, match="E-LYR-01"):
        found(files, layer="丙")


def test_two_of_one_name_in_two_folders_are_told_apart():
    files = {f"{year}/{n}": c for year in (2024, 2025) for n, c in written(stem="a").items()}
    with pytest.raises(InputError, match="2024/a、2025/a"):
        found(files)


@pytest.mark.parametrize("part", [".shp", ".dbf"])
def test_a_missing_part_is_named(part):
    told = refused(zipped(without(written(), part)), "a.zip", crs=None)
    assert codes(told) == ["E-FMT-02"]
    assert part in told[0]


def test_without_a_prj_people_are_asked():
    told = refused(zipped(without(written(), ".prj")), "a.zip", crs=None)
    assert codes(told) == ["E-CRS-01"]
    assert len(read(zipped(without(written(), ".prj")), "a.zip", crs="cgcs2000").sites) == 2


def test_a_missing_index_is_rebuilt_and_told():
    reading = found(without(written(cpg="UTF-8"), ".shx"))
    assert faults(reading.rows) == [None, None]
    assert noted(reading) == ["W-SHP-01"]


def test_rings_become_polygons_with_holes():
    inner = [[x / 2 + 60.3025, y / 2 + 15.6525] for x, y in reversed(SQUARE)]
    (shape,) = geometries(found(written(ROWS[:1], shapes=[[SQUARE, inner]])).rows)
    assert (shape.geom_type, len(shape.interiors)) == ("Polygon", 1)
    assert shape.area == pytest.approx(0.0001 * 3 / 4)


@pytest.mark.parametrize(
    ("kind", "shape", "told"),
    [
        (shapefile.POLYGONZ, [square(0, 5.0)], ["W-GEO-05"]),
        (shapefile.POLYGONM, [square(0, 5.0)], []),
        (shapefile.MULTIPATCH, ([square(0, 5.0)], [shapefile.OUTER_RING]), ["W-GEO-05"]),
    ],
)
def test_heights_and_measures_are_left_out(kind, shape, told):
    (row,) = found(written(ROWS[:1], kind=kind, shapes=[shape])).rows
    geometry = shapely.from_wkb(row.wkb)
    assert not geometry.has_z
    assert geometry.equals(shapely.Polygon(SQUARE))
    assert [note.code for note in row.notes] == told


def test_a_triangle_strip_covers_its_ground():
    strip = [[0, 0, 0], [1, 0, 1], [0, 1, 2], [1, 1, 3]]
    shape = ([strip], [shapefile.TRIANGLE_STRIP])
    rows = found(written(ROWS[:1], kind=shapefile.MULTIPATCH, shapes=[shape])).rows
    assert geometries(rows)[0].equals(shapely.box(0, 0, 1, 1))


def test_a_row_without_a_shape_is_dropped_and_named():
    sites = read(zipped(written(shapes=[[SQUARE], None])), "a.zip", crs=None)
    assert [(d["row"], d["code"]) for d in sites.dropped] == [(2, "W-GEO-01")]


def test_lines_are_refused_by_row():
    told = refused(zipped(written(kind=shapefile.POLYLINE)), "a.zip", crs=None)
    assert codes(told) == ["E-GEO-03"]


def test_an_open_ring_is_refused_by_row():
    files = written(cpg="UTF-8")
    raw = bytearray(files["地块.shp"])
    at = 100 + 8 + 44 + 4 + 16 * 4  # the last vertex of the first row
    raw[at : at + 8] = bytes(8)
    rows = found({**files, "地块.shp": bytes(raw)}).rows
    assert faults(rows) == ["E-GEO-04", None]


def test_deleted_rows_are_skipped_and_counted():
    files = written(cpg="UTF-8")
    raw = bytearray(files["地块.dbf"])
    raw[int.from_bytes(raw[8:10], "little")] = ord("*")
    reading = found({**files, "地块.dbf": bytes(raw)})
    assert [row.number for row in reading.rows] == [2]
    assert noted(reading) == ["W-SHP-02"]
    assert lines(reading.notes) == ["W-SHP-02: 第 1 行：在属性表中已标记为删除，未读取。"]


@pytest.mark.parametrize("file", ["qgis322-gbk.shp.zip", "qgis322-utf8-nested.zip"])
def test_what_qgis_wrote_is_read(file):
    sites = read((FIXTURES / file).read_bytes(), file, crs=None)
    assert list(sites.sites["name"]) == ["姑苏区平江街道地块", "甪直镇镕新产业园"]
    assert list(sites.sites["日期"]) == ["2025-03-01", "2025-03-02"]
    assert sites.dropped == []


def test_the_command_line_scores_a_packed_and_a_loose_shapefile(tmp_path):
    files = without(written(encoding="gbk", fields=FIELDS), ".prj")
    packed = tmp_path / "x.shp.zip"
    packed.write_bytes(zipped(files, folder="成果/", names="gbk"))
    for name, content in files.items():
        (tmp_path / f"x{Path(name).suffix.upper()}").write_bytes(content)
    done = [
        process("score", path, "--crs", "cgcs2000", "--json")
        for path in (packed, tmp_path / "x.SHP")
    ]
    assert [outcome.status for outcome in done] == [0, 0]
    one, other = (outcome.json["sites"] for outcome in done)
    assert [site["name"] for site in one] == NAMES
    assert one == other
    assert process("score", packed).faults == ["E-CRS-01"]
