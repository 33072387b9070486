"""A layer → the columns and rows of its sheet: fields, position in degrees and metres, shape."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_app.writing.made import PUBLIC_DECIMALS
from gis_app.writing.xlsx_page import Column
from layers.crs import METRIC, to_store
from layers.export_fields import FIELDS, REAL, Field, coded

LON, LAT = "经度_CGCS2000", "纬度_CGCS2000"
NORTH, EAST = "X(北)_EPSG4549", "Y(东)_EPSG4549"
WKT = "WKT_CGCS2000"
NUMBER, OWN_NUMBER = "序号", "原序号"
OWN = (NUMBER, LON, LAT, NORTH, EAST, WKT)
DEGREES, METRES = 6, 3
LONG = 10**15  # Excel keeps 15 digits of a number
LONGEST_WKT = 32_000  # a longer one does not fit into a cell and is left out
# Left out: they say again what another column says (positions in a better form).
TWICE = {"scores": ("id", "name", "sectors", "JD_", "WD_"), "clusters": ("JD_", "WD_")}
# What people look for comes first and is printed; the rest follows to the right.
FIRST = {
    "scores": (
        *("BSM", "JJQMC", "XZQMC", "ZDLY", "ZCDDF", "ZCDDJ", "DFXX", "DFSX", "FGD", "ZJYS"),
        *("K1", "K2", "K3", "K4", "K5", "K6", "TS"),
    )
}
LAST = ("LY", "HYDM", "DZ", "TYDM", "YSDM", "GHBB", "GZBB", "SJBB", "GJBB", "PJSJ", "STH", "YTXZ")
SHOWN = {"FGD": "0%", "MJ": "0", "KD": "0", "ZJJL": "0"} | {f"K{n}": "0.00" for n in range(1, 7)}
MOST = {"YT": 32.0, "LY": 48.0, "SJLY": 30.0, "JJQMC": 22.0, "ZDLY": 14.0, "ZJYS": 18.0}
MOST |= {"ZJDMC": 14.0, "XZQMC": 12.0, "TS": 16.0}
UNWRAPPED = frozenset({"LY", "GHBB", "GZBB", "SJBB", "GJBB", "PJSJ"})


@dataclass(slots=True)
class Page:
    """Columns and rows of one sheet; `codes` names the columns, `printed` is how many go on paper.

    `left_out` counts shapes too long for a cell.
    """

    columns: list[Column]
    codes: list[str]
    rows: list[list[object]]
    fields: list[Field]
    printed: int = 0
    left_out: int = 0

    def at(self, code: str) -> int:
        """Return the place of a column by its code."""
        return self.codes.index(code)


def layer_page(name: str, layer: gpd.GeoDataFrame, *, public: bool) -> Page:
    """Return the sheet of a layer; `public` shows degrees with fewer decimals, metres whole."""
    frame = _numbered(coded(name, layer))
    known = {f.code: f for f in FIELDS[name].fields}
    own = [str(c) for c in frame.columns if c not in {frame.geometry.name, "layer"}]
    codes = [c for c in own if c not in {*TWICE.get(name, ()), *OWN}]
    first = [c for c in FIRST.get(name, ()) if c in codes]
    last = [c for c in LAST if c in codes]
    middle = [c for c in codes if c not in {*first, *last}]
    shapes = to_store(layer).geometry
    places, left_out = _places(name, shapes, public=public)
    around = [c for c in places if c != WKT]
    shape = [WKT] if WKT in places else []
    order = [NUMBER, *(first or middle), *around, *(middle if first else []), *last, *shape]
    cells = pd.DataFrame(frame[codes], dtype=object).assign(
        **{NUMBER: range(1, len(frame) + 1), **places}
    )
    return Page(
        columns=[_column(code, known.get(code), public=public) for code in order],
        codes=order,
        rows=[list(map(_exact, row)) for row in cells[order].itertuples(index=False, name=None)],
        fields=[known.get(code, Field(code, code, None)) for code in order],
        printed=1 + (len(first) or len(middle) + len(around)),
        left_out=left_out,
    )


def _exact(value: object) -> object:
    """Return a whole number as text where a cell would hold another one.

    >>> _exact(320500001001000001), _exact(7), _exact(0.5)
    ('320500001001000001', 7, 0.5)
    """
    is_long = isinstance(value, int | np.integer) and abs(int(value)) >= LONG
    return str(value) if is_long else value


def _numbered(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table whose own 序号, where it is another than the number of the row, is 原序号."""
    if NUMBER not in frame or OWN_NUMBER in frame:
        return frame
    same = [str(cell) for cell in frame[NUMBER]] == [str(n) for n in range(1, len(frame) + 1)]
    return frame if same else frame.rename(columns={NUMBER: OWN_NUMBER})


def _places(name: str, shapes: gpd.GeoSeries, *, public: bool) -> tuple[dict[str, object], int]:
    """Return the columns of position, and how many shapes are too long; none for lines."""
    if shapes.geom_type.str.contains("Line").any() or not len(shapes):
        return {}, 0
    points = shapes.representative_point()
    decimals = PUBLIC_DECIMALS if public else DEGREES
    if public:
        points = gpd.GeoSeries(
            gpd.points_from_xy(points.x.round(decimals), points.y.round(decimals)), crs=points.crs
        )
    metres = points.to_crs(METRIC)
    whole = 0 if public else METRES
    found: dict[str, object] = {
        LON: points.x.round(decimals).to_numpy(),
        LAT: points.y.round(decimals).to_numpy(),
        NORTH: metres.y.round(whole).to_numpy(),
        EAST: metres.x.round(whole).to_numpy(),
    }
    if not FIELDS[name].by_shape or (shapes.geom_type == "Point").all():
        return found, 0
    is_point = (shapes.geom_type == "Point").to_numpy()
    texts = shapely.to_wkt(shapes.to_numpy(), rounding_precision=decimals)
    long = np.array([len(text) > LONGEST_WKT for text in texts])
    found[WKT] = np.where(is_point | long, None, texts)
    return found, int((long & ~is_point).sum())


def _column(code: str, known: Field | None, *, public: bool) -> Column:
    """Return a column by its code: fields of ours have a title, positions their decimals."""
    if code == NUMBER:
        return Column(NUMBER, shown="0")
    if code in {LON, LAT}:
        return Column(code, shown="0.0000" if public else "0.000000")
    if code in {NORTH, EAST}:
        return Column(code, shown="0" if public else "0.000")
    if known is None:
        return Column(code, most=24.0, wrap=code != WKT)
    shown = SHOWN.get(code, "0.0") if known.kind == REAL else ""
    wrap = code not in UNWRAPPED
    return Column(known.title, code, shown, MOST.get(code, 20.0), wrap)
