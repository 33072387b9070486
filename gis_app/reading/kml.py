"""KML and KMZ → rows: the placemarks of all folders in the order of the file, in WGS84.

Read with the standard library's parser. Links to other files, pictures and styles are not
followed; descriptions stay the text they are, marks and all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.parsers.expat import ExpatError

import shapely

from gis_app.reading.found import Found, Request, Row
from gis_app.reading.limits import refuse_many
from gis_app.reading.xml_text import EntitiesError, Node, decoded, walk
from layers.errors import Fault, InputError

FOLDERS = ("Document", "Folder")
TEXTS = ("name", "description", "address")
NUMBERS = 2, 3  # longitude and latitude, and mostly a height
MULTI = {"Polygon": shapely.MultiPolygon, "Point": shapely.MultiPoint}
MULTI["LineString"] = shapely.MultiLineString


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the placemarks of all folders, or of the folder asked for.

    Raises
    ------
    InputError
        E-IO-01: no XML, or XML with entities; E-LYR-01: no folder of that name; E-LIM-…
    """
    documents = [path for name, path in files.items() if _is_kml(name, request)]
    visits = [_Visit(request) for _ in documents]
    told = [visit.read(path) for visit, path in zip(visits, documents, strict=True)]
    found = [pair for visit in visits for pair in visit.found]
    if request.layer is not None:
        folders = list(dict.fromkeys(name for path, _ in found for name in path))
        if request.layer not in folders:
            known = "、".join(folders) or "—"
            raise InputError(Fault("E-LYR-01", {"name": request.layer, "known": known}))
        found = [(path, node) for path, node in found if request.layer in path]
    rows = [_row(i, path, node) for i, (path, node) in enumerate(found, start=1)]
    refuse_many(
        request.name,
        features=len(rows),
        columns=len({column for row in rows for column in row.attributes}),
        vertices=[_vertices(row) for row in rows],
        most_features=request.most_features,
    )
    links = sum(visit.links for visit in visits)
    other = next((encoding for encoding in told if encoding != "UTF-8"), None)
    return Found(
        rows=rows,
        format="KMZ" if request.kind == "kmz" else "KML",
        layer=request.layer,
        encoding=other or "UTF-8",
        crs_by_format=True,
        notes=(
            *([Fault("W-ENC-01", {"enc": other})] if other else ()),
            *([Fault("W-FMT-01", {"n": links})] if links else ()),
        ),
    )


def _is_kml(name: str, request: Request) -> bool:
    return request.kind == "kml" or name.lower().endswith(".kml")


class _Visit:
    """One document as it is gone through: the folders above, and the placemarks below them."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.folders: list[list[str]] = []
        self.parents: list[str] = []
        self.found: list[tuple[tuple[str, ...], Node]] = []
        self.links = 0

    def read(self, path: Path) -> str:
        """Go through a document and return its encoding."""
        name = self.request.name
        try:
            text, encoding = decoded(path.read_bytes())
            walk(text, kept="Placemark", entered=self._entered, left=self._left)
        except EntitiesError as error:
            raise InputError(Fault("E-IO-01", {"path": name, "why": "xml-entities"})) from error
        except (ExpatError, ValueError) as error:
            raise InputError(Fault("E-IO-01", {"path": name, "why": "not-xml"})) from error
        return encoding

    def _entered(self, name: str, _: Mapping[str, str]) -> None:
        self.parents.append(name)
        if name in FOLDERS:
            self.folders.append([""])
        self.links += name == "NetworkLink"

    def _left(self, name: str, node: Node | None, text: str) -> None:
        self.parents.pop()
        if node:
            self.found.append((tuple(f[0] for f in self.folders if f[0]), node))
            refuse_many(
                self.request.name,
                features=len(self.found),
                most_features=self.request.most_features,
            )
        elif name in FOLDERS:
            self.folders.pop()
        elif name == "name" and self.folders and self.parents[-1:] and self.parents[-1] in FOLDERS:
            self.folders[-1][0] = text


def _row(number: int, folders: tuple[str, ...], node: Node) -> Row:
    attributes: dict[str, object] = {
        name: found.text for name in TEXTS if (found := node.first(name)) is not None
    }
    attributes |= dict(_data(node))
    if folders:
        attributes.setdefault("folder", "/".join(folders))
    try:
        shape = _shape(node)
    except InputError as error:
        fault = error.faults[0]
        return Row(number, attributes, fault=Fault(fault.code, {**fault.facts, "rows": (number,)}))
    return Row(number, attributes, shape.wkb if shape is not None else None)


def _data(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the extended data of a placemark, with or without a schema."""
    extended = node.first("ExtendedData")
    for child in extended.children if extended else ():
        if child.name == "Data":
            value = child.first("value")
            yield child.attributes.get("name", ""), value.text if value else ""
        elif child.name == "SchemaData":
            for cell in (*child.all("SimpleData"), *child.all("SimpleArrayData")):
                yield cell.attributes.get("name", ""), cell.text


