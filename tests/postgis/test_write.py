"""Layers and scores as tables: typed, commented, indexed, all or none."""

import json
import threading

import psycopg
import pytest
import shapely

from gis_app.load import default_plan
from gis_app.writing.made import INTERNAL
from layers.export_fields import FIELDS

SITES = """编号,名称,重点领域,经度,纬度,坐标系,备注说明,fid
1,甲,P7:0.6;P6:0.4,120.62,31.30,cgcs2000,第一处,b
2,乙;DROP TABLE x,C2,120.98,31.38,cgcs2000,,d
"""
COMMENTS = """
SELECT a.attname, col_description(c.oid, a.attnum) FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'plan' AND c.relname = '{}' AND a.attnum > 0 AND NOT a.attisdropped
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'plan' AND tablename = '{}'"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'plan' ORDER BY 1"


@pytest.fixture
def sites(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(SITES, encoding="utf-8")
    return path


@pytest.fixture
def tables(cluster):
    return lambda: [row[0] for row in cluster.run(TABLES)]


def test_scores_become_a_table_with_what_the_command_says(run, cluster, schema, sites, tables):
    outcome = run("score", sites, "-o", schema, "--draws", "0", "--json")
    assert outcome.status == 0, outcome.err
    assert tables() == ["PJJG_D"]
    rows = cluster.run(
        'SELECT "BSM", "JJQMC", "ZCDDF", "ZCDDJ", "备注说明", ST_X(geom), ST_SRID(geom)'
        ' FROM plan."PJJG_D" ORDER BY fid'
    )
    found = [(s["id"], s["name"], round(s["score"], 1), s["grade"]) for s in outcome.json["sites"]]
    assert [row[:4] for row in rows] == found
    assert [row[4:] for row in rows] == [("第一处", 120.62, 4490), ("", 120.98, 4490)]


def test_the_password_is_nowhere_to_be_seen(run, schema, sites):
    outcome = run("score", sites, "-o", schema, "--draws", "0")
    assert "secret" not in outcome.err + outcome.out
    assert "gis:" not in outcome.err
    assert "plan.PJJG_D" in outcome.err


def test_table_and_columns_are_explained_in_chinese(run, cluster, schema):
    assert run("export", "districts", "-o", schema).status == 0
    told = dict(cluster.run(COMMENTS.format("XZQ")))
    titles = {f.code: f.title for f in FIELDS["districts"].fields}
    assert titles.items() <= told.items()
    assert None not in told.values()
    about = cluster.run("SELECT obj_description('plan.\"XZQ\"'::regclass)")[0][0]
    assert about.startswith(FIELDS["districts"].title)
    assert INTERNAL["zh"] in about


def test_each_table_has_a_primary_key_and_a_spatial_index(run, cluster, schema, tables):
    assert run("export", "districts", "structure", "places", "-o", schema).status == 0
    assert tables() == ["DM", "XZQ", "ZTJG"]
    for table in tables():
        found = [row[0] for row in cluster.run(INDEXES.format(table))]
        assert len(found) == 2
        assert sum("USING gist (geom)" in one for one in found) == 1
        assert sum(one.startswith(f'CREATE UNIQUE INDEX "{table}_pkey"') for one in found) == 1


def test_geometries_arrive_as_they_are(run, cluster, schema):
    assert run("export", "districts", "-o", schema).status == 0
    rows = cluster.run(
        'SELECT "BSM", ST_AsBinary(geom), ST_SRID(geom), GeometryType(geom), "MJ" FROM plan."XZQ"'
    )
    layer = default_plan().layers["districts"].set_index("id")
    assert {row[0] for row in rows} == set(layer.index)
    for code, wkb, srid, kind, area in rows:
        assert (srid, kind, area) == (4490, "MULTIPOLYGON", layer["area_m2"][code])
        assert shapely.from_wkb(bytes(wkb)).equals(layer.geometry[code])


def test_registered_type_and_system_are_what_a_desktop_gis_looks_for(run, cluster, schema):
    assert run("export", "districts", "places", "structure", "-o", schema).status == 0
    found = cluster.run(
        "SELECT f_table_name, type, srid, coord_dimension FROM geometry_columns"
        " WHERE f_table_schema = 'plan' ORDER BY 1"
    )
    kinds = [("DM", "POINT"), ("XZQ", "MULTIPOLYGON"), ("ZTJG", "MULTILINESTRING")]
    assert found == [(name, kind, 4490, 2) for name, kind in kinds]


def test_writing_again_replaces_the_table(run, cluster, schema, sites, tables):
    assert run("score", sites, "-o", schema, "--draws", "0").status == 0
    sites.write_text("\n".join(SITES.splitlines()[:2]), encoding="utf-8")
    assert run("score", sites, "-o", schema, "--draws", "0").status == 0
    assert tables() == ["PJJG_D"]
    assert cluster.run('SELECT count(*) FROM plan."PJJG_D"') == [(1,)]
    assert len(cluster.run(INDEXES.format("PJJG_D"))) == 2


def test_results_of_other_shapes_do_not_stay_from_before(run, schema, sites, tmp_path, tables):
    assert run("score", sites, "-o", schema, "--draws", "0").status == 0
    square = shapely.geometry.mapping(shapely.box(120.6, 31.3, 120.61, 31.31))
    feature = {"type": "Feature", "properties": {"id": "1", "sectors": "P7"}, "geometry": square}
    other = tmp_path / "areas.geojson"
    other.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert run("score", other, "-o", schema, "--draws", "0").status == 0
    assert tables() == ["PJJG_M"]


def test_what_fails_midway_changes_nothing(run, cluster, schema, tables):
    """The second table cannot be replaced: a view depends on it. So the first one stays too."""
    assert run("export", "districts", "places", "-o", schema).status == 0
    cluster.run(
        'CREATE VIEW plan.own AS SELECT * FROM plan."DM"', 'DELETE FROM plan."XZQ" WHERE fid > 1'
    )
    outcome = run("export", "districts", "places", "-o", schema)
    assert (outcome.status, outcome.faults) == (2, ["E-PGS-07"])
    assert "其他对象依赖" in outcome.err
    assert cluster.run('SELECT count(*) FROM plan."XZQ"') == [(1,)]
    assert tables() == ["DM", "XZQ"]


def test_whoever_reads_meanwhile_sees_the_old_table_or_the_new(run, cluster, schema):
    assert run("export", "places", "-o", schema).status == 0
    size = len(default_plan().layers["places"])
    seen, done = set(), threading.Event()

    def read():
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            while not done.is_set():
                seen.add(connection.execute('SELECT count(*) FROM plan."DM"').fetchone()[0])

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(5):
            assert run("export", "places", "-o", schema).status == 0
    finally:
        done.set()
        reader.join()
    assert seen == {size}


def test_names_from_a_file_cannot_become_sql(run, cluster, schema, tmp_path):
    odd = ['a"; DROP SCHEMA plan CASCADE; --', "x" * 80, "x" * 80 + "y", "%s", "{}", "'", "坏'"]
    named = {name: str(i) for i, name in enumerate([*odd, "geom", "fid"])}
    point = {"type": "Point", "coordinates": [120.62, 31.3]}
    feature = {"type": "Feature", "properties": {"sectors": "P7", **named}, "geometry": point}
    file = tmp_path / "odd.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    outcome = run("score", file, "-o", schema, "--draws", "0")
    assert outcome.status == 0, outcome.err
    names = [row[0] for row in cluster.run(COMMENTS.format("PJJG_D"))]
    assert {odd[0], "geom", "geom_2", "fid", "fid_2"} <= set(names)
    assert len(set(names)) == len(names)


def test_another_system_is_refused(run, schema, tables):
    outcome = run("export", "districts", "-o", schema, "--crs", "EPSG:4549")
    assert (outcome.status, outcome.faults) == (2, ["E-CRS-09"])
    assert tables() == []


def test_a_table_for_the_public_is_coarse(run, cluster, schema):
    assert run("export", "places", "-o", schema, "--use", "public").status == 0
    found = cluster.run('SELECT ST_X(geom) FROM plan."DM"')
    assert all(round(x, 4) == x for (x,) in found)
