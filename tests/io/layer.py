"""One small layer for each geometry, with the columns the plan's layers have."""

import geopandas as gpd
import shapely

WHERE_FROM = {"status": "schematic", "accuracy_m": 1500.0, "source": "作者绘制"}
CLOCKWISE = [(120.6, 31.3), (120.6, 31.4), (120.7, 31.4), (120.7, 31.3)]
HOLE = [(120.62, 31.32), (120.64, 31.32), (120.64, 31.34), (120.62, 31.34)]


def layer(geometry, **columns):
    row = {"id": "a", "name": "甲", **WHERE_FROM, **columns}
    return gpd.GeoDataFrame([row], geometry=[geometry], crs="EPSG:4326")


def districts():
    return layer(shapely.Polygon(CLOCKWISE, [HOLE]), area_m2=1234.5)


def structure():
    line = shapely.MultiLineString([[(120.6, 31.3), (120.7, 31.4)]])
    cited = {
        "clause": "4.1.2",
        "clause_label": "四（一）2",
        "quote": "原文",
        "method": "osm+derived",
    }
    return layer(line, kind="axis", industries="物流、贸易", **cited)


def clusters(geometry=None, **columns):
    own = {"zone_kind": "集聚区", "sectors": "P7:0.6;P6:0.4", "district": "320505"}
    own |= {"district_name": "苏州高新区", "confidence": "B"}
    return layer(geometry or shapely.Point(120.123456789, 31.3), **(own | columns))


def scores(geometry=None, **columns):
    """Return a scored site as `layers.scored` makes it."""
    own = {"score": 61.2, "grade": "基本支持", "K1": 0.5, "K2": None, "kept:备注": "原备注"}
    return clusters(geometry, **(own | columns))
