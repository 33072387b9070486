"""A long case is cut into spans that hold every point once, beside what is known of it."""

import numpy as np
import pytest

from layers import blocks, tiles
from layers import spans as module
from layers.spans import spans
from tests.layers import toy


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    assert tiles.warm()


def drawn(points):
    """Return a case of random points in and around the city, each of one of two mixes."""
    rng = np.random.default_rng(points)
    west, south, east, north = toy.plan().districts.city.bounds
    xy = rng.uniform([west - 2000, south - 2000], [east + 2000, north + 2000], (points, 2))
    mixes = [{"S1": 1.0}, {"S2": 1.0}]
    return toy.laid(xy, mixes, rng.integers(0, 2, points))


@pytest.mark.parametrize(
    ("points", "lengths"), [(2_000, [1000, 1000]), (2_001, [1000, 1000, 1]), (999, [999])]
)
def test_every_point_is_in_one_span_with_what_is_known_of_it(monkeypatch, points, lengths):
    monkeypatch.setattr(module, "SPAN", 1_000)
    laid, rows = drawn(points), []
    for at, span in spans(laid):
        rows.append(np.arange(points)[at])
        np.testing.assert_array_equal(span.xy, laid.xy[at])
        np.testing.assert_array_equal(span.samples.xy, laid.xy[at])
        for name in ("kind", "positions", "sample_positions", "inside"):
            np.testing.assert_array_equal(getattr(span, name), getattr(laid, name)[at], name)
        assert len(span) == len(span.ids) == len(span.names) == span.samples.sites
    assert list(map(len, rows)) == lengths
    np.testing.assert_array_equal(np.sort(np.concatenate(rows)), np.arange(points))


def test_points_of_one_cell_are_in_one_span_or_two_that_follow(monkeypatch):
    monkeypatch.setattr(module, "SPAN", 1_000)
    found = [np.floor(span.xy / blocks.CELL_M) for _, span in spans(drawn(3_500))]
    cells = np.concatenate([cell[:, 1] * 1e6 + cell[:, 0] for cell in found])
    assert (np.diff(cells) >= 0).all()


def test_a_case_of_one_span_keeps_its_metres_and_a_long_one_does_not(monkeypatch):
    laid = drawn(1_500)
    part = laid.plan.elements[0].parts[0]
    for _, span in spans(laid):
        assert span is laid
        kept = span.metres_to(part)
    assert laid.metres_to(part) is kept
    monkeypatch.setattr(module, "SPAN", 1_000)
    for at, span in spans(laid):
        np.testing.assert_allclose(span.metres_to(part), kept[at], rtol=0, atol=1e-9)
        assert span is not laid
