"""Workbooks as people have them: where the header is, what a cell says, what cannot be read."""

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from xlsxwriter import Workbook

from gis_app.messages import lines
from gis_app.reading.found import Request
from gis_app.reading.xlsx import read
from layers.errors import Fault, InputError
from tests.io.small import FACTS, codes, read_sites

HEAD = ["编号", "名称", "重点领域", "经度_WGS84", "纬度_WGS84"]
ROW = ["1", "甲", "P7", 120.6, 31.3]


def book(*sheets, merge=(), hidden=()):
    """Return a workbook of (name, rows) sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
        for cells in merge:
            page.merge_cells(cells)
        page.sheet_state = "hidden" if name in hidden else "visible"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(content, pattern, text, where="worksheets/"):
    """Return a workbook with something else in its sheets' XML, or that of other parts."""
    out, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if where in name:
                part, n = re.subn(pattern, text, part)
                count += n
            new.writestr(name, part)
    assert count
    return out.getvalue()


def found(content, tmp_path, layer=None):
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    return read({"a.xlsx": path}, Request(kind="xlsx", name="a.xlsx", layer=layer))


def refused(content, tmp_path, layer=None):
    with pytest.raises(InputError) as told:
        found(content, tmp_path, layer)
    return lines(told.value.faults)


def cells(content, tmp_path, layer=None):
    return [list(row.attributes.values()) for row in found(content, tmp_path, layer).rows]


def test_a_workbook_becomes_sites_through_a_process_of_its_own():
    table = read_sites(book(("表", [HEAD, ROW])), "a.xlsx", FACTS)
    (site,) = table.sites.itertuples()
    assert (site.id, site.name, site.sectors) == ("1", "甲", {"P7": 1.0})
    assert (site.geometry.x, site.geometry.y) == (120.6, 31.3)
    assert (table.dropped, table.notes) == ([], [])
    source = table.source
    assert (source.format, source.layer, source.crs_from) == ("XLSX", "表", "stated")


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (320505, "General", "320505"),
        (320505.0, "General", "320505"),
        (7, "000", "007"),
        ("007", "@", "007"),
        (120.60000000000001, "General", "120.6"),
        (0.1 + 0.2, "General", "0.3"),
        (557122.865, "General", "557122.865"),
        (1.5e-7, "General", "1.5e-07"),
        (True, "General", "是"),
        (date(2024, 5, 1), "yyyy-mm-dd", "2024-05-01"),
        (datetime(2024, 5, 1, 9, 30), "yyyy-mm-dd hh:mm", "2024-05-01T09:30:00"),
        (None, "General", ""),
    ],
)
def test_a_cell_is_read_as_people_see_it(value, shown, text, tmp_path):
    made = openpyxl.Workbook()
    made.active.append([*HEAD, "值"])
    made.active.append([*ROW, value])
    made.active["F2"].number_format = shown
    out = io.BytesIO()
    made.save(out)
    assert cells(out.getvalue(), tmp_path)[0][-1] == text


def test_the_header_stands_below_titles(tmp_path):
    titles = [["苏州市集聚区一览表"], [], ["单位：度", "", "2024年"]]
    got = found(book(("表", [*titles, HEAD, [], ROW])), tmp_path)
    assert [(row.number, row.attributes["名称"]) for row in got.rows] == [(6, "甲")]


def test_a_header_of_two_rows_is_put_together_from_merged_cells(tmp_path):
    top = ["编号", "名称", "重点领域", "坐标", None]
    rows = [top, [None, None, None, "经度_WGS84", "纬度_WGS84"], ROW]
    got = found(book(("表", rows), merge=["A1:A2", "B1:B2", "C1:C2", "D1:E1"]), tmp_path)
    assert [(row.number, list(row.attributes)) for row in got.rows] == [(3, HEAD)]
    assert got.notes == []


def test_a_header_merged_over_two_rows_ends_with_the_second(tmp_path):
    merge = [f"{letter}1:{letter}2" for letter in "ABCDE"]
    got = found(book(("表", [HEAD, [], ROW]), merge=merge), tmp_path)
    assert [row.number for row in got.rows] == [3]


def test_merged_cells_count_for_all_their_rows_and_are_told(tmp_path):
    rows = [HEAD, ROW, ["2", "乙", None, 120.7, 31.3], ["3", "丙", None, 120.8, 31.3]]
    got = found(book(("表", rows), merge=["C2:C3"]), tmp_path)
    assert [row.attributes["重点领域"] for row in got.rows] == ["P7", "P7", ""]
    assert lines(got.notes) == ["W-COL-08: 合并单元格已按首格的值填充到下方各行：1 处（C2:C3）。"]


def test_the_one_sheet_with_coordinates_is_read(tmp_path):
    notes = ("说明", [["本表由各区填报"], ["填报人", "张三"]])
    got = found(book(notes, ("点位", [HEAD, ROW]), ("空", [])), tmp_path)
    assert got.layer == "点位"


def test_several_sheets_with_coordinates_have_to_be_chosen_from(tmp_path):
    content = book(("甲", [HEAD, ROW]), ("乙", [HEAD, ROW]), ("表样", [HEAD]))
    (line,) = refused(content, tmp_path)
    assert line.startswith("E-FMT-04")
    assert "甲、乙，" in line
    assert found(content, tmp_path, "乙").layer == "乙"
    (line,) = refused(content, tmp_path, "丙")
    assert line.startswith("E-LYR-01")
    assert "甲、乙、表样" in line


