"""LibreOffice, without our values, works the formulas out to the same scores."""

import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from tests.writing.scored_sites import PARCEL, book, results, sites

# A formula cell with its value, and the kind of value it says: both are taken away.
FORMULA = re.compile(rb'<c r="(\w+)"([^>]*?)(?: t="str")?><f>([^<]*)</f><v>[^<]*</v></c>')
SHEETS = ("评价结果", "指标明细")


@pytest.fixture(scope="module")
def soffice():
    path = shutil.which("soffice")
    if not path:
        pytest.skip("LibreOffice is missing: sudo apt install libreoffice-calc")
    return path


def emptied(content):
    """Return a workbook whose formulas have no values, and how many there are."""
    out, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part, n = FORMULA.subn(rb'<c r="\1"\2><f>\3</f></c>', old.read(name))
            new.writestr(name, part)
            count += n
    return out.getvalue(), count


def worked_out(soffice, content, folder):
    """Return what LibreOffice makes of a workbook, opened."""
    (folder / "in").mkdir()
    (folder / "in" / "a.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    words = ("--headless", "--convert-to", "xlsx", "--outdir", folder / "out")
    subprocess.run(
        [soffice, profile, *words, folder / "in" / "a.xlsx"],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return openpyxl.load_workbook(folder / "out" / "a.xlsx", data_only=True)


@pytest.mark.parametrize("parks", [False, True])
def test_libreoffice_works_out_the_same_scores(soffice, parks, tmp_path):
    own = sites()
    around = own.iloc[[2]].assign(geometry=[PARCEL.buffer(0.02)]) if parks else None
    content = book(own, results(own, parks=around))
    ours = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    bare, formulas = emptied(content)
    theirs = worked_out(soffice, bare, tmp_path)
    compared = 0
    for name in SHEETS:
        live = openpyxl.load_workbook(io.BytesIO(content))[name]
        for cell in (c for row in live.iter_rows() for c in row if c.data_type == "f"):
            value, found = ours[name][cell.coordinate].value, theirs[name][cell.coordinate].value
            expected = value if isinstance(value, str) else pytest.approx(value, abs=1e-9)
            assert found == expected, (name, cell.coordinate, cell.value)
            compared += 1
    assert compared == formulas == len(own) * (5 + 6 + 12)


def test_a_changed_limit_changes_the_grades_that_are_not_capped(soffice, tmp_path):
    own = sites()
    found = results(own)
    changed = openpyxl.load_workbook(io.BytesIO(book(own, found)))
    changed["数据与口径"]["B5"] = 0
    out = io.BytesIO()
    changed.save(out)
    page = worked_out(soffice, out.getvalue(), tmp_path)["评价结果"]
    (k,) = [c.column for c in page[1] if str(c.value).endswith("ZCDDJ")]
    grades = [row[k - 1].value for row in page.iter_rows(min_row=2)]
    for now, result in zip(grades, found, strict=True):
        first = result["criteria"][0]["value"]
        free = result["score"] is not None and (first is None or first >= 0.25)
        assert now == ("支持充分" if free else result["grade"] or "—")
    assert "基本支持" in {result["grade"] for result in found}
