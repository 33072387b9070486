"""Damaged files: refused, or read as they were; never half of them without a word, never a bug."""

import io
import json
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.reading.found import Row
from gis_app.reading.sites import read_sites
from gis_app.reading.sniff import ACCEPTED, kind_of
from gis_app.reading.wire import received
from layers.errors import InputError
from tests.io.small import FACTS

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
FILES = {
    "gdal36-points-4549.gpkg": "a.gpkg",
    "gdal36-points.fgb": "a.fgb",
    "gdal36-plot.kml": "a.kml",
    "fastparquet-points.parquet": "a.parquet",
    "gdal36-one.gdb.zip": "a.gdb.zip",
    "qgis322-gbk.shp.zip": "a.zip",
    "qgis322.dxf": "a.dxf",
}
CUTS = 60
# Reads many versions of a file in one process, as the reader's own process reads one.
MANY = """
import json, os, sys
from pathlib import Path
from gis_app.reading import worker
worker._spare_the_plan()
from gis_app.reading import confine, errands
home = Path(sys.argv[1])
confine.SECONDS = 400
confine.confine(home, {"most_features": 1000})
for folder in sorted(home.iterdir()):
    os.chdir(folder)
    print(json.dumps([folder.name, list(errands.answer(json.loads(sys.argv[2])))]))
"""
QUICK = settings(max_examples=12, deadline=None)
ENDINGS = st.sampled_from(sorted(ACCEPTED))


def answers(tmp_path, name, contents):
    """Return what the reading process says of each content: its rows, or the codes of faults."""
    for number, content in enumerate(contents):
        folder = tmp_path / f"{number:05}"
        folder.mkdir()
        (folder / "input").write_bytes(content)
    request = json.dumps({"kind": kind_of(contents[0], name), "name": name})
    done = subprocess.run(
        [sys.executable, "-c", MANY, str(tmp_path), request],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = [json.loads(line)[1] for line in done.stdout.splitlines()]
    assert len(told) == len(contents)
    return [_outcome(lines) for lines in told]


def _outcome(lines):
    """Return the rows, or the codes of the faults."""
    try:
        return list(received(lines).rows)
    except InputError as error:
        return [fault.code for fault in error.faults]


@pytest.mark.parametrize("source", FILES)
def test_a_file_cut_short_is_refused_or_still_whole(tmp_path, source):
    whole = (FIXTURES / source).read_bytes()
    cuts = [len(whole) * i // CUTS for i in range(1, CUTS)] + [len(whole) - i for i in range(1, 9)]
    first, *rest = answers(tmp_path, FILES[source], [whole, *(whole[:cut] for cut in cuts)])
    assert isinstance(first[0], Row)  # the whole file is read
    wrong = {c: found for c, found in zip(cuts, rest, strict=True) if not _honest(found, first)}
    assert wrong == {}
    assert sum(found != first for found in rest) > CUTS // 2


def _honest(found, whole):
    """Return whether a damaged file gave a refusal, all rows, or told of each row it lost."""
    if found == whole or not isinstance(found[0], Row):
        return True
    untold = [row for row in found if not row.fault and not row.notes]
    return len(found) == len(whole) and all(row in whole for row in untold)


@pytest.mark.parametrize("source", FILES)
def test_a_file_with_wrong_bytes_is_a_refusal_and_never_a_bug(tmp_path, source):
    whole = (FIXTURES / source).read_bytes()
    step = max(1, len(whole) // CUTS)
    contents = [whole]
    for at in range(4, len(whole), step):
        contents.append(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        contents.append(whole[:at] + b"\x00" * 16 + whole[at + 16 :])
    assert len(answers(tmp_path, FILES[source], contents)) == len(contents)


MARKS = [b"", b"PK\x03\x04", b"fgb\x03fgb\x00", b"PAR1", b"SQLite format 3\x00", b"<kml>", b"{"]
MARKS += [b"  0\nSECTION\n", b"\x00\x00\x27\x0a", b"id,lon,lat\n", b"\xef\xbb\xbf", b"\xff\xfe"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MARKS), st.binary(max_size=200), ENDINGS)
def test_the_kind_of_anything_is_told_or_refused(mark, tail, ending):
    with suppress(InputError):
        assert kind_of(mark + tail, f"a{ending}")


@QUICK
@given(
    st.sampled_from(MARKS), st.binary(min_size=1, max_size=300), st.sampled_from(sorted(ACCEPTED))
)
def test_random_bytes_are_never_sites(mark, tail, ending):
    with pytest.raises(InputError):
        read_sites(mark + tail, f"a{ending}", FACTS, crs="wgs84")


@QUICK
@given(st.binary(max_size=100), st.sampled_from(["a.shp", "doc.kml", "x.gdb/a00000001.gdbtable"]))
def test_random_members_of_a_zip_are_never_sites(content, member):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(member, content)
        archive.writestr(f"{member[:-4]}.dbf", content)
    with pytest.raises(InputError):
        read_sites(made.getvalue(), "a.zip", FACTS, crs="wgs84")


def test_a_flatgeobuf_without_a_layer_is_damaged_not_empty():
    content = bytearray((FIXTURES / "gdal36-points.fgb").read_bytes())
    content[8:12] = b"\xff\xff\xff\x7f"  # how long the header says that it is
    with pytest.raises(InputError, match="E-IO-01"):
        read_sites(bytes(content), "a.fgb", FACTS)
