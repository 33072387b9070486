"""The commands `layers`, `export` and `map`, and the plan every command opens."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import shapely

from gis_app.cli_show import notice, print_json, print_table
from gis_app.files import write_whole
from gis_app.load import default_plan, load_plan
from gis_app.reading.coordinates import named
from gis_app.reading.sites import SiteTable
from gis_app.site_source import sites_of
from gis_app.writing.exports import GPKG_CRS, encoded
from layers.errors import Fault, InputError
from layers.model import Plan
from layers.schema import SCHEMAS

Box = tuple[float, float, float, float]

HEADS = {
    "zh": ("编号", "名称", "几何", "要素数", "来源状态", "误差（米）", "来源"),
    "en": ("id", "title", "geometry", "features", "status", "error m", "source"),
}


def open_plan(folder: Path | None, readings: Sequence[str] | None) -> Plan:
    """Return the shipped plan, or that of `--plan` under the readings of `--reading`.

    Raises
    ------
    InputError
        E-ARG-01: a reading is not ID=VALUE, or the plan has no such ambiguity or value.
    """
    if folder is None and not readings:
        return default_plan()
    chosen = dict(_reading(text) for text in readings or ())
    known = {a.id: {r.value for r in a.reading} for a in load_plan(folder).facts.ambiguities}
    for ident, value in chosen.items():
        if value not in known.get(ident, ()):
            options = sorted(known.get(ident) or known)
            raise InputError(
                Fault("E-ARG-01", {"what": f"--reading {ident}={value}（{'、'.join(options)}）"})
            )
    return load_plan(folder, readings=chosen)


def _reading(text: str) -> tuple[str, str]:
    ident, equals, value = text.partition("=")
    if not equals:
        raise InputError(Fault("E-ARG-01", {"what": f"--reading {text}（ID=VALUE）"}))
    return ident, value


def show(plan: Plan, *, as_json: bool, lang: str) -> None:
    """Print the layers: id, title, geometry, features, status, accuracy, source."""
    found = [_described(plan, name, lang) for name in SCHEMAS]
    if as_json:
        print_json({"layers": found})
        return
    rows = [
        (
            *(f[k] for k in ("id", "title", "geometry", "features")),
            "、".join(f["status"]),
            "–".join(f"{m:g}" for m in dict.fromkeys(f["accuracy_m"])),
            "；".join(f["source"][:2]) + ("…" if len(f["source"]) > 2 else ""),
        )
        for f in found
    ]
    print_table(HEADS[lang], rows)


def _described(plan: Plan, name: str, lang: str) -> dict[str, object]:
    layer, schema = plan.layers[name], SCHEMAS[name]
    return {
        "id": name,
        "title": schema.title_en if lang == "en" else schema.title,
        "geometry": schema.geometry,
        "features": len(layer),
        "status": sorted(layer["status"].unique()),
        "accuracy_m": [float(layer["accuracy_m"].min()), float(layer["accuracy_m"].max())],
        "source": sorted(layer["source"].unique()),
    }


def export(
    plan: Plan, names: Sequence[str], output: Path, *, crs: str | None, bbox: str | None, lang: str
) -> None:
    """Write the named layers to one file, of a box only those features that meet it."""
    kind = extension(output, (".geojson", ".json", ".gpkg"))
    system = written_in(kind, crs)
    unknown = [n for n in names if n not in SCHEMAS]
    if unknown:
        known = "、".join(SCHEMAS)
        raise InputError(*(Fault("E-LYR-01", {"name": n, "known": known}) for n in unknown))
    chosen = {n: plan.layers[n] for n in names}
    if bbox is not None:
        chosen = _within(chosen, bbox)
    save(output, encoded(kind.strip("."), chosen, system), lang=lang)


def written_in(kind: str, crs: str | None) -> str:
    """Return the system a file is written in; GeoJSON is WGS84 whatever is asked (RFC 7946).

    Raises
    ------
    InputError
        E-CRS-13 for a system that has no EPSG code, E-CRS-09 where the format allows one only.
    """
    if crs is None:
        return GPKG_CRS if kind == ".gpkg" else "EPSG:4326"
    found = named(crs)
    if found.shift:
        known = "EPSG:4490、EPSG:4326、EPSG:4549、EPSG:4528"
        raise InputError(Fault("E-CRS-13", {"name": crs, "known": known}))
    if kind != ".gpkg" and found.name != "EPSG:4326":
        raise InputError(Fault("E-CRS-09", {"format": kind, "crs": "WGS84 (EPSG:4326)"}))
    return found.name


def _within(layers: dict[str, gpd.GeoDataFrame], text: str) -> dict[str, gpd.GeoDataFrame]:
    """Return of each layer the features that meet the box, whole; layers left empty go."""
    box = shapely.box(*_box(text))
    met = {name: layer[layer.intersects(box)] for name, layer in layers.items()}
    kept = {name: layer for name, layer in met.items() if len(layer)}
    if not kept:
        raise InputError(Fault("E-LYR-03", {"bbox": text}))
    return kept


def _box(text: str) -> Box:
    try:
        west, south, east, north = (float(word) for word in text.split(","))
    except ValueError as error:
        raise InputError(Fault("E-ARG-01", {"what": f"--bbox {text}（W,S,E,N）"})) from error
    if not all(map(math.isfinite, (west, south, east, north))) or west >= east or south >= north:
        raise InputError(Fault("E-ARG-01", {"what": f"--bbox {text}（W<E，S<N）"}))
    return west, south, east, north


def draw(plan: Plan, output: Path, *, file: str | None, crs: str | None, lang: str) -> None:
    """Write the layout map as one HTML file that needs no network, sites of `file` on top."""
    extension(output, (".html",))
    table = sites_of(plan, file, crs=crs, lang=lang) if file else None
    if table:
        told(table)
    from gis_app.components.assets import standalone_html
    from gis_app.components.layout_map import layout_map

    sites = table.sites if table else None
    page = standalone_html(layout_map(plan, lang=lang, inline=True, sites=sites))
    save(output, page.encode(), lang=lang)


def told(table: SiteTable) -> None:
    """Print what was dropped and what was changed at reading, on standard error."""
    for line in (*(f"{d['code']}: {d['why']}" for d in table.dropped), *table.notes):
        notice(line)


def extension(path: Path, known: Sequence[str]) -> str:
    """Return the extension of an output file; E-FMT-01 names those that can be written."""
    found = path.suffix.lower()
    if found not in known:
        raise InputError(Fault("E-FMT-01", {"ext": found or path, "known": "、".join(known)}))
    return found


def save(path: Path, content: bytes, *, lang: str) -> None:
    """Write a file whole, and say so on standard error."""
    write_whole(path, content)
    notice(f"written {path}" if lang == "en" else f"已写入 {path}")
