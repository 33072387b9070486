"""What a surface is made from, and what its file says of that: tags of the file and its bands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from gis_app.suitability_inputs import RasterCriterion
from layers.grid import Grid
from layers.mix import Mix, mix_text
from layers.model import Plan
from layers.suitability import STATES
from layers.weights import by_method

TOTAL = {"zh": "规划支持度得分", "en": "plan support"}
STATE_VALUES = ", ".join(f"{i} {name}" for i, name in enumerate(STATES))


@dataclass(frozen=True)
class Work:
    """A request checked: everything the surface is made from."""

    plan: Plan
    mix: Mix
    function: str | None
    grid: Grid
    criteria: Sequence[RasterCriterion]
    excluded: gpd.GeoDataFrame | None
    masked_by: Sequence[Path]  # mask rasters and the file of exclusions
    notes: Sequence[str]


def weights_of(work: Work) -> dict[str, float]:
    """Return the weight of every criterion in the total, the user's last."""
    facts = work.plan.facts
    method = facts.assumptions["weights"]["default"]
    own = {c.name: c.weight for c in work.criteria}
    return by_method(method, [c.id for c in facts.criteria]) | own


def file_tags(work: Work) -> dict[str, str]:
    """Return what the whole file says of how it was made."""
    tags = {
        "sectors": mix_text(work.mix),
        "function": work.function or "",
        "peers": "clusters of the plan",
        "resolution_m": f"{work.grid.cell_m:g}",
        "weights": json.dumps(weights_of(work)),
        "state": STATE_VALUES,
        "total": "100·Σ w x / Σ w over the criteria that are not NaN; NaN where the plan is silent",
        "masked": "、".join(["water", *(f"{p.name} {_digest(p)}" for p in work.masked_by)]),
    }
    own = {f"criterion_{c.name}": _described(c) for c in work.criteria}
    if own:
        tags["note"] = "total counts criteria that are not the plan's"
    return tags | own


def _described(criterion: RasterCriterion) -> str:
    curve = list(zip(criterion.curve.raw, criterion.curve.value, strict=True))
    return json.dumps(
        {
            "file": criterion.path.name,
            "sha256": _digest(criterion.path),
            "band": criterion.band,
            "curve": curve,
            "weight": criterion.weight,
            "resampling": criterion.resampling,
        },
        ensure_ascii=False,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


def band_tags(work: Work) -> dict[str, dict[str, str]]:
    """Return for each band its name, clause, weight and range, as far as it has them."""
    facts = {c.id: c for c in work.plan.facts.criteria}
    tags = {name: {"weight": f"{w:.12g}", "range": "0–1"} for name, w in weights_of(work).items()}
    for name, fact in facts.items():
        tags[name] |= {"name": fact.name, "name_en": fact.name_en, "clause": fact.clause}
    tags["total"] = {"name": TOTAL["zh"], "name_en": TOTAL["en"], "range": "0–100"}
    tags["state"] = {"values": STATE_VALUES}
    return tags
