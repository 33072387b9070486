"""Loose files of a Shapefile: which belong together, and one zip of them."""

import io
import zipfile

import pytest

from gis_app.reading.loose import packed, siblings
from gis_app.site_source import file_on_disk
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


def test_a_part_that_is_a_link_is_passed_over_unless_the_shp_is_one(tmp_path):
    (tmp_path / "secret").write_bytes(b"not yours")
    (tmp_path / "a.shp").write_bytes(b"shp")
    (tmp_path / "a.prj").symlink_to("secret")
    assert set(siblings(tmp_path / "a.shp")) == {"a.shp"}
    (tmp_path / "b.shp").symlink_to("a.shp")
    (tmp_path / "b.dbf").symlink_to("secret")
    assert set(siblings(tmp_path / "b.shp")) == {"b.shp", "b.dbf"}


def test_a_file_that_is_too_large_is_not_read_at_all(tmp_path):
    with (tmp_path / "a.gpkg").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(InputError, match="E-LIM-01"):
        file_on_disk(tmp_path / "a.gpkg")
