"""Layers → DXF R2000 in GBK, metres: what Chinese CAD programs, GDAL and QGIS read alike.

CAD layers carry the kind of each feature, texts on 注记 its name; other attributes have no place
in a drawing. Areas are closed polylines, holes too.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Mapping
from datetime import datetime

import ezdxf
import pandas as pd
import shapely
from ezdxf.colors import DXF_DEFAULT_COLORS, int2rgb
from ezdxf.document import Drawing
from ezdxf.enums import TextEntityAlignment
from ezdxf.lldxf.tagwriter import TagWriter
from ezdxf.tools.juliandate import juliandate

from gis_app.components.cartography import cartography, element_colour
from gis_app.writing.made import Made
from gis_app.writing.record import lines
from gis_app.writing.rows import CONTROL, Part, columns_of, in_gbk, parts, unwritable
from layers.errors import Fault
from layers.export import Layers
from layers.export_fields import missing

LABELS = "注记"
FIXED = {
    "districts": "行政区界",
    "clusters": "集聚区",
    "counties": "县域指引",
    "places": "地名",
    "water": "水域",
    "roads": "道路",
    "railways": "铁路",
    "scores": "评价结果",
}
AREAS = "_范围"  # after the layer of an element: its core and influence
NAMES = ("name", "JJQMC", "MC", "XZQMC")
UNLABELLED = frozenset({"roads", "railways", "bands", "counties", "water"})
HEIGHTS = {"districts": 1200.0, "structure": 900.0}  # metres of a text
HEIGHT = 250.0
MARK, MARK_SIZE = 34, 150.0  # a circle with a cross, metres
GUID = "{00000000-0000-0000-0000-000000000000}"
ENCODING = "gbk"


def write(layers: Layers, crs: str, made: Made) -> bytes:
    """Return one drawing of all layers in `crs`, in metres."""
    document = _document()
    box: list[float] = []
    kinds = _kinds(layers)
    for part in parts(layers, crs):
        _draw(document, part, kinds)
        box = _wider(box, part)
    if box:
        _footer(document, lines(made), box)
    return _bytes(document, made.time)


def notices(layers: Layers) -> list[Fault]:
    """Return the characters of the texts that GBK cannot write."""
    rows = (text for part in parts(layers, "EPSG:4490") for text in _names(part))
    rare = unwritable((in_gbk(name) for name in rows), ENCODING)
    return [Fault("W-ENC-05", {"v": rare})] if rare else []


def _document() -> Drawing:
    document = ezdxf.new("R2000", units=6)
    document.encoding = ENCODING
    document.header["$PDMODE"], document.header["$PDSIZE"] = MARK, MARK_SIZE
    style = document.styles.new("HZ")
    style.dxf.font, style.dxf.bigfont = "gbenor.shx", "gbcbig.shx"  # both come with AutoCAD
    document.layers.add(LABELS, color=7)
    return document


def _kinds(layers: Layers) -> dict[str, str]:
    """Return element id → 环, 轴 or 带, as far as the layers say."""
    if "structure" not in layers:
        return {}
    words = {"ring": "环", "axis": "轴", "belt": "带"}
    table = layers["structure"]
    return {i: words.get(str(k), str(k)) for i, k in zip(table["id"], table["kind"], strict=True)}


def _layer(part: Part, row: Mapping[str, object], kinds: Mapping[str, str]) -> str:
    if part.layer == "structure":
        return str(row["LX"])
    if part.layer == "bands":
        return f"{kinds.get(str(row['YSBSM']), str(row['MC']))}{AREAS}"
    return FIXED.get(part.layer, part.name)


def _colour(part: Part, row: Mapping[str, object]) -> int:
    """Return the colour of one feature among the 255 of CAD."""
    if part.layer in {"structure", "bands"}:
        return nearest(element_colour(str(row["BSM" if part.layer == "structure" else "YSBSM"])))
    table = cartography()["layer"].get(part.layer, cartography()["layer"]["clusters"])
    return nearest(table["strokes"][0]["colour"])


@functools.cache
def nearest(colour: str) -> int:
    """Return the number of the CAD colour most like `#RRGGBB`.

    >>> nearest("#FF0000")
    1
    """
    wanted = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    table = {n: int2rgb(DXF_DEFAULT_COLORS[n]) for n in range(1, 256) if n != 7}
    return min(
        table, key=lambda n: sum((a - b) ** 2 for a, b in zip(table[n], wanted, strict=True))
    )


def _draw(document: Drawing, part: Part, kinds: Mapping[str, str]) -> None:
    space = document.modelspace()
    height = HEIGHTS.get(part.layer, HEIGHT)
    records = pd.DataFrame(part.rows)[columns_of(part.rows)].to_dict("records")
    for row, shape, name in zip(records, part.rows.geometry, _names(part), strict=True):
        layer, colour = in_gbk(_layer(part, row, kinds)), _colour(part, row)
        if layer not in document.layers:
            document.layers.add(layer, color=colour)
        style = {"layer": layer, "color": colour}
        for one in shapely.get_parts(shape):
            if one.geom_type == "Point":
                space.add_point((one.x, one.y), dxfattribs=style)
            for path, closed in _paths(one):
                space.add_lwpolyline(path, close=closed, dxfattribs=style)
        if name and part.layer not in UNLABELLED:
            _label(document, name, shape, height)


def _paths(shape: shapely.Geometry) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Yield the corners of a line, or of each ring of an area, and whether it is closed."""
    if shape.geom_type == "LineString":
        yield list(shape.coords), False
    elif shape.geom_type == "Polygon":
        for ring in (shape.exterior, *shape.interiors):
            yield list(ring.coords)[:-1], True


