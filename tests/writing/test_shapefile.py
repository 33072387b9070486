"""Shapefiles as Chinese GIS programs expect them, read with pyshp: no code of GDAL's."""

import io
import zipfile

import pyproj
import pytest
import shapefile
import shapely

from gis_app.writing.shapefile import LONGEST, cut, notices
from layers.export_gpkg import in_system
from tests.writing.small import AREA, FOOTER, POINT, layers, sites, write


def unpacked(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def opened(content, name, encoding="gbk"):
    files = unpacked(content)
    ends = {end: io.BytesIO(files[f"{name}.{end}"]) for end in ("shp", "shx", "dbf")}
    return shapefile.Reader(**ends, encoding=encoding)


def records(content, name, encoding="gbk"):
    return [record.as_dict() for record in opened(content, name, encoding).records()]


def test_the_zip_is_flat_and_each_layer_and_dimension_has_its_set():
    files = unpacked(write("shp"))
    sets = ("XZQ", "ZTJG", "JJQ_D", "PJJG_D", "PJJG_M")
    assert set(files) == {
        *(f"{name}.{end}" for name in sets for end in ("shp", "shx", "dbf", "prj", "cpg")),
        "fields.txt",
    }
    assert all(name.isascii() for name in files)


def test_texts_are_gbk_and_come_back():
    content = write("shp")
    (row,) = records(content, "XZQ")
    assert (row["XZQMC"], row["SJLY"], row["MJ"]) == ("甲", "作者绘制", 1234.5)
    assert unpacked(content)["XZQ.cpg"] == b"GBK"


def test_a_text_that_gbk_lacks_makes_that_file_gb18030_and_is_told():
    found = layers(name="苏州㛃𠮷塘")
    content = write("shp", found)
    assert {name: c for name, c in unpacked(content).items() if name.endswith(".cpg")} == {
        **dict.fromkeys(("XZQ.cpg", "ZTJG.cpg", "JJQ_D.cpg"), b"GBK"),
        **dict.fromkeys(("PJJG_D.cpg", "PJJG_M.cpg"), b"GB18030"),
    }
    assert records(content, "PJJG_D", "gb18030")[0]["name"] == "苏州㛃𠮷塘"
    (told,) = [f for f in notices(found) if f.code == "W-ENC-04"]
    assert told.facts["v"] == "㛃𠮷"


def test_a_minus_sign_does_not_need_another_encoding():
    found = {"scores": sites(reason="1\u22122^\u2212n")}
    assert records(write("shp", found), "PJJG_D")[0]["LY"] == "1-2^-n"
    assert "W-ENC-04" not in [f.code for f in notices(found)]


@pytest.mark.parametrize(
    ("text", "kept"), [("苏" * 127, 127), ("苏" * 128, 127), ("a" + "苏" * 127, 127)]
)
def test_a_long_text_is_cut_at_254_bytes_between_characters(text, kept):
    found = {"scores": sites(POINT, reason=text)}
    (row,) = records(write("shp", found), "PJJG_D")
    assert row["LY"] == text[:kept]
    assert len(row["LY"].encode("gbk")) <= LONGEST
    assert ("W-CUT-01" in [f.code for f in notices(found)]) == (kept < len(text))


def test_four_byte_characters_are_not_split():
    assert cut("㛃" * 64, "gb18030") == "㛃" * 63


def test_the_users_own_columns_get_safe_names_and_the_legend_says_which():
    own = {"kept:用地面积": 3, "kept:a very long name": "=x", "kept:可用": True, "kept:bsm": "z"}
    found = {"scores": sites(POINT, **own)}
    content = write("shp", found)
    (row,) = records(content, "PJJG_D")
    assert (row["FIELD_2"], row["a_very_lon"], row["FIELD_3"], row["bsm_2"]) == (3, "=x", "是", "z")
    legend = unpacked(content)["fields.txt"]
    assert legend.startswith(b"\xef\xbb\xbf")
    text = legend.decode("utf-8-sig")
    for line in ("FIELD_2\t用地面积", "a_very_lon\ta very long name", "ZCDDF\t规划支持度得分"):
        assert line in text.split("\r\n")
    assert FOOTER in text
    assert "rules-1" in text
    (told,) = [f for f in notices(found) if f.code == "W-COL-10"]
    assert "用地面积" in told.facts["cols"]


def test_field_names_fit_a_dbf():
    for name in ("XZQ", "ZTJG", "JJQ_D", "PJJG_D"):
        fields = [field.name for field in opened(write("shp"), name).fields[1:]]
        assert all(f.isascii() and len(f) <= 10 for f in fields)


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4549", "EPSG:4528", "EPSG:4326"])
def test_the_prj_names_the_system_and_the_shapes_lie_in_it(crs):
    content = write("shp", crs=crs)
    files = unpacked(content)
    assert pyproj.CRS(files["PJJG_M.prj"].decode()).to_epsg() == int(crs[5:])
    expected = in_system(sites(AREA), crs).geometry.iloc[0]
    found = shapely.geometry.shape(opened(content, "PJJG_M").shape(0))
    assert found.hausdorff_distance(expected) < (1e-9 if crs[5:] in ("4490", "4326") else 1e-6)
    assert len(found.interiors) == 1


def test_points_lines_and_areas_keep_their_shapes():
    content = write("shp")
    kinds = {n: opened(content, n).shapeTypeName for n in ("XZQ", "ZTJG", "PJJG_D")}
    assert kinds == {"XZQ": "POLYGON", "ZTJG": "POLYLINE", "PJJG_D": "POINT"}
    assert shapely.geometry.shape(opened(content, "PJJG_D").shape(0)).equals(POINT)


def test_the_dates_inside_are_those_of_the_file():
    archive = zipfile.ZipFile(io.BytesIO(write("shp")))
    assert {info.date_time for info in archive.infolist()} == {(2026, 5, 1, 8, 0, 0)}
    assert unpacked(write("shp"))["XZQ.dbf"][1:4] == bytes((126, 5, 1))
