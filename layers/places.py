"""Named places: the gazetteer joined to its cited ties, the elements they make, the unlocated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from numbers import Real
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from layers.districts import DistrictIndex
from layers.elements import PlaceElement
from layers.errors import FactError
from layers.plan import Carrier, Facts, Tie, Zone

Citation = Zone | Carrier | Tie


def places(facts: Facts, gazetteer: gpd.GeoDataFrame, index: DistrictIndex) -> gpd.GeoDataFrame:
    """Return every place with a site (EPSG:4326): its ties, clause, confidence and error.

    `district` is the code of the district named by the gazetteer, None outside the city;
    `sectors` are those a clause ties to the place (`P7;P6`), empty where none does.
    """
    cited = _citations(facts)
    located = gazetteer[gazetteer.geometry.notna()].sort_values("id").reset_index(drop=True)
    codes = dict(zip(index.names, index.codes, strict=True))
    citation = [cited.get(i) for i in located["id"]]
    return located.assign(
        district_name=located["district"],
        district=[codes.get(d) for d in located["district"]],
        sectors=[";".join(_sectors(facts, i)) for i in located["id"]],
        clause=[c.clause if c else None for c in citation],
        clause_label=[facts.label(c.clause) if c else None for c in citation],
        quote=[c.quote if c else None for c in citation],
    )


def clusters(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places that are cluster zones; `sectors` here is the peer mix (`P1:0.5;…`)."""
    zones = layer[layer["zone_kind"].notna()].reset_index(drop=True)
    return zones.assign(sectors=zones["peer_sectors"].fillna(""))


def unlocated(facts: Facts, gazetteer: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the places the plan names for which no site was found: listed, never drawn."""
    cited = _citations(facts)
    rows = gazetteer[gazetteer.geometry.isna()].sort_values("id")
    return [
        {
            "id": row.id,
            "name": row.name_,
            "name_en": row.name_en if pd.notna(row.name_en) else None,
            "zone_kind": row.zone_kind if pd.notna(row.zone_kind) else None,
            "district_name": row.district if pd.notna(row.district) else None,
            "clause": cited[row.id].clause if row.id in cited else None,
            "clause_label": facts.label(cited[row.id].clause) if row.id in cited else None,
            "quote": cited[row.id].quote if row.id in cited else None,
            "why": row.basis,
        }
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]


def place_elements(
    facts: Facts, gazetteer: gpd.GeoDataFrame, index: DistrictIndex, courses: gpd.GeoDataFrame
) -> tuple[PlaceElement, ...]:
    """Return the elements that cited ties make, in the order of the ties.

    Parameters
    ----------
    facts : ties with `use` = element; nothing else makes one.
    gazetteer : places in EPSG:4549 (null where no site is known).
    courses : lines and polygons in EPSG:4549 by course id, for ties that follow a course.

    Raises
    ------
    FactError
        A tie names a place, district or course that is not there.
    """
    rows = gazetteer.set_index("id")
    used = [t for t in facts.ties if t.use == "element"]
    return tuple(_element(facts, t, rows, index, courses) for t in used)


def _element(
    facts: Facts, tie: Tie, rows: gpd.GeoDataFrame, index: DistrictIndex, courses: gpd.GeoDataFrame
) -> PlaceElement:
    row: Mapping[str, Any] = rows.loc[tie.place] if tie.place in rows.index else {}
    if tie.place and not len(row):
        raise FactError(f"Tie {tie.place} ({tie.quote}) names a place the gazetteer lacks.")
    numbers = facts.assumptions["place"]
    extent = row.get("extent_m")
    geometry = _geometry(tie, row, index, courses)
    whole = tie.geometry == "district"
    name, english = _names(tie, row, index)
    return PlaceElement(
        id=tie.place or "-".join(("place", str(tie.district), *tie.sectors)).lower(),
        name=name,
        name_en=english,
        tie=tie,
        confidence=row.get("confidence"),
        error_m=_number(row.get("error_m")),
        geometry=geometry,
        w_m=_number(extent) or numbers["default_w_m"],
        h_m=numbers["h_m"],
        codes=tuple(_wanted(tie, row, index)) if whole else (),
    )


def _names(tie: Tie, row: Mapping[str, Any], index: DistrictIndex) -> tuple[str, str]:
    """Return the Chinese and English name of a place, or of the district a tie is about."""
    if not len(row):
        code = str(tie.district)
        return f"{index.name(code)}（整板块）", f"{index.name(code, 'en')} (whole district)"
    return row["name"], _text(row.get("name_en")) or row["name"]


def _geometry(
    tie: Tie, row: Mapping[str, Any], index: DistrictIndex, courses: gpd.GeoDataFrame
) -> shapely.Geometry:
    if tie.geometry == "course":
        found = courses.geometry[courses.index.isin(tie.courses)]
        shape = shapely.union_all(found.to_numpy()) if len(found) == len(tie.courses) else None
    elif tie.geometry == "district" or tie.district:
        wanted = _wanted(tie, row, index)
        known = [index.polygons[index.codes.index(c)] for c in wanted if c in index.codes]
        shape = shapely.union_all(known) if len(known) == len(wanted) else None
    else:
        shape = row["geometry"]
    if shape is None or shapely.is_empty(shape):
        raise FactError(
            f"Tie {tie.place or tie.district} ({tie.quote}) has no geometry: "
            "its site, district or course is not in the data."
        )
    shapely.prepare(shape)
    return shape


def _wanted(tie: Tie, row: Mapping[str, Any], index: DistrictIndex) -> list[str]:
    """Return the codes of the whole districts that a tie stands for, empty for what is none."""
    return [tie.district] if tie.district else _codes(row.get("district"), index)


def _codes(names: object, index: DistrictIndex) -> list[str]:
    """Return the codes of district names joined by `;`, empty for what is no district."""
    codes = dict(zip(index.names, index.codes, strict=True))
    return [codes.get(n, "") for n in str(names).split(";")]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, Real) and value == value else None


def _citations(facts: Facts) -> dict[str, Citation]:
    """Return the citation shown with each place: the tie that makes it an element first."""
    cited: dict[str, Citation] = {}
    ranked: Iterable[tuple[str | None, Citation]] = _ranked(facts)
    for place, citation in ranked:
        if place:
            cited.setdefault(place, citation)
    return cited


def _ranked(facts: Facts) -> Iterator[tuple[str | None, Citation]]:
    yield from ((t.place, t) for t in facts.ties if t.use == "element")
    yield from ((z.id, z) for z in facts.zones)
    yield from ((c.id, c) for c in facts.carriers)
    yield from ((t.place, t) for t in facts.ties)


def _sectors(facts: Facts, place: str) -> list[str]:
    found = [s for t in facts.ties if t.place == place and t.use == "element" for s in t.sectors]
    return list(dict.fromkeys(found))
