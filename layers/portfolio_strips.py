"""Clusters by chainage along each course of the ring, axes and belts, and who serves a stretch."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.case import Case, case
from layers.elements import ElementPart
from layers.model import Plan
from layers.portfolio_offers import Offer, offers
from layers.portfolio_reach import lengths, number, stretch

STRIP = [
    *("element", "part", "course", "chainage_m", "stretch", "distance_m", "membership"),
    *("id", "name", "district", "support"),
]
KEYS = ["element", "part", "course", "stretch"]
STRETCH = [*KEYS, "from_m", "to_m", "clusters", "best", "value"]


def strips(plan: Plan, clusters: gpd.GeoDataFrame, reached: pd.DataFrame) -> pd.DataFrame:
    """Return the clusters in the core or influence of each part, in order along its courses.

    Parameters
    ----------
    plan : facts and geometry.
    clusters : id, name, sectors, geometry; any CRS. A polygon is placed by one point.
    reached : what `portfolio_reach.reach` returned for the plan.

    Returns
    -------
    element, part, course, chainage_m and distance_m (metres, EPSG:4549), stretch (its number),
    membership (μ), id, name, district, support (S·t by this part, 0–1).
    """
    laid = case(plan, clusters, None, own_peers=False)
    parts = {(e.fact.id, p.fact.part): p for e in plan.elements for p in e.parts}
    rows = [
        row
        for offer in offers(laid, reached)
        if offer.part is not None
        for row in _along(laid, offer, parts[offer.row, offer.part])
    ]
    return pd.DataFrame(rows, columns=STRIP)


def stretches(plan: Plan, strip: pd.DataFrame, reached: pd.DataFrame) -> pd.DataFrame:
    """Return every stretch where the plan offers support, and how many clusters it supports there.

    A cluster serves a stretch as near to it as a place must be to make it one (`reach`).

    Parameters
    ----------
    plan : facts and geometry.
    strip, reached : what `strips` and `portfolio_reach.reach` returned.

    Returns
    -------
    element, part, course, stretch, from_m, to_m (chainage in metres), clusters (0 is a gap), best
    (the id of the best supported one, missing for none) and value (its support, 0–1).
    """
    near = strip["membership"] >= plan.facts.assumptions["coverage"]["carried"]
    served = strip[near & (strip["support"] > 0)]
    served = served.sort_values("support", ascending=False, kind="stable")
    told = served.groupby(KEYS, sort=False).agg(
        clusters=("id", "size"), best=("id", "first"), value=("support", "first")
    )
    table = _in_order(plan, reached[KEYS].drop_duplicates()).merge(
        told.reset_index(), on=KEYS, how="left"
    )
    step = plan.facts.assumptions["siting"]["stretch_m"]
    ends = np.minimum((table["stretch"] + 1.0) * step, table["length_m"])
    return table.assign(
        from_m=table["stretch"] * float(step),
        to_m=ends,
        clusters=table["clusters"].fillna(0).astype(int),
        value=table["value"].fillna(0.0),
    )[STRETCH]


def _in_order(plan: Plan, demand: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches in the plan's order and by chainage, with their course's length_m."""
    courses = [
        (element.fact.id, part.fact.part, course, length)
        for element in plan.elements
        for part in element.parts
        for course, length in lengths(part).items()
    ]
    known = pd.DataFrame(courses, columns=[*KEYS[:-1], "length_m"])
    known["order"] = range(len(known))
    return demand.merge(known, on=KEYS[:-1]).sort_values(["order", "stretch"])


def _along(laid: Case, offer: Offer, part: ElementPart) -> Iterator[tuple[object, ...]]:
    """Yield a line a cluster that is not outside a part, by chainage along its courses."""
    floor = laid.plan.facts.assumptions["relation"]["influence_min"]
    distance, mu = part.distance_m(laid.xy), part.membership(laid.xy)
    courses, chainage = stretch(part, laid.xy)
    support = np.minimum(offer.support.sum(axis=1), 1.0)
    order = np.array([part.courses.index(course) for course in courses], dtype=int)
    for row in np.lexsort((chainage, order)):
        if mu[row] >= floor and laid.inside[row]:
            yield (
                *(offer.row, offer.part, courses[row], float(chainage[row])),
                number(laid.plan, part, courses[row], chainage[row]),
                *(float(distance[row]), float(mu[row])),
                *(laid.ids[row], laid.names[row], laid.districts[row], float(support[row])),
            )
