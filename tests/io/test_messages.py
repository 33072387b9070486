"""Messages: every code of the code base has a text in both languages, on one line."""

import re
import string
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app import messages
from gis_app.messages import TABLE, WORDS, faults_of, grouped, lines, one_line, render
from layers.errors import FactError, Fault, InputError, LayerError

ROOT = Path(__file__).parents[2]
CODE = re.compile(r'Fault\(\s*"([EW]-[A-Z]+-\d\d)"')


def test_every_code_that_is_raised_has_a_text():
    sources = [p for folder in ("layers", "gis_app") for p in (ROOT / folder).rglob("*.py")]
    raised = {code for p in sources for code in CODE.findall(p.read_text(encoding="utf-8"))}
    assert len(raised) > 20
    assert raised - set(TABLE) == set()


@pytest.mark.parametrize("kind", ["TABLE", "WORDS"])
def test_no_code_and_no_word_has_two_meanings(kind):
    parts = [part for name, part in vars(messages).items() if name.startswith("message_texts")]
    assert len(parts) > 10
    told = Counter(code for part in parts for code in getattr(part, kind, {}))
    assert {code for code, times in told.items() if times > 1} == set()


@pytest.mark.parametrize("code", TABLE)
def test_both_languages_tell_the_same_facts(code):
    chinese, english = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in TABLE[code]
    )
    assert chinese == english
    assert re.fullmatch(r"[EW]-[A-Z]{2,3}-\d\d", code)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", TABLE)
def test_a_fault_without_facts_still_reads_as_one_line(code, lang):
    text = render(Fault(code), lang)
    assert text.startswith(f"{code}: ")
    assert "{" not in text
    assert "\n" not in text


def test_rows_are_named_cut_and_counted():
    fault = Fault("W-GEO-05", {"rows": tuple(range(2, 14))})
    assert (
        render(fault) == "W-GEO-05: 第 2、3、4、5、6、7、8、9、10、11 等 12 行：高程（Z）已略去。"
    )
    assert render(Fault("W-GEO-05", {"rows": (3,)}), "en").startswith("W-GEO-05: Row 3: heights")


def test_faults_that_differ_in_row_and_coordinates_only_are_one():
    faults = [Fault("E-CRS-03", {"rows": (i,), "x": i, "y": 0}) for i in (2, 5)]
    other = Fault("E-ATT-01", {"rows": (4,), "v": "x"})
    assert [f.facts["rows"] for f in grouped([*faults, other])] == [(2, 5), (4,)]
    assert len(lines([other, Fault("E-ATT-01", {"rows": (9,), "v": "y"})])) == 2


def test_words_for_reasons_are_put_into_the_language():
    fault = Fault("E-GEO-03", {"type": "LineString"})
    assert "几何是线" in render(fault)
    assert "is a line" in render(fault, "en")
    assert all(len(texts) == 2 for texts in WORDS.values())


def test_other_planner_errors_become_one_fault():
    assert faults_of(LayerError("x"))[0].code == "E-DAT-01"
    assert faults_of(FactError("x"))[0].code == "E-PLN-01"
    assert faults_of(InputError(Fault("E-ATT-02")))[0].code == "E-ATT-02"


def test_counts_are_grouped_and_years_are_not():
    left_out = Fault("W-SIT-03", {"rule": "rule-water", "n": np.int64(10312)})
    assert render(left_out) == "W-SIT-03: 水域排除候选点 10,312 个。"
    assert "water: 10,312." in render(left_out, "en")
    assert "2021" in render(Fault("E-IND-03", {"v": "x", "year": 2021}))


def test_a_quoted_value_with_quotation_marks_has_single_ones():
    told = render(Fault("W-SIT-01", {"name": "“5G”先导区", "why": "x"}))
    assert told == "W-SIT-01: 规划载体“‘5G’先导区”没有已知位置，未参与评价：x"


def test_shifted_systems_have_a_name_where_nothing_is_to_be_typed():
    swapped = Fault("E-CRS-03", {"x": 1, "y": 2, "name": "gcj02"})
    assert "按 高德、腾讯坐标（gcj02） 读取" in render(swapped)
    assert "read as gcj02 (AMap, Tencent), the point" in render(swapped, "en")
    differs = Fault("E-CRS-07", {"name": "EPSG:4549", "crs": "gcj02"})
    assert "--crs gcj02 " in render(differs)


def test_what_a_value_should_be_reads_as_one_sentence_in_chinese():
    wrong = Fault("E-SRV-05", {"name": "a", "v": "b", "wanted": "srv-bad-value"})
    assert render(wrong) == "E-SRV-05: 参数 a=b 有误，应为：说明中写明的取值。"


def test_lists_have_the_commas_of_the_language():
    fault = Fault("W-COL-08", {"n": 2, "cells": "A2:A3、B2:B3"})
    assert "A2:A3、B2:B3" in render(fault)
    assert "A2:A3, B2:B3" in render(fault, "en")
    known = Fault("E-LYR-01", {"name": "x", "known": "districts、bands"})
    assert "districts、bands" in render(known)
    assert "districts, bands" in render(known, "en")


def test_english_takes_the_english_of_a_fact_where_it_is_given():
    fault = Fault("E-ATT-01", {"v": "x", "cands": "P1 甲、P2 乙", "cands_en": "P1 A、P2 B"})
    assert "最接近：P1 甲、P2 乙" in render(fault)
    assert "P1 A, P2 B" in render(fault, "en")


def test_braces_in_somebodys_text_are_only_text():
    assert "{0} {x!r}" in render(Fault("E-ATT-01", {"v": "{0} {x!r}", "cands": "P7"}))


@given(st.text())
def test_any_value_fits_one_printable_line(text):
    told = one_line(text)
    assert told.isprintable()
    assert len(told) <= 300