def test_a_hidden_sheet_is_read_only_when_asked_for_or_alone(tmp_path):
    content = book(("甲", [HEAD, ROW]), ("旧", [HEAD, ROW]), hidden=("旧",))
    assert found(content, tmp_path).layer == "甲"
    assert found(content, tmp_path, "旧").layer == "旧"


def test_a_header_cell_may_hold_a_title_and_a_code(tmp_path):
    head = ["标识码\nBSM", "重点领域\nZDLY", "经度\n(WGS84)", "纬度\n(WGS84)"]
    (row,) = found(book(("表", [head, ["1", "P7", 120.6, 31.3]])), tmp_path).rows
    assert list(row.attributes) == ["BSM", "ZDLY", "经度 (WGS84)", "纬度 (WGS84)"]


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ([("表", [])], "E-IO-03"),
        ([("表", [HEAD])], "E-IO-03"),
        ([("表", [["名称", "地址"], ["甲", "乙"]])], "E-COL-01"),
        ([("表", [["J1", 3464391.3, 557122.9], ["J2", 3464391.3, 557122.9]])], "E-COL-04"),
        ([("表", [[*HEAD, "备注", "备注"], ROW])], "E-COL-03"),
        ([("表", [[*HEAD, *(f"列{n}" for n in range(200))], ROW])], "E-LIM-10"),
    ],
)
def test_a_workbook_without_a_usable_table_is_refused(sheets, code, tmp_path):
    assert codes(refused(book(*sheets), tmp_path)) == [code]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no workbook"])
def test_what_is_no_workbook_is_refused(content, tmp_path):
    assert codes(refused(content, tmp_path)) == ["E-IO-01"]


@pytest.mark.parametrize(
    ("part", "code"),
    [("workbook.xml", "E-IO-01"), ("workbook.xml.rels", "E-IO-01"), ("sheet1.xml", "E-IO-03")],
)
def test_a_workbook_without_one_of_its_parts_is_refused(part, code, tmp_path):
    whole = zipfile.ZipFile(io.BytesIO(book(("表", [HEAD, ROW]))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as rest:
        kept = [name for name in whole.namelist() if not name.endswith(f"/{part}")]
        assert len(kept) == len(whole.namelist()) - 1
        for name in kept:
            rest.writestr(name, whole.read(name))
    assert codes(refused(out.getvalue(), tmp_path)) == [code]


@pytest.mark.parametrize(
    "part", ["[Content_Types]", "workbook.xml", "workbook.xml.rels", "styles.xml"]
)
def test_a_workbook_with_broken_xml_is_refused_as_no_workbook(part, tmp_path):
    """Not as a process that broke off: openpyxl parses with lxml where there is one."""
    broken = rewritten(book(("表", [HEAD, ROW])), rb'="', b'=&"', where=part)
    (line,) = refused(broken, tmp_path)
    assert line == lines([Fault("E-IO-01", {"path": "a.xlsx", "why": "not-xlsx"})])[0]


def test_a_formula_without_a_result_is_told_and_refuses_what_the_score_needs(tmp_path):
    rows = [[*HEAD, "面积"], [*ROW, "=1+1"], ["2", "乙", "P7", "=120+0.6", 31.3, 5]]
    got = found(book(("表", rows)), tmp_path)
    assert codes(lines(got.rows[0].notes)) == ["W-COL-09"]
    assert got.rows[0].fault is None
    (line,) = lines([got.rows[1].fault])
    assert line.startswith("E-COL-07: 第 3 行：“经度_WGS84”列")


def test_a_formula_with_its_result_is_its_result(tmp_path):
    out = io.BytesIO()
    made = Workbook(out, {"in_memory": True})
    page = made.add_worksheet("表")
    page.write_row(0, 0, [*HEAD, "面积", "说明", "空"])
    page.write_row(1, 0, ROW)
    for column, value in ((5, 2), (6, "二"), (7, "")):
        page.write_formula(1, column, "=1", None, value)
    made.close()
    blank = rewritten(out.getvalue(), rb'r="H2"', b'r="H2" t="str"')  # as Excel writes it
    (row,) = found(blank, tmp_path).rows
    assert [row.attributes[name] for name in ("面积", "说明", "空")] == ["2", "二", ""]
    assert (row.fault, row.notes) == (None, ())


def test_hidden_rows_are_read(tmp_path):
    made = openpyxl.load_workbook(io.BytesIO(book(("表", [HEAD, ROW, ROW]))))
    made["表"].row_dimensions[2].hidden = True
    out = io.BytesIO()
    made.save(out)
    assert len(found(out.getvalue(), tmp_path).rows) == 2


def test_a_size_that_the_file_claims_is_not_believed(tmp_path):
    content = book(("表", [HEAD, ROW]))
    larger = rewritten(content, rb'dimension ref="[^"]*"', b'dimension ref="A1:XFD1048576"')
    assert cells(larger, tmp_path) == [["1", "甲", "P7", "120.6", "31.3"]]
