"""A store of its own for each test, empty or with two scenarios."""

import pytest

from gis_app.projects import place
from gis_app.projects.model import Project, Scenario
from tests.app.scenarios.driven import site


@pytest.fixture(autouse=True)
def _own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANNER_STORE", str(tmp_path / "projects.sqlite"))
    yield
    place.open_store.cache_clear()


@pytest.fixture
def store():
    return place.open_store(place.setting())


@pytest.fixture
def two(store):
    """Keep a project with two scenarios of one site each."""
    project = store.put_project(Project(name="试点"))
    one = store.save(Scenario(project=project.id, name="方案一", sites=(site(),)))
    moved = (site(lon=121.0, lat=31.6, sectors=(("P6", 1.0),)),)
    other = store.save(Scenario(project=project.id, name="方案二", sites=moved, weights="equal"))
    return one, other
