"""Both READMEs say the same, and what they say can be done."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from tests.source import ROOT

READMES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CLI = "python -m gis_app "


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name):
    return BLOCK.findall(text(name))


def prose(name):
    return BLOCK.sub("", text(name))


def commands():
    lines = [
        line for kind, block in blocks("README.md") if kind == "sh" for line in block.split("\n")
    ]
    return [line for line in lines if line.startswith(CLI)]


def run(arguments, folder):
    """Run Python as from the root, with `folder` as the place where files go."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *arguments]
    answer = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_both_show_the_same_commands():
    assert len(commands()) >= 5
    assert blocks(READMES[0]) == blocks(READMES[1])


@pytest.mark.parametrize(
    "shape",
    [r"^## ", r"^\|", r"^- ", r"^\d\. ", r"`[^`\n]+`", r"\d[\d.–]* (?:m|km|GB)\b"],
    ids=["headings", "table rows", "points", "steps", "code", "measures"],
)
def test_both_are_built_alike(shape):
    english, chinese = (re.findall(shape, prose(name), re.MULTILINE) for name in READMES)
    assert english
    assert sorted(english) == sorted(chinese)


@pytest.mark.parametrize("name", READMES)
def test_links_lead_to_files(name):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text(name))
    assert targets
    assert [t for t in targets if not (ROOT / t).is_file()] == []


@pytest.mark.parametrize("name", READMES)
def test_paths_in_the_prose_exist(name):
    paths = re.findall(r"`([\w./-]+(?:/|\.toml|\.txt|\.py))`", prose(name))
    ours = [p for p in paths if "/" in p or p.endswith(".toml") or p.startswith("requirements")]
    assert ours
    assert [p for p in ours if not (ROOT / p).exists()] == []


def test_make_knows_each_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = {t for name in READMES for t in re.findall(r"\bmake (\w+)(?=[`\n ])", text(name))}
    targets -= {"python3"}  # of the apt line
    assert targets >= {"run", "test"}
    assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []


def test_every_command_named_is_in_the_help(tmp_path):
    told = run(["-m", "gis_app", "--help"], tmp_path).partition("Commands:")[2]
    known = set(re.findall(r"^  (\w+) ", told, re.MULTILINE))
    named = set(re.findall(rf"{CLI}(\w+)", text("README.md")))  # serve stays: it is in the prose
    changelog = re.search(r"`python -m gis_app`:([^;]*);", text("CHANGELOG.md"))[1]
    assert named == known
    assert set(re.findall(r"`(\w+)`", changelog)) == known


def test_the_commands_work_in_their_order(tmp_path):
    for line in commands():
        arguments = shlex.split(line)[1:]
        answer = run(arguments, tmp_path)
        written = [arguments[n + 1] for n, word in enumerate(arguments) if word == "-o"]
        assert all((tmp_path / name).stat().st_size for name in written)
        assert answer or written


def test_the_python_example_works(tmp_path):
    (code,) = (block for kind, block in blocks("README.md") if kind == "python")
    score, grade = run(["-c", code], tmp_path).split()
    assert 0 <= float(score) <= 100
    assert grade
