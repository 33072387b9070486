"""Every sentence of a map or report has an English one."""

from gis_app.i18n import catalogue
from tests.app.test_i18n import chinese
from tests.source import files

# Names of fonts, numerals, punctuation: no sentences of the report.
APART = {"docx.py", "fonts.py", "furniture.py"}
SIGNS = {"一二三四五六七八九十", "十", "表", "图", "（", "）", "　", "、"}


def test_every_text_of_the_reports_has_an_english_one():
    found = [
        text
        for path in files("gis_app/reports")
        if path.name not in APART
        for text, _ in chinese(path)
        if text not in SIGNS
    ]
    assert len(found) > 80
    assert [text for text in found if text not in catalogue("en")] == []
