"""The gazetteer: what the plan names, where it is, and how sure we are."""

import json

import pytest

from geodata import catalog

OUTSIDE = {  # place: why it does not lie in the district it names
    "place-o07": "跨江试验区，文字未写板块",
    "place-o09": "市外（宿迁）",
    "place-o10": "市外（南通）",
    "place-o11": "市外（滁州）",
    "place-o12": "市外（上海）",
    "place-t13": "市外（上海）",
    "place-y03": "在姑苏与高新区界上，区界概化误差144米",
}
COLUMNS = {
    "id",
    "name",
    "name_en",
    "type",
    "zone_kind",
    "district",
    "confidence",
    "error_m",
    "extent_m",
    "whole_district",
    "state",
    "basis",
    "note",
    "peer_sectors",
    "status",
    "accuracy_m",
    "source",
    "geometry",
}


@pytest.fixture(scope="module")
def places():
    return catalog.read("gazetteer/places")


@pytest.fixture(scope="module")
def located(places):
    return places[places.geometry.notna()]


def test_places_and_missing_carriers_are_all_there(places):
    carriers = places["id"].str.startswith("place-m")
    assert (len(places), carriers.sum()) == (149, 38)
    assert set(places.columns) == COLUMNS


def test_confidence_counts(places):
    assert places["confidence"].value_counts().to_dict() == {"A": 7, "B": 37, "C": 53, "N": 52}


def test_a_place_has_a_point_unless_no_site_was_found(places):
    assert (places.geometry.isna() == (places["confidence"] == "N")).all()


def test_every_located_place_states_its_error(located):
    assert located["error_m"].ge(200).all()
    assert (located["error_m"] == located["accuracy_m"]).all()


def test_points_have_four_decimals(located):
    raw = (catalog.FOLDER / "vector" / "gazetteer" / "places.geojson").read_text(encoding="utf-8")
    points = [f["geometry"]["coordinates"] for f in json.loads(raw)["features"] if f["geometry"]]
    assert len(points) == len(located)
    assert all(round(value, 4) == value for point in points for value in point)


def test_every_located_place_lies_in_its_district_or_is_a_known_exception(located):
    districts = catalog.read("derived/districts")
    wrong = set()
    for place in located.itertuples():
        names = set(districts[districts.contains(place.geometry)]["name"])
        named = set(place.district.split(";")) if isinstance(place.district, str) else set()
        if not names & named:
            wrong.add(place.id)
    assert wrong == set(OUTSIDE)


def test_districts_are_named_as_the_districts_layer_names_them(places):
    known = set(catalog.read("derived/districts")["name"]) | {
        "宿迁市",
        "南通市",
        "滁州市",
        "上海市",
    }
    named = places["district"].dropna().str.split(";").explode()
    assert set(named) <= known


def test_states_kinds_and_basis_are_words_we_know(places):
    assert set(places["state"]) == {"existing", "planned", "under_construction"}
    assert places["basis"].str.len().between(1, 60).all()
    assert not places["basis"].str.contains("\n").any()


def test_whole_district_rows_are_flagged(places):
    flagged = places[places["whole_district"]]
    assert {"place-o02", "place-o06", "place-o08", "place-k05"} <= set(flagged["id"])


def test_peer_mixes_name_sectors_with_shares(places):
    mixes = places["peer_sectors"].dropna().str.split(";").explode().str.split(":", expand=True)
    assert mixes[0].str.fullmatch(r"P[1-9]|C[1-7]").all()
    assert set(mixes[1].astype(float)) <= {0.5, 1.0}


def test_the_quality_base_is_near_its_reported_site(places):
    base = places.set_index("id").loc["place-m01"]
    assert (base.geometry.x, base.geometry.y) == (120.598, 31.471)
    assert (base["confidence"], base["error_m"]) == ("C", 2000)
    assert "待核" in base["basis"]


def test_names_are_in_both_languages(places):
    assert places["name"].str.len().gt(0).all()
    assert places["name_en"].str.isascii().mean() > 0.8
