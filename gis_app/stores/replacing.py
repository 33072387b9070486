"""Own layers in place of shipped ones: what may not be missing, and what follows from what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.crs import METRIC, STORE, to_metric
from layers.errors import Fault, InputError
from layers.mix import mix_text, parse_mix
from layers.model import Plan
from layers.plan import Facts
from layers.samples import anchors
from layers.schema import SCHEMAS, check

Own = Mapping[str, gpd.GeoDataFrame]
SAME_M = 1.0  # a place this near is where it was, and keeps its error
SINGLE_SOURCE = "B"  # confidence of a place that only the user's file knows


def replaced(shipped: Own, own: Own, facts: Facts) -> dict[str, gpd.GeoDataFrame]:
    """Return the vectors that `layers.model.build` takes, own ones in place of shipped ones.

    Raises
    ------
    InputError
        E-DAT-10: records that the plan speaks of are missing, or unknown ones are there.
        E-DAT-11: a course was moved while the area inside it was not.
    """
    vectors = dict(shipped)
    if "districts" in own:
        _same_ids("districts", own["districts"]["id"], shipped["districts"]["id"], exactly=True)
        vectors["districts"] = _named(own["districts"], shipped["districts"])
        vectors["cuts"] = shipped["cuts"].iloc[:0]  # the shipped borders' doubtful stretches
    for name in ("courses", "extents"):
        if name in own:
            needed = _courses(facts) if name == "courses" else shipped["extents"]["id"]
            _same_ids(name, own[name]["id"], needed)
            vectors[name] = own[name]
    if "courses" in own and "extents" not in own:
        _unmoved(own["courses"], shipped["courses"], shipped["extents"])
    if "places" in own:
        needed = [t.place for t in facts.ties if t.use == "element" and t.place]
        _same_ids("places", [*own["places"]["id"], *_unlocated(shipped["places"])], needed)
        vectors["places"] = gazetteer(own["places"], shipped["places"])
    for name in ("water", "roads", "railways"):
        if name in own:
            vectors[name] = own[name]
    return vectors


def with_clusters(plan: Plan, own: Own) -> Plan:
    """Return the plan with the user's clusters as the layer of that name.

    Raises
    ------
    InputError
        E-ATT-01 and its like: a cluster's sectors are none of the plan's.
    """
    if "clusters" not in own:
        return plan
    given, known = own["clusters"], plan.layers["clusters"]
    layer = _filled(given, known).assign(
        **_districts(plan, given), sectors=_mixes(given, plan.facts)
    )
    layer = layer.assign(
        zone_kind=layer["zone_kind"].fillna("集聚区"),
        type=layer["type"].fillna("cluster"),
        confidence=layer["confidence"].fillna(SINGLE_SOURCE),
    )
    checked = check(layer, SCHEMAS["clusters"])
    return replace(plan, layers={**plan.layers, "clusters": checked})


def _districts(plan: Plan, given: gpd.GeoDataFrame) -> dict[str, list[str | None]]:
    """Return name and code of each cluster's district: as the file says, else where it lies."""
    index = plan.districts
    codes = dict(zip(index.names, index.codes, strict=True))
    located = index.at(anchors(to_metric(given).geometry.to_numpy()))
    lies_in = [index.name(c) if c else None for c in located]
    names = [
        n if isinstance(n, str) else at for n, at in zip(given["district"], lies_in, strict=True)
    ]
    return {"district_name": names, "district": [codes.get(n) for n in names]}


