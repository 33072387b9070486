"""Columns, names and characters as containers can hold them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.writing.rows import column, in_gbk, parts, short_names, text, union, unwritable
from tests.writing.small import AREA, POINT, layers, sites

LONG = 320500001001000001  # a code of 18 digits, which no float holds


@given(st.lists(st.text(max_size=14), unique=True, max_size=20))
def test_short_names_are_ascii_unique_in_any_case_and_short(names):
    found = list(short_names(names).values())
    assert len({name.lower() for name in found}) == len(names)
    assert all(name.isascii() and 0 < len(name) <= 10 for name in found)


def test_our_own_codes_keep_their_names():
    codes = ["BSM", "JD_", "WD_", "K1", "id", "name"]
    assert short_names(codes) == {code: code for code in codes}


@pytest.mark.parametrize(
    ("values", "kind", "found"),
    [
        ([1, 2], int, [1, 2]),
        ([1, None], float, [1.0, None]),
        ([1, 2.5], float, [1.0, 2.5]),
        ([LONG, 2], int, [LONG, 2]),
        ([LONG, None], object, [str(LONG), None]),
        ([LONG, 2.5], object, [str(LONG), "2.5"]),
        ([True, False], bool, [True, False]),
        ([True, None], object, ["是", None]),
        ([1, "a"], object, ["1", "a"]),
        ([None, None], object, [None, None]),
    ],
)
def test_a_column_has_the_type_that_holds_all_of_it(values, kind, found):
    made = column(pd.Series(values, dtype=object))
    assert made.dtype == kind
    assert [None if pd.isna(v) else v for v in made] == found


def test_control_characters_go_and_lines_stay():
    assert text("a\x00b\x1f\nc\ud800") == "ab\nc"


def test_what_gbk_lacks_is_named_once():
    assert unwritable(["苏州", "㛃塘", "x㛃𠮷"], "gbk") == "㛃𠮷"
    assert unwritable([in_gbk("1\u22122")], "gbk") == ""


def test_a_layer_of_points_and_areas_has_two_parts():
    found = list(parts({"scores": sites(POINT, AREA)}, "EPSG:4490"))
    assert [(part.name, len(part.rows)) for part in found] == [("PJJG_D", 1), ("PJJG_M", 1)]
    assert found[0].titles["ZCDDF"] == "规划支持度得分"


def test_one_table_of_all_layers_says_which_row_is_of_which():
    table = union(layers(), "EPSG:4490")
    assert table.columns[0] == "layer"
    assert table["layer"].value_counts().to_dict() == {
        **dict.fromkeys(("districts", "structure", "clusters"), 1),
        "scores": 2,
    }
    assert table["MJ"].dtype == float