def _shape(node: Node) -> shapely.Geometry | None:
    """Return the geometry that is a child of a node, several as a collection; None without."""
    shapes = [shape for child in node.children if (shape := _one(child)) is not None]
    if len(shapes) <= 1:
        return shapes[0] if shapes else None
    kinds = {shape.geom_type for shape in shapes}
    kind = kinds.pop() if len(kinds) == 1 else ""
    return MULTI[kind](shapes) if kind in MULTI else shapely.GeometryCollection(shapes)


def _one(node: Node) -> shapely.Geometry | None:
    if node.name == "Point":
        return shapely.Point(*_path(node)[:1])
    if node.name in ("LineString", "LinearRing"):
        return _built(shapely.LineString, _path(node))
    if node.name == "Polygon":
        return _polygon(node)
    if node.name == "Track":
        words = (child.text.split() for child in node.all("coord"))
        return _built(shapely.LineString, [_position(word) for word in words])
    return _shape(node) if node.name in ("MultiGeometry", "MultiTrack") else None


def _polygon(node: Node) -> shapely.Polygon:
    outer = node.first("outerBoundaryIs", "LinearRing")
    inner = [ring for edge in node.all("innerBoundaryIs") for ring in edge.all("LinearRing")]
    rings = [_path(ring) for ring in (*([outer] if outer else ()), *inner)]
    for ring in rings:
        if ring and ring[0][:2] != ring[-1][:2]:
            raise _wrong(",".join(map(str, ring[0])), "ring-open")
    return _built(shapely.Polygon, rings[0] if outer else [], rings[1:])


def _built(kind: type, *parts: object) -> shapely.Geometry:
    try:
        return kind(*parts)
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise _wrong(kind.__name__, "no-geometry") from error


def _path(node: Node) -> list[tuple[float, ...]]:
    """Return the positions of an element; there may be blanks around the commas."""
    found = node.first("coordinates")
    words = re.sub(r"\s*,\s*", ",", found.text if found else "").split()
    return [_position(word.split(",")) for word in words]


def _position(words: list[str]) -> tuple[float, ...]:
    shown = ",".join(words)
    if len(words) not in NUMBERS:
        raise _wrong(shown, "one-of-two" if len(words) < 2 else "not-a-number")
    try:
        numbers = tuple(map(float, words))
    except ValueError as error:
        raise _wrong(shown, "not-a-number") from error
    if not all(map(math.isfinite, numbers)):
        raise _wrong(shown, "not-finite")
    return numbers


def _wrong(value: str, why: str) -> InputError:
    return InputError(Fault("E-GEO-04", {"v": value, "why": why}))


def _vertices(row: Row) -> int:
    return int(shapely.get_num_coordinates(shapely.from_wkb(row.wkb))) if row.wkb else 0
