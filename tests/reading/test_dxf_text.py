"""CAD drawings: Chinese of any age, escapes, and code pages that lie."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gis_app.reading.dxf_text import BINARY, drawing, unescaped
from tests.reading.drawings import (
    X,
    Y,
    boundary,
    by_hand,
    found,
    made,
    noted,
    plot,
    saved,
    text,
    told,
)

VERSIONS = ("R2000", "R2004", "R2007", "R2010", "R2018")


@pytest.mark.parametrize("version", VERSIONS)
def test_chinese_names_of_each_version(version):
    document, model = made(version)
    boundary(model)
    model.add_mtext(
        "甪直镇地块\\P{\\fSimSun|b0;重点领域：P7;P6}", dxfattribs={"insert": (X + 9, Y + 99)}
    )
    reading = found(saved(document))
    (row,) = told(reading)
    assert (row["name"], row["重点领域"], row["图层"]) == ("甪直镇地块", "P7;P6", "用地红线")
    assert reading.encoding == ("GBK" if version < "R2007" else "UTF-8")
    assert noted(reading) == {}


@pytest.mark.parametrize(
    ("page", "codec", "notice"),
    [
        ("ANSI_936", "gbk", False),
        ("ANSI_1252", "gbk", True),
        ("ANSI_936", "utf-8", True),
        (None, "gbk", True),
        (None, "utf-8", True),
    ],
)
def test_the_code_page_is_only_a_hint(page, codec, notice):
    drawn = by_hand(plot(), text("苏州工业园区"), page=page)
    reading = found(drawn.encode(codec))
    assert told(reading)[0]["name"] == "苏州工业园区"
    assert told(reading)[0]["图层"] == "用地红线"
    assert ("W-ENC-01" in noted(reading)) is notice


def test_a_new_drawing_in_gbk_is_still_read():
    drawn = by_hand(plot(), text("苏州"), version="AC1027")
    assert noted(found(drawn.encode("gbk"))) == {"W-ENC-01": None}
    assert told(found(drawn.encode("gbk")))[0]["name"] == "苏州"


def test_escapes_are_decoded_where_gdal_would_lose_them():
    document, model = made("R2000")
    boundary(model)
    model.add_mtext(r"\U+82CF\U+5DDE\S1/2;\U+7532 \M+5D6DD", dxfattribs={"insert": (X + 9, Y + 9)})
    assert told(found(saved(document)))[0]["name"] == "苏州1/2甲 州"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (r"\U+4E2D文", "中文"),
        (r"\U+00020BB7", "𠮷"),
        (r"\U+D842\U+DFB7", "𠮷"),
        (r"\U+000A", r"\U+000A"),
        (r"\M+5FFFF", r"\M+5FFFF"),
        (r"C:\Users", r"C:\Users"),
        (r"\U+D842", "\ufffd"),
    ],
)
def test_each_escape(raw, shown):
    assert unescaped(raw) == shown


@given(st.binary(max_size=300))
def test_any_bytes_but_a_binary_drawing_are_text(content):
    assume(not content.startswith(BINARY))
    drawn, encoding, _ = drawing(content + b"\n0\nEOF\n", "a", None)
    assert drawn.endswith("EOF\n")
    assert encoding in {"UTF-8", "GBK", "GB18030"}
    drawn.encode("utf-8")
