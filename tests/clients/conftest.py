"""The delivery package unpacked once, and QGIS of the system to open it with."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.cli.run import process

PYTHON = "/usr/bin/python3"  # the one that Debian's bindings of QGIS belong to
PROBE = Path(__file__).with_name("qgis_probe.py")
EPOCH = {"SOURCE_DATE_EPOCH": "1750000000"}


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """Return the folder of an unpacked package of the plan's own clusters."""
    folder = tmp_path_factory.mktemp("package")
    done = process("bundle", "clusters", "-o", folder / "x.zip", "--draws", 0, env=EPOCH)
    assert done.status == 0, done.err
    with zipfile.ZipFile(folder / "x.zip") as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """Return the folder for pictures: $PICTURES, for people to look at, else a private one."""
    chosen = os.environ.get("PICTURES")
    folder = Path(chosen).resolve() if chosen else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def qgis(tmp_path_factory):
    """Return a function that opens a file in QGIS and returns what it found."""
    asked = subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False)
    if asked.returncode:
        pytest.skip("QGIS for the system's Python is missing: sudo apt install python3-qgis")
    answers = tmp_path_factory.mktemp("qgis")

    def ask(kind, file, *more):
        answer = answers / f"{kind}.json"
        answer.unlink(missing_ok=True)
        environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
        environment |= {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(answers)}
        done = subprocess.run(
            [PYTHON, PROBE, kind, file, *more, answer],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.exists(), done.stderr
        return json.loads(answer.read_text(encoding="utf-8"))

    return ask
