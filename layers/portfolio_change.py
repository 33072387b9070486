"""What changed between two snapshots of a cluster layer, cluster by cluster."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.crs import to_metric
from layers.mix import mix_text
from layers.model import Plan
from layers.peers import as_mix
from layers.portfolio import standing

ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"
SHARE = 1e-6  # a smaller difference of shares is rounding
SCORE = 0.05  # a smaller difference of scores shows nowhere
TOLD = ("name", "district", "sectors", "score", "grade")


def change(plan: Plan, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one line for each cluster id of two snapshots, those of `before` first.

    Each snapshot is scored with its own clusters as peers, so a score may change although the
    cluster itself did not.

    Parameters
    ----------
    plan : facts and geometry, the same for both.
    before, after : id (once each), name, sectors, geometry; any CRS.

    Returns
    -------
    id, change (added, removed, changed, same), moved_m (metres, EPSG:4549: by how much the place,
    or the outline where most, lies elsewhere), sectors_changed and score_change (points), and name,
    district, sectors, score, grade with _before and _after; what does not apply to one that came or
    went is NaN or None. A new name alone is no change.
    """
    old, new = (_standing(plan, layer) for layer in (before, after))
    ids = [*old.index, *(i for i in new.index if i not in old.index)]
    sides = (old.add_suffix("_before"), new.add_suffix("_after"))
    table = pd.concat([side.reindex(ids) for side in sides], axis=1)
    there, here = table["id_before"].notna(), table["id_after"].notna()
    both = there & here
    shapes = (np.where(both, table[f"shape_{side}"], None) for side in ("before", "after"))
    moved = shapely.hausdorff_distance(*shapes)
    mixes = zip(table["mix_before"], table["mix_after"], strict=True)
    other = np.array([_differ(*pair) for pair in mixes], dtype=bool)
    points = table["score_after"] - table["score_before"]
    regraded = table["grade_before"].fillna("") != table["grade_after"].fillna("")
    same_m = plan.facts.assumptions["peers"]["same_m"]
    touched = (moved > same_m) | other | (points.abs() >= SCORE) | regraded
    kind = np.select([~there, ~here, touched.to_numpy()], [ADDED, REMOVED, CHANGED], default=SAME)
    told = table[[f"{name}_{side}" for name in TOLD for side in ("before", "after")]]
    return (
        told.assign(change=kind, moved_m=moved, sectors_changed=other & both, score_change=points)
        .rename_axis("id")
        .reset_index()
    )


def _standing(plan: Plan, clusters: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the clusters' standing with their mix as text and their geometry, by id."""
    shapes = to_metric(clusters).geometry.to_numpy()
    table = standing(plan, clusters)
    mixes = [as_mix(mix) for mix in table["sectors"]]
    table = table.assign(mix=mixes, sectors=[mix_text(m) for m in mixes])
    table = table.assign(shape=shapes, id=table["id"].astype(str))
    return table.set_index(table["id"].rename(None))


def _differ(one: object, other: object) -> bool:
    """Return whether two mixes are known and differ by more than rounding."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return False
    return any(abs(one.get(s, 0.0) - other.get(s, 0.0)) > SHARE for s in {*one, *other})
