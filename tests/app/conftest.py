"""The shipped plan, once; and the same plan with names that try to run scripts."""

import pytest

from gis_app.load import default_plan
from tests.app import payloads


@pytest.fixture(scope="session")
def plan():
    return default_plan()


@pytest.fixture(scope="session")
def hostile(plan):
    return payloads.hostile(plan)
