"""The sentences of the explanation: one unit a language, quotations inside quotations."""

import re

import pytest

from layers.wording import TEXTS
from layers.wording_siting import TEXTS as SITING


@pytest.mark.parametrize("key", [*TEXTS, *SITING])
def test_chinese_sentences_measure_in_kilometres_by_their_chinese_name(key):
    chinese, english = {**TEXTS, **SITING}[key]
    assert not re.search(r"\bkm\b", re.sub(r"\{.*?\}", "", chinese))
    assert "公里" not in english
