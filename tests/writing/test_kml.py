"""KML, read with the parser of the standard library and with GDAL's."""

import re
import xml.etree.ElementTree as ET

import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.writing.small import AREA, FOOTER, POINT, layers, sites, write

NS = {"k": "http://www.opengis.net/kml/2.2"}


def document(content):
    return ET.fromstring(content).find("k:Document", NS)


def marks(content):
    return document(content).findall(".//k:Placemark", NS)


def data(mark):
    return {d.get("name"): d.text for d in mark.findall(".//k:SimpleData", NS)}


def corners(text):
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def test_a_folder_a_layer_with_its_chinese_title():
    names = [f.findtext("k:name", None, NS) for f in document(write("kml")).findall("k:Folder", NS)]
    assert names == [
        "行政区（十个板块）",
        "总体结构（一环两轴四带）",
        "服务业集聚区及同类载体（点）",
        "评价结果（规划支持度）（点）",
        "评价结果（规划支持度）（面）",
    ]


def test_fields_have_types_and_chinese_titles():
    schema = document(write("kml")).find("k:Schema[@name='PJJG_D']", NS)
    fields = {f.get("name"): f for f in schema}
    assert fields["ZCDDF"].get("type") == "double"
    assert fields["ZCDDF"].findtext("k:displayName", None, NS) == "规划支持度得分"
    assert fields["备注"].get("type") == "string"


def test_values_names_and_description_come_back():
    mark = next(m for m in marks(write("kml")) if data(m).get("BSM") == "s0")
    assert mark.findtext("k:name", None, NS) == "甲"
    values = data(mark)
    assert (values["ZCDDF"], values["ZCDDJ"], values["备注"]) == ("61.2", "基本支持", "原备注")
    assert "K2" not in values
    assert "支持等级：基本支持" in mark.findtext("k:description", None, NS)


def test_every_style_is_there_and_none_asks_for_a_file():
    content = write("kml")
    asked = {m.findtext("k:styleUrl", None, NS)[1:] for m in marks(content)}
    assert asked == {s.get("id") for s in document(content).findall("k:Style", NS)}
    assert re.findall(rb"https?://[^\"<]*", content) == [b"http://www.opengis.net/kml/2.2"]


def test_colours_are_those_of_the_map():
    style = document(write("kml")).find("k:Style[@id='districts']", NS)
    assert style.findtext("k:LineStyle/k:color", None, NS) == "ff7c898f"  # "#8F897C", backwards


def test_the_document_says_what_it_was_made_from():
    told = document(write("kml", approval="苏S(2026)1号")).findtext("k:description", None, NS)
    for text in ("rules-1", FOOTER, "编码：GB18030", "审图号：苏S(2026)1号"):
        assert text in told


def test_areas_keep_their_holes_and_seven_decimals():
    fine = shapely.Point(120.123456789, 31.3)
    content = write("kml", {"scores": sites(fine, AREA)})
    point, area = marks(content)
    assert point.findtext(".//k:coordinates", None, NS) == "120.1234568,31.3"
    rings = [corners(c.text) for c in area.findall(".//k:coordinates", NS)]
    assert shapely.Polygon(rings[0], rings[1:]).equals(AREA)
    assert shapely.LinearRing(rings[0]).is_ccw


@settings(max_examples=30)
@given(st.text(max_size=30))
def test_no_text_breaks_the_document(text):
    note = f"注{text}"
    (mark,) = marks(write("kml", {"scores": sites(POINT, **{"kept:备注": note})}))
    kept = re.sub("[^\t\n\r -~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", note)
    assert data(mark)["备注"] == kept.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("text", ["<b>x</b>", "]]>", "&amp;", '"><script>', "😀𠮷"])
def test_hostile_texts_are_data_and_never_html(text):
    (mark,) = marks(write("kml", {"scores": sites(POINT, name=text, **{f"kept:{text}": text})}))
    assert mark.findtext("k:name", None, NS) == text
    assert data(mark)[text] == text
    assert "<" not in mark.findtext("k:description", None, NS)


def test_control_characters_leave_names_and_columns_too():
    (mark,) = marks(
        write("kml", {"scores": sites(POINT, name="a\x01b\ufffe", **{"kept:c\x02": 1})})
    )
    assert mark.findtext("k:name", None, NS) == "ab"
    assert data(mark)["c"] == "1"


def test_gdal_reads_every_layer_field_and_shape(tmp_path):
    path = tmp_path / "x.kml"
    path.write_bytes(write("kml", layers(**{"kept:可用": True})))
    assert len(pyogrio.list_layers(path)) == 5
    (row,) = pyogrio.read_dataframe(path, layer="评价结果（规划支持度）（面）").to_dict("records")
    assert (row["Name"], row["ZCDDF"], row["可用"], row["BSM"]) == ("甲", 61.2, "是", "s1")
    assert row["geometry"].equals(AREA)
