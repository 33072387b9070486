"""Run the command line inside the test, or as its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from gis_app.cli import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        return json.loads(self.out)

    @property
    def faults(self) -> list[str]:
        return [line.partition(":")[0] for line in self.err.splitlines()]


class Commands:
    """Run commands and catch both streams."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: object) -> Outcome:
        status = main([str(word) for word in words])
        caught = self.capsys.readouterr()
        return Outcome(status, caught.out, caught.err)


def process(*words: object, env: Mapping[str, str] | None = None) -> Outcome:
    """Run `python -m gis_app` as people do, from the root."""
    done = subprocess.run(
        [sys.executable, "-m", "gis_app", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)
