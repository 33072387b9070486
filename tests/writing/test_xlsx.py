"""The workbook: sheets, formulas with right values, text that stays text, and the way back."""

import html
import io
import re
import zipfile
from datetime import datetime

import pytest
from openpyxl.utils import get_column_letter

from gis_app.load import default_plan
from gis_app.reading.sites import read_sites
from gis_app.writing import xlsx_scores
from gis_app.writing.xlsx import workbook
from gis_app.writing.xlsx_page import lines_of
from tests.writing.scored_sites import (
    HOSTILE,
    PARCEL,
    ROWS,
    book,
    column,
    layers,
    made,
    opened,
    results,
    sites,
    values,
)

SITES = sites(备注=["=1+1", None, "x", "y", "z", "u", "v", 7.5])
NONE = "—"


@pytest.fixture(scope="module")
def found():
    return results(SITES)


@pytest.fixture(scope="module")
def content(found):
    return book(SITES, found)


def close(number):
    return pytest.approx(number, rel=1e-15, abs=1e-15)  # 16 digits are written


def test_scores_come_in_four_sheets(content):
    assert opened(content).sheetnames == ["评价结果", "指标明细", "字段说明", "数据与口径"]


def test_the_results_hold_what_was_found_in_full(content, found):
    page = opened(content)["评价结果"]
    for code, key in (("ZCDDF", "score"), ("DFXX", "low"), ("DFSX", "high"), ("FGD", "coverage")):
        expected = [NONE if r[key] is None else close(r[key]) for r in found]
        assert values(page, code) == expected
    assert values(page, "ZCDDJ") == [r["grade"] or NONE for r in found]
    assert values(page, "BSM") == [row[0] for row in ROWS]
    kinds = {r["grade"] for r in found}
    assert {"规划未涉及", None} < kinds  # silent, and outside the city


def test_there_is_a_line_for_each_criterion(content, found):
    page = opened(content)["指标明细"]
    assert page.max_row == 1 + 6 * len(found)
    told = [c for r in found for c in r["criteria"]]
    given = values(page, "贡献（分）")
    assert given == [NONE if c["contribution"] is None else close(c["contribution"]) for c in told]
    assert values(page, "值（x）") == [c["value"] and close(c["value"]) for c in told]
    assert values(page, "权重（w）") == [close(c["weight"]) for c in told]
    assert values(page, "理由") == [c["because"] for c in told]
    assert values(page, "规划原文") == [c["quote"] for c in told]
    label = default_plan().facts.label
    assert values(page, "规划依据") == [label(c["clause"]) for c in told]


@pytest.mark.parametrize("code", ["ZCDDF", "ZCDDJ", "DFXX", "DFSX", "FGD", "K1", "K6"])
def test_scores_are_formulas_over_the_lines(content, code):
    for cell in column(opened(content, values=False)["评价结果"], code):
        assert str(cell.value).startswith("=")


def test_the_interval_of_draws_is_no_formula_and_that_is_said():
    drawn = results(SITES, draws=20)
    pages = opened(book(SITES, drawn), values=False)
    written = values(pages["评价结果"], "DFXX")
    assert written == [NONE if r["low"] is None else r["low"] for r in drawn] or all(
        not str(v).startswith("=") for v, r in zip(written, drawn, strict=True) if r["low"]
    )
    text = " ".join(str(c.value) for row in pages["数据与口径"] for c in row if c.value)
    assert "20 次抽样（种子 0）" in text
    assert "写为数值而不设公式" not in text  # the draws explain all of them


def test_what_no_formula_gives_is_a_value_and_counted(found):
    other = [{**found[0], "low": 1.0, "grade": "依据不足"}, *found[1:]]
    pages = opened(book(SITES, other), values=False)
    page = pages["评价结果"]
    assert (values(page, "DFXX")[0], values(page, "ZCDDJ")[0]) == (1.0, "依据不足")
    text = " ".join(str(c.value) for row in pages["数据与口径"] for c in row if c.value)
    assert "ZCDDJ 1 处、DFXX 1 处" in text


