"""Rows 12 and 13: a zip is counted while it is inflated, and nothing in it leads out of it."""

import io
import stat
import struct
import zipfile
import zlib

import pytest

from gis_app.reading import archive
from gis_app.reading.limits import LARGEST_UNPACKED, MEGABYTE, MOST_MEMBERS
from layers.errors import InputError

SHP = "a.shp"


def packed(members, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return made.getvalue()


def with_mode(name, mode, content=b"/etc/passwd"):
    made = io.BytesIO()
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(SHP, b"x")
        file.writestr(info, content)
    return made.getvalue()


def code(content, most=MOST_MEMBERS):
    with pytest.raises(InputError) as error:
        archive.unpacked(content, "a.zip", most)
    (fault,) = error.value.faults
    return fault.code


def test_files_come_out_as_they_went_in():
    content = packed({SHP: b"x" * 1000, "规划/乙.dbf": b"", "规划/": b""})
    assert archive.unpacked(content, "a.zip") == {SHP: b"x" * 1000, "规划/乙.dbf": b""}


def test_names_of_chinese_windows_are_read():
    content = packed({"AB.shp": b"1"})
    assert list(
        archive.unpacked(content.replace(b"AB.shp", "甲".encode("gbk") + b".shp"), "a")
    ) == ["甲.shp"]
    assert list(archive.unpacked(content.replace(b"AB.shp", b"x\\y.sh"), "a")) == ["x/y.sh"]


def test_what_macos_adds_does_not_count():
    litter = {f"__MACOSX/._{i}.shp": b"x" for i in range(60)} | {".DS_Store": b"", "d/._a": b""}
    assert list(archive.unpacked(packed({SHP: b"1", **litter}), "a.zip")) == [SHP]


@pytest.mark.parametrize(
    "name", ["/etc/a.shp", "../a.shp", "x/../../a.shp", "C:\\a.shp", "..\\a.shp"]
)
def test_a_path_that_leaves_the_folder_is_refused(refused, name):
    content = packed({SHP: b"x", name: b"y"})
    assert code(content) == "E-LIM-06"
    (line,) = refused(content, "a.zip")
    assert line.startswith("E-LIM-06")
    assert "a.zip" in line


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_what_is_no_file_is_refused(refused, mode):
    content = with_mode("b.dbf", mode | 0o777)
    assert code(content) == "E-LIM-06"
    assert refused(content, "a.zip")[0].startswith("E-LIM-06")


@pytest.mark.parametrize("name", ["b.zip", "x/b.KMZ", "b.7z", "b.tar.gz"])
def test_a_zip_in_a_zip_is_refused(refused, name):
    content = packed({SHP: b"x", name: packed({SHP: b"y"})})
    assert code(content) == "E-LIM-05"
    assert refused(content, "a.zip")[0].startswith("E-LIM-05")


def test_too_many_members_are_refused(refused):
    content = packed({f"{i}.shp": b"" for i in range(MOST_MEMBERS + 1)})
    assert code(content) == "E-LIM-02"
    assert archive.unpacked(content, "a.zip", MOST_MEMBERS + 1)
    assert refused(packed({f"{i}.shp": b"" for i in range(20_000)}), "a.zip")[0].startswith(
        "E-LIM-02"
    )


def test_a_bomb_is_refused_before_it_goes_off(refused):
    bomb = packed({SHP: bytes(LARGEST_UNPACKED + MEGABYTE)})
    assert len(bomb) < MEGABYTE
    assert code(bomb) == "E-LIM-04"
    assert refused(bomb, "a.zip")[0].startswith("E-LIM-04")
    for name in ("doc.kml", "xl/workbook.xml", "x.gdb/a00000001.gdbtable"):
        ending = {"d": "kmz", "x": "zip"}[name[0]] if "xl/" not in name else "xlsx"
        content = packed({name: bytes(150 * MEGABYTE)})
        assert refused(content, f"a.{ending}")[0].startswith("E-LIM-04")


def test_a_member_that_lies_about_its_size_is_counted_as_it_is():
    """The sizes in the list say 10 bytes; the data inflate to far more."""
    data = bytes(20 * MEGABYTE)
    content = bytearray(packed({SHP: data}))
    size = struct.pack("<I", len(data))
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<I", 10)
    assert code(bytes(content)) in {"E-IO-01", "E-LIM-04"}


def test_what_cannot_be_compressed_is_counted_too():
    block = zlib.compress(bytes(range(256)) * 100)
    stored = packed({f"{i}.shp": block * 100 for i in range(5)}, zipfile.ZIP_STORED)
    assert len(archive.unpacked(stored, "a.zip")) == 5


def test_a_locked_or_broken_zip_says_so(refused):
    content = packed({SHP: b"x" * 1000})
    locked = bytearray(content)
    locked[content.index(archive.ENTRY) + 8] |= 1
    assert code(bytes(locked)) == "E-IO-01"
    for cut in (5, 30, 60, len(content) - 1):
        assert refused(content[:cut], "a.zip")[0].startswith("E-IO-01")
    wrong = content.replace(b"x", b"y") if b"x" in content else content[:40] + b"!" + content[41:]
    assert refused(wrong, "a.zip")


def test_a_zip_without_a_layer_says_what_is_missing(refused):
    (line,) = refused(packed({"readme.txt": b"x"}), "a.zip")
    assert line.startswith("E-FMT-02")
    assert ".shp" in line
    assert refused(packed({}), "a.zip")[0].startswith("E-FMT-01")
