"""The shipped fonts: whole for our own texts, small, renamed, under their licence."""

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from gis_app.reports import fonts
from tests.source import ROOT, files, strings

SIZE = 6_000_000


def own_texts():
    for package in ("gis_app", "layers"):
        for path in files(package):
            yield from strings(path)
    for pattern in ("geodata/**/*.toml", "geodata/**/*.geojson", "gis_app/**/*.po"):
        for path in ROOT.glob(pattern):
            yield path.read_text(encoding="utf-8")


def test_every_character_we_write_ourselves_can_be_drawn():
    meant = {"𪚥", "\ufeff", "\u2028", "\u2029", fonts.REPLACEMENT}
    lacking = set(fonts.lacking(own_texts())) - meant
    chinese = {c for c in lacking if "\u4e00" <= c <= "\u9fff"}
    assert chinese == set()


def test_the_fonts_are_small_and_carry_their_licence():
    assert sum(path.stat().st_size for path in fonts.FILES) <= SIZE
    assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", fonts.FILES, ids=lambda p: p.stem)
def test_a_changed_font_has_our_name_and_their_copyright(path):
    with TTFont(path) as font:
        names = {n.nameID: str(n) for n in font["name"].names}
    assert names[1] in (fonts.SANS, fonts.SERIF)
    assert not any("Noto" in names[k] for k in (1, 3, 4, 6))
    assert "Adobe" in names[0]
    assert "Open Font License" in names[13]


def test_what_cannot_be_drawn_is_replaced_and_named():
    assert fonts.lacking(["苏州\n龘", "𪚥龘"]) == "龘𪚥"
    assert fonts.drawable("苏州龘\x07\t乡") == f"苏州{fonts.REPLACEMENT} 乡"
    (fault,) = fonts.unknown_characters(["龘"])
    assert fault.code == "W-FNT-01"
    assert fault.facts["v"] == "龘"
    assert fonts.unknown_characters(["甪直"]) == []


@given(st.text())
def test_a_drawable_text_lacks_nothing(text):
    assert fonts.lacking([fonts.drawable(text)]) == ""
