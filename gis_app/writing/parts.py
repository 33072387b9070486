"""Pieces that a QGIS project and its print layout share: systems, ids, layers of a tree."""

from __future__ import annotations

import functools
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from pyproj import CRS

from gis_app.writing.project_layers import Shown
from gis_app.writing.symbols import node, text, written

NAMESPACE = uuid.UUID("6f2d4b0e-5a53-4c0c-9a0e-14f5c5a8b1d2")  # ours: the same name, the same id


def identified(name: str) -> str:
    """Return an id that is always the same for a name."""
    return f"{{{uuid.uuid5(NAMESPACE, name)}}}"


def system(crs: str) -> ET.Element:
    """Return a coordinate reference system as QGIS writes it; `crs` is EPSG:n."""
    wkt, name, geographic = _described(crs)
    code = crs.rpartition(":")[2]
    return node(
        "spatialrefsys",
        None,
        text("wkt", wkt),
        text("srid", code),
        text("authid", crs),
        text("description", name),
        text("geographicflag", str(geographic).lower()),
    )


@functools.cache
def _described(crs: str) -> tuple[str, str, bool]:
    found = CRS(crs)
    return found.to_wkt("WKT2_2019"), found.name, found.is_geographic


def option_map(values: Mapping[str, str]) -> ET.Element:
    """Return custom properties."""
    options = (
        node("Option", {"name": k, "type": "QString", "value": v}) for k, v in values.items()
    )
    return node("customproperties", None, node("Option", {"type": "Map"}, *options))


def source(shown: Shown, file: str) -> str:
    """Return where a layer's data is, relative to the project."""
    subset = f"|subset={shown.subset}" if shown.subset else ""
    return f"./{file}|layername={shown.table}{subset}"


def layer_node(shown: Shown, file: str, *, of_legend: bool = False) -> ET.Element:
    """Return a layer in the tree of a project, or in that of a legend: its chosen rows only."""
    head = {
        "id": shown.ident,
        "name": shown.title,
        "providerKey": "ogr",
        "source": source(shown, file),
        "checked": "Qt::Checked" if shown.checked else "Qt::Unchecked",
        "expanded": 0,
        "legend_exp": "",
    }
    return node(
        "layer-tree-layer",
        head,
        option_map({**_samples(shown), **(_rows(shown) if of_legend else {})}),
    )


def _rows(shown: Shown) -> dict[str, str]:
    """Return which classes a legend shows, and how they are called."""
    rows = shown.legend or ()
    told = {
        "legend/title-style": "hidden",
        "legend/node-order": ",".join(str(n) for n, _ in rows),
    }
    return told | {f"legend/label-{n}": label for n, label in rows}


def _samples(shown: Shown) -> dict[str, str]:
    return {
        f"legend/custom-symbol-{n}": written(sample).partition("\n")[2]
        for n, sample in shown.samples.items()
    }
