"""DXF drawing → rows: closed lines as polygons named by the text inside them, points, blocks.

A drawing has no table. What it says of a plot stands in a text inside the boundary or in the
attributes of a block: a line `名称：甲` is an attribute, the first other line is the name.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import shapely

from gis_app.reading import dxf_text
from gis_app.reading.found import Found, Request, Row
from gis_app.reading.limits import refuse_many
from gis_app.reading.vector import broken_is_refused, gdal
from layers.errors import Fault, InputError

FORMAT = DRIVER = "DXF"
BYTES = "ISO-8859-1"  # hands over the bytes as they are: one bad cell must not refuse the drawing
OPTIONS = {"layer": "entities", "encoding": BYTES, "ENCODING": "UTF-8", "INLINE_BLOCKS": "NO"}
ID, NAME, CAD_LAYER, BLOCK, WORDS = "id", "name", "图层", "块", "文字"
IDS, NAMES = (ID, "编号", "标识码", "BSM"), (NAME, "名称", "集聚区名称", "MC", "JJQMC")
NOT_PLOTTED = "DEFPOINTS"  # the layer where CAD keeps the points of its dimensions
PAIR = re.compile(r"\s*([^:：]{1,20}?)\s*[:：]\s*(\S.*)")
CLOSED = 1e-9  # of the extent: the two ends of a circle differ by rounding
SAME = 1e-6  # of the side: size and place of a filling drawn over its boundary
LINE = 1  # shapely's number for a LineString


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing drawn: its number, layer, handle, text, block and that block's attributes."""

    number: int
    geometry: shapely.Geometry | None
    layer: str = ""
    handle: str = ""
    text: str = ""
    block: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    is_filling: bool = False

    @property
    def is_label(self) -> bool:
        """Return whether it is a text at a place, not something with a text."""
        shape = self.geometry
        if shape is None or shape.is_empty:
            return False
        return bool(self.text) and shape.geom_type == "Point"


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the shapes of a drawing; `request.layer` is a layer (图层) of the drawing.

    Raises
    ------
    InputError
        E-DXF-01: binary; E-IO-01: damaged or cut off; E-LYR-01: no such layer; E-ENC-01.
    """
    path = next(iter(files.values()))
    text, encoding, notes = dxf_text.drawing(path.read_bytes(), request.name, request.encoding)
    path.write_text(text, encoding="utf-8", newline="\n")
    drawn, aside = _drawn(_entities(path, request), dxf_text.annotations(text))
    labels = [e for e in drawn if e.is_label]
    shapes, twice = _without_fillings(_closed([e for e in drawn if not e.is_label]))
    if request.layer is not None:
        shapes = _on_layer(shapes, request.layer, drawn)
    if not shapes:  # a drawing of nothing but names
        shapes, labels = [e for e in labels if request.layer in (None, e.layer)], []
    told = _told(shapes, labels)
    outside = len(labels) - sum(map(len, told.values()))
    counted = (("W-DXF-01", aside), ("W-DXF-02", twice), ("W-DXF-03", outside))
    unread = dxf_text.unread(text)
    lost = Fault("W-DXF-04", {"n": unread.total(), "kinds": "、".join(sorted(unread))})
    return Found(
        rows=[_row(e, told.get(i, []), encoding) for i, e in enumerate(shapes)],
        format=FORMAT,
        layer=request.layer,
        encoding=encoding,
        notes=(
            *notes,
            *(Fault(code, {"n": n}) for code, n in counted if n),
            *([lost] if unread else ()),
        ),
    )


def _entities(path: Path, request: Request) -> list[Entity]:
    """Return what is drawn, in the order of the file; blocks as points, not as what is in them."""
    pyogrio = gdal(DRIVER)
    with broken_is_refused(pyogrio, request), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fillings whose outline GDAL closes
        options = {**OPTIONS, "max_features": request.most_features + 1}
        meta, _, raw, columns = pyogrio.raw.read(path, **options)
        shapes = shapely.from_wkb(raw, on_invalid="fix")
    refuse_many(
        request.name,
        features=len(shapes),
        vertices=shapely.get_num_coordinates(shapes).tolist(),
        most_features=request.most_features,
    )
    names = meta["fields"].tolist()
    return [
        _entity(number, shape, dict(zip(names, values, strict=True)))
        for number, (shape, *values) in enumerate(zip(shapes, *columns, strict=True), start=1)
    ]


def _entity(number: int, shape: shapely.Geometry | None, told: Mapping[str, object]) -> Entity:
    """Return an entity; one on a sheet, or in a form for attributes, is on no layer."""
    what = _text(told["SubClasses"])
    aside = told["PaperSpace"] == 1 or "AcDbAttributeDefinition" in what
    is_filling = "AcDbHatch" in what
    tags = told["BlockAttributes"]  # a list of `name value`, or nothing
    pairs = (_text(tag).partition(" ") for tag in (() if tags is None else tags))
    return Entity(
        number=number,
        geometry=shape,
        layer="" if aside else _text(told["Layer"]),
        handle=_text(told["EntityHandle"]),
        text="" if is_filling else _text(told["Text"]),
        block=_text(told["BlockName"]),
        tags={key.strip(): value.strip() for key, _, value in pairs if value.strip()},
        is_filling=is_filling,
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).encode(BYTES).decode("utf-8", "replace").strip()


def _drawn(entities: Sequence[Entity], annotations: frozenset[str]) -> tuple[list[Entity], int]:
    """Return what belongs to the map, and how much does not: sheets, dimensions, their points."""
    seen: Counter[str] = Counter()
    kept = []
    for entity in entities:
        own, layer = entity.handle.upper(), entity.layer.upper()
        if layer and layer != NOT_PLOTTED and own not in annotations:
            seen[own] += 1
            more = own and seen[own] > 1  # a block set out in rows and columns
            kept.append(replace(entity, handle=f"{own}-{seen[own]}") if more else entity)
    return kept, len(entities) - len(kept)


def _closed(entities: Sequence[Entity]) -> list[Entity]:
    """Return closed lines as polygons, anything else as it is."""
    shapes = np.array([e.geometry for e in entities], dtype=object)
    ends = [shapely.get_coordinates(shapely.get_point(shapes, i)) for i in (0, -1)]
    lines = np.flatnonzero(shapely.get_type_id(shapes) == LINE)
    west, south, east, north = shapely.bounds(shapes[lines]).T
    gaps = np.abs(ends[0] - ends[1]).max(axis=1, initial=0)
    closed = list(entities)
    for i in lines[gaps <= CLOSED * np.maximum(east - west, north - south)].tolist():
        points = shapely.get_coordinates(shapes[i], include_z=shapes[i].has_z)
        ring = np.vstack([points[:-1], *[points[:1]] * max(1, 5 - len(points))])
        closed[i] = replace(entities[i], geometry=shapely.polygons(ring))
    return closed


def _without_fillings(shapes: Sequence[Entity]) -> tuple[list[Entity], int]:
    """Return the shapes but for fillings of a boundary that is drawn as well."""
    areas = [e for e in shapes if _is_area(e)]
    outlines = np.array([e.geometry for e in areas if not e.is_filling], dtype=object)
    fillings = [e for e in areas if e.is_filling]
    if not fillings:
        return list(shapes), 0
    whole = shapely.polygons([shapely.get_exterior_ring(e.geometry) for e in fillings])
    one, other = shapely.STRtree(outlines).query(whole)
    sizes = np.sqrt(shapely.area(whole[one]))
    same = np.abs(np.sqrt(shapely.area(outlines[other])) - sizes) <= SAME * sizes
    for a, b in zip(*(shapely.bounds(s).T for s in (whole[one], outlines[other])), strict=True):
        same &= np.abs(a - b) <= SAME * sizes
    twice = {fillings[i].number for i in one[same]}
    return [e for e in shapes if e.number not in twice], len(twice)


def _is_area(entity: Entity) -> bool:
    return entity.geometry is not None and entity.geometry.geom_type == "Polygon"


def _on_layer(shapes: Sequence[Entity], layer: str, drawn: Sequence[Entity]) -> list[Entity]:
    names = dict.fromkeys(e.layer for e in drawn)
    if layer not in names:
        raise InputError(Fault("E-LYR-01", {"name": layer, "known": "、".join(names)}))
    return [e for e in shapes if e.layer == layer]


def _told(shapes: Sequence[Entity], labels: Sequence[Entity]) -> dict[int, list[str]]:
    """Return shape → the texts inside it from top to bottom; of nested ones the smallest has it."""
    areas = [i for i, e in enumerate(shapes) if _is_area(e)]
    ordered = sorted(labels, key=lambda e: (-e.geometry.y, e.geometry.x))
    tree = shapely.STRtree([shapes[i].geometry for i in areas])
    told: dict[int, list[str]] = {}
    for label in ordered:
        if len(around := tree.query(label.geometry, predicate="intersects")):
            i = min((areas[k] for k in around), key=lambda i: (shapes[i].geometry.area, i))
            told.setdefault(i, []).append(label.text)
    return told


def _row(entity: Entity, texts: Sequence[str], encoding: str) -> Row:
    lines = [line.strip() for text in (*texts, entity.text) for line in text.split("\n")]
    attributes = _attributes(entity, [line for line in lines if line])
    facts = {"enc": encoding, "rows": (entity.number,)}
    lost = [key for key, value in attributes.items() if "\ufffd" in value]
    notes = [Fault("W-ENC-03", {**facts, "col": key}) for key in lost]
    geometry = entity.geometry
    if geometry is None:  # GDAL read it, but it is neither points, lines nor areas
        fault = Fault("E-GEO-03", {"type": "mesh"})
        return Row(entity.number, attributes, None, fault, tuple(notes))
    if geometry.has_z and shapely.get_coordinates(geometry, include_z=True)[:, 2].any():
        notes.append(Fault("W-GEO-05", {"rows": (entity.number,)}))
    fault = None
    if geometry.geom_type == "LineString":
        fault = Fault("E-GEO-03", {"type": "open-line"})
    elif geometry.geom_type == "Polygon" and geometry.area == 0:
        fault = Fault("E-GEO-04", {"v": entity.handle or entity.number, "why": "no-area"})
    wkb = shapely.to_wkb(shapely.force_2d(geometry), flavor="iso")
    return Row(entity.number, attributes, wkb, fault, tuple(notes))


def _attributes(entity: Entity, lines: Sequence[str]) -> dict[str, str]:
    """Return what a drawing says of an entity; its handle stands in for an id."""
    pairs = [(line, PAIR.fullmatch(line)) for line in lines]
    told = {**{found[1]: found[2] for _, found in pairs if found}, **entity.tags}
    free = [line for line, found in pairs if not found]
    if free and not any(key in told for key in NAMES):
        told[NAME] = free[0]
    if entity.handle and not any(key in told for key in IDS):
        told[ID] = entity.handle
    drawn = {CAD_LAYER: entity.layer, BLOCK: entity.block, WORDS: "；".join(lines)}
    return {**told, **{key: value for key, value in drawn.items() if value}}
