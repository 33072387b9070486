"""Read, check, score and write, batch by batch; what is told of the whole at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import geopandas as gpd

from gis_app.bulk.blocks import Reader
from gis_app.bulk.output import Output
from gis_app.bulk.sample import Sample
from gis_app.bulk.scoring import Scoring
from gis_app.bulk.sites import Judge
from gis_app.bulk.table import coded
from gis_app.bulk.tally import Tally
from gis_app.messages import grouped
from gis_app.reading.account import account_of
from gis_app.writing.made import Made
from layers.errors import Fault, InputError
from layers.tiles import warm

Step = Callable[[int], object]


@dataclass(frozen=True)
class Told:
    """How a file was read and scored: sites, rows left out (the first ones), notices, 读取说明."""

    sites: int
    dropped: list[dict[str, object]]
    notes: list[str]
    account: list[tuple[str, str]]


def scored_in_batches(
    reader: Reader,
    scoring: Scoring,
    out: Output,
    made: Made,
    *,
    step: Step,
    notes: tuple[str, ...] = (),
) -> Told:
    """Return what is to be told, once every site is in `out` with its score.

    Parameters
    ----------
    reader : the file, open.
    scoring : what it is scored with.
    out : takes the rows.
    made : what the rows and the file say of themselves.
    step : is called with what was done since the last call, in the reader's measure.
    notes : notices about peers, parks and weights, which follow those about the file.

    Raises
    ------
    InputError
        The file cannot be read as a whole, or holds no usable row.
    NotPoints
        It holds areas.
    """
    warm()  # so that the same loops measure every batch, wherever it is
    tally, sample, lang = Tally(), Sample(), scoring.lang
    judge = Judge(scoring.plan.facts, reader.columns, tally)
    done = count = 0
    for block in reader.blocks():
        sites = judge.sites(block)
        if len(sites):
            sample.take(sites, in_degrees=block.in_degrees)
            out.write(coded(sites, scoring.columns(sites), made), sites.lonlat)
            count += len(sites)
        step(block.done - done)
        done = block.done
    if not count:
        raise nothing(reader.told.source.name, tally)
    told = [*tally.notes(_of_file(reader, sample, scoring.plan.layers), lang), *notes]
    dropped = tally.dropped_rows(lang)
    account = account_of(
        reader.told.source,
        used=count,
        dropped=dropped,
        notes=told,
        more=tally.more_dropped,
        lang=lang,
    )
    out.finish(replace(made, account=tuple(account)))
    return Told(count, dropped, told, account)


def nothing(name: str, tally: Tally) -> InputError:
    """Return why nothing of a file can be used."""
    reasons = tally.reasons()
    named_already = any(fault.code.startswith("E-") for fault in reasons)
    return InputError(*([] if named_already else [Fault("E-IO-03", {"path": name})]), *reasons)


def _of_file(reader: Reader, sample: Sample, layers: Mapping[str, gpd.GeoDataFrame]) -> list[Fault]:
    hint = sample.hint(layers["districts"])
    return [*grouped(reader.told.notes), *([hint] if hint else [])]
