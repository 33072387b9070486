"""Reads stored and made files row by row, or says why they are refused."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gis_app.reading.open import records_of
from gis_app.reading.sites import read_sites
from layers.errors import InputError
from tests.io.small import FACTS, WINDOW

FIXTURES = Path(__file__).parent / "fixtures"
PLOT = shapely.box(120.60, 31.30, 120.61, 31.31)
BIG = 9007199254740993  # 2**53 + 1, which no float holds
POINT = shapely.Point(120.6, 31.3)
FULL = {"GM": BIG, "YES": True, "JE": 1.5}
NONE = {"GM": None, "YES": False, "JE": None}


def fixture(name):
    return (FIXTURES / name).read_bytes()


def sites(name, content=None, **options):
    raw = fixture(name) if content is None else content
    return read_sites(raw if isinstance(raw, bytes) else raw.encode(), name, FACTS, **options)


def records(name, content=None, **options):
    raw = fixture(name) if content is None else content
    return records_of(raw, name, crs=None, window=WINDOW, **options)


def refusal(name, content=None, **options):
    with pytest.raises(InputError) as error:
        sites(name, content, **options)
    return error.value.faults


def attributes(name, content=None):
    return [dict(record.attributes) for record in records(name, content).records]


def frame(*shapes, crs="EPSG:4326"):
    rows = {"id": [str(i) for i in range(len(shapes))], "name": "甲", "sectors": "P7"}
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs=crs)
