"""The plan as one frozen object: facts, layers to show, and geometry to measure with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.counties import counties
from layers.courses import Courses
from layers.crs import METRIC, to_metric
from layers.districts import DistrictIndex, district_index, districts
from layers.elements import Element, PlaceElement, elements
from layers.peers import Peers, peers
from layers.places import clusters, place_elements, places, unlocated
from layers.plan import Facts
from layers.schema import SCHEMAS, check
from layers.structure import bands, structure

Vectors = Mapping[str, gpd.GeoDataFrame]


@dataclass(frozen=True)
class Plan:
    """Facts, layers (EPSG:4326 by id) and measuring geometry (EPSG:4549) of one plan."""

    facts: Facts
    layers: Mapping[str, gpd.GeoDataFrame]
    unlocated: tuple[dict[str, Any], ...]
    districts: DistrictIndex
    elements: tuple[Element, ...]
    places: tuple[PlaceElement, ...]
    place_points: npt.NDArray[np.object_]  # EPSG:4549, rows of layers["places"]

    def peers(self) -> Peers:
        """Return the shipped clusters as peers for K3 and K4."""
        return peers(self.layers["clusters"])

    def sites(self, places: Iterable[str]) -> dict[str, shapely.Point]:
        """Return the points (EPSG:4549) of those places that have a site, by id in their order."""
        known = dict(zip(self.layers["places"]["id"], self.place_points, strict=True))
        return {place: known[place] for place in places if place in known}

    @cached_property
    def courses(self) -> Courses:
        """Return what metres are asked from: parts of elements, and places along a course."""
        along = (place for place in self.places if place.tie.geometry == "course")
        return Courses([*(part for e in self.elements for part in e.parts), *along])

    @cached_property
    def water(self) -> shapely.Geometry:
        """Return lakes and rivers (EPSG:4549), prepared for many points."""
        water = shapely.union_all(to_metric(self.layers["water"]).geometry.to_numpy())
        shapely.prepare(water)
        return water

    @cached_property
    def place_names(self) -> dict[str, tuple[str, str]]:
        """Return Chinese and English name of each place by id, the Chinese one for a missing."""
        of = (self.layers["places"][column] for column in ("id", "name", "name_en"))
        return {i: (zh, en if isinstance(en, str) else zh) for i, zh, en in zip(*of, strict=True)}


def build(facts: Facts, vectors: Vectors) -> Plan:
    """Return the plan from its facts and vectors.

    Parameters
    ----------
    facts : parsed plan folder.
    vectors : GeoDataFrames with a CRS under districts, cuts, courses, extents, places, water,
        roads, railways, neighbours, towns.

    Raises
    ------
    FactError
        Facts and vectors do not fit together.
    LayerError
        A layer breaks its schema.
    """
    layer = districts(vectors["districts"])
    index = district_index(layer, vectors["cuts"])
    lines, areas = (_by_id(vectors[name]) for name in ("courses", "extents"))
    gazetteer = vectors["places"]
    built = elements(facts, lines, areas, districts=index.codes)
    named = places(facts, gazetteer, index)
    shown = {
        "districts": layer,
        "structure": structure(facts, built),
        "bands": bands(facts, built, index),
        "counties": counties(facts, layer),
        "clusters": clusters(named),
        "places": named,
        **{name: vectors[name] for name in ("water", "roads", "railways")},
    }
    base = {name: vectors[name] for name in ("neighbours", "towns")}
    return Plan(
        facts=facts,
        layers={**{name: check(g, SCHEMAS[name]) for name, g in shown.items()}, **base},
        unlocated=tuple(unlocated(facts, gazetteer)),
        districts=index,
        elements=built,
        places=place_elements(facts, to_metric(gazetteer), index, _shapes(lines, areas)),
        place_points=to_metric(named).geometry.to_numpy(),
    )


def _by_id(vector: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return to_metric(vector).set_index("id")


def _shapes(lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return each course together with its extent, for places that follow a course."""
    shapes = [
        shapely.union_all([g, *([areas.geometry[i]] if i in areas.index else [])])
        for i, g in lines.geometry.items()
    ]
    return gpd.GeoDataFrame(geometry=shapes, index=lines.index, crs=METRIC)
