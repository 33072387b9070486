"""What must be the same wherever a part is scored: this program, the plan, and what computes."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gis_app.versions import versions
from layers.model import Plan

PACKAGES = ("numba", "numpy", "pandas", "pyarrow", "pyproj", "shapely")
ROOT = Path(__file__).resolve().parents[2]
OWN = ("layers", "gis_app/bulk", "gis_app/cluster", "gis_app/reading")
ABSENT = "—"


def facts(plan: Plan) -> dict[str, str]:
    """Return name → version: Python, the packages, the code itself, plan, rules and data."""
    packages = {name: _version(name) for name in PACKAGES}
    return {"python": platform.python_version(), **packages, "code": code(), **versions(plan)}


def differing(here: Mapping[str, str], there: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return what two sides do not agree on, with both versions.

    >>> differing({"numpy": "2.4", "python": "3.12"}, {"numpy": "2.5", "python": "3.12"})
    {'numpy': ('2.4', '2.5')}
    """
    names = {**here, **there}
    both = {name: (here.get(name, ABSENT), there.get(name, ABSENT)) for name in names}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


@lru_cache(maxsize=1)
def code() -> str:
    """Return a digest of the source files that read and score."""
    found = hashlib.sha256()
    for folder in OWN:
        for path in sorted((ROOT / folder).rglob("*.py")):
            found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ABSENT
