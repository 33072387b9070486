"""Four sectors, a window and two-line files: enough to read sites by hand."""

from __future__ import annotations

import json
from types import SimpleNamespace

from gis_app.messages import lines
from gis_app.reading.sites import SiteTable, read_sites
from layers.errors import InputError
from layers.plan import Function, Sector

WINDOW = {"west": 119.8, "south": 30.6, "east": 121.5, "north": 32.2}


def sector(ident: str, name: str, name_en: str, aliases: str = "", gbt: str = "") -> Sector:
    return Sector(
        id=ident,
        group="producer",
        name=name,
        name_en=name_en,
        aliases=tuple(aliases.split()),
        gbt4754=tuple(gbt.split()),
        clause="3.1",
        quote="x",
    )


SECTORS = (
    sector("P4", "检验检测认证", "Inspection, testing and certification", gbt="M745"),
    sector("P6", "现代物流", "Modern logistics", "物流", "G58 G59"),
    sector("P7", "商务服务", "Business services", "商务", "L72"),
    sector("P8", "人力资源服务", "Human resources", gbt="L726"),
)
RAIL = Function(id="铁路", name_en="rail freight", clause="3.1", quote="x")
FACTS = SimpleNamespace(sectors=SECTORS, functions=(RAIL,), assumptions={"window": WINDOW})


def read(content: str | bytes, name: str = "a.csv", crs: str | None = "wgs84") -> SiteTable:
    raw = content if isinstance(content, bytes) else content.encode()
    return read_sites(raw, name, FACTS, crs=crs)


def refused(content: str | bytes, name: str = "a.csv", crs: str | None = "wgs84") -> list[str]:
    """Return the lines of the error that reading must raise."""
    try:
        read(content, name, crs)
    except InputError as error:
        return lines(error.faults)
    raise AssertionError("read without an error")


def codes(told: list[str]) -> list[str]:
    return [line.partition(":")[0] for line in told]


def feature(geometry: object, ident: str = "a", /, **properties: object) -> dict:
    return {
        "type": "Feature",
        "properties": {"id": ident, "sectors": "P7", **properties},
        "geometry": geometry,
    }


def point(*xy: object) -> dict:
    return {"type": "Point", "coordinates": list(xy)}


def polygon(*rings: list) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def collection(*features: dict, **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)})


def named(name: str) -> dict:
    return {"type": "name", "properties": {"name": name}}
