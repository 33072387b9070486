"""The offline archive: what it holds for which system, and that it says so truly."""

import hashlib
import re
import time
import zipfile

import pytest

from tests.offline.tools import build
from tests.source import ROOT

LINUX, WINDOWS = build.Target("linux-x86_64-3.11"), build.Target("windows-x86_64-3.12")
LOCK = """# a comment
colorama==0.4.6 ; sys_platform == 'win32'
    # via typer
numpy==2.4.6 ; python_full_version < '3.12'
    # via pandas
numpy==2.5.5 ; python_full_version >= '3.12'
pandas==3.1.1
"""


def wheel(folder, name, *needs, tag="py3-none-any"):
    """Write a wheel that holds nothing but what it says of itself."""
    folder.mkdir(parents=True, exist_ok=True)
    package, version = name.split("==")
    head = "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(folder / f"{package}-{version}-{tag}.whl", "w") as archive:
        archive.writestr(
            f"{package}-{version}.dist-info/METADATA",
            f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n{head}\nText.\n",
        )


def test_a_lock_is_read_for_the_other_system_not_for_this_one():
    assert build.pinned(LOCK, LINUX) == ["numpy==2.4.6", "pandas==3.1.1"]
    assert build.pinned(LOCK, WINDOWS) == ["colorama==0.4.6", "numpy==2.5.5", "pandas==3.1.1"]


def test_wheels_that_need_each_other_are_enough(tmp_path):
    wheel(tmp_path, "a==1.0", "b>=2; sys_platform == 'win32'", "c; extra == 'more'")
    wheel(tmp_path, "b==2.1")
    wheels = build.by_pin(tmp_path)
    assert build.lacking(["a==1.0"], wheels, LINUX) == []
    assert build.lacking(["a==1.0", "b==2.1"], wheels, WINDOWS) == []


def test_what_a_wheel_needs_and_nobody_brings_is_named(tmp_path):
    wheel(tmp_path, "a==1.0", "b>=2", "d<1")
    wheel(tmp_path, "b==1.9")
    wheels = build.by_pin(tmp_path)
    faults = build.lacking(["a==1.0", "b==1.9", "e==1"], wheels, LINUX)
    assert faults == ["e==1: no wheel", "a==1.0 needs b>=2: 1.9", "a==1.0 needs d<1: missing"]


@pytest.mark.parametrize("name", build.TARGETS)
def test_every_target_has_exactly_one_version_of_each_package(name):
    target = build.Target(name)
    for lock in build.LOCKS:
        pins = build.pinned((ROOT / lock).read_text(encoding="utf-8"), target)
        names = [pin.split("==")[0] for pin in pins]
        assert len(names) == len(set(names)) > 40


def test_the_pythons_are_those_the_project_names():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for python in build.PYTHONS:
        assert f"Python :: {python}" in project


@pytest.fixture
def staged(tmp_path):
    """Return a folder as the archive holds it, without its wheels."""
    folder = tmp_path / "planner-1.0"
    folder.mkdir()
    build.project(folder / "app")
    build.beside(folder, [LINUX, WINDOWS])
    build.sums(folder)
    return folder


def test_the_archive_holds_program_data_fonts_scripts_and_notes(staged):
    for name in ("README.txt", "start.py", "start.sh", "start.bat", "targets.txt", "SHA256SUMS"):
        assert (staged / name).stat().st_size > 0
    for name in ("gis_app/main.py", "geodata/manifest.toml", "gis_app/static/fonts/OFL.txt"):
        assert (staged / "app" / name).is_file()
    assert not (staged / "app" / ".git").exists()


def test_windows_reads_its_files_and_the_shell_its_own(staged):
    assert b"\r" not in (staged / "start.sh").read_bytes()
    batch = (staged / "start.bat").read_bytes()
    assert batch.isascii()  # the console's code page is not known when it starts
    assert batch.count(b"\n") == batch.count(b"\r\n") > 5
    readme = (staged / "README.txt").read_bytes()
    assert readme.startswith("\N{BOM}".encode())  # without it Notepad may guess wrongly
    assert readme.count(b"\n") == readme.count(b"\r\n")
    for path in (p for p in staged.glob("*") if p.is_file()):
        assert not re.search(rb"@[A-Z]+@", path.read_bytes())  # all words are filled in


def test_the_sums_are_those_of_every_other_file(staged):
    lines = (staged / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = {line[66:]: line[:64] for line in lines}
    files = {p.relative_to(staged).as_posix(): p for p in staged.rglob("*") if p.is_file()}
    assert set(told) == set(files) - {"SHA256SUMS"}
    assert all(hashlib.sha256(files[n].read_bytes()).hexdigest() == s for n, s in told.items())


def test_the_same_content_gives_the_same_archive(staged, tmp_path):
    when = time.gmtime(1_700_000_000)
    (staged / "wheels").mkdir()
    wheel(staged / "wheels", "a==1.0")
    build.packed(staged, tmp_path / "one.zip", when)
    for path in staged.rglob("*"):
        path.touch()
    build.packed(staged, tmp_path / "two.zip", when)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.testzip() is None
        assert all(name.startswith("planner-1.0/") for name in archive.namelist())
        start = archive.getinfo("planner-1.0/start.sh")
        assert start.external_attr >> 16 == 0o755
