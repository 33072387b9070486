"""The command `bundle`: sites are scored as `score` does, and packed for GIS staff."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gis_app.cli_layers import extension, save, told
from gis_app.cli_score import Request, envelope, results_of_file
from gis_app.cli_show import print_json
from gis_app.messages import lines
from gis_app.reading.account import account
from gis_app.writing.bundle import bundle, bundled, title
from gis_app.writing.exports import notices
from gis_app.writing.made import Made, made
from layers.errors import Fault, InputError
from layers.export import Layers
from layers.model import Plan

PACKED = ("gpkg", "geojson", "shp", "xlsx")  # formats of the package that may have notices

NOTE = "说明"  # a layer of the plan has notices, but was not read


def pack(plan: Plan, request: Request, *, as_json: bool) -> None:
    """Score the sites of a request and write the package to its output, a .zip or a folder.

    Raises
    ------
    InputError
        The input, the peers, the weights or the output is wrong.
    """
    output = request.output
    if output is None:
        raise InputError(Fault("E-ARG-01", {"what": "-o OUT.zip"}))
    if not output.is_dir():
        extension(output, (".zip",))
    table, found = results_of_file(plan, request)
    told_of = account(table, request.lang) or [(NOTE, note) for note in table.notes]
    made_with = made(plan, account=told_of, publication=request.publication)
    layers = bundled(plan, table.sites, found, made_with)
    content = bundle(layers, made_with, results=found)
    save(_path(output, made_with), content, lang=request.lang)
    if as_json:
        print_json(envelope(plan, table, found))
        return
    notes = [*table.notes, *_notices(layers, made_with, request.lang)]
    told(replace(table, notes=notes), request.lang)


def _path(output: Path, made_with: Made) -> Path:
    """Return the file to write; in a folder it gets its usual name."""
    return output / title(made_with) if output.is_dir() else output


def _notices(layers: Layers, made_with: Made, lang: str) -> list[str]:
    faults = [fault for kind in PACKED for fault in notices(kind, layers, made_with)]
    return lines(faults, lang)
