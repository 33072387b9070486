"""What goes to the map's component, what comes back from it, and what is refused."""

import numpy as np
import pytest

from gis_app.components import assets
from gis_app.components.cartography import FILE
from gis_app.components.layout_map import SCRIPTS
from gis_app.components.map_data import MOST_VERTICES, Clicked, Marks, Picture, heard
from gis_app.components.map_tiles import KEY, tiles
from gis_app.components.map_words import TEXTS, search
from gis_app.components.wording import Words
from gis_app.state import State, from_query, outlined, ring_of, to_query
from layers.errors import InputError

SQUARE = [(120.70, 31.30), (120.72, 31.30), (120.72, 31.32), (120.70, 31.32)]
CROSSED = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]
TILES = {
    "url": "https://tiles.example/{z}/{x}/{y}?k={key}",
    "datum": "CGCS2000",
    "attribution": "甲",
}


def marks(titles=("甲", "<b>乙")):
    n = len(titles)
    return Marks(
        lon=np.linspace(120.1, 120.9, n),
        lat=np.linspace(31.1, 31.9, n),
        kind=np.zeros(n, dtype=np.uint8),
        titles=list(titles),
        palette=("#123456",),
    )


def test_a_click_a_mark_and_an_outline_are_heard():
    assert heard({"kind": "place", "at": [120.5, 31]}) == Clicked(at=(120.5, 31.0))
    assert heard({"kind": "mark", "row": 0}) == Clicked(row=0)
    ring = [list(at) for at in SQUARE]
    assert heard({"kind": "outline", "ring": ring}) == Clicked(ring=tuple(SQUARE))


@pytest.mark.parametrize(
    "said",
    [
        None,
        "place",
        {},
        {"kind": "need"},
        {"kind": "place", "at": [120.5]},
        {"kind": "place", "at": ["120", "31"]},
        {"kind": "place", "at": [float("nan"), 31]},
        {"kind": "place", "at": [True, False]},
        {"kind": "mark", "row": -1},
        {"kind": "mark", "row": True},
        {"kind": "outline", "ring": [[120, 31], [121, 31]]},
        {"kind": "outline", "ring": [[120, 31]] * (MOST_VERTICES + 1)},
        {"kind": "outline", "ring": [[120, 31], [121, 31], None]},
    ],
)
def test_anything_else_is_not(said):
    assert heard(said) is None


def test_the_hash_of_marks_follows_all_that_is_drawn():
    assert marks().ident == marks().ident
    assert len({marks().ident, marks(("甲", "乙")).ident, marks(("甲",)).ident}) == 3


def test_fifty_thousand_marks_are_a_few_megabytes():
    many = marks([f"拟选址点 {n} · 55.5" for n in range(50_000)])
    assert many.table.memory_usage(index=False)[["lng", "lat", "kind"]].sum() == 50_000 * 9


def test_a_picture_is_known_by_its_content():
    corners = [[31, 120], [32, 121]]
    assert Picture(b"a", corners).ident != Picture(b"b", corners).ident


def test_a_drawn_outline_is_the_site_and_the_address_keeps_a_point_in_it(plan):
    state = outlined(State(), SQUARE)
    assert ring_of(state.outline) == SQUARE
    assert 120.70 < state.lon < 120.72
    query = to_query(state)
    assert query["at"] == f"{state.lon},{state.lat}"
    assert from_query(query, plan.facts).outline == ""
    assert state.at(120.6, 31.3).outline == ""


@pytest.mark.parametrize("ring", [CROSSED, [SQUARE[0]] * 3, None])
def test_an_outline_that_is_no_area_is_refused(ring):
    with pytest.raises(InputError, match="E-MAP-03"):
        outlined(State(), ring)


def test_no_background_is_shipped():
    assert tiles() is None
    assert tiles({}) is None


def test_a_background_in_the_right_datum_is_taken_with_its_key(monkeypatch):
    monkeypatch.setenv(KEY, "abc")
    named = tiles(TILES)
    assert named["url"] == "https://tiles.example/{z}/{x}/{y}?k=abc"
    assert named["max_zoom"] == 18


@pytest.mark.parametrize("datum", ["GCJ-02", "gcj02", "bd09", "?"])
def test_a_shifted_background_is_refused(datum):
    with pytest.raises(InputError, match="E-MAP-01"):
        tiles({**TILES, "datum": datum})


def test_a_background_without_its_datum_is_refused():
    with pytest.raises(InputError, match=r"E-MAP-02.*datum"):
        tiles({k: v for k, v in TILES.items() if k != "datum"})


def test_the_table_says_how_to_set_a_background():
    text = FILE.read_text(encoding="utf-8")
    assert all(f"# {field} =" in text for field in ("url", "datum", "attribution"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_search_finds_elements_districts_and_places_in_both_languages(plan, lang):
    entries = search(plan, Words(lang))
    names = {name for entry in entries for name in entry[:2]}
    wanted = [*plan.facts.structures, *plan.layers["districts"].itertuples()]
    assert {row.name for row in wanted} <= names
    assert {Words("en").name(row) for row in wanted} <= names
    assert all(30 < lat < 33 and 119 < lon < 122 for *_, lat, lon, _ in entries)


def test_every_script_builds_from_text_only():
    for name in (*SCRIPTS, "planning_map"):
        script = (assets.STATIC / "js" / f"{name}.js").read_text(encoding="utf-8")
        assert "innerHTML =" not in script
        assert "insertAdjacentHTML" not in script
        assert len(script.splitlines()) <= 300


def test_every_text_of_the_tools_is_used():
    scripts = "".join(p.read_text(encoding="utf-8") for p in (assets.STATIC / "js").glob("*.js"))
    unused = [n for n in TEXTS if f"text.{n}" not in scripts and f'tool("{n}")' not in scripts]
    assert unused == []
