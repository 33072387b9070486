"""Areas whose inside counts as distance 0: inside the rings, the old city, the lake."""

from __future__ import annotations

import geopandas as gpd
from shapely.geometry import Polygon

from geodata import catalog
from geodata.build.form import layer
from geodata.build.sources import main

RINGS = ("ring-inner", "ring-middle", "ring-middle-alt", "canal-moat")
SHORE = "taihu-shore"


def extents() -> gpd.GeoDataFrame:
    """Return the areas, each with the id of its course: id, name."""
    courses = catalog.read("derived/courses").set_index("id")
    lake = catalog.read("gshhg/water").set_index("id").geometry["taihu"]
    city = catalog.read("derived/districts").union_all()
    shapes = {key: Polygon(courses.geometry[key]) for key in RINGS}
    shapes[SHORE] = lake.intersection(city)
    facts = courses[["status", "accuracy_m", "source"]].to_dict("index")
    return layer(
        [
            {"id": key, "name": f"{courses['name'][key]}以内", **facts[key], "geometry": shape}
            for key, shape in shapes.items()
        ]
    )


if __name__ == "__main__":
    main({"derived/extents": extents})
