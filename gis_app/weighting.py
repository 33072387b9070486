"""The weights a request asks for: a method's name, or a TOML file with [weights] or [ahp]."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gis_app.files import read_bytes
from layers.ahp import ahp
from layers.errors import Fault, InputError
from layers.model import Plan
from layers.weights import by_method, checked

SAME = 1e-9  # shares that differ by less are the same weights


@dataclass(frozen=True, slots=True)
class Weighting:
    """Weights to score with (None: the default ones, which are drawn), and what to tell of them."""

    weights: Mapping[str, float] | None
    notes: tuple[Fault, ...] = ()


def weighting(plan: Plan, text: str) -> Weighting:
    """Return the weights by a method's name or from a file, and every departure as a notice.

    Raises
    ------
    InputError
        E-IO-01: no readable TOML file. E-WGT-01 to E-WGT-04: no such method, wrong weights, no
        judgement matrix, or one that contradicts itself.
    """
    ids = [c.id for c in plan.facts.criteria]
    default = by_method(plan.facts.assumptions["weights"]["default"], ids)
    if not text.endswith(".toml"):
        found, notes = by_method(text, ids), ()
    else:
        found, notes = _from_file(text, ids)
    changed = _departures(found, default)
    if not changed and not text.endswith(".toml"):
        return Weighting(None)
    told = Fault("W-WGT-01", {"source": text, "changes": changed or "="})
    return Weighting(found, (told, *notes))


def _from_file(text: str, ids: list[str]) -> tuple[dict[str, float], tuple[Fault, ...]]:
    try:
        tree = tomllib.loads(read_bytes(Path(text)).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(Fault("E-IO-01", {"path": text, "why": "not-toml"})) from error
    if "ahp" not in tree:
        found = tree.get("weights", tree)
        return checked(found if isinstance(found, dict) else {}, ids), ()
    table: Any = tree["ahp"]
    if "weights" in tree or not isinstance(table, dict):
        raise InputError(Fault("E-WGT-03", {"n": len(ids), "known": ", ".join(ids)}))
    weights, ratio = ahp(table.get("matrix"), ids, accept=table.get("accept") is True)
    return weights, (Fault("W-WGT-02", {"ratio": f"{ratio:.3f}"}),)


def _departures(found: Mapping[str, float], default: Mapping[str, float]) -> str:
    """Return `K1 0.408→0.167, …` over the criteria whose share of the weight differs."""
    shares = {
        k: (default[k] / sum(default.values()), found[k] / sum(found.values())) for k in found
    }
    return ", ".join(
        f"{k} {before:.3f}→{after:.3f}"
        for k, (before, after) in shares.items()
        if abs(after - before) > SAME
    )
