"""Shapefiles with damaged parts: told by row, refused, or harmless."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.reading import dbf, shp
from layers.errors import InputError
from tests.io.small import codes, read, refused
from tests.reading.shapefiles import ROWS, written, zipped
from tests.reading.shp_rows import faults, found, without


@pytest.mark.parametrize("with_index", [True, False])
def test_a_truncated_shp_names_the_rows_it_lost(with_index):
    files = written([*ROWS, ("3", "丙", "P7")], cpg="UTF-8")
    files["地块.shp"] = files["地块.shp"][:-150]
    rows = found(files if with_index else without(files, ".shx")).rows
    assert faults(rows) == [None, "E-SHP-02", "E-SHP-02"]


def test_a_short_dbf_names_the_rows_it_lost():
    files = written([*ROWS, ("3", "丙", "P7")], cpg="UTF-8")
    files["地块.dbf"] = files["地块.dbf"][:-80]
    sites = read(zipped(files), "a.zip", crs=None)
    assert [(d["row"], d["code"]) for d in sites.dropped] == [(2, "E-SHP-03"), (3, "E-SHP-03")]


def test_more_shapes_than_rows_cannot_be_joined():
    files = written() | {"地块.dbf": written(ROWS[:1])["地块.dbf"]}
    told = refused(zipped(files), "a.zip", crs=None)
    assert codes(told) == ["E-SHP-01"]
    assert "2 个图形" in told[0]


@pytest.mark.parametrize("part", ["dbf", "shp"])
@pytest.mark.parametrize("content", [b"", b"PK", b"\0" * 200])
def test_a_part_that_is_none_is_refused(part, content):
    told = refused(zipped({**written(), f"地块.{part}": content}), "a.zip", crs=None)
    assert codes(told) == ["E-IO-01"]


@given(st.sampled_from(["shp", "shx", "dbf"]), st.data())
@settings(max_examples=400)
def test_damage_is_told_or_does_no_harm(part, data):
    """What is read from a damaged part is refused, faulted, or as many rows as there were."""
    files = {name.rpartition(".")[2]: content for name, content in written(cpg="UTF-8").items()}
    raw = bytearray(files[part])
    if data.draw(st.booleans()):
        del raw[data.draw(st.integers(0, len(raw) - 1)) :]
    for at in data.draw(st.lists(st.integers(0, max(0, len(raw) - 1)), max_size=3)) if raw else ():
        raw[at] ^= 1 << data.draw(st.integers(0, 7))
    files[part] = bytes(raw)
    try:
        made = dbf.table(files["dbf"], "a")
        shapes, _ = shp.shapes(files["shp"], files["shx"], made.declared, name="a")
    except InputError:
        return
    assert len(shapes) == made.declared
    assert all(shape.kind or shape.fault or shape == shp.Shape(0) for shape in shapes)
    sound = [shape for shape in shapes if shape.kind]
    if sound:
        again, index = shp.written(sound)
        assert shp.shapes(again, index, len(sound), name="a") == (sound, [])


@given(st.data())
@settings(max_examples=12)
def test_a_damaged_zip_never_takes_the_program_down(data):
    files = written(cpg="UTF-8")
    name = data.draw(st.sampled_from([n for n in files if not n.endswith(("cpg", "prj"))]))
    raw = bytearray(files[name])
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=4)):
        raw[at] = data.draw(st.integers(0, 255))
    try:
        rows = found({**files, name: bytes(raw)}).rows
    except InputError as error:
        if any(fault.facts.get("why") == "broken-off" for fault in error.faults):
            raise AssertionError("the reading process broke off") from error
    else:
        assert len(rows) <= len(ROWS)
