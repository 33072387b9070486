"""CSV: encodings, columns by alias, numbers, and what is refused."""

import pytest

from gis_app.reading.table import number
from gis_app.template import site_template
from tests.io.small import codes, read, refused

HEAD = "编号,名称,重点领域,经度,纬度\n"
ROW = "1,甲,P7,120.6,31.3\n"


def xy(table):
    return [(round(p.x, 7), round(p.y, 7)) for p in table.sites.geometry]


def test_a_row_becomes_a_site_in_wgs84():
    table = read(HEAD + ROW)
    (site,) = table.sites.itertuples()
    assert (site.id, site.name, site.sectors, site.function) == ("1", "甲", {"P7": 1.0}, None)
    assert (site.geometry.x, site.geometry.y) == (120.6, 31.3)
    assert table.sites.crs == "EPSG:4326"
    assert (table.dropped, table.notes) == ([], [])


@pytest.mark.parametrize(
    "head",
    [
        "BSM,JJQMC,ZDLY,lon,lat",
        "id,name,sectors,LNG,Latitude",
        "标识码,名称,重点领域,ｘ,ｙ",
        "编号,名称,重点领域,JD_,WD_",
    ],
)
def test_columns_are_found_by_alias(head):
    assert xy(read(f"{head}\n{ROW}")) == [(120.6, 31.3)]


def test_other_columns_are_kept_as_text():
    table = read("编号,重点领域,经度,纬度,备注,面积\n1,P7,120.6,31.3,沿河,007\n")
    assert table.sites[["备注", "面积"]].to_numpy().tolist() == [["沿河", "007"]]


def test_without_a_coordinate_system_nothing_is_guessed():
    (line,) = refused(HEAD + ROW, crs=None)
    assert line.startswith(
        "E-CRS-01: “a.csv”没有坐标系信息，看起来是经纬度，请用 --crs 指明坐标系：wgs84、"
    )
    (line,) = refused("编号,重点领域,X,Y\n1,P7,557122.9,3464391.3\n", crs=None)
    assert "看起来是 EPSG:4549" in line


def test_faults_of_a_whole_file_name_it():
    for content in ("a,b\n1,2\n", "120.6,31.3\n", "经度,经度,纬度\n1,2,3\n"):
        (line,) = refused(content, "拟选址.csv")
        assert "“拟选址.csv”" in line


def test_a_column_may_name_the_system_of_each_row():
    rows = "1,P7,120.6,31.3,wgs84\n2,P7,557122.865,3464391.326,EPSG:4549\n3,P7,120.6,31.3,\n"
    table = read("编号,重点领域,X,Y,坐标系\n" + rows, crs=None)
    assert xy(table) == [(120.6, 31.3), (120.6, 31.3)]
    assert [(d["row"], d["code"]) for d in table.dropped] == [(4, "E-CRS-01")]


def test_surveyors_x_is_north():
    told = "编号,重点领域,X,Y\n1,P7,3464391.326,557122.865\n"
    table = read(told, crs="EPSG:4549")
    assert xy(table) == [(120.6, 31.3)]
    assert codes(table.notes) == ["W-CRS-12"]


def test_columns_named_east_and_north_need_no_order():
    told = "编号,重点领域,北坐标,东坐标\n1,P7,3464391.326,557122.865\n"
    table = read(told, crs="EPSG:4549")
    assert (xy(table), table.notes) == ([(120.6, 31.3)], [])


def test_wkt_gives_polygons():
    table = read('id,sectors,WKT\n1,P7,"POLYGON((120.6 31.3,120.7 31.3,120.7 31.4,120.6 31.3))"\n')
    assert table.sites.geometry[0].geom_type == "Polygon"


