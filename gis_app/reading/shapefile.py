"""Shapefile, packed or loose → rows: the parts found by name, geometry and table joined by row.

GDAL reads the geometry from a clean copy (`shp`); the table is read here (`dbf`), since what
GDAL does about a wrong encoding, a missing row or a deleted one cannot be seen afterwards.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import numpy as np
import shapely

from gis_app.reading import dbf, shp
from gis_app.reading.found import Found, Request, Row
from gis_app.reading.limits import refuse_many
from gis_app.reading.vector import gdal
from layers.errors import Fault, InputError

FORMAT, DRIVER = "Shapefile", "ESRI Shapefile"
Parts = Mapping[str, Path]  # `.shp` → the file
STRIP, FAN, INNER = 0, 1, 3
NO_ROW = Fault("E-SHP-03")


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the rows of one Shapefile among `files`; rows count as they stand in the table.

    Raises
    ------
    InputError
        E-FMT-02: a part is missing; E-FMT-04: there are several; E-LYR-01: none of that name;
        E-IO-01, E-SHP-01: a part is damaged, or shapes and rows are not as many; E-ENC-01.
    """
    layer, parts = _chosen(_layers(files), request)
    content = {part: path.read_bytes() for part, path in parts.items()}
    told = {part: _text(content[part]) for part in (".cpg", ".prj") if part in content}
    table = dbf.table(content[".dbf"], request.name, cpg=told.get(".cpg"), asked=request.encoding)
    most = {"most_features": request.most_features}
    columns = len(table.rows[0]) if table.rows else 0
    refuse_many(request.name, features=table.declared, columns=columns, **most)
    shapes, notes = shp.shapes(
        content[".shp"], content.get(".shx"), table.declared, name=request.name
    )
    refuse_many(request.name, vertices=[shp.vertices(shape) for shape in shapes], **most)
    gone = [Fault("W-SHP-02", {"rows": tuple(i + 1 for i in sorted(table.deleted))})]
    return Found(
        rows=list(_rows(table, shapes, parts[".shp"].parent)),
        format=FORMAT,
        layer=layer,
        encoding=table.encoding,
        crs=told.get(".prj") or None,
        notes=(*notes, *table.faults, *(gone if table.deleted else ())),
    )


def _layers(files: Mapping[str, Path]) -> dict[str, Parts]:
    """Return each Shapefile by its name, or by its path where names are not enough."""
    stems: dict[str, dict[str, tuple[str, Path]]] = {}
    for name, path in files.items():
        shown = PurePosixPath(name)
        stem = str(shown.with_suffix(""))
        stems.setdefault(stem.casefold(), {})[shown.suffix.lower()] = (stem, path)
    sets = [parts for parts in stems.values() if ".shp" in parts] or [
        parts for parts in stems.values() if ".dbf" in parts
    ]
    paths = [next(iter(parts.values()))[0] for parts in sets]
    names = [PurePosixPath(path).name for path in paths]
    chosen = names if len(set(names)) == len(names) else paths
    return {
        name: {part: path for part, (_, path) in parts.items()}
        for name, parts in zip(chosen, sets, strict=True)
    }


def _chosen(layers: Mapping[str, Parts], request: Request) -> tuple[str, Parts]:
    """Return the name and parts of the one Shapefile that is meant."""
    names = tuple(layers)
    if not names:
        raise InputError(Fault("E-FMT-02", {"path": request.name, "missing": ".shp"}))
    if request.layer is not None and request.layer not in layers:
        raise InputError(Fault("E-LYR-01", {"name": request.layer, "known": "、".join(names)}))
    if request.layer is None and len(names) > 1:
        facts = {"n": len(names), "names": "、".join(names), "layers": names}
        raise InputError(Fault("E-FMT-04", facts))
    layer = request.layer or names[0]
    if missing := [part for part in (".shp", ".dbf") if part not in layers[layer]]:
        raise InputError(Fault("E-FMT-02", {"path": request.name, "missing": "、".join(missing)}))
    return layer, layers[layer]


def _text(content: bytes) -> str:
    """Return what a .prj or .cpg says."""
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(codec).replace("\0", "").strip()
        except UnicodeDecodeError:
            continue
    return ""


def _rows(table: dbf.Table, shapes: Sequence[shp.Shape], folder: Path) -> Iterator[Row]:
    """Yield the rows that are not deleted, each with its shape."""
    geometries = _geometries(shapes, folder)
    raised = shapely.has_z(geometries).tolist()
    flat = shapely.to_wkb(shapely.force_2d(geometries), flavor="iso").tolist()
    for i, shape in enumerate(shapes):
        if i in table.deleted:
            continue
        there = i < len(table.rows)
        with_z = [Fault("W-GEO-05", {"rows": (i + 1,)})] if raised[i] else []
        yield Row(
            i + 1,
            table.rows[i] if there else {},
            flat[i],
            shape.fault if shape.fault or there else NO_ROW,
            (*table.notes.get(i, ()), *with_z),
        )


def _geometries(shapes: list[shp.Shape], folder: Path) -> np.ndarray:
    """Return the geometry of each row or None; what GDAL cannot read is marked as damaged."""
    found = np.full(len(shapes), None, dtype=object)
    sound = [i for i, shape in enumerate(shapes) if shape.kind]
    plain = [i for i in sound if shapes[i].kind != shp.MULTIPATCH]
    for i in set(sound) - set(plain):
        found[i] = _footprint(shapes[i])
    for i, geometry in zip(plain, _by_gdal([shapes[i] for i in plain], folder), strict=True):
        found[i] = geometry
        if geometry is None:
            shapes[i] = shp.Shape(shp.NULL, fault=shp.DAMAGED)
    return found


def _by_gdal(sound: Sequence[shp.Shape], folder: Path) -> Sequence[shapely.Geometry | None]:
    """Return what GDAL makes of sound records: it sorts rings into polygons and holes."""
    if not sound:
        return []
    pyogrio = gdal(DRIVER)
    with TemporaryDirectory(dir=folder) as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of measures (M), which are dropped
        path = Path(place, "shapes.shp")
        for file, content in zip((path, path.with_suffix(".shx")), shp.written(sound), strict=True):
            file.write_bytes(content)
        return shapely.from_wkb(pyogrio.raw.read(path, columns=[])[2])


def _footprint(shape: shp.Shape) -> shapely.Geometry:
    """Return the ground that the faces of a MultiPatch cover, with a height that is left out."""
    faces: list[shapely.Geometry] = []
    for kind, points in shp.patches(shape):
        rings = [points]
        if kind in (STRIP, FAN):
            first = [0 if kind == FAN else i for i in range(len(points) - 2)]
            rings = [points[[a, i + 1, i + 2]] for i, a in enumerate(first)]
        made = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings if len(ring) > 2]
        if kind == INNER and faces:
            faces[-1] = faces[-1].difference(shapely.union_all(made))
        else:
            faces.extend(made)
    parts = shapely.get_parts(np.array(faces, dtype=object))
    flat = shapely.union_all([part for part in parts if shapely.get_dimensions(part) == 2])
    return shapely.force_3d(flat)
