"""What a cell cannot hold is left out, cut or written as text, and told; nothing else is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.load import default_plan
from gis_app.writing.xlsx import workbook
from tests.writing.scored_sites import ROWS, book, made, opened, results, sites, values


def test_shapes_too_long_for_a_cell_are_left_out_and_told():
    wide = ROWS[2][3].buffer(0.01, quad_segs=4000)
    own = sites([(*ROWS[2][:3], wide), ROWS[0]])
    pages = opened(book(own, results(own)))
    assert values(pages["评价结果"], "WKT_CGCS2000") == [None, None]
    text = " ".join(str(c.value) for row in pages["数据与口径"] for c in row if c.value)
    assert "1 个面的边界超过单元格容量" in text


def test_text_too_long_for_a_cell_is_cut_and_told():
    own = sites(ROWS[:1], 备注=["长" * 40_000])
    pages = opened(book(own, results(own)))
    assert len(values(pages["评价结果"], "备注")[0]) == 32_766
    text = " ".join(str(c.value) for row in pages["数据与口径"] for c in row if c.value)
    assert "1 处文字超过单元格容量" in text


def test_a_number_of_more_digits_than_a_cell_keeps_is_text():
    codes = [320500001001000001 + k for k in range(len(ROWS))]
    own = sites(地块编码=codes, 长=[10**15 - 1, *[-(10**15)] * (len(ROWS) - 1)])
    page = opened(book(own, results(own)))["评价结果"]
    assert values(page, "地块编码") == [str(code) for code in codes]
    assert values(page, "长")[:2] == [10**15 - 1, f"'-{10**15}"]


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_any_text_can_be_written_and_opened(text):
    layer = default_plan().layers["clusters"].head(1).assign(note=text)
    page = opened(workbook({"clusters": layer}, "EPSG:4490", made())).worksheets[0]
    assert page.max_row == 2
