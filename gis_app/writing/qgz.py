"""A QGIS project (.qgz) over a GeoPackage beside it, written by hand: QGIS is not needed."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence

import geopandas as gpd

from gis_app.components.cartography import cartography
from gis_app.writing.annotations import around
from gis_app.writing.layout import layout
from gis_app.writing.made import Made
from gis_app.writing.parts import layer_node, source, system
from gis_app.writing.project_layers import GROUPS, Shown, empty_labels, project_layers
from gis_app.writing.shapefile import add
from gis_app.writing.symbols import node, text, written
from layers.crs import METRIC, to_metric
from layers.export import Layers

MARGIN = 0.03  # of the city's size, around it
GEOMETRIES = {"point": "Point", "line": "Line", "polygon": "Polygon"}


def project(layers: Layers, crs: str, made: Made, *, file: str, name: str) -> bytes:
    """Return the project as a zip: groups, styles, labels, a print layout, the city in view.

    Parameters
    ----------
    layers : what the GeoPackage holds, by layer id.
    crs : the system of the GeoPackage.
    made : for title, footer and versions.
    file : name of the GeoPackage, in the same folder.
    name : of the project, without an extension.
    """
    shown = project_layers(layers, crs)
    bounds = to_metric(_city(layers)).total_bounds
    root = _root(shown, [float(b) for b in bounds], made, crs=crs, file=file)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        add(archive, f"{name}.qgs", written(root).encode(), made.time)
    return out.getvalue()


def _city(layers: Layers) -> gpd.GeoDataFrame:
    """Return the layer that the first view shows: the districts, else the first there is."""
    return layers.get("districts", next(iter(layers.values())))


def _root(
    shown: Sequence[Shown], bounds: Sequence[float], made: Made, *, crs: str, file: str
) -> ET.Element:
    title = f"{made.title}　总体空间布局图（示意）"
    return node(
        "qgis",
        {"projectname": title, "version": "3.22.0"},
        text("title", title),
        node("projectCrs", None, system(METRIC)),
        _tree(shown, file),
        _canvas(bounds),
        _settings(bounds),
        around(),
        node("projectlayers", None, *(_layer(s, crs, file) for s in shown)),
        node("layerorder", None, *(node("layer", {"id": s.ident}) for s in shown)),
        _properties(made),
        layout(shown, bounds, made, file=file, title=title),
        _about(title, made),
    )


def _tree(shown: Sequence[Shown], file: str) -> ET.Element:
    groups = []
    for name in GROUPS:
        members = [s for s in shown if s.group == name]
        if members:
            head = {"name": name, "checked": "Qt::Checked", "expanded": int(name != GROUPS[-1])}
            groups.append(node("layer-tree-group", head, *(layer_node(s, file) for s in members)))
    return node("layer-tree-group", None, *groups)


def _view(bounds: Sequence[float]) -> dict[str, float]:
    """Return what the first view shows: the city and a margin."""
    west, south, east, north = bounds
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    return {"xmin": west - wide, "ymin": south - high, "xmax": east + wide, "ymax": north + high}


def _settings(bounds: Sequence[float]) -> ET.Element:
    """Return the view of a new window and that of “zoom full”: some places lie far outside."""
    extents = (
        node(tag, _view(bounds), system(METRIC))
        for tag in ("DefaultViewExtent", "PresetFullExtent")
    )
    return node("ProjectViewSettings", {"UseProjectScales": 0}, node("Scales"), *extents)


def _canvas(bounds: Sequence[float]) -> ET.Element:
    extent = node("extent", None, *(text(side, at) for side, at in _view(bounds).items()))
    units, srs = text("units", "meters"), node("destinationsrs", None, system(METRIC))
    return node("mapcanvas", {"name": "theMapCanvas"}, units, extent, text("rotation", 0), srs)


def _layer(shown: Shown, crs: str, file: str) -> ET.Element:
    labels = shown.labels if shown.labels is not None else empty_labels()
    head = {
        "type": "vector",
        "geometry": GEOMETRIES[shown.geometry],
        "labelsEnabled": int(shown.labels is not None and len(shown.labels) > 0),
        "simplifyDrawingHints": int(shown.geometry != "point"),
        **shown.visible(),
    }
    return node(
        "maplayer",
        head,
        text("id", shown.ident),
        text("datasource", source(shown, file)),
        text("layername", shown.title),
        node("srs", None, system(crs)),
        text("provider", "ogr", {"encoding": "UTF-8"}),
        shown.renderer,
        labels,
        *shown.fields(),
    )


def _properties(made: Made) -> ET.Element:
    """Return the settings: relative paths, colour beyond the data, footer on the canvas."""
    outside = cartography()["colour"]["outside"]
    parts = {
        side: int(outside[i : i + 2], 16) for side, i in (("Red", 1), ("Green", 3), ("Blue", 5))
    }
    canvas = [_typed(f"CanvasColor{side}Part", value, "int") for side, value in parts.items()]
    footer = [
        _typed("Enabled", "true", "bool"),
        _typed("Label", made.publication.footer(), "QString"),
        _typed("Placement", 2, "int"),
    ]
    scale_bar = [_typed("Enabled", "true", "bool"), _typed("Placement", 0, "int")]
    return node(
        "properties",
        None,
        node("Gui", None, *canvas),
        node("SpatialRefSys", None, _typed("ProjectionsEnabled", 1, "int")),
        node("Paths", None, _typed("Absolute", "false", "bool")),
        node("Measure", None, _typed("Ellipsoid", "EPSG:7024", "QString")),
        node("CopyrightLabel", None, *footer),
        node("ScaleBar", None, *scale_bar),
    )


def _typed(name: str, value: object, kind: str) -> ET.Element:
    return text(name, value, {"type": kind})


def _about(title: str, made: Made) -> ET.Element:
    told = [made.publication.footer(), *made.versions.values(), made.time.isoformat()]
    return node(
        "projectMetadata",
        None,
        text("language", "zh"),
        text("title", title),
        text("abstract", "\n".join(told)),
    )
