"""Exit statuses, one line a fault, no traceback, and a quick start."""

import subprocess
import sys

import pytest

import gis_app.cli
from tests.cli.run import ROOT, process


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nothing"],
        ["locate"],
        ["locate", "120.6"],
        ["locate", "120.6", "31.3", "--nothing"],
        ["locate", "-x", "120.6", "31.3"],
        ["locate", "120.6", "31.3", "--lang", "fr"],
        ["locate", "120.6", "31.3", "--draws", "10"],
        ["locate", "120.6", "31.3", "--reading", "x"],
        ["locate", "120.6", "31.3", "--reading", "x=y"],
        ["export", "districts"],
        ["export", "-o", "x.geojson"],
        ["score"],
        ["score", "x.csv", "--peers", "others"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(run, words):
    outcome = run(*words)
    assert (outcome.status, outcome.faults, outcome.out) == (2, ["E-ARG-01"], "")


def test_the_language_of_a_fault_follows_the_option(run):
    assert run("locate", "120.6", "--lang", "en").err.startswith("E-ARG-01: Bad argument: ")
    assert run("locate", "120.6").err.startswith("E-ARG-01: 参数有误：")


@pytest.mark.parametrize("command", ["layers", "export", "locate", "score", "map", "template"])
def test_every_command_has_help(run, command):
    outcome = run(command, "--help")
    assert outcome.status == 0
    assert f"python -m gis_app {command}" in outcome.out


def test_a_bug_is_not_hidden(monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(gis_app.cli, "app", broken)
    with pytest.raises(ZeroDivisionError):
        gis_app.cli.main(["layers"])


def test_as_a_process_faults_are_exit_2_without_a_traceback():
    outcome = process("locate", "31.3", "120.6")
    assert (outcome.status, outcome.out, outcome.faults) == (2, "", ["E-CRS-03"])


def test_as_a_process_a_bug_is_exit_1():
    code = (
        "import sys, gis_app.cli, gis_app.cli_locate as broken; broken.located = None; "
        "sys.exit(gis_app.cli.main(['locate', '120.6', '31.3']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"Traceback" in done.stderr


def test_help_needs_no_geometry_library():
    code = (
        "import sys; from gis_app.cli import main; main(['--help']); "
        "sys.exit(bool({'geopandas', 'pyproj', 'streamlit', 'folium'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0


def test_a_name_longer_than_a_system_takes_is_no_traceback(run, tmp_path):
    for words in (("assess",), ("map", "-o", tmp_path / "x.html")):
        outcome = run(words[0], "a" * 5000, *words[1:])
        assert (outcome.status, outcome.faults) == (2, ["E-LYR-01"])
