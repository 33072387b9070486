"""Where sites come from: a file on disk, or one of the plan's own layers."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from gis_app.files import read_bytes
from gis_app.i18n import translator
from gis_app.messages import render
from gis_app.reading.limits import MOST_FEATURES, refuse_size
from gis_app.reading.loose import packed, siblings
from gis_app.reading.sites import SiteTable, read_sites
from layers.errors import Fault, InputError
from layers.model import Plan
from layers.peers import as_mix
from layers.schema import SCHEMAS

SITE_LAYERS = ("clusters", "places")


def sites_of(
    plan: Plan,
    file: str,
    *,
    crs: str | None,
    lang: str,
    layer: str | None = None,
    most_features: int = MOST_FEATURES,
) -> SiteTable:
    """Return the sites of a file, or of a layer of the plan.

    Raises
    ------
    InputError
        The file cannot be read; E-LYR-01: neither file nor layer; E-LYR-02: no layer of sites.
    """
    if file in SCHEMAS:
        return layer_sites(plan, file, lang=lang)
    path = Path(file)
    if not path.suffix and not os.path.exists(path):
        raise InputError(Fault("E-LYR-01", {"name": file, "known": "、".join(SCHEMAS)}))
    told = {"layer": layer, "most_features": most_features}
    return read_file(plan, file, crs=crs, lang=lang, **told)


def read_file(
    plan: Plan,
    file: str,
    *,
    crs: str | None,
    lang: str,
    layer: str | None = None,
    most_features: int = MOST_FEATURES,
) -> SiteTable:
    """Return the sites of a file on disk; `most_features` rows at most."""
    path, of_file = layer_in(Path(file))
    content, name = file_on_disk(path, most_features)
    told = {"most_features": most_features, "districts": plan.layers["districts"]}
    told["layer"] = of_file or layer
    return read_sites(content, name, plan.facts, crs=crs, lang=lang, **told)


def layer_in(path: Path) -> tuple[Path, str | None]:
    """Return the file and the layer that FILE#LAYER names; of a file of that very name, no layer.

    >>> layer_in(Path("a.gpkg")), layer_in(Path("a.gpkg#地块"))[1]
    ((PosixPath('a.gpkg'), None), '地块')
    """
    file, mark, layer = str(path).partition("#")
    if not (mark and file and layer) or os.path.exists(path):
        return path, None
    return Path(file), layer


def file_on_disk(path: Path, most_features: int = MOST_FEATURES) -> tuple[bytes, str]:
    """Return what a file holds and its name; a .shp as one zip with the files beside it.

    Raises
    ------
    InputError
        E-IO-01: there is no such file, or it may not be read; E-LIM-01: it is too large.
    """
    with suppress(OSError, ValueError):  # whoever reads it says what is wrong
        refuse_size(path.stat().st_size, path.name, most_features)
    if path.suffix.lower() == ".shp":
        return packed(siblings(path)), f"{path.name}.zip"
    return read_bytes(path), path.name


def layer_sites(plan: Plan, name: str, *, lang: str) -> SiteTable:
    """Return the plan's own clusters or places as sites; notes list those without a known site.

    Where no clause gives a place its sectors the mix is empty: the plan is silent on it.

    Raises
    ------
    InputError
        E-LYR-02: the layer has no sectors.
    """
    if name not in SITE_LAYERS:
        raise InputError(Fault("E-LYR-02", {"name": name, "known": "、".join(SITE_LAYERS)}))
    layer = plan.layers[name]
    mixes = [as_mix(text) for text in layer["sectors"]]
    sites = layer[["id", "name", "geometry"]].assign(sectors=mixes, function=None)
    absent = [p for p in plan.unlocated if name == "places" or p["zone_kind"]]
    t, key = translator(lang), "name_en" if lang == "en" else "name"
    facts = ({"name": p.get(key) or p["name"], "why": t(p["why"])} for p in absent)
    return SiteTable(sites, notes=[render(Fault("W-SIT-01", f), lang) for f in facts])
