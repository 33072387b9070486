"""Reading layers and fact files, and the messages when they are not as they should be."""

import hashlib

import pytest

from geodata import catalog

EMPTY = '{"type":"FeatureCollection","features":[\n%s\n]}\n'
POINT = (
    '{"type":"Feature","id":"a","properties":{"id":"a","name":"甲"},'
    '"geometry":{"type":"Point","coordinates":[120.5,31.5]}}'
)
NOWHERE = '{"type":"Feature","id":"b","properties":{"id":"b","name":"乙"},"geometry":null}'


@pytest.fixture
def folder(tmp_path):
    """A geodata folder with one layer of two features, one of them without a site."""
    layer = tmp_path / "vector" / "own" / "things.geojson"
    layer.parent.mkdir(parents=True)
    layer.write_text(EMPTY % f"{POINT},\n{NOWHERE}", encoding="utf-8")
    sha256 = hashlib.sha256(layer.read_bytes()).hexdigest()
    (tmp_path / "manifest.toml").write_text(f'["own/things"]\nsha256 = "{sha256}"\n')
    return tmp_path


def test_a_layer_is_read_in_degrees_with_its_columns(folder):
    things = catalog.read("own/things", folder)
    assert things.crs == "EPSG:4326"
    assert list(things["name"]) == ["甲", "乙"]
    assert (things.geometry[0].x, things.geometry[0].y) == (120.5, 31.5)


def test_a_feature_without_a_site_has_no_geometry(folder):
    assert catalog.read("own/things", folder).geometry[1] is None


def test_a_changed_layer_is_refused_with_finding_and_remedy(folder):
    path = folder / "vector" / "own" / "things.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace("120.5", "120.6"), encoding="utf-8")
    with pytest.raises(catalog.DataError, match=r"own/things\.geojson has sha256 .* Restore"):
        catalog.read("own/things", folder)


def test_a_missing_layer_is_named(folder):
    (folder / "vector" / "own" / "things.geojson").unlink()
    with pytest.raises(catalog.DataError, match=r"things\.geojson is missing\. Restore"):
        catalog.read("own/things", folder)


def test_an_unknown_layer_lists_the_known_ones(folder):
    with pytest.raises(catalog.DataError, match=r"'own/thing' is not in .*own/things"):
        catalog.read("own/thing", folder)


def test_a_missing_manifest_is_named(tmp_path):
    with pytest.raises(catalog.DataError, match=r"manifest\.toml is missing"):
        catalog.manifest(tmp_path)


def test_fact_files_are_merged(tmp_path):
    (tmp_path / "plan.toml").write_text('[plan]\nkey = "p"\n')
    (tmp_path / "clauses.toml").write_text('[[clause]]\nid = "1"\n')
    assert catalog.plan_toml(tmp_path) == {"plan": {"key": "p"}, "clause": [{"id": "1"}]}


def test_a_key_in_two_fact_files_is_refused(tmp_path):
    (tmp_path / "a.toml").write_text('[[clause]]\nid = "1"\n')
    (tmp_path / "b.toml").write_text('[[clause]]\nid = "2"\n')
    with pytest.raises(catalog.DataError, match=r"b\.toml has the key 'clause', which a\.toml has"):
        catalog.plan_toml(tmp_path)


def test_a_folder_without_fact_files_is_refused(tmp_path):
    with pytest.raises(catalog.DataError, match=r"has no \*\.toml file"):
        catalog.plan_toml(tmp_path)


def test_a_broken_fact_file_says_where(tmp_path):
    (tmp_path / "a.toml").write_text("[plan\n")
    with pytest.raises(catalog.DataError, match=r"a\.toml is not valid TOML: .*line 1"):
        catalog.plan_toml(tmp_path)


def test_assumptions_are_read_from_one_file(tmp_path):
    path = tmp_path / "assumptions.toml"
    path.write_text('[place]\nh_m = 1500\nreason = "ours"\n')
    assert catalog.assumptions(path) == {"place": {"h_m": 1500, "reason": "ours"}}


def test_missing_assumptions_are_named(tmp_path):
    with pytest.raises(catalog.DataError, match=r"assumptions\.toml is missing"):
        catalog.assumptions(tmp_path / "assumptions.toml")
