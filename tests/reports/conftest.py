"""What the tests of maps and reports share: the plan, sites with hostile names, a fixed time."""

import geopandas as gpd
import pytest
import shapely

from gis_app.load import default_plan
from gis_app.writing.made import made

HOSTILE = '#read("/etc/passwd") $x_2^{ *粗* <script>"&\\end'


@pytest.fixture(scope="session")
def plan():
    return default_plan()


@pytest.fixture
def told(plan, monkeypatch):
    """Return what a file says of itself, at a fixed time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return made(plan)


@pytest.fixture(scope="session")
def sites():
    names = ["高铁新城地块", HOSTILE, "太湖东山"]
    mixes = [{"P7": 0.6, "P6": 0.4}, {"P6": 1.0}, {"C2": 1.0}]
    places = [(120.64, 31.42), (121.17, 31.62), (120.45, 31.12)]
    table = {"id": ["1", "2", "3"], "name": names, "sectors": mixes, "function": [None] * 3}
    return gpd.GeoDataFrame(table, geometry=[shapely.Point(p) for p in places], crs="EPSG:4326")
