"""One site in each format, at given coordinates, with or without a stated coordinate system."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import ezdxf
import geopandas as gpd
import shapefile
import shapely
import xlsxwriter

Writer = Callable[[shapely.Geometry, str | None], bytes]
XY = ("经度", "纬度"), ("东坐标", "北坐标")


def geojson(shape: shapely.Geometry, states: str | None) -> bytes:
    crs = {"crs": {"type": "name", "properties": {"name": states}}} if states else {}
    feature = {
        "type": "Feature",
        "properties": {"id": "a", "sectors": "P7"},
        "geometry": shapely.geometry.mapping(shape),
    }
    return json.dumps({"type": "FeatureCollection", **crs, "features": [feature]}).encode()


def cells(shape: shapely.Geometry) -> tuple[list[str], list[str | float]]:
    """Return a header and a row, as people lay such tables out."""
    if shape.geom_type == "Polygon":
        return ["id", "sectors", "WKT"], ["a", "P7", shape.wkt]
    names = XY[abs(shape.x) > 360 or abs(shape.y) > 360]
    return ["id", "sectors", *names], ["a", "P7", shape.x, shape.y]


def csv(shape: shapely.Geometry, states: str | None) -> bytes:
    header, row = cells(shape)
    more = ["坐标系"] if states else []
    lines = ([*header, *more], [*row, *filter(None, [states])])
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def xlsx(shape: shapely.Geometry, states: str | None) -> bytes:
    header, row = cells(shape)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*header, *(["坐标系"] if states else [])])
        sheet.write_row(1, 0, [*row, *filter(None, [states])])
    return content.getvalue()


def shp(shape: shapely.Geometry, states: str | None) -> bytes:
    parts = {part: io.BytesIO() for part in ("shp", "shx", "dbf")}
    polygon = shape.geom_type == "Polygon"
    kind = shapefile.POLYGON if polygon else shapefile.POINT
    with shapefile.Writer(**parts, shapeType=kind) as writer:
        writer.field("ID", "C", 10)
        if polygon:
            writer.poly([list(shape.exterior.coords)])
        else:
            writer.point(shape.x, shape.y)
        writer.record("a")
    files = {f"a.{part}": stream.getvalue() for part, stream in parts.items()}
    return zipped(files | ({"a.prj": states.encode()} if states else {}))


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return content.getvalue()


def by_gdal(shape: shapely.Geometry, states: str | None, name: str, **options: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        layer = gpd.GeoDataFrame({"BSM": ["a"]}, geometry=[shape], crs=states)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pyogrio says that there is no system
            layer.to_file(path, **options)
        return path.read_bytes()


def gpkg(shape: shapely.Geometry, states: str | None) -> bytes:
    return by_gdal(shape, states, "a.gpkg", driver="GPKG")


def fgb(shape: shapely.Geometry, states: str | None) -> bytes:
    return by_gdal(shape, states, "a.fgb", driver="FlatGeobuf")


def parquet(shape: shapely.Geometry, states: str | None) -> bytes:
    content = io.BytesIO()
    gpd.GeoDataFrame({"BSM": ["a"]}, geometry=[shape], crs=states).to_parquet(content)
    return content.getvalue()


def dxf(shape: shapely.Geometry, states: str | None) -> bytes:
    assert states is None  # a drawing cannot state one that GDAL reads
    document = ezdxf.new("R2000")
    if shape.geom_type == "Polygon":
        document.modelspace().add_lwpolyline(list(shape.exterior.coords)[:-1], close=True)
    else:
        document.modelspace().add_point((shape.x, shape.y))
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode()


def kml(shape: shapely.Geometry, states: str | None) -> bytes:
    assert states is None  # KML is WGS84
    pairs = " ".join(f"{x},{y}" for x, y in shapely.get_coordinates(shape))
    inner = f"<coordinates>{pairs}</coordinates>"
    if shape.geom_type == "Polygon":
        ring = f"<outerBoundaryIs><LinearRing>{inner}</LinearRing></outerBoundaryIs>"
        inner = f"<Polygon>{ring}</Polygon>"
    else:
        inner = f"<Point>{inner}</Point>"
    place = f"<Placemark><name>a</name>{inner}</Placemark>"
    return (
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{place}</Document></kml>'.encode()
    )


WRITERS: dict[str, tuple[str, Writer]] = {
    "geojson": ("a.geojson", geojson),
    "csv": ("a.csv", csv),
    "xlsx": ("a.xlsx", xlsx),
    "shp": ("a.zip", shp),
    "gpkg": ("a.gpkg", gpkg),
    "fgb": ("a.fgb", fgb),
    "parquet": ("a.parquet", parquet),
    "dxf": ("a.dxf", dxf),
    "kml": ("a.kml", kml),
}
