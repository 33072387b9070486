"""What each layer promises, and the one check that reports every fault at once."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

from layers.crs import STORE
from layers.errors import LayerError

STATUS = frozenset(
    {"official", "osm", "gshhg", "geonames", "authored", "derived", "schematic", "user"}
)
PROVENANCE = frozenset({"status", "accuracy_m", "source"})
CITATION = frozenset({"clause", "clause_label", "quote"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """Columns and geometry of one layer; every layer carries its provenance."""

    name: str
    title: str
    title_en: str
    geometry: str
    columns: frozenset[str]
    crs: str = STORE


def _schema(name: str, titles: tuple[str, str], geometry: str, *columns: str) -> Schema:
    return Schema(
        name=name,
        title=titles[0],
        title_en=titles[1],
        geometry=geometry,
        columns=frozenset(columns) | PROVENANCE | {"id"},
    )


_POINT = (
    *("name", "name_en", "type", "zone_kind", "district", "district_name", "sectors"),
    *("confidence", "error_m", "extent_m", "state", "basis", *CITATION),
)
SCHEMAS: dict[str, Schema] = {
    s.name: s
    for s in (
        _schema("districts", ("板块", "Districts"), "Polygon", "name", "name_en", "area_m2"),
        _schema(
            *("structure", ("总体结构", "Structure"), "LineString"),
            *("kind", "name", "name_en", "label", "theme", "industries", "districts", "method"),
            *CITATION,
        ),
        _schema(
            *("bands", ("核心与辐射范围", "Core and influence bands"), "Polygon"),
            *("element", "part", "name", "zone", "width_m", "clause", "clause_label"),
        ),
        _schema(
            *("counties", ("县域指引", "County guidance"), "Polygon"),
            *("name", "sectors", "direction", *CITATION),
        ),
        _schema("clusters", ("集聚区", "Clusters"), "Point", *_POINT),
        _schema("places", ("规划载体与地名", "Named carriers and places"), "Point", *_POINT),
        _schema("water", ("水域", "Water"), "Polygon", "name", "kind"),
        _schema("roads", ("道路", "Roads"), "LineString", "name"),
        _schema("railways", ("铁路", "Railways"), "LineString", "name"),
    )
}


def check(layer: gpd.GeoDataFrame, schema: Schema) -> gpd.GeoDataFrame:
    """Return `layer` unchanged, or raise LayerError listing every fault at once."""
    faults = []
    if missing := sorted(schema.columns - set(layer.columns)):
        faults.append(f"missing columns {missing}")
    if layer.crs is None or not layer.crs.equals(schema.crs):
        faults.append(f"CRS is {layer.crs}, expected {schema.crs}")
    if bad := list(layer.index[~layer.is_valid | layer.is_empty]):
        faults.append(f"invalid or empty geometry at rows {bad}")
    kinds = {str(k).removeprefix("Multi") for k in layer.geom_type.dropna().unique()}
    if kinds - {schema.geometry}:
        faults.append(f"geometry is {sorted(kinds)}, expected {schema.geometry}")
    if "id" in layer and layer["id"].duplicated().any():
        faults.append(f"ids occur twice: {sorted(layer['id'][layer['id'].duplicated()])}")
    if "status" in layer and (unknown := sorted({*map(str, layer["status"])} - STATUS)):
        faults.append(f"status {unknown} is none of {sorted(STATUS)}")
    if faults:
        raise LayerError(f"Layer {schema.name!r}: " + "; ".join(faults) + ". Mend the source file.")
    return layer