@pytest.mark.parametrize(
    ("cells", "code", "said"),
    [
        ("P7,NaN,31.3", "E-GEO-04", "不是有限的数"),
        ("P7,inf,31.3", "E-GEO-04", "不是有限的数"),
        ("P7,1e999,31.3", "E-GEO-04", "不是数字"),
        ("P7,abc,31.3", "E-GEO-04", "不是数字"),
        ("P7,120_6,31.3", "E-GEO-04", "不是数字"),
        ("P7,,31.3", "E-GEO-04", "只有一个坐标"),
        ("P7,31.3,120.6", "E-CRS-03", "颠倒"),
        ("P7,116.4,39.9", "E-CRS-02", "不在苏州市域内"),
        ("P7,557122.9,3464391.3", "E-CRS-08", "EPSG:4549"),
        (",120.6,31.3", "E-ATT-02", "没有填写重点领域"),
        ("炼油,120.6,31.3", "E-ATT-01", "不在规划的16个领域内"),
        ("P7:-1,120.6,31.3", "E-ATT-03", "占比"),
    ],
)
def test_a_single_bad_row_is_refused_with_its_row_and_dropped_among_good_ones(cells, code, said):
    head = "sectors,lon,lat\n"
    (line,) = refused(head + cells + "\n")
    assert line.startswith(f"{code}: 第 2 行：")
    assert said in line
    table = read(head + cells + "\nP7,120.6,31.3\n")
    assert len(table.sites) == 1
    assert [(d["row"], d["code"]) for d in table.dropped] == [(2, code)]


def test_a_row_without_coordinates_is_no_site():
    assert codes(refused("sectors,lon,lat\nP7,,\n")) == ["E-IO-03", "W-GEO-01"]


def test_rows_with_the_same_fault_share_a_line():
    (line,) = refused("sectors,lon,lat\nP7,31.3,120.6\nP7,31.4,120.7\n")
    assert line.startswith("E-CRS-03: 第 2、3 行：")


def test_rows_count_as_a_spreadsheet_does():
    table = read(HEAD + "\n" + ROW + "2,乙,P7,120.6\n")
    assert table.dropped[0]["row"] == 4
    assert table.dropped[0]["code"] == "E-COL-02"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "E-IO-03"),
        ("\n\n", "E-IO-03"),
        (HEAD, "E-IO-03"),
        ("a,b\n1,2\n", "E-COL-01"),
        ("id,lon,lat,lon\n1,1,1,1\n", "E-COL-03"),
        ('id,sectors,lon,lat\n1,"P7,120.6,31.3\n', "E-IO-01"),
        (b"\x81", "E-IO-01"),
        (bytes(range(256)), "E-IO-01"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(content, code):
    assert codes(refused(content)) == [code]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("gbk", ["W-ENC-01"]),
        ("gb18030", ["W-ENC-01"]),
        ("utf-16", ["W-ENC-01"]),
    ],
)
def test_encodings_are_told_apart_by_their_bytes(encoding, told):
    table = read((HEAD + ROW).encode(encoding))
    assert table.sites["name"][0] == "甲"
    assert codes(table.notes) == told


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_commas_tabs_and_semicolons_part_columns(mark):
    assert xy(read((HEAD + ROW).replace(",", mark), "a.txt")) == [(120.6, 31.3)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120.5", 120.5),
        ("+120.5", 120.5),
        (" １２０．５ ", 120.5),
        ("1.205e2", 120.5),
        ("120°30′0″", 120.5),
        ("120°30'0\"E", 120.5),
        ("东经120度30分0秒", 120.5),
        ("120°61′0″", None),
        ("120.5.1", None),
        ("1,5", None),
        ("", None),
        ("nan", None),
        ("0x10", None),
    ],
)
def test_numbers_are_plain_or_degrees_minutes_seconds(text, value):
    assert number(text) == value


def test_the_form_reads_as_it_stands():
    table = read(site_template(), crs=None)
    assert table.sites["sectors"][0] == {"P7": 0.6, "P6": 0.4}
    assert xy(table) == [(120.62, 31.3)]
    assert (table.dropped, table.notes) == ([], [])
