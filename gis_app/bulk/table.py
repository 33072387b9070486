"""Scored sites of one batch → the columns of a file, as `layers.export_fields` names them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from gis_app.bulk.sites import Sites
from gis_app.writing.made import Made
from layers.export_fields import FIELDS, GIVEN, REAL, Field
from layers.mix import mix_text
from layers.scored_columns import Columns

LAYER = "scores"
POSITION_DECIMALS = 7  # of a degree, as in every export


def coded(sites: Sites, scored: Columns, made: Made) -> Columns:
    """Return field code → column in the order of the exported table, then the user's own columns.

    Numbers are floats, all else is text; the user's own columns keep their types.
    """
    which, mixes = _mixes(sites)
    known = {
        **scored,
        **_of_sites(sites),
        **_record(made, len(sites)),
        "sectors": pa.array(mixes, pa.string()).take(which),
    }
    found = {"layer": pa.repeat(LAYER, len(sites))}
    for field in FIELDS[LAYER].fields:
        if callable(field.take):  # of a row's own facts such a field asks for the sectors alone
            told = [field.value({"sectors": mix}) for mix in mixes]
            found[field.code] = pa.array(told, pa.string()).take(which)
        else:
            found[field.code] = _column(field, known, len(sites))
    return found | {n: c for n, c in sites.kept.items() if n not in found or n in GIVEN}


def _column(field: Field, known: Mapping[str, pa.Array], count: int) -> pa.Array:
    """Return one field from the columns that are known, empty where it is none of them."""
    kind = pa.float64() if field.kind == REAL else pa.string()
    return known.get(str(field.take), pa.nulls(count, kind))


def _mixes(sites: Sites) -> tuple[pa.Array, list[str]]:
    """Return the number of each site's sector mix, and the mixes as files carry them."""
    ids = np.fromiter(map(id, sites.mixes), dtype=np.int64, count=len(sites))
    _, first, which = np.unique(ids, return_index=True, return_inverse=True)
    return pa.array(which), [mix_text(sites.mixes[k]) for k in first]


def _of_sites(sites: Sites) -> Columns:
    lon, lat = np.round(sites.lonlat, POSITION_DECIMALS).T
    return {
        "id": pa.array(sites.ids, pa.string()),
        "name": pa.array(sites.names, pa.string()),
        "function": pa.array(sites.functions, pa.string()),
        "lon": pa.array(lon),
        "lat": pa.array(lat),
    }


def _record(made: Made, count: int) -> Columns:
    """Return what every row says of how it was made, and for whom."""
    told = {
        **made.versions,
        "time": made.time.isoformat(),
        "approval": made.publication.approval.strip() or None,
        "use": "公开" if made.publication.public else "内部",
    }
    return {
        name: pa.nulls(count, pa.string()) if value is None else pa.repeat(value, count)
        for name, value in told.items()
    }
