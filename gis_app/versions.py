"""Which plan, rules, data and tool a result was made with."""

from __future__ import annotations

import hashlib
import tomllib
from importlib import metadata
from pathlib import Path

import shapely

from layers.model import Plan

OWN = "user"  # status of what a user put in place of a shipped layer
NAME = "suzhou-services-layout"
PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def versions(plan: Plan) -> dict[str, str]:
    """Return plan edition, rules, data and tool; equal texts mean equal results.

    `rules` changes with any fact, assumption or reading, `data` with any coordinate, and with
    the sectors of carriers that are the user's own.
    """
    title = plan.facts.plan
    return {
        "plan": f"{title.key} {title.edition}".strip(),
        "rules": f"rules-{_digest(repr(plan.facts).encode())}",
        "data": f"data-{_digest(_coordinates(plan))}",
        "tool": f"{NAME} {tool()}",
    }


def tool() -> str:
    """Return the version of this program, from its checkout or its installation."""
    if PROJECT.is_file():
        return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    return metadata.version(NAME)


def _coordinates(plan: Plan) -> bytes:
    """Return ids and geometries of every layer, and the courses the elements are measured by."""
    parts = [b"".join(shapely.to_wkb(p.lines)) for e in plan.elements for p in e.parts]
    for name, layer in plan.layers.items():
        ids = "\n".join(map(str, layer["id"]))
        parts += [name.encode(), ids.encode(), b"".join(shapely.to_wkb(layer.geometry.to_numpy()))]
        if "sectors" in layer and OWN in set(layer["status"]):
            parts.append("\n".join(map(str, layer["sectors"])).encode())
    return b"\0".join(parts)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
