"""Shapefiles read in the worker, and what was read of them."""

import shapely

from gis_app.reading.found import Request
from gis_app.reading.isolation import isolated
from tests.reading.shapefiles import zipped

NAMES = ["姑苏区平江地块", "甪直镇产业园"]


def found(files, **asked):
    return isolated(zipped(files), Request(kind="shp-zip", name="a.shp.zip", **asked))


def geometries(rows):
    return [row.wkb and shapely.from_wkb(row.wkb) for row in rows]


def faults(rows):
    return [row.fault.code if row.fault else None for row in rows]


def noted(reading):
    return [note.code for note in reading.notes]


def without(files, *parts):
    return {name: content for name, content in files.items() if not name.endswith(parts)}