def gazetteer(own: gpd.GeoDataFrame, shipped: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places of the user with what the shipped ones say beside, and the unlocated."""
    layer = _filled(own, shipped)
    layer = layer.assign(
        confidence=layer["confidence"].fillna(SINGLE_SOURCE),
        type=layer["type"].fillna("other"),
        state=layer["state"].fillna("existing"),
    )
    unlocated = shipped[shipped["id"].isin(set(_unlocated(shipped)) - set(own["id"]))]
    return pd.concat([layer, unlocated], ignore_index=True)


def _filled(own: gpd.GeoDataFrame, shipped: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return own rows in the shipped columns; blank cells from the shipped row of that id."""
    known = shipped.set_index("id")
    base = known.reindex(own["id"]).reset_index()
    frame = pd.DataFrame(base.drop(columns=base.geometry.name)).astype(object)
    for column in (c for c in own.columns if c in frame and c not in ("id", "geometry")):
        given = own[column].to_numpy(dtype=object)
        frame[column] = np.where(pd.isna(given), frame[column].to_numpy(dtype=object), given)
    for column in ("status", "accuracy_m", "source"):
        frame[column] = own[column].to_numpy()
    frame["error_m"] = _errors(own, gpd.GeoSeries(base.geometry.to_numpy(), crs=STORE), frame)
    frame["extent_m"] = pd.to_numeric(frame["extent_m"])
    return gpd.GeoDataFrame(frame, geometry=own.geometry.to_numpy(), crs=STORE)


def _errors(own: gpd.GeoDataFrame, before: gpd.GeoSeries, frame: pd.DataFrame) -> pd.Series:
    """Return each place's error: its own, the shipped one where it has not moved, its accuracy."""
    points = own.geometry.to_crs(METRIC).to_numpy()
    moved = shapely.distance(points, before.to_crs(METRIC).to_numpy())
    shipped = np.where(moved <= SAME_M, pd.to_numeric(frame["error_m"]), np.nan)
    given = own["error_m"].to_numpy(dtype=float)
    accuracy = own["accuracy_m"].to_numpy(dtype=float)
    return pd.Series(
        np.where(np.isnan(given), np.where(np.isnan(shipped), accuracy, shipped), given)
    )


def _named(own: gpd.GeoDataFrame, shipped: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the districts with the shipped names where the file has none."""
    known = shipped.set_index("id")
    return own.assign(
        **{c: own[c].fillna(own["id"].map(known[c])) for c in ("name", "name_en")},
    )


def _mixes(given: gpd.GeoDataFrame, facts: Facts) -> list[str]:
    """Return the sectors of each cluster as one text, `P1:0.5;P2:0.5`."""
    found, faults = [], []
    for number, text in enumerate(given["sectors"], start=1):
        try:
            found.append(
                mix_text(parse_mix(text, facts.sectors)[0]) if isinstance(text, str) else ""
            )
        except InputError as error:
            faults += [Fault(f.code, {**f.facts, "rows": (number,)}) for f in error.faults]
    if faults:
        raise InputError(*faults)
    return found


def _courses(facts: Facts) -> list[str]:
    """Return the ids of the courses that elements and places follow."""
    parts = [c for s in facts.structures for p in s.part for c in p.courses]
    ties = [c for t in facts.ties if t.use == "element" for c in t.courses]
    return list(dict.fromkeys([*parts, *ties]))


def _unlocated(places: gpd.GeoDataFrame) -> list[str]:
    return list(places["id"][places.geometry.isna()])


def _same_ids(
    layer: str, found: Iterable[str], needed: Iterable[str], *, exactly: bool = False
) -> None:
    have, want = set(found), list(dict.fromkeys(needed))
    lacking = [i for i in want if i not in have]
    unknown = sorted(have - set(want)) if exactly else []
    if lacking or unknown:
        facts = {"layer": layer, "missing": "、".join(lacking), "unknown": "、".join(unknown)}
        raise InputError(Fault("E-DAT-10", facts))


def _unmoved(own: gpd.GeoDataFrame, shipped: gpd.GeoDataFrame, extents: gpd.GeoDataFrame) -> None:
    """Raise E-DAT-11 where a course with an area inside is not the shipped one any more."""
    before = to_metric(shipped).set_index("id").geometry
    now = to_metric(own).set_index("id").geometry
    both = [i for i in extents["id"] if i in before.index and i in now.index]
    moved = [i for i in both if shapely.hausdorff_distance(before[i], now[i]) > SAME_M]
    if moved:
        raise InputError(Fault("E-DAT-11", {"ids": "、".join(moved)}))
