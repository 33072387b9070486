"""Layers that need no download come out of their scripts as they are committed."""

import pytest

from geodata import catalog
from geodata.build import tidy
from geodata.build.courses import courses
from geodata.build.cuts import cuts
from geodata.build.districts import districts
from geodata.build.extents import extents

SAME_DEG = 2e-6  # two units of the last decimal: libraries may round a tie differently
BUILDERS = {
    "derived/cuts": cuts,
    "derived/districts": districts,
    "derived/courses": courses,
    "derived/extents": extents,
}


@pytest.mark.parametrize("name", BUILDERS)
def test_a_rebuilt_layer_equals_the_committed_one(name):
    rebuilt, committed = BUILDERS[name](), catalog.read(name)
    facts = [column for column in committed.columns if column != "geometry"]
    assert rebuilt[facts].to_dict("list") == committed[facts].to_dict("list")
    same = rebuilt.geometry.normalize().geom_equals_exact(
        committed.geometry.normalize(), SAME_DEG, align=False
    )
    assert same.all()


@pytest.mark.parametrize("name", BUILDERS)
def test_the_order_of_chainage_is_rebuilt_too(name):
    rebuilt, committed = BUILDERS[name](), catalog.read(name)
    lines = committed.geom_type == "LineString"
    for ours, theirs in zip(rebuilt[lines].geometry, committed[lines].geometry, strict=True):
        assert ours.equals_exact(theirs, SAME_DEG)


@pytest.mark.parametrize("name", tidy.BY_HAND)
def test_tidying_a_tidy_file_changes_nothing(name):
    path = catalog.FOLDER / "vector" / f"{name}.geojson"
    assert tidy.form_text(path) == path.read_text(encoding="utf-8")
