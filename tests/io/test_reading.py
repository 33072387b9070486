"""Laws of reading, whatever the format: ids, names, hostile text, formats by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.reading.sites import read_sites
from tests.io.small import FACTS, codes, collection, feature, point, read, refused

HERE = point(120.6, 31.3)


def sites(*features):
    return read(collection(*features), "a.geojson", None)


def test_the_same_id_counts_once():
    table = sites(feature(HERE), feature(HERE), feature(HERE, "b"))
    assert list(table.sites["id"]) == ["a", "b"]
    assert [(d["row"], d["code"]) for d in table.dropped] == [(2, "W-DUP-01")]


def test_a_bad_record_does_not_shadow_a_good_one_of_the_same_id():
    table = sites(feature(None), feature(HERE))
    assert list(table.sites["id"]) == ["a"]
    assert [d["row"] for d in table.dropped] == [1]


def test_a_row_without_id_or_name_gets_its_number_and_a_notice():
    table = sites({"type": "Feature", "properties": {"sectors": "P7"}, "geometry": HERE})
    assert (table.sites["id"][0], table.sites["name"][0]) == ("row-1", "row-1")
    assert "W-IDS-01" in codes(table.notes)


def test_dropped_rows_have_one_entry_each_with_every_reason():
    table = sites(feature(HERE), feature(HERE, "b", sectors="炼油;采矿"))
    (entry,) = table.dropped
    assert "炼油" in str(entry["why"])
    assert "采矿" in str(entry["why"])


def test_a_property_named_geometry_is_kept_under_another_name():
    table = sites(feature(HERE, geometry="x", function="铁路"))
    assert table.sites["geometry_"][0] == "x"
    assert table.sites["function"][0] == "铁路"
    assert table.sites.geometry.name == "geometry"


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "</script>", "`${1}`", "=cmd|'/c'!A1", "'; DROP --"]
)
def test_hostile_text_stays_text(text):
    table = sites(feature(HERE, name=text, note=text))
    assert (table.sites["name"][0], table.sites["note"][0]) == (text, text)


def test_control_characters_and_broken_surrogates_go():
    table = sites(feature(HERE, name="a\x00b\x1bc\nd\ud800"))
    assert table.sites["name"][0] == "a b c d\ufffd"
    assert table.sites["name"][0].encode()


def test_nested_and_endless_values_become_what_a_table_can_carry():
    table = sites(feature(HERE, a={"b": [1]}, big=2**70, nothing=float("nan"), yes=True))
    row = table.sites.iloc[0]
    assert (row["a"], row["big"], row["nothing"], row["yes"]) == (
        '{"b": [1]}',
        str(2**70),
        None,
        True,
    )


@pytest.mark.parametrize("name", ["a.shp", "a.dwg", "a", "a.csv.exe", ".geojson.zip"])
def test_a_format_that_cannot_be_read_is_refused_by_name(name):
    (line,) = refused("x", name)
    assert line.startswith("E-FMT-01")


def test_faults_have_an_english_text_too():
    content = collection(feature(HERE), feature(point(31.3, 120.6), "b"))
    table = read_sites(content.encode(), "a.json", FACTS, lang="en")
    assert str(table.dropped[0]["why"]).startswith("Row 2: longitude and latitude look swapped")


@given(st.permutations(range(4)))
def test_the_order_of_rows_does_not_matter(order):
    features = [feature(point(120.6 + i / 10, 31.3), str(i)) for i in range(4)]
    table = sites(*(features[i] for i in order))
    found = table.sites.sort_values("id")
    assert [p.x for p in found.geometry] == [120.6 + i / 10 for i in range(4)]


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.geojson"]))
def test_any_bytes_are_sites_or_one_line_faults(content, name):
    lines = refused(content, name)
    assert lines
    assert all("\n" not in line and line[:2] in {"E-", "W-"} for line in lines)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(JSON, st.sampled_from(["Point", "Polygon", "MultiPolygon", "LineString"]), JSON)
def test_any_json_for_coordinates_is_refused_not_a_crash(coordinates, kind, properties):
    item = {"type": kind, "coordinates": coordinates}
    bad = {"type": "Feature", "properties": properties, "geometry": item}
    assert len(sites(bad, feature(HERE)).sites) == 1


def test_a_function_is_known_by_its_english_name_and_an_unknown_one_is_noticed():
    assert sites(feature(HERE, function="Rail freight")).sites["function"][0] == "铁路"
    table = sites(feature(HERE, function="飞船"))
    assert table.sites["function"][0] is None
    assert any(note.startswith("W-ATT-08") and "铁路" in note for note in table.notes)
    content = collection(feature(HERE, function="flying")).encode()
    english = read_sites(content, "a.geojson", FACTS, crs=None, lang="en")
    assert any("rail freight" in note and "铁路" not in note for note in english.notes)
