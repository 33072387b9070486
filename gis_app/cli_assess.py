"""The command `assess`: read a cluster layer and an earlier one, assess, write and print."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from gis_app.assessment import TITLE, Assessment, assessment, to_json
from gis_app.cli_assess_tables import matrix, show
from gis_app.cli_layers import extension, save, told
from gis_app.cli_show import print_json
from gis_app.clock import now
from gis_app.messages import render
from gis_app.reading.limits import MOST_FEATURES
from gis_app.reading.sites import SiteTable
from gis_app.site_source import layer_sites, read_file
from gis_app.versions import versions
from gis_app.writing.made import Publication
from layers.errors import Fault, InputError
from layers.export import safe_text
from layers.model import Plan
from layers.portfolio import once
from layers.schema import SCHEMAS

FORMATS = (".json", ".csv")


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    file: str
    output: Path | None = None
    since: str | None = None
    crs: str | None = None
    layer: str | None = None
    most_features: int = MOST_FEATURES
    publication: Publication = field(default_factory=Publication)
    lang: str = "zh"


def assess(plan: Plan, request: Request, *, as_json: bool) -> None:
    """Assess the clusters of a request; write, print or both.

    Raises
    ------
    InputError
        An input or the output is wrong.
    """
    kind = extension(request.output, FORMATS) if request.output else None
    table = clusters(plan, request, request.file)
    earlier = clusters(plan, request, request.since) if request.since else None
    found = assessment(plan, table.sites, earlier.sites if earlier else None)
    table = noted(table, earlier, request, found)
    if request.output and kind:
        footer = request.publication.footer()
        content = _csv(found, request.lang) if kind == ".csv" else _json(plan, found, table, footer)
        save(request.output, content, lang=request.lang)
    if as_json:
        print_json(envelope(plan, found, table))
        return
    told(table, request.lang)
    if not request.output:
        show(found, request.lang)


def envelope(plan: Plan, found: Assessment, table: SiteTable) -> dict[str, object]:
    """Return what `assess --json` prints: the assessment, what was read, and the versions."""
    return {
        **to_json(found),
        "dropped": table.dropped,
        "notes": table.notes,
        **versions(plan),
        "time": now().isoformat(),
    }


def clusters(plan: Plan, request: Request, name: str) -> SiteTable:
    """Return the clusters of a file or of a layer of the plan, each once."""
    if name in SCHEMAS:
        table = layer_sites(plan, name, lang=request.lang)
    elif not Path(name).suffix and not os.path.exists(name):
        raise InputError(Fault("E-LYR-01", {"name": name, "known": "、".join(SCHEMAS)}))
    else:
        told = {"layer": request.layer, "most_features": request.most_features}
        table = read_file(plan, name, crs=request.crs, lang=request.lang, **told)
    sites, again = once(plan, table.sites)
    faults = [Fault("W-DUP-02", {"v": ident}) for ident in again]
    return replace(
        table, sites=sites, notes=[*table.notes, *(render(f, request.lang) for f in faults)]
    )


def noted(
    table: SiteTable, earlier: SiteTable | None, request: Request, found: Assessment
) -> SiteTable:
    """Return the table with the notices of the earlier snapshot and of what cannot be counted."""
    notes = [*table.notes]
    if earlier:
        lines = [f"{d['code']}: {d['why']}" for d in earlier.dropped]
        notes += [f"{request.since} {line}" for line in (*lines, *earlier.notes)]
    if found.progress and found.progress.count is None:
        facts = {"name": found.progress.indicator.name, "title": TITLE}
        notes.append(render(Fault("W-IND-01", facts), request.lang))
    return replace(table, notes=notes)


def _json(plan: Plan, found: Assessment, table: SiteTable, footer: str) -> bytes:
    told = {**envelope(plan, found, table), "footer": footer}
    text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def _csv(found: Assessment, lang: str) -> bytes:
    """Return the matrix for Excel: words and values, UTF-8 with a mark, CRLF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    head, rows = matrix(found, lang, marks=False)
    writer.writerows([safe_text(str(cell)) for cell in row] for row in (head, *rows))
    return out.getvalue().encode("utf-8-sig")
