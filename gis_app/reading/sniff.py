"""What kind of file this is: told from its content, and only then compared with its name.

A name is what the sender wrote. A library that opens whatever it is given follows a project file
that calls itself .geojson to other files and to the network; so the kind is decided here, and one
driver reads it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from gis_app.reading import archive
from layers.errors import Fault, InputError

FORMAT_NAMES = (
    "GeoJSON (.geojson .json)、CSV (.csv .txt)、Excel (.xlsx)、Shapefile (.zip)、"
    "GeoPackage (.gpkg)、FileGDB (.gdb.zip)、KML (.kml .kmz)、DXF、FlatGeobuf (.fgb)、"
    "GeoParquet (.parquet)"
)
# The extensions each kind may have; a name with any other is refused before its content is read.
EXTENSIONS = {
    "geojson": (".geojson", ".json"),
    "csv": (".csv", ".txt"),
    "xlsx": (".xlsx",),
    "shp-zip": (".zip",),
    "gdb-zip": (".zip",),
    "gpkg": (".gpkg",),
    "kml": (".kml",),
    "kmz": (".kmz", ".zip"),
    "dxf": (".dxf",),
    "fgb": (".fgb",),
    "parquet": (".parquet", ".geoparquet"),
}
ACCEPTED = frozenset(ending for endings in EXTENSIONS.values() for ending in endings)
TEXTS = ("geojson", "csv")  # kinds without a mark of their own: their readers say what is wrong
SPREADSHEETS = (".xls", ".et", ".ods")
PARTS = (".shp", ".shx", ".dbf")

# First bytes → kind, or in capitals the name of what is not read.
MAGIC = (
    (b"PK\x05\x06", "EMPTY ZIP"),
    (b"fgb\x03", "fgb"),
    (b"PAR1", "parquet"),
    (b"AutoCAD Binary DXF", "dxf"),
    (b"AC10", "DWG"),
    (b"\x00\x00\x27\x0a", "SHP"),
    (b"\xd0\xcf\x11\xe0", "OLE"),
    (b"%PDF", "PDF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7Z"),
    (b"Rar!", "RAR"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"!table", "TAB"),
)
PICKLE = re.compile(rb"\x80[\x02-\x05]|\x78[\x01\x5e\x9c\xda]")  # as it is, and as joblib packs it
SQLITE, GPKG_IDS = b"SQLite format 3\x00", (b"GPKG", b"GP10", b"GP11")
ROOT_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")
XML_NAMES = {"OGRVRTDataSource": "VRT", "VRTDataset": "VRT", "OGRWFSDataSource": "WFS"}
XML_NAMES |= {"FeatureCollection": "GML", "gpx": "GPX", "html": "HTML"}
PIPELINE = re.compile(r'"type"\s*:\s*"gdal_(streamed_alg|alg\w*)"')
DXF = re.compile(r"\s*(999[ \t]*\r?\n[^\n]*\n\s*)*0[ \t]*\r?\n[ \t]*SECTION\b")
PREFIX = 64 * 1024


def kind_of(content: bytes, name: str) -> str:
    """Return the kind of a file: a key of EXTENSIONS.

    Raises
    ------
    InputError
        E-FMT-01: a format that is not read, by its name. E-FMT-02: a zip without a .shp.
        E-FMT-03: DWG. E-FMT-05: content and extension do not belong together. E-FMT-06: an old
        spreadsheet. E-IO-03: an empty file.
    """
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    found = _by_content(content, name, ending)
    if found == "DWG":
        raise InputError(Fault("E-FMT-03", {"path": name}))
    if (found == "OLE" and ending not in ACCEPTED - {".xlsx"}) or ending in SPREADSHEETS:
        raise InputError(Fault("E-FMT-06", {"path": name}))
    if found == "SHP" and ending in (*PARTS, ".zip"):
        raise InputError(Fault("E-FMT-02", {"path": name, "missing": ".shx .dbf"}))
    if found not in EXTENSIONS or ending not in ACCEPTED:
        shown = ending or name
        shown = shown if found in EXTENSIONS or not found else f"{name}：{found}"
        raise InputError(Fault("E-FMT-01", {"ext": shown, "known": FORMAT_NAMES}))
    if ending not in EXTENSIONS[found]:
        raise InputError(Fault("E-FMT-05", {"path": name, "kind": f"kind-{found}", "ext": ending}))
    return found


def _by_content(content: bytes, name: str, ending: str) -> str:
    """Return the kind, the name in capitals of a format that is not read, or nothing."""
    if not content.strip():
        return _empty(name, ending)
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(archive.names(content, name), name)
    if content.startswith(SQLITE):
        return "gpkg" if content[68:72] in GPKG_IDS or ending == ".gpkg" else "SQLITE"
    for mark, kind in MAGIC:
        if content.startswith(mark) and (kind != "EXE" or not _is_text(content)):
            return kind
    if PICKLE.match(content):
        return "PICKLE"
    return _of_text(_start(content), ending)


def _empty(name: str, ending: str) -> str:
    if ending in ACCEPTED:
        raise InputError(Fault("E-IO-03", {"path": name}))
    return ""


def _of_zip(names: list[str], name: str) -> str:
    """Return the kind of a zip from the names in it."""
    lower = [path.lower() for path in names]
    if "xl/workbook.xml" in lower:
        return "xlsx"
    if "word/document.xml" in lower:
        return "DOCX"
    if {"content.xml", "mimetype"} <= set(lower):
        return "ODS"
    if any(path.endswith(".shp") for path in lower):
        return "shp-zip"
    if any(path.endswith(".gdbtable") for path in lower):
        return "gdb-zip"
    if any(path.endswith(".kml") for path in lower):
        return "kmz"
    raise InputError(Fault("E-FMT-02", {"path": name, "missing": ".shp .shx .dbf"}))


def _of_text(text: str, ending: str) -> str:
    """Return the kind of a text from how it begins; by its extension where it has no mark."""
    if text.startswith("<"):
        found = next((m[1] for m in ROOT_ELEMENT.finditer(text)), "")
        return "kml" if found == "kml" else XML_NAMES.get(found, f"XML <{found[:40]}>")
    if text.startswith(("{", "[")):
        if PIPELINE.search(text):
            return "GDALG"
        return "geojson" if ending not in EXTENSIONS["csv"] else "csv"
    if DXF.match(text):
        return "dxf"
    if text[:6].lower() == "!table":
        return "TAB"
    return next((kind for kind in TEXTS if ending in EXTENSIONS[kind]), "")


def _start(content: bytes) -> str:
    """Return how a text begins, whatever its encoding; marks are ASCII in all of them."""
    start = content[:PREFIX]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return start.decode("utf-16", errors="replace").lstrip("\ufeff \t\r\n")
    return start.decode("utf-8-sig", errors="replace").lstrip()


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content[:1024]
