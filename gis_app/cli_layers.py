"""The commands `layers`, `export` and `map`, and the plan every command opens."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from gis_app.cli_show import notice, print_json, print_table
from gis_app.cli_store import store
from gis_app.files import write_whole
from gis_app.load import default_plan, load_plan
from gis_app.messages import lines, render
from gis_app.reading.account import account, in_short
from gis_app.reading.coordinates import named
from gis_app.reading.limits import MOST_FEATURES
from gis_app.reading.sites import SiteTable
from gis_app.site_source import sites_of
from gis_app.stores.address import Address
from gis_app.writing import formats
from gis_app.writing.exports import encoded, notices
from gis_app.writing.made import Made, Publication, made
from layers.errors import Fault, InputError
from layers.export import Layers
from layers.model import Plan
from layers.schema import SCHEMAS

Box = tuple[float, float, float, float]

HEADS = {
    "zh": ("编号", "名称", "几何", "要素数", "来源状态", "误差（米）", "来源"),
    "en": ("id", "title", "geometry", "features", "status", "error m", "source"),
}


def open_plan(
    folder: Path | None,
    readings: Sequence[str] | None,
    data: str | None = None,
    *,
    lang: str = "zh",
) -> Plan:
    """Return the shipped plan, or that of `--plan` under `--reading` with the layers of `--data`.

    Raises
    ------
    InputError
        E-ARG-01: a reading is not ID=VALUE, or the plan has no such ambiguity or value. E-DAT-02
        to E-DAT-11, E-PGS-01 to E-PGS-09: the user's own layers.
    """

    def tell(fault: Fault) -> None:
        notice(render(fault, lang))

    if folder is None and not readings:
        return default_plan() if data is None else load_plan(data=data, tell=tell)
    chosen = dict(_reading(text) for text in readings or ())
    ambiguities = load_plan(folder).facts.ambiguities
    known = {a.id: {r.value: r for r in a.reading} for a in ambiguities}
    usual = {a.id: a.chosen for a in ambiguities}
    for ident, value in chosen.items():
        told = f"{ident}={value}"
        if value not in known.get(ident, ()):
            options = sorted(known.get(ident) or known)
            raise InputError(
                Fault("E-ARG-01", {"what": f"--reading {told}（{'、'.join(options)}）"})
            )
        if not known[ident][value].set:
            why = "reading-usual" if value == usual[ident] else "reading-idle"
            notice(render(Fault("W-RDG-01", {"reading": told, "why": why}), lang))
    return load_plan(folder, readings=chosen, data=data, tell=tell)


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
            "–".join("—" if m is None else f"{m:g}" for m in dict.fromkeys(f["accuracy_m"])),
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
        "accuracy_m": [_known(layer["accuracy_m"].min()), _known(layer["accuracy_m"].max())],
        "source": sorted(layer["source"].unique()),
    }


def _known(metres: float) -> float | None:
    """Return an error in metres, None where a layer of the user's own does not say it."""
    return float(metres) if math.isfinite(metres) else None


def export(
    plan: Plan,
    names: Sequence[str],
    output: Path | Address,
    *,
    crs: str | None = None,
    bbox: str | None = None,
    publication: Publication | None = None,
    lang: str = "zh",
) -> None:
    """Write the named layers to one file or database, of a box only what meets it."""
    asked = named(crs).name if crs else None
    form = None if isinstance(output, Address) else formats.of(output)
    system = formats.system(form, asked) if form and asked else asked
    unknown = [n for n in names if n not in SCHEMAS]
    if unknown:
        known = "、".join(SCHEMAS)
        raise InputError(*(Fault("E-LYR-01", {"name": n, "known": known}) for n in unknown))
    chosen = {n: plan.layers[n] for n in names}
    if bbox is not None:
        chosen = _within(chosen, bbox)
    made_with = made(plan, publication=publication)
    if isinstance(output, Address):
        store(output, chosen, made_with, crs=system, lang=lang)
        return
    deliver(output, form, chosen, made_with, crs=system, lang=lang)
    if form.id == "geojson":
        _beside(output, chosen, lang)


def _beside(output: Path, layers: Layers, lang: str) -> None:
    """Write the meaning of the fields and the style beside a GeoJSON; a style there stays."""
    from gis_app.writing.fields import sidecars

    for suffix, content in sidecars(layers).items():
        path = output.with_name(output.stem + suffix)
        if suffix == ".qml" and path.exists():
            notice(render(Fault("W-QML-01", {"path": path}), lang))
            continue
        save(path, content, lang=lang)


def deliver(
    output: Path,
    form: formats.Format,
    layers: Layers,
    made_with: Made,
    *,
    crs: str | None = None,
    results: Sequence[Mapping[str, Any]] | None = None,
    lang: str,
) -> None:
    """Write layers as one file, and say on standard error what the format could not hold."""
    save(output, encoded(form.id, layers, crs or form.crs, made_with, results=results), lang=lang)
    for line in lines(notices(form.id, layers, made_with), lang):
        notice(line)


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


def draw(
    plan: Plan,
    output: Path,
    *,
    file: str | None,
    crs: str | None,
    layer: str | None = None,
    most_features: int = MOST_FEATURES,
    publication: Publication | None = None,
    lang: str,
) -> None:
    """Write the layout map with the sites of `file`: HTML that needs no network, or a sheet.

    Characters that the fonts of a sheet do not have are named on standard error.
    """
    kind = extension(output, (".html", ".png", ".pdf", ".svg"))[1:]
    read = {"crs": crs, "layer": layer, "most_features": most_features, "lang": lang}
    table = sites_of(plan, file, **read) if file else None
    if table:
        told(table, lang)
    sites, used = table.sites if table else None, publication or Publication()
    drawn = _page if kind == "html" else _sheet
    save(output, drawn(plan, kind, sites, used, lang), lang=lang)


def _page(
    plan: Plan, _: str, sites: gpd.GeoDataFrame | None, publication: Publication, lang: str
) -> bytes:
    from gis_app.components.assets import standalone_html
    from gis_app.components.layout_map import layout_map

    shown = layout_map(plan, lang=lang, inline=True, sites=sites, publication=publication)
    return standalone_html(shown).encode()


def _sheet(
    plan: Plan, kind: str, sites: gpd.GeoDataFrame | None, publication: Publication, lang: str
) -> bytes:
    from gis_app.reports import print_map

    order = print_map.Order(lang=lang, sites=sites)
    for line in lines(print_map.notices(plan, order), lang):
        notice(line)
    return print_map.print_map(plan, kind, made(plan, publication=publication), order)


def told(table: SiteTable, lang: str) -> None:
    """Print how a file was read, what was dropped and what was changed, on standard error."""
    if line := in_short(account(table, lang), lang):
        notice(line)
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
