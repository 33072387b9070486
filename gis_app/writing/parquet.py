"""Layers → GeoParquet 1.1 for analysts: one table with a column `layer` and covering boxes."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

from gis_app.writing.made import Made
from gis_app.writing.record import facts
from gis_app.writing.rows import union
from layers.export import Layers

MADE = b"made"  # the key of what the file was made from, beside `geo`


def write(layers: Layers, crs: str, made: Made) -> bytes:
    """Return one table of all layers in `crs`, x = longitude or easting."""
    first, rows = io.BytesIO(), union(layers, crs)
    texts = [c for c in rows if rows[c].dtype == object]  # text too where nothing has a value
    rows.astype(dict.fromkeys(texts, "str")).to_parquet(
        first, index=False, schema_version="1.1.0", write_covering_bbox=True
    )
    table = pq.read_table(pa.BufferReader(first.getvalue()))
    told = json.dumps(facts(made), ensure_ascii=False).encode()
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, MADE: told}), out)
    return out.getvalue()
