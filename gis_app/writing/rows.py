"""Coded layers as the rows of a container: parts of one dimension, typed columns, plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.export import Layers
from layers.export_fields import FIELDS, REAL, coded, missing
from layers.export_gpkg import in_system

SUFFIXES = {0: "_D", 1: "_X", 2: "_M"}  # points, lines, areas
# What XML 1.0 cannot hold, and what a table cell should not.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SAFE_INTEGER = 2**53  # a float holds every whole number up to it
TRUTH = {True: "是", False: "否"}


@dataclass(frozen=True, slots=True)
class Part:
    """The features of one layer that have the same dimension, as a table of field codes."""

    layer: str
    name: str
    title: str
    dimension: int
    rows: gpd.GeoDataFrame

    @property
    def titles(self) -> dict[str, str]:
        """Return column → Chinese title; the user's own columns are their own titles."""
        known = {"layer": "图层", **{f.code: f.title for f in FIELDS[self.layer].fields}}
        return {c: known.get(c, c) for c in columns_of(self.rows)}

    @property
    def numbers(self) -> frozenset[str]:
        """Return the columns that the table declares as numbers."""
        return frozenset(f.code for f in FIELDS[self.layer].fields if f.kind == REAL)


def parts(layers: Layers, crs: str) -> Iterator[Part]:
    """Yield every layer in `crs`, in parts of one dimension; those left without features go."""
    for ident, layer in layers.items():
        moved = in_system(layer[~(layer.geometry.isna() | layer.geometry.is_empty)], crs)
        dimension = shapely.get_dimensions(moved.geometry.to_numpy())
        spec, found = FIELDS[ident], sorted(set(dimension.tolist()))
        for one in found:
            suffix = SUFFIXES[one] if spec.by_shape or len(found) > 1 else ""
            rows = coded(ident, moved[dimension == one])
            yield Part(ident, f"{spec.name}{suffix}", spec.title, one, rows)


def union(layers: Layers, crs: str) -> gpd.GeoDataFrame:
    """Return all layers as one typed table in `crs`, a column `layer` first."""
    found = [typed(coded(name, in_system(layer, crs)), name) for name, layer in layers.items()]
    whole = pd.concat([pd.DataFrame(part).astype(object) for part in found], ignore_index=True)
    geometry = np.concatenate([part.geometry.to_numpy() for part in found])
    table = whole.drop(columns="geometry")
    numbers = {c for name in layers for c in Part(name, "", "", 0, found[0]).numbers}
    kinds = {c: column(table[c], number=c in numbers) for c in table}
    return gpd.GeoDataFrame(pd.DataFrame(kinds), geometry=geometry, crs=crs)


def typed(rows: gpd.GeoDataFrame, layer: str) -> gpd.GeoDataFrame:
    """Return rows with a type for every column: numbers, truth values, else text."""
    numbers = {f.code for f in FIELDS[layer].fields if f.kind == REAL}
    made = {c: column(rows[c], number=c in numbers) for c in columns_of(rows)}
    frame = pd.DataFrame(made, index=rows.index)
    return gpd.GeoDataFrame(frame, geometry=rows.geometry.to_numpy(), crs=rows.crs)


def column(values: pd.Series, *, number: bool = False) -> pd.Series:
    """Return a column as floats, integers, truth values or text, whichever holds all of it.

    Integers beside blanks or fractions become floats; as text where a float is another number.
    """
    plain = [None if missing(v) else v.item() if isinstance(v, np.generic) else v for v in values]
    kinds = {type(v) for v in plain if v is not None}
    if kinds in ({int}, {bool}) and None not in plain and not number:
        return pd.Series(plain, values.index)
    long = any(type(v) is int and abs(v) > SAFE_INTEGER for v in plain)
    if number or (kinds and kinds <= {int, float} and not long):
        return pd.Series([np.nan if v is None else float(v) for v in plain], values.index, float)
    texts = [None if v is None else text(v) for v in plain]
    return pd.Series(texts, values.index, dtype=object)


def text(value: object) -> str:
    """Return a value as the text of a cell: 是 or 否 for truth values, no control characters.

    >>> text(True), text(7.0), text("a" + chr(11) + "b")
    ('是', '7.0', 'ab')
    """
    return TRUTH[value] if isinstance(value, bool) else CONTROL.sub("", str(value))


def in_gbk(value: str) -> str:
    """Return a text with those signs that GBK lacks but has a like of: minus and hard space."""
    return value.replace("\u2212", "-").replace("\u00a0", " ")


def columns_of(rows: gpd.GeoDataFrame) -> list[str]:
    """Return the attribute columns."""
    return [str(c) for c in rows.columns if c != rows.geometry.name]


def texts(layers: Layers) -> Iterator[str]:
    """Yield every text that a file of these layers would hold."""
    for name, layer in layers.items():
        rows = coded(name, layer)
        for c in columns_of(rows):
            yield from (v for v in rows[c] if isinstance(v, str))


def short_names(names: Iterable[str], longest: int = 10) -> dict[str, str]:
    """Return column → ASCII name of at most `longest` characters, unique in any case.

    A name that is none becomes FIELD_1, FIELD_2, …

    >>> short_names(["ZCDDF", "备注", "description", "descriptions"])
    {'ZCDDF': 'ZCDDF', '备注': 'FIELD_1', 'description': 'descriptio', 'descriptions': 'descript_2'}
    """
    used: set[str] = set()
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"\W+", "_", name, flags=re.ASCII)
        usable = name.isascii() and plain[:1].isalpha()
        base, number = (plain if usable else "FIELD"), 1
        short = base[:longest] if usable else "FIELD_1"
        while short.lower() in used:
            number += 1
            tail = f"_{number}"
            short = f"{base[: longest - len(tail)]}{tail}"
        used.add(short.lower())
        found[name] = short
    return found


def unwritable(found: Iterable[str], encoding: str) -> str:
    """Return the characters that `encoding` has no code for, each once."""
    wrong: Mapping[str, None] = {}
    for one in found:
        try:
            one.encode(encoding)
        except UnicodeEncodeError:
            wrong = {**wrong, **dict.fromkeys(c for c in one if not _has(c, encoding))}
    return "".join(wrong)


def _has(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def promoted(shapes: Any) -> Any:
    """Return shapes of one dimension as one type: all single where they are, else all multi."""
    if (shapely.get_type_id(shapes) <= 3).all():
        return shapes
    many = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}
    make = many[int(shapely.get_dimensions(shapes[0]))]
    return np.array([make(shapely.get_parts(shape)) for shape in shapes], dtype=object)
