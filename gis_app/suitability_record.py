"""What a surface is made from, and what its file says of that: tags of the file and its bands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from gis_app.compared import CLUSTERS, NONE
from gis_app.messages import render
from gis_app.site_source import SITE_LAYERS
from gis_app.suitability_inputs import RasterCriterion
from gis_app.weighting import Weighting
from layers.grid import Grid
from layers.mix import Mix, mix_text
from layers.model import Plan
from layers.peers import Peers
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
    peers: Peers | None
    peers_from: str | None  # a layer of the plan or a file; None for the clusters of the plan
    parks: gpd.GeoDataFrame | None
    parks_from: Path | None
    weighting: Weighting
    notes: Sequence[str]


def weights_of(work: Work) -> dict[str, float]:
    """Return the weight of every criterion in the total, the user's last."""
    facts = work.plan.facts
    method = facts.assumptions["weights"]["default"]
    own = {c.name: c.weight for c in work.criteria}
    usual = by_method(method, [c.id for c in facts.criteria])
    return dict(work.weighting.weights or usual) | own


def peers_text(work: Work) -> str:
    """Return what K3 and K4 compare with: a layer of the plan, a file and its digest, or none."""
    if work.peers is None:
        return NONE
    name = work.peers_from or CLUSTERS
    return f"{name} of the plan" if name in SITE_LAYERS else _named(Path(name))


def parks_text(work: Work) -> str:
    """Return the file of the parks with its digest, or none."""
    return _named(work.parks_from) if work.parks_from else NONE


def file_tags(work: Work) -> dict[str, str]:
    """Return what the whole file says of how it was made."""
    tags = {
        "sectors": mix_text(work.mix),
        "function": work.function or "",
        "peers": peers_text(work),
        "parks": parks_text(work),
        "resolution_m": f"{work.grid.cell_m:g}",
        "weights": json.dumps(weights_of(work)),
        "state": STATE_VALUES,
        "total": "100·Σ w x / Σ w over the criteria that are not NaN; NaN where the plan is silent",
        "masked": "、".join(["water", *map(_named, work.masked_by)]),
    }
    own = {f"criterion_{c.name}": _described(c) for c in work.criteria}
    notes = [render(fault, "en") for fault in work.weighting.notes]
    if own:
        notes.append("total counts criteria that are not the plan's")
    if notes:
        tags["note"] = " ".join(notes)
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


def _named(path: Path) -> str:
    return f"{path.name} {_digest(path)}"


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
