"""The start script of the offline archive, where something is not as it should be."""

import ast
import subprocess
import sys

import pytest

from tests.offline.tools import start
from tests.source import ROOT

SCRIPT = ROOT / "tools" / "offline"


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """Return an archive of two files for this very Python."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "requirements.txt").write_text("a==1\n", encoding="utf-8")
    (tmp_path / "targets.txt").write_text(f"other 3.9\n{start.here_is()}\n", encoding="utf-8")
    sums = f"{start.digest(tmp_path / 'app' / 'requirements.txt')}  app/requirements.txt\n"
    (tmp_path / "SHA256SUMS").write_text(sums, encoding="utf-8")
    monkeypatch.setattr(start, "HERE", tmp_path)
    monkeypatch.setattr(start, "APP", tmp_path / "app")
    monkeypatch.delenv("PLANNER_ENV", raising=False)
    return tmp_path


def test_an_old_python_can_read_the_script_and_say_what_it_is():
    ast.parse((SCRIPT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_a_python_without_wheels_is_refused_with_what_there_is(archive, capsys):
    (archive / "targets.txt").write_text("windows-x86_64 3.12\n", encoding="utf-8")
    assert start.main(["--suits"]) == 1
    assert start.main([]) == 2
    said = capsys.readouterr().err
    assert start.here_is() in said
    assert "windows-x86_64 3.12" in said
    assert not (archive / "env").exists()


def test_a_damaged_or_missing_file_is_named_before_anything_is_installed(archive, capsys):
    assert start.damaged() == []
    (archive / "app" / "requirements.txt").write_text("a==2\n", encoding="utf-8")
    with (archive / "SHA256SUMS").open("a", encoding="utf-8") as sums:
        sums.write(f"{'0' * 64}  wheels/gone 1.whl\n")
    assert start.damaged() == ["app/requirements.txt", "wheels/gone 1.whl"]
    assert start.main([]) == 2
    assert "wheels/gone 1.whl" in capsys.readouterr().err
    assert not (archive / "env").exists()


def test_an_unfinished_or_older_installation_is_made_anew(archive):
    assert not start.installed()
    start.python().parent.mkdir(parents=True)
    start.python().write_text("", encoding="utf-8")
    assert not start.installed()  # broken off before its mark was written
    (start.environment() / "installed.txt").write_text(start.wanted(), encoding="utf-8")
    assert start.installed()
    (archive / "app" / "requirements.txt").write_text("a==2\n", encoding="utf-8")
    assert not start.installed()  # an update was unpacked over it


def test_options_go_to_the_app_and_words_to_the_command_line(archive):
    assert start.command([])[1:4] == ["-m", "streamlit", "run"]
    assert start.command(["--server.port=8600"])[-1] == "--server.port=8600"
    assert start.command(["score", "a.csv"])[1:] == ["-m", "gis_app", "score", "a.csv"]
    assert start.command(["--help"])[1:] == ["-m", "gis_app", "--help"]
    assert str(archive) in start.command([])[4]


def test_the_shell_script_says_which_python_is_missing(tmp_path):
    for name in ("start.sh", "no-python.txt"):
        (tmp_path / name).write_bytes((SCRIPT / name).read_bytes())
    (tmp_path / "start.py").write_text("import sys; sys.exit(1)", encoding="utf-8")
    done = subprocess.run(
        ["sh", tmp_path / "start.sh"], capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 2
    assert "没有找到合适的 Python" in done.stderr
    (tmp_path / "start.py").write_text("print('suits')", encoding="utf-8")
    done = subprocess.run(
        ["sh", tmp_path / "start.sh"],
        env={"PYTHON": sys.executable, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "suits\n"  # what --suits says is not shown