def test_many_sites_have_values_only(found, monkeypatch):
    monkeypatch.setattr("gis_app.writing.xlsx.MOST_LIVE", 3)
    pages = opened(book(SITES, found), values=False)
    assert [v for v in values(pages["评价结果"], "ZCDDF") if str(v).startswith("=")] == []


def test_the_limits_stand_where_the_formulas_look(content):
    page, limits = opened(content)["数据与口径"], default_plan().facts.assumptions["grades"]
    assert {k: page.cell(r, 2).value for k, r in xlsx_scores.LIMIT_ROWS.items()} == {
        key: limits[key] for key in xlsx_scores.LIMIT_ROWS
    }
    assert page.cell(8, 3).value == limits["reason"]


def test_facts_and_the_account_stand_on_the_last_sheet(content):
    page = opened(content)["数据与口径"]
    told = {row[0].value: row[1].value for row in page.iter_rows() if row[0].value}
    assert (told["规划版本"], told["时间"]) == ("p", "2025-05-01T09:30:00+08:00")
    assert (told["文件"], told["坐标系"]) == ("甲.xlsx", "'=CGCS2000")
    assert page["A2"].value == made().publication.footer()


def test_positions_are_cgcs2000_in_degrees_and_metres(content):
    page = opened(content)["评价结果"]
    (lon, lat), (north, east) = (
        [column(page, name)[0] for name in pair]
        for pair in (("经度_CGCS2000", "纬度_CGCS2000"), ("X(北)_EPSG4549", "Y(东)_EPSG4549"))
    )
    assert (lon.value, lat.value) == (120.7, 31.32)
    assert (lon.number_format, north.number_format) == ("0.000000", "0.000")
    assert 3.46e6 < north.value < 3.47e6
    assert 5.6e5 < east.value < 5.7e5


def test_codes_are_text(content):
    page = opened(content)["评价结果"]
    assert [(c.value, c.number_format) for c in column(page, "BSM")][:2] == [
        ("1", "@"),
        ("01", "@"),
    ]
    district = column(page, "XZQDM")[0]
    assert (district.value, district.data_type, district.number_format) == ("320576", "s", "@")


def test_numbers_of_a_users_own_stay_numbers(content):
    assert values(opened(content)["评价结果"], "备注")[-1] == 7.5


def test_hostile_text_stays_text():
    rows = [(f"r{k}", text, {"P7": 1.0}, ROWS[0][3]) for k, text in enumerate(HOSTILE)]
    own = sites(rows, **{"=cmd": list(HOSTILE)})
    for page in opened(book(own, results(own)), values=False):
        for cell in (c for row in page.iter_rows() for c in row):
            ours = page.title in {"评价结果", "指标明细"} and cell.row > 1 and cell.data_type == "f"
            assert cell.data_type != "f" or ours
            assert cell.hyperlink is None
            if cell.data_type == "s":
                assert str(cell.value)[0] not in "=+-@＝＋－＠"


def test_the_file_can_be_read_back_with_rows_fields_and_precision(content):
    table = read_sites(content, "a.xlsx", default_plan().facts)
    assert (table.dropped, table.notes) == ([], [])
    assert list(table.sites["id"]) == [row[0] for row in ROWS]
    assert list(table.sites["name"]) == [row[1] for row in ROWS]
    assert list(table.sites["sectors"]) == [row[2] for row in ROWS]
    assert list(table.sites["备注"]) == ["=1+1", "", "x", "y", "z", "u", "v", "7.5"]
    for read, (_, _, _, shape) in zip(table.sites.geometry, ROWS, strict=True):
        assert read.geom_type == shape.geom_type
        assert read.hausdorff_distance(shape) <= 5.1e-7
    assert table.source.layer == "评价结果"


