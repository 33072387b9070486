"""The formats a layer or a scored table is written in: title, extension, coordinate systems."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from layers.errors import Fault, InputError

CGCS2000, METRES, ZONE_40, WGS84 = "EPSG:4490", "EPSG:4549", "EPSG:4528", "EPSG:4326"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `crs` is what it is written in unless another of `systems` is asked for.

    No `systems`: any with an EPSG code. `module` is the file beside this one that writes it.
    """

    id: str
    title: str
    extension: str
    module: str
    crs: str
    systems: tuple[str, ...] = ()


_TABLE = (
    Format("geojson", "GeoJSON", ".geojson", "geojson", WGS84, (WGS84,)),
    Format("gpkg", "GeoPackage", ".gpkg", "geopackage", CGCS2000),
    Format(
        *("shp", "Shapefile", ".shp.zip", "shapefile", CGCS2000),
        (CGCS2000, METRES, ZONE_40, WGS84),
    ),
    Format("kml", "KML", ".kml", "kml", WGS84, (WGS84,)),
    Format("dxf", "DXF", ".dxf", "dxf", METRES, (METRES, ZONE_40)),
    Format("xlsx", "Excel", ".xlsx", "xlsx", CGCS2000, (CGCS2000,)),
    Format("csv", "CSV", ".csv", "comma", CGCS2000, (CGCS2000,)),
    Format("parquet", "GeoParquet", ".parquet", "parquet", CGCS2000),
    Format("fgb", "FlatGeobuf", ".fgb", "flatgeobuf", CGCS2000),
)
FORMATS = {form.id: form for form in _TABLE}
ENDINGS = {**{form.extension: form for form in _TABLE}, ".json": FORMATS["geojson"]}
KNOWN = "、".join(form.extension for form in _TABLE)
USUAL = "、".join((CGCS2000, WGS84, METRES, ZONE_40))


def of(path: Path) -> Format:
    """Return the format that the extension of `path` names, `.shp.zip` as a whole.

    Raises
    ------
    InputError
        E-FMT-01: nothing is written with this extension; names those that are.
    """
    name = path.name.lower()
    for ending, form in ENDINGS.items():
        if name.endswith(ending) and name != ending:
            return form
    raise InputError(Fault("E-FMT-01", {"ext": path.suffix.lower() or path, "known": KNOWN}))


def system(form: Format, crs: str) -> str:
    """Return `crs` where the format may be written in it.

    Raises
    ------
    InputError
        E-CRS-13: it has no EPSG code; E-CRS-09: the format allows others only.
    """
    if not crs.startswith("EPSG:"):
        raise InputError(Fault("E-CRS-13", {"name": crs, "known": USUAL}))
    if form.systems and crs not in form.systems:
        allowed = "、".join(form.systems)
        raise InputError(Fault("E-CRS-09", {"format": form.extension, "crs": allowed}))
    return crs
