"""Loose files of a Shapefile: which belong together, and one zip of them."""

import io
import zipfile

import pytest

from gis_app.reading.loose import packed, siblings
from layers.errors import InputError


def test_the_parts_beside_a_shp_are_found_in_any_case(tmp_path):
    parts, others = ("地块.shp", "地块.DBF", "地块.shx", "地块.cpg"), ("地块.shp.xml", "别.dbf")
    for name in (*parts, *others):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "地块.prj").mkdir()
    found = siblings(tmp_path / "地块.shp")
    assert set(found) == set(parts)
    assert found["地块.DBF"] == "地块.DBF".encode()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="E-IO-01"):
        siblings(tmp_path / "a.shp")


def test_packing_keeps_names_and_bytes_and_never_varies():
    files = {"地块.shp": b"\0" * 9, "C:/x/地块.dbf": b"1"}
    content = packed(files)
    assert content == packed(files)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {i.filename: archive.read(i) for i in archive.infolist()} == {
            "地块.shp": b"\0" * 9,
            "地块.dbf": b"1",
        }
