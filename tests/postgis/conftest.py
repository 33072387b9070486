"""One server for the session, an empty schema for each test."""

import pytest

from tests.cli.run import Commands
from tests.postgis.cluster import programs, running


@pytest.fixture(scope="session")
def cluster():
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL with PostGIS is missing: sudo apt install postgresql postgis")
    with running(folder) as found:
        yield found


@pytest.fixture
def schema(cluster):
    """Return the address of an empty schema."""
    cluster.run("DROP SCHEMA IF EXISTS plan CASCADE", "CREATE SCHEMA plan")
    return cluster.url(schema="plan")


@pytest.fixture
def run(capsys):
    return Commands(capsys)
