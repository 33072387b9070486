"""The cartography table as KML styles: one for each element, grade and layer that is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gis_app.components.cartography import cartography, element_colour
from gis_app.writing.rows import Part, columns_of

OUTSIDE = "市域外"  # in the table, no grade of its own
OPAQUE, GLASS, CLEAR = 255, 90, 0


def style_of(layer: str, row: Mapping[str, object]) -> str:
    """Return the id of the style of one feature, given its field codes."""
    if layer == "structure":
        return f"structure-{row['BSM']}"
    if layer == "bands":
        return f"bands-{row['YSBSM']}"
    if layer == "scores":
        grades = [grade for grade in cartography()["grade"] if grade != OUTSIDE]
        grade = row.get("ZCDDJ")
        return f"scores-{grades.index(str(grade))}" if grade in grades else "scores-none"
    return layer


def styles(found: Iterable[Part]) -> Iterator[str]:
    """Yield each style that the features of these parts point at, once."""
    told: dict[str, str] = {}
    for part in found:
        for row in part.rows[columns_of(part.rows)].to_dict("records"):
            ident = style_of(part.layer, row)
            told.setdefault(ident, _style(ident, *_looks(part.layer, row)))
    yield from told.values()


def _looks(layer: str, row: Mapping[str, object]) -> tuple[str, str, float, int]:
    """Return colours of line and area, width of the line, and how opaque the area is."""
    if layer == "structure":
        colour = element_colour(str(row["BSM"]))
        kinds = {"轴": "axis", "环": "ring"}
        drawn = cartography()["line"][kinds.get(str(row["LX"]), "belt")][-1]
        return colour, colour, float(drawn["weight"]), CLEAR
    if layer == "bands":
        colour = element_colour(str(row["YSBSM"]))
        return colour, colour, 0, round(OPAQUE * cartography()["band"]["core"])
    if layer == "scores":
        colours = cartography()["grade"]
        colour = colours.get(str(row.get("ZCDDJ")), colours[OUTSIDE])
        return colour, colour, 2, GLASS
    table = cartography()["layer"].get(layer) or cartography()["layer"]["districts"]
    stroke = table["strokes"][0]
    fill = table.get("fill")
    return stroke["colour"], fill or stroke["colour"], stroke["weight"], GLASS if fill else CLEAR


def _style(ident: str, line: str, area: str, width: float, opaque: int) -> str:
    mark = line if ident != "places" else area
    return (
        f'<Style id="{ident}">'
        f"<IconStyle><color>{abgr(mark)}</color><scale>0.8</scale></IconStyle>"
        "<LabelStyle><scale>0.8</scale></LabelStyle>"
        f"<LineStyle><color>{abgr(line)}</color><width>{width:g}</width></LineStyle>"
        f"<PolyStyle><color>{abgr(area, opaque)}</color>"
        f"<outline>{int(width > 0)}</outline></PolyStyle></Style>"
    )


def abgr(colour: str, opaque: int = OPAQUE) -> str:
    """Return a colour as KML writes it: opacity, blue, green, red.

    >>> abgr("#C8102E", 90)
    '5a2e10c8'
    """
    red, green, blue = (colour[k : k + 2] for k in (1, 3, 5))
    return f"{opaque:02x}{blue}{green}{red}".lower()
