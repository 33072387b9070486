"""What a GeoPackage holds beyond its features: titles, spatial index, styles and metadata.

Source: OGC 12-128r15 (GeoPackage 1.2.1), annexes F.3 (R-tree), F.8 (metadata), F.9 (schema);
`layer_styles` is the table that QGIS reads a layer's style from.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

GEOMETRY = "geom"
SPEC = "http://www.geopackage.org/spec121/#extension_"
ISO = "http://www.isotc211.org/2005/gmd"

TITLES = """
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT,
  title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY
  KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT
  NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive
  BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""
METADATA = """
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT
  NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT
  'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name
  TEXT, row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT
  (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id), CONSTRAINT
  crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
"""
STYLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT,
  f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME
  DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
"""
# Triggers keep the index true while others edit; they need functions that GIS programs bring.
RTREE = """
CREATE TRIGGER "rtree_{t}_{c}_insert" AFTER INSERT ON "{t}" WHEN (new."{c}" NOT NULL AND NOT
  ST_IsEmpty(NEW."{c}")) BEGIN INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES (NEW."fid",
  {box}); END;
CREATE TRIGGER "rtree_{t}_{c}_update1" AFTER UPDATE OF "{c}" ON "{t}" WHEN OLD."fid" = NEW."fid"
  AND (NEW."{c}" NOTNULL AND NOT ST_IsEmpty(NEW."{c}")) BEGIN INSERT OR REPLACE INTO
  "rtree_{t}_{c}" VALUES (NEW."fid", {box}); END;
CREATE TRIGGER "rtree_{t}_{c}_update2" AFTER UPDATE OF "{c}" ON "{t}" WHEN OLD."fid" = NEW."fid"
  AND (NEW."{c}" ISNULL OR ST_IsEmpty(NEW."{c}")) BEGIN DELETE FROM "rtree_{t}_{c}" WHERE
  id = OLD."fid"; END;
CREATE TRIGGER "rtree_{t}_{c}_update3" AFTER UPDATE ON "{t}" WHEN OLD."fid" != NEW."fid" AND
  (NEW."{c}" NOTNULL AND NOT ST_IsEmpty(NEW."{c}")) BEGIN DELETE FROM "rtree_{t}_{c}" WHERE
  id = OLD."fid"; INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES (NEW."fid", {box}); END;
CREATE TRIGGER "rtree_{t}_{c}_update4" AFTER UPDATE ON "{t}" WHEN OLD."fid" != NEW."fid" AND
  (NEW."{c}" ISNULL OR ST_IsEmpty(NEW."{c}")) BEGIN DELETE FROM "rtree_{t}_{c}" WHERE id IN
  (OLD."fid", NEW."fid"); END;
CREATE TRIGGER "rtree_{t}_{c}_delete" AFTER DELETE ON "{t}" WHEN old."{c}" NOT NULL BEGIN
  DELETE FROM "rtree_{t}_{c}" WHERE id = OLD."fid"; END;
"""
# GDAL's own table: without it GDAL estimates, and takes every feature for counted by a filter.
COUNTS = """
CREATE TABLE IF NOT EXISTS gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY,
  feature_count INTEGER DEFAULT NULL);
INSERT INTO gpkg_ogr_contents SELECT '{t}', count(*) FROM "{t}";
CREATE TRIGGER "trigger_insert_feature_count_{t}" AFTER INSERT ON "{t}" BEGIN UPDATE
  gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('{t}');
  END;
CREATE TRIGGER "trigger_delete_feature_count_{t}" AFTER DELETE ON "{t}" BEGIN UPDATE
  gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE lower(table_name) = lower('{t}');
  END;
"""
BOX = ", ".join(f'ST_{side}(NEW."{{c}}")' for side in ("MinX", "MaxX", "MinY", "MaxY"))

Bounds = Sequence[float]  # west, south, east, north


def extension(
    connection: sqlite3.Connection,
    name: str,
    table: str | None,
    *,
    column: str | None = None,
    definition: str,
    scope: str = "read-write",
) -> None:
    """Declare that a table or column uses an extension of the standard."""
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?,?,?,?,?)",
        (table, column, name, SPEC + definition, scope),
    )


def titles_tables(connection: sqlite3.Connection) -> None:
    """Create the tables for titles and allowed values of columns."""
    connection.executescript(TITLES)
    for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        extension(connection, "gpkg_schema", table, definition="schema")


def titles(
    connection: sqlite3.Connection,
    table: str,
    columns: Mapping[str, tuple[str, str]],
    domains: Mapping[str, Sequence[str]],
) -> None:
    """Write title and description of each column, and the values a column may have.

    GDAL takes `name` for the alias, which no two columns of a table may share.
    """
    counted = Counter(title for title, _ in columns.values())
    for column, (title, description) in columns.items():
        name = title if counted[title] == 1 else f"{title} {column}"
        domain = domains.get(column, ())
        constraint = f"{table}_{column}".lower() if domain else None
        connection.execute(
            "INSERT INTO gpkg_data_columns VALUES (?,?,?,?,?,NULL,?)",
            (table, column, name, title, description or None, constraint),
        )
        connection.executemany(
            "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value) "
            "VALUES (?,'enum',?)",
            [(constraint, value) for value in domain],
        )


def spatial_index(connection: sqlite3.Connection, table: str, boxes: Iterable[Bounds]) -> None:
    """Write the R-tree of a table whose rows 1, 2, … have these boxes.

    Where this SQLite was built without R-trees the table goes without: every reader can do so.
    """
    name = f"rtree_{table}_{GEOMETRY}"
    try:
        connection.execute(f'CREATE VIRTUAL TABLE "{name}" USING rtree(id, minx, maxx, miny, maxy)')
    except sqlite3.OperationalError:
        return
    rows = ((n, w, e, s, t) for n, (w, s, e, t) in enumerate(boxes, 1))
    connection.executemany(f'INSERT INTO "{name}" VALUES (?,?,?,?,?)', rows)
    box = BOX.format(c=GEOMETRY)
    connection.executescript(RTREE.format(t=table, c=GEOMETRY, box=box))
    extension(
        connection,
        "gpkg_rtree_index",
        table,
        column=GEOMETRY,
        definition="rtree",
        scope="write-only",
    )


def feature_count(connection: sqlite3.Connection, table: str) -> None:
    """Write how many features a table has, where GDAL looks for it and keeps it true."""
    connection.executescript(COUNTS.format(t=table))


def layer_styles(connection: sqlite3.Connection, styles: Mapping[str, str], stamp: str) -> None:
    """Write each table's style (QML), which QGIS applies when the table is opened."""
    connection.executescript(STYLES)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, "
        "srs_id) VALUES ('layer_styles','attributes','layer_styles','QGIS',?,0)",
        (stamp,),
    )
    connection.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
        "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
        "update_time) VALUES ('','',?,?,?,?,'',1,'','',?)",
        [(table, GEOMETRY, table, qml, stamp) for table, qml in styles.items()],
    )


def metadata(connection: sqlite3.Connection, xml: str, stamp: str) -> None:
    """Write the metadata (ISO 19115 as XML) of the whole file."""
    connection.executescript(METADATA)
    for table in ("gpkg_metadata", "gpkg_metadata_reference"):
        extension(connection, "gpkg_metadata", table, definition="metadata")
    connection.execute(
        "INSERT INTO gpkg_metadata VALUES (1,'dataset',?,'text/xml',?)",
        (ISO, xml),
    )
    connection.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('geopackage',NULL,NULL,NULL,?,1,NULL)",
        (stamp,),
    )
