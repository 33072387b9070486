"""The command line `python -m gis_app`: commands and options; the work is imported when asked for.

Exit status: 0 done, 2 the request or the input is wrong (one line a fault on standard error),
1 a bug.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated

import typer

from gis_app.cli_groups import Opening, Publishing, Scoring, Source, grouped
from gis_app.cli_options import AsJson, Dask, InLang, Lang, LayersOut, Out, ScoreOut, Site
from gis_app.command_assess import assess_command
from gis_app.command_bundle import bundle_command
from gis_app.command_project import project_app
from gis_app.command_report import report_command
from gis_app.command_serve import serve_command
from gis_app.command_site import site_command
from gis_app.command_suitability import suitability_command

PROGRAM = "python -m gis_app"

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="苏州市服务业布局图层与规划支持度 · Layers and plan support of Suzhou's services plan",
)


@app.command("layers")
@grouped
def layers_command(
    as_json: AsJson = False,
    *,
    opening: Opening,
) -> None:
    """列出图层 · list the layers with geometry, features, status, accuracy and source."""
    from gis_app import cli_layers

    cli_layers.show(opening.open(), as_json=as_json, lang=opening.lang)


@app.command("export")
@grouped
def export_command(
    layer: Annotated[list[str], typer.Argument(metavar="LAYER…", help="图层编号 · layer ids")],
    output: LayersOut,
    crs: Annotated[
        str | None,
        typer.Option("--crs", help="输出坐标系 · written system, else that of the format"),
    ] = None,
    bbox: Annotated[
        str | None,
        typer.Option(metavar="W,S,E,N", help="只导出与此范围相交的要素 · features that meet it"),
    ] = None,
    *,
    publishing: Publishing,
    opening: Opening,
) -> None:
    """导出图层 · write layers: .geojson .gpkg .shp.zip .kml .dxf .xlsx .csv .parquet .fgb."""
    from gis_app import cli_layers

    told = {"publication": publishing.publication(), "lang": opening.lang}
    cli_layers.export(opening.open(), layer, output, crs=crs, bbox=bbox, **told)


@app.command("map")
@grouped
def map_command(
    output: Out,
    file: Site = None,
    *,
    source: Source,
    publishing: Publishing,
    opening: Opening,
) -> None:
    """布局图 · write the layout map, with the sites of FILE if given: .html .png .pdf .svg."""
    from gis_app import cli_layers

    cli_layers.draw(
        opening.open(),
        output,
        file=file,
        crs=source.crs,
        layer=source.layer,
        most_features=source.max_features,
        publication=publishing.publication(),
        lang=opening.lang,
    )


@app.command("locate", context_settings={"ignore_unknown_options": True})  # -120 is a number
@grouped
def locate_command(
    lon: Annotated[str, typer.Argument(metavar="LON", help="经度（或东坐标）· longitude or east")],
    lat: Annotated[str, typer.Argument(metavar="LAT", help="纬度（或北坐标）· latitude or north")],
    crs: Annotated[
        str, typer.Option("--crs", help="坐标系，unknown 为不清楚 · coordinate system or unknown")
    ] = "wgs84",
    as_json: AsJson = False,
    *,
    opening: Opening,
) -> None:
    """查询一点的位置关系 · where a point lies relative to districts, elements and places."""
    from gis_app import cli_locate

    x, y = cli_locate.numbers(lon, lat)
    cli_locate.locate(opening.open(), x, y, crs=crs, as_json=as_json, lang=opening.lang)


@app.command("score")
@grouped
def score_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="拟选址文件，或 clusters、places")],
    output: ScoreOut = None,
    *,
    scoring: Scoring,
    source: Source,
    publishing: Publishing,
    dask: Dask = None,
    as_json: AsJson = False,
    opening: Opening,
) -> None:
    """评价规划支持度 · score every site in FILE against the plan."""
    from gis_app import cli_score

    request = scoring.request(file, output, source, publishing, opening.lang)
    cli_score.score(opening.open(), replace(request, dask=dask), as_json=as_json)


@app.command("template")
def template_command(output: Out, lang: InLang = Lang.zh) -> None:
    """填写样表 · write the CSV form for proposed sites, with an example row."""
    from gis_app import cli_layers
    from gis_app.template import site_template

    cli_layers.extension(output, (".csv",))
    cli_layers.save(output, site_template(), lang=lang)


app.command("assess")(assess_command)
app.command("bundle")(bundle_command)
app.command("report")(report_command)
app.add_typer(project_app, name="project")
app.command("suitability")(suitability_command)
app.command("site")(site_command)
app.command("serve")(serve_command)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return int(app(words, prog_name=PROGRAM, standalone_mode=False) or 0)
    except typer.Abort:
        return 130
    except Exception as error:  # what is neither a usage error nor a PlannerError goes on
        return _refused(error, words)


def _refused(error: Exception, words: list[str]) -> int:
    """Print one line a fault in the language asked for and return 2; raise a bug again."""
    from gis_app.messages import faults_of, lines
    from layers.errors import Fault, PlannerError

    if isinstance(error, typer.TyperException):
        faults = (Fault("E-ARG-01", {"what": error.format_message().rstrip(".")}),)
    elif isinstance(error, PlannerError):
        faults = faults_of(error)
    else:
        raise error
    english = "--lang=en" in words or "--lang en" in " ".join(words)
    for line in lines(faults, "en" if english else "zh"):
        print(line, file=sys.stderr)
    return 2
