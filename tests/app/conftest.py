"""The shipped plan, once; and the same plan with names that try to run scripts."""

import dataclasses

import pytest

from gis_app.load import default_plan

PAYLOADS = (
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "`+(window.hit=1)+`",
    "${window.hit=1}",
    "'\"\\`${window.hit=1}",
)


@pytest.fixture(scope="session")
def plan():
    return default_plan()


@pytest.fixture(scope="session")
def hostile(plan):
    """Return the plan with every name, quote and source replaced by a payload."""
    layers = {}
    for name, layer in plan.layers.items():
        texts = {
            column: [PAYLOADS[i % len(PAYLOADS)] for i in range(len(layer))]
            for column in ("name", "name_en", "quote", "clause_label", "source", "zone_kind")
            if column in layer
        }
        layers[name] = layer.assign(**texts)
    return dataclasses.replace(plan, layers=layers)
