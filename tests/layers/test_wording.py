"""The sentences of the explanation: one unit a language, quotations inside quotations."""

import re

import pytest

from layers.phrases import phrases
from layers.quoting import nested
from layers.wording import TEXTS, text
from layers.wording_siting import TEXTS as SITING
from layers.wording_siting import text as siting_text


@pytest.mark.parametrize("key", [*TEXTS, *SITING])
def test_chinese_sentences_measure_in_kilometres_by_their_chinese_name(key):
    chinese, english = {**TEXTS, **SITING}[key]
    assert not re.search(r"\bkm\b", re.sub(r"\{.*?\}", "", chinese))
    assert "公里" not in english


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("“以“一环”为”", "“以‘一环’为”"),
        ("“一”和“二”", "“一”和“二”"),
        ("“一“二“三”四”五”", "“一‘二“三”四’五”"),
        ("“没有闭合“一”", "“没有闭合“一”"),
        ("”反了“”“", "”反了“”“"),
    ],
)
def test_a_quotation_inside_a_quotation_has_single_marks(told, shown):
    assert nested(told) == shown
    assert nested(shown) == shown


def test_sentences_quote_a_name_that_has_quotation_marks_one_site_or_many():
    told = {"name": "“5G”区", "clause": "4", "km": 1.0, "fit": 1.0, "theme": 1.0, "value": 1.0}
    one = text("k1.place", "zh", **told)
    assert "规划载体“‘5G’区”（4）" in one
    assert phrases("k1.place", "zh", 1, **told).to_pylist() == [one]
    served = {"district": "A", "clause": "4", "quote": "以“环”为", "sector": "P1", "gain": 1.0}
    assert "4“以‘环’为”" in siting_text("site.district", "zh", **served)
