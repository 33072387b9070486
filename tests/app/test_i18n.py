"""Both languages are whole: no Chinese text of the interface escapes the catalogue."""

import ast
import re
import string
import tomllib

import pytest

from gis_app.components.cartography import FILE
from gis_app.i18n import LOCALE, catalogue, translator
from layers.score import GRADES, SILENT
from tests.source import ROOT, files, tree

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Bilingual already, punctuation chosen by language, or the header of a Chinese file.
BOTH = re.compile(r" / |Suzhou services|^[、；]$")


def interface():
    return [
        *files("gis_app/views"),
        *files("gis_app/components"),
        *(ROOT / "gis_app" / name for name in ("main.py", "cache.py")),
    ]


def chinese(path):
    """Yield (text, inside an f-string) of every Chinese constant but docstrings."""
    bare = {id(n.value) for n in ast.walk(tree(path)) if isinstance(n, ast.Expr)}
    formatted = {
        id(v) for n in ast.walk(tree(path)) if isinstance(n, ast.JoinedStr) for v in n.values
    }
    for node in ast.walk(tree(path)):
        text = getattr(node, "value", None)
        shown = isinstance(node, ast.Constant) and isinstance(text, str) and id(node) not in bare
        if shown and CHINESE.search(text) and not BOTH.search(text):
            yield text, id(node) in formatted


def test_every_text_of_the_pages_has_an_english_one():
    texts = [text for path in interface() for text, _ in chinese(path)]
    assert len(texts) > 100
    assert [text for text in texts if text not in catalogue("en")] == []


def test_no_formatted_string_hides_chinese_from_the_catalogue():
    hidden = [(p.name, t) for p in interface() for t, formatted in chinese(p) if formatted]
    assert hidden == []


def test_words_that_come_from_data_have_english_ones(plan):
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    words = {
        *(row["title"] for row in table["row"]),
        *(label["text"] for label in table["label"]["fixed"]),
        *(s.label for s in plan.facts.structures),
        *plan.layers["places"]["zone_kind"].dropna(),
        *GRADES,
        SILENT,
    }
    assert sorted(words - set(catalogue("en"))) == []


def test_english_texts_hold_no_chinese_but_clause_numbers():
    texts = (text.replace("四（一）", "") for text in catalogue("en").values())
    assert [text for text in texts if CHINESE.search(text)] == []


def fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("text", catalogue("en"), ids=lambda t: t[:12])
def test_both_languages_fill_the_same_fields(text):
    assert fields(catalogue("en")[text]) == fields(text)


def test_no_message_is_translated_twice():
    texts = [path.read_text(encoding="utf-8") for path in LOCALE.glob("en*.po")]
    ids = [line for text in texts for line in text.splitlines() if line.startswith("msgid")]
    ids = [line for line in ids if line != 'msgid ""']  # the header of each part
    assert len(ids) == len(set(ids)) == len(catalogue("en"))


def test_an_unknown_text_comes_back_and_an_unknown_language_does_not_pass():
    assert translator("en")("没有这一句") == "没有这一句"
    assert translator("zh")("总览") == "总览"
    with pytest.raises(KeyError, match="No language"):
        translator("fr")
