"""Files: whole or not at all, and every refusal says why."""

import os
import stat
from pathlib import Path

import pytest

from gis_app.files import read_bytes, whole, write_whole
from gis_app.messages import render
from layers.errors import InputError


def refusal(function, *arguments):
    with pytest.raises(InputError) as caught:
        function(*arguments)
    return render(caught.value.faults[0])


def test_what_is_written_is_read_again(tmp_path):
    write_whole(tmp_path / "甲.bin", b"abc")
    assert read_bytes(tmp_path / "甲.bin") == b"abc"
    assert [p.name for p in tmp_path.iterdir()] == ["甲.bin"]


def test_an_old_file_is_replaced_through_a_link(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_on_the_way_leaves_the_old_file_alone(tmp_path, monkeypatch, step):
    target = tmp_path / "a"
    target.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    assert "存储空间不足" in refusal(write_whole, target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_two_threads_may_write_one_file(tmp_path):
    target = tmp_path / "a"
    with whole(target) as one:
        one.write_bytes(b"one")
        write_whole(target, b"other")
        assert target.read_bytes() == b"other"
    assert target.read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_what_a_killed_process_left_goes_a_day_later(tmp_path):
    target = tmp_path / "甲.gpkg"
    others = {".甲.gpkg.tmp", ".乙.gpkg.0123abcd.7.tmp", "甲.gpkg.0123abcd.7.tmp"}
    for name in (".甲.gpkg.0123abcd.7.tmp", *others):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (0, 0))
    fresh = ".甲.gpkg.89abcdef.7.tmp"  # another process may be writing it
    (tmp_path / fresh).write_bytes(b"half")
    write_whole(target, b"whole")
    assert {p.name for p in tmp_path.iterdir()} == {"甲.gpkg", fresh, *others}


def test_a_chinese_name_as_long_as_the_system_allows_is_written(tmp_path):
    target = tmp_path / ("苏" * 84 + ".kb")  # 255 bytes
    write_whole(target, b"x")
    assert target.read_bytes() == b"x"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("none/x", "不存在"),
        (".", "不是普通文件"),
        ("file/x", "不是文件夹"),
        ("n" * 300, "文件名过长"),
        ("a\0b", "null"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused(tmp_path, path, why):
    (tmp_path / "file").write_bytes(b"")
    told = refusal(write_whole, tmp_path / path, b"x")
    assert told.startswith("E-IO-02")
    assert why in told


def test_a_device_is_never_replaced():
    assert "不是普通文件" in refusal(write_whole, Path(os.devnull), b"x")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "不存在" in refusal(read_bytes, tmp_path / "none")
    assert "是文件夹" in refusal(read_bytes, tmp_path)


def test_a_pipe_and_a_device_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    for name in ("pipe.csv", "zero.csv"):
        assert "不是普通文件" in refusal(read_bytes, tmp_path / name)
    assert "是文件夹" in refusal(read_bytes, tmp_path)
