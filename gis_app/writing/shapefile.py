"""Layers → Shapefiles in one flat zip, as Chinese GIS programs expect them: ASCII names, GBK.

Where a text has characters that GBK lacks, that file is GB18030; `fields.txt` says what each
field is called and what the user's own columns have become.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pyogrio

from gis_app.writing.made import Made
from gis_app.writing.record import lines
from gis_app.writing.rows import (
    TRUTH,
    Part,
    columns_of,
    in_gbk,
    parts,
    promoted,
    short_names,
    texts,
    typed,
    unwritable,
)
from layers.errors import Fault
from layers.export import Layers
from layers.export_fields import KEPT, missing

USUAL, WIDER = "gbk", "gb18030"
LONGEST = 254  # bytes of a text in a DBF
MEMBERS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
LEGEND = "fields.txt"


def write(layers: Layers, crs: str, made: Made) -> bytes:
    """Return one zip with a Shapefile for every layer and dimension, in `crs`."""
    found = list(parts(layers, crs))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, tempfile.TemporaryDirectory() as private:
        folder = Path(private)
        for part in found:
            _write(part, folder / f"{part.name}.shp", made.time)
            for ending in MEMBERS:
                content = (folder / f"{part.name}{ending}").read_bytes()
                add(archive, f"{part.name}{ending}", content, made.time)
        add(archive, LEGEND, _legend(found, made).encode("utf-8-sig"), made.time)
    return out.getvalue()


def notices(layers: Layers) -> list[Fault]:
    """Return what became of texts that GBK cannot write, or that are too long for a DBF."""
    found = [in_gbk(t) for t in texts(layers)]
    rare = unwritable(found, USUAL)
    long = sum(len(t.encode(WIDER if rare else USUAL, "replace")) > LONGEST for t in found)
    own = [c for layer in layers.values() for c in map(str, layer.columns) if c.startswith(KEPT)]
    names = short_names(c.removeprefix(KEPT) for c in own)
    renamed = [name for name, short in names.items() if name != short]
    told = []
    if rare:
        told.append(Fault("W-ENC-04", {"v": rare}))
    if long:
        told.append(Fault("W-CUT-01", {"n": long, "bytes": LONGEST}))
    if renamed:
        told.append(Fault("W-COL-10", {"cols": "、".join(renamed), "file": LEGEND}))
    return told


def add(archive: zipfile.ZipFile, name: str, content: bytes, time: datetime) -> None:
    """Write one member that is the same whenever and wherever it is written."""
    member = zipfile.ZipInfo(name, max(time, time.replace(year=1980)).timetuple()[:6])
    member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
    member.external_attr = 0o100644 << 16
    archive.writestr(member, content)


def cut(value: str, encoding: str, longest: int = LONGEST) -> str:
    """Return the longest beginning of a text that fits into `longest` bytes, no character split.

    >>> cut("苏州", "gbk", 3)
    '苏'
    """
    encoded = value.encode(encoding)
    return value if len(encoded) <= longest else encoded[:longest].decode(encoding, "ignore")


def _write(part: Part, path: Path, time: datetime) -> None:
    encoding = _encoding(part)
    pyogrio.write_dataframe(
        _frame(part, encoding),
        path,
        driver="ESRI Shapefile",
        encoding=encoding.upper(),
        layer_options={"RESIZE": "YES", "DBF_DATE_LAST_UPDATE": f"{time:%Y-%m-%d}"},
    )


def _encoding(part: Part) -> str:
    return WIDER if unwritable(_texts(part), USUAL) else USUAL


def _texts(part: Part) -> Iterator[str]:
    for column in columns_of(part.rows):
        yield from (in_gbk(v) for v in part.rows[column] if isinstance(v, str))


def _frame(part: Part, encoding: str) -> gpd.GeoDataFrame:
    """Return the rows with short names, texts cut, truth values as words, one type of shape."""
    rows = typed(part.rows, part.layer)
    for column in columns_of(rows):
        if rows[column].dtype == bool:
            rows[column] = rows[column].map(TRUTH)
        elif rows[column].dtype == object:
            cells = [None if missing(v) else cut(in_gbk(v), encoding) for v in rows[column]]
            rows[column] = cells
    named = rows.rename(columns=short_names(columns_of(rows)))
    return named.set_geometry(promoted(named.geometry.to_numpy()), crs=rows.crs)


def _legend(found: list[Part], made: Made) -> str:
    """Return what the fields are called, for people."""
    told = [*lines(made), ""]
    for part in found:
        names = short_names(columns_of(part.rows))
        told += [f"{part.name}　{part.title}　编码 {_encoding(part).upper()}"]
        told += [f"{names[column]}\t{title}" for column, title in part.titles.items()]
        told += [""]
    return "\r\n".join(told)
