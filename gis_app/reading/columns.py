"""What the columns of a table mean: roles by alias, and the system that a header states.

Light on purpose: the worker process looks for the header with it.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from layers.errors import Fault, InputError
from layers.mix import plain

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")

# How files call what the score needs, best name first.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "BSM", "编号", "标识码"),
    "name": ("name", "名称", "JJQMC", "集聚区名称", "MC"),
    "sectors": ("sectors", "重点领域", "ZDLY"),
    "function": ("function", "功能", "GN"),
    "lon": ("lon", "lng", "long", "longitude", "经度", "东经", "JD_"),
    "lat": ("lat", "latitude", "纬度", "北纬", "WD_"),
    "east": ("东坐标", "东", "easting", "横坐标", "Y(东)", "东坐标(Y)", "横坐标(Y)", "横坐标Y"),
    "north": ("北坐标", "北", "northing", "纵坐标", "X(北)", "北坐标(X)", "纵坐标(X)", "纵坐标X"),
    "x": ("x", "X坐标", "坐标X", "point_x"),
    "y": ("y", "Y坐标", "坐标Y", "point_y"),
    "lonlat": ("坐标", "经纬度", "经纬度坐标", "lonlat", "lnglat", "location"),
    "wkt": ("wkt", "geometry", "geom", "几何"),
    "crs": ("crs", "坐标系", "坐标系统", "坐标来源", "ZBLY"),
}
ATTRIBUTES = ("id", "name", "sectors", "function")
RESERVED = frozenset({*ATTRIBUTES, "geometry"})
# Two columns that make a point, x or east first; the pair of one column holds both.
PAIRS = (("lon", "lat"), ("east", "north"), ("x", "y"), ("lonlat", "lonlat"))
POSITIONS = frozenset({*sum(PAIRS, ()), "wkt"})

# Words by which a header or a cell states a system: where coordinates came from, as people say it.
SYSTEMS = (
    (re.compile(r"epsg[:_ ]*(\d{4,5})"), None),
    (re.compile(r"gcj[-_ ]?02|gcj|高德|腾讯|火星|amap|tencent"), "gcj02"),
    (re.compile(r"bd[-_ ]?09(?:ll)?|baidu|百度|(?<![a-z])bd(?![a-z])"), "bd09"),
    (re.compile(r"cgcs[-_ ]?2000|国家2000|天地图|测绘成果"), "EPSG:4490"),
    (re.compile(r"wgs[-_ ]?(?:19)?84|gps|奥维"), "EPSG:4326"),
)
UNITS = re.compile(r"\((?:m|米|°|度|e|n|十进制度?|度分秒|单位[:：].*)\)")
EDGES = " _-·:/"
GUARDED = frozenset("=+-@＝＋－＠")  # what layers.export puts an apostrophe before
CODE = re.compile(r"[A-Z][A-Z0-9_]{1,9}")
FIGURE = re.compile(r"[+-]?\d+(\.\d+)?")
SURVEY = "[属性描述]"  # opens the boundary-point text files of land surveys


def clean_text(text: str) -> str:
    """Return `text` without control characters and broken surrogates, trimmed."""
    return SURROGATE.sub("\ufffd", CONTROL.sub(" ", text)).strip()


def clean(value: object) -> object:
    """Return an attribute as a table may carry it: text, a finite number, a truth value, None."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, (list, dict)):
        return clean_text(json.dumps(value, ensure_ascii=False))
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and abs(value) >= 2**63:
        return str(value)
    return value


def stated_systems(text: object) -> tuple[str, ...]:
    """Return the systems that the words of a header or a cell name: EPSG:n, gcj02 or bd09.

    >>> stated_systems("X(北)_EPSG4549"), stated_systems("经度（高德）"), stated_systems("经度")
    (('EPSG:4549',), ('gcj02',), ())
    """
    found = []
    for pattern, system in SYSTEMS:
        for match in pattern.finditer(plain(text)):
            found.append(system or f"EPSG:{match[1]}")
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def place_role(column: str) -> str | None:
    """Return the role of a column of coordinates, whatever system and unit stand beside its name.

    >>> place_role("经度_CGCS2000"), place_role("GCJ02经度"), place_role("X坐标（m）")
    ('lon', 'lon', 'x')
    """
    name = plain(column)
    return _PLACES.get(name) or _PLACES.get(_bare(name))


@lru_cache(maxsize=256)
def roles(columns: tuple[str, ...], wanted: tuple[str, ...] = ATTRIBUTES) -> Mapping[str, str]:
    """Return role → the column that plays it, for the roles that a column plays."""
    by_name = {plain(column): column for column in reversed(columns)}
    found = {}
    for role in wanted:
        names = (plain(alias) for alias in ALIASES[role])
        if column := next((by_name[n] for n in names if n in by_name), None):
            found[role] = column
    return MappingProxyType(found)


def locates(columns: Sequence[str]) -> bool:
    """Return whether the columns can place a row: a pair of coordinates, or WKT."""
    found = {place_role(column) for column in columns}
    return "wkt" in found or any(set(pair) <= found for pair in PAIRS)


def unguarded(text: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it.

    >>> unguarded("'=甲"), unguarded("'甲'")
    ('=甲', "'甲'")
    """
    return text[1:] if text[:1] == "'" and text[1:2] in GUARDED else text


def code_of(title: str) -> str:
    """Return the field code that stands below a title in its cell; nothing where none does.

    >>> code_of("重点领域" + chr(10) + "ZDLY"), code_of("重点领域")
    ('ZDLY', '')
    """
    lines = [line.strip() for line in title.splitlines() if line.strip()]
    return lines[1] if len(lines) == 2 and CODE.fullmatch(lines[1]) else ""


def refuse_twice(columns: Sequence[str]) -> None:
    """Raise E-COL-03 where two columns have one name; blank names do not count."""
    if twice := [c for c, n in Counter(filter(None, columns)).items() if n > 1]:
        raise InputError(Fault("E-COL-03", {"cols": "、".join(twice)}))


def refuse_unplaced(columns: Sequence[str]) -> None:
    """Raise E-COL-01 where no column places a row, E-COL-04 where they look like data."""
    if locates(columns):
        return
    told = list(filter(None, columns))
    numbers = sum(bool(FIGURE.fullmatch(name)) for name in told)
    survey = any(name.startswith(SURVEY) for name in told[:1])
    code = "E-COL-06" if survey else "E-COL-04" if numbers > 1 else "E-COL-01"
    raise InputError(Fault(code, {"cols": "、".join(told)}))


def _bare(name: str) -> str:
    """Return a name, already plain, without systems, units and what joined them to it."""
    for pattern, _ in SYSTEMS:
        name = pattern.sub("", name)
    name = UNITS.sub("", name).replace("()", "").replace("[]", "")
    return name.strip(EDGES)


_PLACES = {plain(alias): role for role in POSITIONS for alias in ALIASES[role]}