def _names(part: Part) -> list[str]:
    """Return the label of each feature, on one line."""
    rows = pd.DataFrame(part.rows)[columns_of(part.rows)].to_dict("records")
    found = (
        next((str(row[c]) for c in NAMES if c in row and not missing(row[c])), "") for row in rows
    )
    return [in_gbk(" ".join(CONTROL.sub("", name).split())) for name in found]


def _label(document: Drawing, name: str, shape: shapely.Geometry, height: float) -> None:
    at = shape.interpolate(0.5, normalized=True) if shapely.get_dimensions(shape) == 1 else None
    at = at or shapely.point_on_surface(shape)
    above = height if shape.geom_type == "Point" else 0.0
    text = document.modelspace().add_text(
        name, height=height, dxfattribs={"layer": LABELS, "style": "HZ"}
    )
    text.set_placement((at.x, at.y + above), align=TextEntityAlignment.MIDDLE_CENTER)


def _wider(box: list[float], part: Part) -> list[float]:
    west, south, east, north = map(float, part.rows.total_bounds)
    if not box:
        return [west, south, east, north]
    return [min(box[0], west), min(box[1], south), max(box[2], east), max(box[3], north)]


def _footer(document: Drawing, told: list[str], box: list[float]) -> None:
    """Write what the drawing was made from below it, and show all of it when it opens."""
    west, south, east, north = box
    height = max((north - south) / 120, 5.0)
    for number, line in enumerate(told, start=2):
        text = document.modelspace().add_text(
            in_gbk(CONTROL.sub("", line)),
            height=height,
            dxfattribs={"layer": LABELS, "style": "HZ"},
        )
        text.set_placement((west, south - 1.6 * number * height))
    middle = ((west + east) / 2, (south + north) / 2)
    document.set_modelspace_vport(height=max(north - south, 100.0) * 1.3, center=middle)
    space = document.modelspace()
    space.reset_extents((west, south - 1.6 * (len(told) + 2) * height, 0), (east, north, 0))


def _bytes(document: Drawing, time: datetime) -> bytes:
    """Return the file; dates and identifiers that would differ each time are set by `time`."""
    document.commit_pending_changes()
    document.update_all()
    day = juliandate(time.replace(tzinfo=None))
    for name in ("$TDCREATE", "$TDUCREATE", "$TDUPDATE", "$TDUUPDATE"):
        document.header[name] = day
    for name in ("$FINGERPRINTGUID", "$VERSIONGUID"):
        document.header[name] = GUID
    told = document.ezdxf_metadata()
    for name in ("CREATED_BY_EZDXF", "WRITTEN_BY_EZDXF"):
        told[name] = ezdxf.__version__
    out = io.StringIO(newline="")
    document.export_sections(TagWriter(out, write_handles=True, dxfversion=document.dxfversion))
    return document.encode(out.getvalue().replace("\n", "\r\n"))
