"""Headers that state a system, several pairs of coordinates, sources in people's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.reading.columns import place_role, unguarded
from gis_app.reading.datum import wgs_to_gcj
from gis_app.reading.placing import source_system
from layers.errors import InputError
from layers.export import safe_text
from tests.io.small import codes, read, refused

HERE = (120.6, 31.3)
EAST, NORTH = "557122.865", "3464391.326"  # of HERE in EPSG:4549
GCJ = tuple(float(v) for v in wgs_to_gcj(*HERE))


def xy(table, digits=6):
    return [(round(p.x, digits), round(p.y, digits)) for p in table.sites.geometry]


def one(header, *cells, crs=None):
    return read(f"id,sectors,{header}\n1,P7,{','.join(map(str, cells))}\n", crs=crs)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("经度_CGCS2000,纬度_CGCS2000", HERE),
        ("经度(WGS84),纬度(WGS84)", HERE),
        ("GPS经度,GPS纬度", HERE),
        ("wgs84_lng,wgs84_lat", HERE),
        ("天地图经度,天地图纬度", HERE),
        ("X(北)_EPSG4549,Y(东)_EPSG4549", (NORTH, EAST)),
        ("东坐标_EPSG:4549,北坐标_EPSG:4549", (EAST, NORTH)),
        ("X坐标(EPSG4549),Y坐标(EPSG4549)", (NORTH, EAST)),
        ("经度(高德),纬度(高德)", GCJ),
        ("GCJ02经度,GCJ02纬度", GCJ),
        ("高德坐标", (f'"{GCJ[0]},{GCJ[1]}"',)),
        ("坐标_WGS84", ("120.6 31.3",)),
        ("WKT_CGCS2000", ("POINT(120.6 31.3)",)),
    ],
)
def test_a_header_may_state_the_system(header, cells):
    assert xy(one(header, *cells)) == [HERE]


@pytest.mark.parametrize(
    "header", ["bd_lng,bd_lat", "百度经度,百度纬度", "经度(BD-09),纬度(BD-09)"]
)
def test_baidu_columns_are_shifted_back(header):
    (found,) = xy(one(header, *HERE), 4)
    assert found != HERE
    assert found == xy(one("lon,lat", *HERE, crs="bd09"), 4)[0]


@pytest.mark.parametrize(
    ("header", "crs", "code"),
    [
        ("经度_CGCS2000,纬度_CGCS2000", "EPSG:4549", "E-CRS-07"),
        ("经度(高德),纬度(高德)", "bd09", "E-CRS-07"),
        ("经度_EPSG9999,纬度_EPSG9999", None, "E-CRS-06"),
        ("X_EPSG4549,Y_EPSG4549", "EPSG:4528", "E-CRS-07"),
    ],
)
def test_a_header_against_the_request_is_refused(header, crs, code):
    content = f"id,sectors,{header}\n1,P7,120.6,31.3\n"
    assert codes(refused(content, crs=crs)) == [code]


def test_a_shift_may_be_laid_over_degrees_and_degrees_not_over_a_stated_shift():
    over = one("经度_CGCS2000,纬度_CGCS2000", *GCJ, crs="gcj02")
    assert (xy(over), codes(over.notes)) == ([HERE], ["W-CRS-11"])
    kept = one("经度(高德),纬度(高德)", *GCJ, crs="wgs84")
    assert (xy(kept), codes(kept.notes)) == ([HERE], ["W-CRS-13"])


def test_longitude_and_latitude_go_before_metres_that_agree_with_them():
    header = "经度_CGCS2000,纬度_CGCS2000,X(北)_EPSG4549,Y(东)_EPSG4549"
    table = one(header, *HERE, NORTH, EAST)
    assert (xy(table), table.notes) == ([HERE], [])
    assert set(table.sites.columns) == {"id", "name", "sectors", "function", "geometry"}


def test_two_pairs_more_than_a_metre_apart_are_told_once_for_all_rows():
    header = "经度_CGCS2000,纬度_CGCS2000,X(北)_EPSG4549,Y(东)_EPSG4549"
    rows = "".join(f"{n},P7,120.6,31.3,{float(NORTH) + n},{EAST}\n" for n in (0.9, 5, 20))
    table = read(f"id,sectors,{header}\n{rows}", crs=None)
    (line,) = table.notes
    assert line.startswith("W-CRS-16: 第 3、4 行：")
    assert "约 20 米" in line


def test_a_pair_that_states_nothing_stays_an_attribute_and_is_told():
    table = one("经度_WGS84,纬度_WGS84,X,Y", *HERE, 1, 2)
    assert table.sites[["X", "Y"]].to_numpy().tolist() == [["1", "2"]]
    assert codes(table.notes) == ["W-COL-05"]
    assert "没有写明坐标系" in table.notes[0]


def test_the_request_picks_among_the_pairs():
    assert xy(one("lon,lat,X,Y", 0, 0, NORTH, EAST, crs="EPSG:4549")) == [HERE]
    assert xy(one("X,Y,lon,lat", 0, 0, *HERE, crs="wgs84")) == [HERE]
    both = "经度,纬度,经度(高德),纬度(高德)"
    assert xy(one(both, *HERE, 0, 0, crs="wgs84")) == [HERE]
    assert xy(one(both, 0, 0, *GCJ)) == [HERE]


@pytest.mark.parametrize(
    ("said", "system"),
    [
        ("GPS", "EPSG:4326"),
        ("奥维", "EPSG:4326"),
        ("GPS/奥维/测绘成果(CGCS2000·WGS84)", "EPSG:4490"),
        ("测绘成果", "EPSG:4490"),
        ("天地图(CGCS2000)", "EPSG:4490"),
        ("高德", "gcj02"),
        ("腾讯地图", "gcj02"),
        ("高德·腾讯(GCJ-02)", "gcj02"),
        ("百度拾取", "bd09"),
        ("CGCS2000 / EPSG:4549", "EPSG:4549"),
    ],
)
def test_the_source_of_coordinates_is_read_as_people_write_it(said, system):
    assert source_system(said).name == system


@pytest.mark.parametrize("said", ["高德转百度", "高德转GPS", "现场踏勘", "不清楚"])
def test_a_source_that_says_two_things_or_none_is_refused(said):
    with pytest.raises(InputError):
        source_system(said)


def test_header_and_column_of_the_source_must_agree():
    head = "id,sectors,经度_CGCS2000,纬度_CGCS2000,坐标来源\n"
    rows = "1,P7,120.6,31.3,CGCS2000\n2,P7,120.6,31.3,高德\n3,P7,120.6,31.3,\n"
    table = read(head + rows, crs=None)
    assert list(table.sites["id"]) == ["1", "3"]
    assert [(d["row"], d["code"]) for d in table.dropped] == [(2 + 1, "E-CRS-15")]


def test_a_datum_beside_metres_leaves_the_projection_to_the_request():
    assert xy(one("X,Y,坐标来源", NORTH, EAST, "CGCS2000", crs="EPSG:4549")) == [HERE]
    assert xy(one("X_CGCS2000,Y_CGCS2000", NORTH, EAST, crs="EPSG:4549")) == [HERE]
    (line,) = refused(f"id,sectors,X,Y,坐标来源\n1,P7,{NORTH},{EAST},CGCS2000\n", crs=None)
    assert line.startswith("E-CRS-08")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("J1,3464391.3,557122.9\nJ2,3464391.4,557122.9\n", "E-COL-04"),
        ("J1 3464391.3 557122.9\n", "E-COL-04"),
        (
            "[属性描述]\n坐标系=2000国家大地坐标系\n[地块坐标]\nJ1,1,3464391.3,557122.9\n",
            "E-COL-06",
        ),
        ("点号,说明\nJ1,无\n", "E-COL-01"),
    ],
)
def test_a_list_without_a_header_says_what_is_missing(content, code):
    assert codes(refused(content, "a.txt")) == [code]


@pytest.mark.parametrize("mark", [" ", "   ", "\t", "|", "，", "；", "\u3000"])
def test_survey_lists_are_parted_by_whatever_parts_their_header(mark):
    lines = (("编号", "重点领域", "X", "Y"), ("J1", "P7", NORTH, EAST))
    content = "\n".join(mark.join(line) for line in lines)
    assert xy(read(content, "a.txt", crs="EPSG:4549")) == [HERE]


@pytest.mark.parametrize("cell", ["120°36′", "120°36.0′", "120度36分", "E120°36′0″"])
def test_minutes_may_stand_without_seconds(cell):
    assert xy(one("lon,lat", cell, "31°18′", crs="wgs84")) == [HERE]


def test_what_an_export_guards_is_read_as_it_was():
    table = one("经度_WGS84,纬度_WGS84,name,'=备注", *HERE, "'=1+1", "'-甲")
    (site,) = table.sites.to_dict("records")
    assert (site["name"], site["=备注"]) == ("=1+1", "-甲")


@given(st.text(min_size=1, alphabet=st.characters(min_codepoint=32)).filter(lambda t: t[0] != "'"))
def test_guarding_and_reading_cancel_out(text):
    assert unguarded(safe_text(text)) == text


@pytest.mark.parametrize(
    ("column", "role"),
    [
        ("JD_", "lon"),
        ("WD_", "lat"),
        ("X坐标（m）", "x"),
        ("纵坐标", "north"),
        ("横坐标Y", "east"),
        ("坐标来源", None),
        ("JD", None),
        ("人口X", None),
        ("GPS", None),
    ],
)
def test_a_column_of_coordinates_is_known_by_its_name_alone(column, role):
    assert place_role(column) == role
