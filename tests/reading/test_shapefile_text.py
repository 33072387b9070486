"""Shapefiles with Chinese text in any encoding, whatever the .cpg says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.reading import dbf
from layers.errors import InputError
from tests.io.small import codes, read
from tests.reading.shapefiles import ROWS, table, written, zipped
from tests.reading.shp_rows import NAMES, found, noted


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("with_cpg", [True, False])
def test_chinese_survives_with_and_without_a_cpg(encoding, with_cpg):
    files = written(encoding=encoding, cpg=encoding if with_cpg else None)
    sites = read(zipped(files), "a.shp.zip", crs=None)
    assert list(sites.sites["name"]) == NAMES
    assert list(sites.sites["sectors"][0]) == ["P7", "P6"]
    assert ("W-ENC-01" in codes(sites.notes)) is not with_cpg


@pytest.mark.parametrize(
    ("encoding", "cpg"), [("gbk", "UTF-8"), ("utf-8", "GBK"), ("gbk", "ISO-8859-1"), ("gbk", "")]
)
def test_a_cpg_that_lies_is_not_believed(encoding, cpg):
    reading = found(written(encoding=encoding, cpg=cpg))
    assert [row.attributes["名称"] for row in reading.rows] == NAMES
    assert reading.encoding == encoding.upper()
    assert noted(reading) == ["W-ENC-01"]


def test_rare_characters_need_gb18030():
    rows = [("1", "𠮷祥䶮湾", "P7"), ("2", "𫖯", "P6")]
    reading = found(written(rows, encoding="gb18030", cpg="GB18030"))
    assert [row.attributes["名称"] for row in reading.rows] == ["𠮷祥䶮湾", "𫖯"]
    assert reading.encoding == "GB18030"
    assert noted(reading) == []


def test_plain_ascii_needs_no_notice():
    fields = [("id", "C", 5), ("name", "C", 20)]
    reading = found(written([("1", "plot A")], fields=fields))
    assert (noted(reading), reading.encoding) == ([], "UTF-8")


def test_the_encoding_that_people_ask_for_is_followed():
    rows, fields = [("1", "蘇州工業園區")], [("id", "C", 5), ("name", "C", 20)]
    files = written(rows, fields=fields, encoding="big5", cpg="UTF-8")
    reading = found(files, encoding="big5")
    assert reading.rows[0].attributes["name"] == "蘇州工業園區"
    with pytest.raises(InputError, match="E-ENC-01"):
        found(files, encoding="rot13")


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "gb18030"])
@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_character_cut_at_the_width_of_the_field_is_told(codec, lost):
    long = (
        "苏州工业园区独墅湖科教创新区𠮷" if codec == "gb18030" else "苏州工业园区独墅湖科教创新区"
    )
    raw = long.encode(codec)
    cut = raw[: len(raw) - lost]
    made = dbf.table(table([cut, "甲".encode(codec)], width=len(cut)), "a", cpg=codec)
    text = made.rows[0]["MC"]
    assert text == cut.decode(codec, "ignore")
    assert "\ufffd" not in text
    whole = text.encode(codec) == cut
    assert [f.code for f in made.notes.get(0, ())] == ([] if whole else ["W-ENC-02"])


def test_254_bytes_of_utf_8_are_cut_in_mid_character():
    raw = ("苏" * 85).encode()[:254]
    made = dbf.table(table([raw]), "a")
    assert made.rows[0]["MC"] == "苏" * 84
    assert made.encoding == "UTF-8"


def test_bytes_that_are_no_text_are_told_by_row_and_column():
    cells = [f"苏州地块{i}".encode("gbk") for i in range(9)] + [b"\xff\xff\xff"]
    made = dbf.table(table(cells), "a")
    assert made.encoding == "GBK"
    assert "\ufffd" in made.rows[9]["MC"]
    assert {row: [f.code for f in notes] for row, notes in made.notes.items()} == {9: ["W-ENC-03"]}


def test_a_name_too_long_for_utf_8_is_told_whole():
    fields = [("编号", "C", 5), ("集聚区名称", "C", 40), ("重点领域", "C", 20)]
    sites = read(zipped(written(ROWS, fields=fields, cpg="UTF-8")), "a.zip", crs=None)
    assert list(sites.sites["name"]) == NAMES


def test_field_names_that_occur_twice_are_numbered():
    fields = [("名称", "C", 20), ("名称", "C", 20), ("ZDLY", "C", 9)]
    made = dbf.table(written([("甲", "乙", "P7")], fields=fields)["地块.dbf"], "a")
    assert made.rows[0] == {"名称": "甲", "名称_2": "乙", "ZDLY": "P7"}
    assert "W-SHP-04" in [f.code for f in made.faults]


def test_numbers_dates_and_truths_are_values():
    fields = [("a", "N", 10, 0), ("b", "N", 10, 3), ("c", "D"), ("d", "L"), ("e", "F", 12, 4)]
    rows = [(7, 1.25, "20250301", True, 0.5), (None, None, None, None, None)]
    made = dbf.table(written(rows, fields=fields)["地块.dbf"], "a")
    assert list(made.rows[0].values()) == [7, 1.25, "2025-03-01", True, 0.5]
    assert set(made.rows[1].values()) == {None}


@given(st.lists(st.text("苏州姑区甪直路模块联通㙦·²°é", min_size=1, max_size=12), min_size=5))
@settings(max_examples=60)
def test_any_chinese_text_reads_back_with_a_true_cpg(texts):
    for codec in ("utf-8", "gb18030"):
        cells = [text.encode(codec) for text in texts]
        made = dbf.table(table(cells), "a", cpg=codec)
        if made.encoding.lower() == codec or codec == "gb18030":
            assert [row["MC"] for row in made.rows] == texts
