"""Small Shapefiles by pyshp, and zips with names as Windows and macOS write them."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Mapping, Sequence

import shapefile

SQUARE = [[120.60, 31.30], [120.60, 31.31], [120.61, 31.31], [120.61, 31.30], [120.60, 31.30]]
PRJ = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)
FIELDS = (("编号", "C", 10), ("名称", "C", 40), ("ZDLY", "C", 20))
ROWS = (("1", "姑苏区平江地块", "P7;P6"), ("2", "甪直镇产业园", "P6"))
Files = dict[str, bytes]


def square(east: float = 0.0, *tail: float) -> list[list[float]]:
    """Return a closed square that many degrees east of the first, each vertex with a tail."""
    return [[x + east, y, *tail] for x, y in SQUARE]


def written(
    rows: Sequence[Sequence[object]] = ROWS,
    *,
    fields: Sequence[tuple[object, ...]] = FIELDS,
    encoding: str = "utf-8",
    kind: int = shapefile.POLYGON,
    cpg: str | None = None,
    stem: str = "地块",
    shapes: Sequence[object] | None = None,
) -> Files:
    """Return the files of a Shapefile; by default a square for each row, a little apart."""
    parts = {part: io.BytesIO() for part in ("shp", "shx", "dbf")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyshp says where a name is too long
        with shapefile.Writer(**parts, shapeType=kind, encoding=encoding) as writer:
            for field in fields:
                writer.field(*field)
            for i, row in enumerate(rows):
                shape = shapes[i] if shapes is not None else [square(i / 50)]
                _add(writer, kind, shape)
                writer.record(*row)
    files = {f"{stem}.{part}": content.getvalue() for part, content in parts.items()}
    files |= {f"{stem}.prj": PRJ.encode()}
    return files | ({f"{stem}.cpg": cpg.encode()} if cpg is not None else {})


def _add(writer: shapefile.Writer, kind: int, shape: object) -> None:
    if shape is None:
        writer.null()
    elif kind == shapefile.POLYGON:
        writer.poly(shape)
    elif kind == shapefile.POLYGONZ:
        writer.polyz(shape)
    elif kind == shapefile.POLYGONM:
        writer.polym(shape)
    elif kind == shapefile.POINT:
        writer.point(*shape)
    elif kind == shapefile.POINTZ:
        writer.pointz(*shape)
    elif kind == shapefile.MULTIPATCH:
        writer.multipatch(*shape)
    else:
        writer.line(shape)


def table(cells: Sequence[bytes], *, name: bytes = b"MC", width: int = 254) -> bytes:
    """Return a .dbf of one text column, its bytes as given: no writer would cut them like that."""
    head = struct.pack("<4BIHH20x", 3, 125, 3, 1, len(cells), 32 + 32 + 1, width + 1)
    field = name.ljust(11, b"\0") + b"C" + bytes(4) + bytes([width, 0]) + bytes(14)
    body = b"".join(b" " + cell.ljust(width)[:width] for cell in cells)
    return head + field + b"\r" + body + b"\x1a"


def zipped(files: Mapping[str, bytes], *, folder: str = "", names: str = "utf-8") -> bytes:
    """Return a zip; its names in GBK carry no flag that says so, as Windows writes them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            raw = f"{folder}{name}".encode(names)
            shown = raw.decode("cp437") if names != "utf-8" else raw.decode()
            info = _Unflagged(shown, raw) if names != "utf-8" else zipfile.ZipInfo(shown)
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


class _Unflagged(zipfile.ZipInfo):
    """A member whose name is written as the bytes it was given."""

    def __init__(self, shown: str, raw: bytes) -> None:
        super().__init__(shown)
        self.raw = raw

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.raw, self.flag_bits & ~0x800
