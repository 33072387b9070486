"""A skip is named with its reason, and fails the run under CI=true."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = """
import pytest

def test_runs(): pass

@pytest.mark.skipif(True, reason="no plotter here")
def test_needs_a_plotter(): pass
"""


ROOT = Path(__file__).resolve().parents[1]


def run(folder: Path, ci: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    (folder / "test_cases.py").write_text(CASES, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", folder, *arguments],
        env=os.environ | {"CI": ci, "PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_a_skip_fails_only_under_ci(tmp_path, ci, status):
    answer = run(tmp_path, ci)
    assert answer.returncode == status
    assert "test_cases.py::test_needs_a_plotter: no plotter here" in answer.stdout


def test_a_run_without_skips_passes_under_ci(tmp_path):
    answer = run(tmp_path, "true", "-k", "runs")
    assert answer.returncode == 0
    assert "SKIPPED" not in answer.stdout
