"""Layers → KML 2.2 for Google Earth and 奥维: a folder a layer, styled, Chinese throughout.

Written by hand: the same layers give the same bytes, and no text can break the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd
import shapely

from gis_app.writing.kml_styles import style_of, styles
from gis_app.writing.made import Made
from gis_app.writing.record import lines
from gis_app.writing.rows import CONTROL, Part, columns_of, parts, text
from layers.export import DECIMALS, Layers
from layers.export_fields import missing

NOT_HTML = str.maketrans({"<": "＜", ">": "＞"})
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
NAMES = ("name", "JJQMC", "MC", "XZQMC", "BSM")  # the columns a label is taken from, best first
OWN_PLACE = frozenset({"id", "name"})  # KML has elements of its own for these; BSM is the id


def write(layers: Layers, crs: str, made: Made) -> bytes:
    """Return one KML document, WGS84 with 7 decimals."""
    found = list(parts(layers, crs))
    told = _element("description", "\n".join(lines(made)))
    body = [
        HEAD,
        "<Document>",
        _element("name", made.title),
        told,
        *styles(found),
        *(_schema(part) for part in found),
        *(line for part in found for line in _folder(part)),
        "</Document>",
        "</kml>\n",
    ]
    return "\n".join(body).encode()


def safe(value: object) -> str:
    """Return text as XML may hold it: escaped, without control characters.

    >>> safe("A&B<" + chr(1) + ">")
    'A&amp;B&lt;&gt;'
    """
    return escape(CONTROL.sub("", str(value)))


def _element(tag: str, value: object) -> str:
    return f"<{tag}>{safe(value)}</{tag}>"


def _schema(part: Part) -> str:
    """Return the columns of a folder with their types and Chinese titles."""
    fields = [
        f"<SimpleField type={quoteattr(_kind(part, column))} name={_attribute(column)}>"
        f"{_element('displayName', part.titles[column])}</SimpleField>"
        for column in _shown(part)
    ]
    ident = _attribute(part.name)
    return f"<Schema name={ident} id={ident}>{''.join(fields)}</Schema>"


def _attribute(value: str) -> str:
    return quoteattr(CONTROL.sub("", value))


def _shown(part: Part) -> list[str]:
    """Return the columns that have a value anywhere."""
    rows = part.rows
    used = [c for c in columns_of(rows) if c.lower() not in OWN_PLACE]
    return [c for c in used if not rows[c].map(missing).all()]


def _kind(part: Part, column: str) -> str:
    return "double" if column in part.numbers else "string"


def _folder(part: Part) -> Iterator[str]:
    yield f"<Folder id={_attribute(part.name)}>{_element('name', _title(part))}"
    columns, shown = columns_of(part.rows), _shown(part)
    shapes = shapely.orient_polygons(part.rows.geometry.to_numpy(), exterior_cw=False)
    for row, shape in zip(pd.DataFrame(part.rows)[columns].to_dict("records"), shapes, strict=True):
        name = next((row[c] for c in NAMES if c in row and not missing(row[c])), "")
        told = {c: text(row[c]) for c in shown if not missing(row[c])}
        cells = "".join(
            f"<SimpleData name={_attribute(c)}>{safe(cell)}</SimpleData>"
            for c, cell in told.items()
        )
        yield (
            f"<Placemark>{_element('name', name)}{_described(part, told)}"
            f"{_element('styleUrl', '#' + style_of(part.layer, row))}"
            f'<ExtendedData><SchemaData schemaUrl="#{part.name}">{cells}</SchemaData>'
            f"</ExtendedData>{_geometry(shape)}</Placemark>"
        )
    yield "</Folder>"


def _described(part: Part, told: Mapping[str, str]) -> str:
    """Return the same for programs that show no fields: one line each, nothing that is HTML."""
    lines = (f"{part.titles[c]}：{cell}" for c, cell in told.items() if c != "layer")
    return _element("description", "\n".join(lines).translate(NOT_HTML))


def _title(part: Part) -> str:
    """Return the title of a folder, with what it holds where a layer makes several."""
    words = {"_D": "点", "_X": "线", "_M": "面"}
    return part.title + "".join(f"（{w}）" for s, w in words.items() if part.name.endswith(s))


def _geometry(shape: shapely.Geometry) -> str:
    if hasattr(shape, "geoms"):
        inner = "".join(_geometry(one) for one in shape.geoms)
        return f"<MultiGeometry>{inner}</MultiGeometry>"
    if shape.geom_type != "Polygon":
        return f"<{shape.geom_type}>{_coordinates(shape)}</{shape.geom_type}>"
    outer = f"<outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"
    holes = (f"<innerBoundaryIs>{_ring(r)}</innerBoundaryIs>" for r in shape.interiors)
    return f"<Polygon>{outer}{''.join(holes)}</Polygon>"


def _ring(ring: shapely.Geometry) -> str:
    return f"<LinearRing>{_coordinates(ring)}</LinearRing>"


def _coordinates(shape: shapely.Geometry) -> str:
    """Return longitude,latitude pairs, no more digits than they have."""
    rounded: Sequence[Sequence[float]] = np.round(shapely.get_coordinates(shape), DECIMALS).tolist()
    return f"<coordinates>{' '.join(f'{x},{y}' for x, y in rounded)}</coordinates>"