def test_what_was_read_back_is_written_in_the_same_columns(content):
    again = read_sites(content, "a.xlsx", default_plan().facts).sites
    second = book(again, results(again))
    heads = [[c.value for c in opened(one)["评价结果"][1]] for one in (content, second)]
    assert heads[0] == heads[1]


def test_the_same_input_gives_the_same_bytes(content, found):
    assert book(SITES, found) == content
    created = opened(content).properties.created
    assert created == datetime(2025, 5, 1, 1, 30)


def test_a_public_file_has_four_decimals(found):
    page = opened(book(SITES, found, public=True, approval="苏S(2025)1号"))["评价结果"]
    lon, north = column(page, "经度_CGCS2000")[2], column(page, "X(北)_EPSG4549")[2]
    assert (lon.number_format, north.number_format) == ("0.0000", "0")
    assert lon.value == round(PARCEL.representative_point().x, 4)
    assert "苏S(2025)1号" in page.oddFooter.left.text


def test_sheets_are_set_up_for_screen_and_paper(content):
    for page in opened(content):
        assert page.page_setup.paperSize == 9
        assert (page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == (
            0,
            True,
        )
        assert made().publication.footer() in page.oddFooter.left.text
        if page.title != "数据与口径":
            assert page.freeze_panes
            assert page.auto_filter.ref.startswith("A1:")
            assert page.print_title_rows == "$1:$1"
            assert page.page_setup.orientation == "landscape"


def test_the_foot_of_a_page_is_never_too_long(found):
    content = book(SITES, found, public=True, approval="&P" * 300)
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    footer = html.unescape(re.search("<oddFooter>(.*?)</oddFooter>", xml)[1])
    assert len(footer) <= 255
    assert footer.count("&P") == 1  # the number of the page, ours


def test_every_column_is_wide_enough_for_its_numbers(content):
    for page in opened(content):
        for k, cells in enumerate(page.iter_cols(min_row=2), start=1):
            wide = page.column_dimensions[get_column_letter(k)].width
            for cell in cells:
                if isinstance(cell.value, int | float):
                    decimals = len(cell.number_format.partition(".")[2])
                    assert len(f"{cell.value:.{decimals}f}") < wide


@pytest.mark.parametrize("name", ["districts", "structure", "bands", "counties", "clusters"])
def test_a_layer_is_a_sheet(name):
    layer = default_plan().layers[name]
    pages = opened(workbook({name: layer}, "EPSG:4490", made()))
    assert pages.sheetnames[1:] == ["字段说明", "数据与口径"]
    page = pages.worksheets[0]
    assert page.max_row == 1 + len(layer)
    assert values(page, "BSM") == list(layer["id"])
    heads = [str(c.value) for c in page[1]]
    assert ("经度_CGCS2000" in heads) == (not layer.geom_type.str.contains("Line").any())


def test_every_field_is_explained(content):
    pages = opened(content)
    told = values(pages["字段说明"], "字段代码")
    for page in ("评价结果", "指标明细"):
        for cell in pages[page][1]:
            assert str(cell.value).split("\n")[-1] in told


def test_scores_without_their_criteria_are_written_too(found):
    pages = opened(workbook(layers(SITES, found), "EPSG:4490", made()))
    assert pages.sheetnames == ["评价结果", "字段说明", "数据与口径"]
    assert values(pages["评价结果"], "ZCDDF")[0] == round(found[0]["score"], 1)


def test_lines_of_a_wrapped_cell_are_not_counted_too_low():
    assert lines_of("开放数据（OpenStreetMap），误差约500米", 20) == 3


@pytest.mark.parametrize(("numbers", "kept"), [("78234561", True), ("12345678", False)])
def test_the_files_own_numbers_are_not_taken_for_those_of_the_rows(found, numbers, kept):
    page = opened(book(sites(序号=list(numbers)), found))["评价结果"]
    assert values(page, "序号") == list(range(1, 9))
    heads = [cell.value for cell in page[1]]
    assert ("原序号" in heads) == kept
    assert not kept or values(page, "原序号") == list(numbers)
