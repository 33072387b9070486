"""A store of each kind, empty; and things to keep in it."""

import pytest

from gis_app.projects import place
from gis_app.projects.model import Project, Scenario, Site
from gis_app.projects.postgres import SCHEMA
from tests.postgis.cluster import programs, running


@pytest.fixture(scope="session")
def server():
    """Return the address of a running PostgreSQL server."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL with PostGIS is missing: sudo apt install postgresql-15-postgis-3")
    with running(folder) as cluster:
        yield cluster.url()


@pytest.fixture(autouse=True)
def _own_places(tmp_path, monkeypatch):
    """Keep the tests away from the store of whoever runs them."""
    monkeypatch.setenv("PLANNER_STORE", str(tmp_path / "projects.sqlite"))
    yield
    place.open_store.cache_clear()


@pytest.fixture(params=["sqlite", "postgres"])
def address(request, tmp_path):
    """Return the place of an empty store of each kind."""
    if request.param == "sqlite":
        return str(tmp_path / "projects.sqlite")
    import psycopg

    server = request.getfixturevalue("server")
    with psycopg.connect(server) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    return server


@pytest.fixture
def store(address):
    return place.open_store(address)


@pytest.fixture
def project(store):
    return store.put_project(Project(name="沿江物流选址", note="第一轮"))


@pytest.fixture
def scenario(project):
    """Return a scenario that was never saved, with every field filled."""
    return Scenario(
        project=project.id,
        name="太仓港片区",
        note="优先\n核对岸线",
        sites=(
            Site(
                id="1",
                name="港区北",
                lon=121.21,
                lat=31.63,
                sectors=(("P6", 0.6), ("P7", 0.4)),
                function="集装箱",
            ),
            Site(
                name="地块",
                lon=121.05,
                lat=31.55,
                wkt="POLYGON ((121 31.5, 121.1 31.5, 121.1 31.6, 121 31.5))",
                unsure=True,
            ),
        ),
        weights="40,20,10,10,10,10",
        readings={"belt-width": "10km"},
        indicators={"indicator-10": {2023: 5.0, 2024: 6.5}},
        author="甲",
    )
