"""The command `report`: sites scored as `score` does, or a layer assessed, as Word or PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gis_app.assessment import assessment
from gis_app.cli_assess import Request as AssessRequest
from gis_app.cli_assess import clusters, noted
from gis_app.cli_groups import Scoring
from gis_app.cli_layers import extension, save, told
from gis_app.cli_score import Request, results_of_file
from gis_app.command_report import Monitoring
from gis_app.files import read_bytes
from gis_app.indicators import Values, from_csv
from gis_app.messages import lines
from gis_app.reading.account import LABELS, account
from gis_app.reading.sites import SiteTable
from gis_app.reports.content import Content, texts
from gis_app.reports.fonts import unknown_characters
from gis_app.reports.monitor_report import monitor_report
from gis_app.reports.site_report import MOST, site_report
from gis_app.reports.written import written
from gis_app.writing.made import Made, made
from layers.errors import Fault, InputError
from layers.model import Plan

OPTIONS = ("since", "values", "project", "store")  # of monitoring alone
KINDS = (".docx", ".pdf")
SITE = "site"


def report(plan: Plan, request: Request, *, kind: str, monitoring: Monitoring) -> None:
    """Write the report of a request to its output.

    Raises
    ------
    InputError
        An input, an option or the output is wrong.
    """
    output = request.output
    if output is None:
        raise InputError(Fault("E-ARG-01", {"what": "-o OUT.docx"}))
    form = extension(output, KINDS)[1:]
    if kind == SITE:
        table, content = _site(plan, request, monitoring)
    else:
        table, content = _monitor(plan, request, kind, monitoring)
    faults = unknown_characters(texts(content)) if form == "pdf" else []
    save(output, written(content, form), lang=request.lang)
    notes = [*table.notes, *lines(faults, request.lang)]
    told(replace(table, notes=notes), request.lang)


def _site(plan: Plan, request: Request, monitoring: Monitoring) -> tuple[SiteTable, Content]:
    given = [option for option in OPTIONS if getattr(monitoring, option)]
    if given:
        told = {"what": f"--{given[0]} (--kind annual|midterm|final)"}
        raise InputError(Fault("E-ARG-01", told))
    table, found = results_of_file(plan, request)
    if len(found) > MOST:
        many = Fault("W-REP-01", {"n": len(found), "most": MOST})
        table = replace(table, notes=[*table.notes, *lines([many], request.lang)])
    content = site_report(plan, table.sites, found, _made(plan, table, request), request.lang)
    return table, content


def _monitor(
    plan: Plan, request: Request, kind: str, monitoring: Monitoring
) -> tuple[SiteTable, Content]:
    _refuse_scoring(request)
    entered, since = _entered(plan, monitoring), monitoring.since
    asked = AssessRequest(
        file=request.file,
        since=since,
        crs=request.crs,
        layer=request.layer,
        most_features=request.most_features,
        lang=request.lang,
    )
    table = clusters(plan, asked, request.file)
    earlier = clusters(plan, asked, since) if since else None
    found = assessment(plan, table.sites, earlier.sites if earlier else None)
    table = noted(table, earlier, asked, found)
    made_with = _made(plan, table, request)
    return table, monitor_report(found, kind, made_with, request.lang, entered)


def _refuse_scoring(request: Request) -> None:
    """Raise E-ARG-01 for options that a monitoring report would pass over: it scores in one way."""
    given = {
        "--with": request.peers_from,
        "--peers": request.rows_are_peers,
        "--parks": request.parks,
        "--weights": request.weights != Scoring().weights,
    }
    if asked := [option for option, value in given.items() if value]:
        raise InputError(Fault("E-ARG-01", {"what": f"{'、'.join(asked)} (--kind {SITE})"}))


def _entered(plan: Plan, monitoring: Monitoring) -> Values:
    """Return the indicator values of a file, or those that a project holds."""
    values, project = monitoring.values, monitoring.project
    if values and project:
        raise InputError(Fault("E-ARG-01", {"what": "--values, --project"}))
    if values:
        return from_csv(read_bytes(values), values.name, plan.facts)
    if not project:
        if monitoring.store:
            raise InputError(Fault("E-ARG-01", {"what": "--store (--project)"}))
        return {}
    from gis_app.cli_project import named, opened
    from gis_app.projects.indicator_values import saved_values

    store = opened(monitoring.store)
    return saved_values(store, named(store.projects(), project).id, plan.facts)


def _made(plan: Plan, table: SiteTable, request: Request) -> Made:
    rows: Sequence[tuple[str, str]] = account(table, request.lang)
    # A layer of the plan has notices, but was not read.
    rows = rows or [(LABELS[request.lang]["note"], note) for note in table.notes]
    return made(plan, account=rows, publication=request.publication)
