"""The delivery package for GIS staff: one zip with every exchange format, styled and described."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd

from gis_app.writing.bundle_readme import readme
from gis_app.writing.exports import encoded, scored_layers
from gis_app.writing.fields import sidecars
from gis_app.writing.formats import FORMATS
from gis_app.writing.made import Made
from gis_app.writing.metadata import metadata
from gis_app.writing.public import coarse
from gis_app.writing.qgz import project
from gis_app.writing.shapefile import add
from layers.export import Layers
from layers.model import Plan
from layers.schema import SCHEMAS

NAME = "suzhou_services_layout"
TITLE = "苏州服务业布局_{date}.zip"
GPKG = f"{NAME}.gpkg"

Json = Mapping[str, Any]


def title(made: Made) -> str:
    """Return the usual name of the package."""
    return TITLE.format(date=made.time.date().isoformat())


def bundled(plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json], made: Made) -> Layers:
    """Return what a package holds: the scored sites, and every layer of the plan."""
    scores = scored_layers(plan, sites, results, made)
    return {**scores, **{name: plan.layers[name] for name in SCHEMAS}}


def bundle(layers: Layers, made: Made, *, results: Sequence[Json] | None = None) -> bytes:
    """Return the package as a zip; the same input at the same time gives the same bytes.

    A GeoPackage with a QGIS project over it, a GeoJSON a layer with its style and fields,
    Shapefiles, a workbook of the scores, metadata, and a README for people.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members(layers, made, results=results):
            add(archive, name, content, made.time)
    return out.getvalue()


def members(
    layers: Layers, made: Made, *, results: Sequence[Json] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the package."""
    crs = FORMATS["gpkg"].crs
    shown = _shown(layers, made)
    scores = {name: layer for name, layer in layers.items() if name == "scores"}
    yield "README.txt", readme(shown, made).encode("utf-8-sig")
    yield GPKG, encoded("gpkg", layers, crs, made)
    yield f"{NAME}.qgz", project(shown, crs, made, file=GPKG, name=NAME)
    yield f"{NAME}.xlsx", encoded("xlsx", scores or layers, crs, made, results=results)
    yield "metadata.xml", metadata(shown, crs, made).encode()
    yield from _geojson(layers, made)
    yield from _shapefiles(layers, made)


def _shown(layers: Layers, made: Made) -> Layers:
    """Return layers as the files have them: what is for the public is rounded."""
    if not made.publication.public:
        return layers
    return {name: coarse(layer) for name, layer in layers.items()}


def _geojson(layers: Layers, made: Made) -> Iterator[tuple[str, bytes]]:
    for name, layer in layers.items():
        one = {name: layer}
        yield f"geojson/{name}.geojson", encoded("geojson", one, FORMATS["geojson"].crs, made)
        for suffix, content in sidecars(one).items():
            yield f"geojson/{name}{suffix}", content


def _shapefiles(layers: Layers, made: Made) -> Iterator[tuple[str, bytes]]:
    content = encoded("shp", layers, FORMATS["shp"].crs, made)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.namelist():
            yield f"shp/{member}", archive.read(member)
