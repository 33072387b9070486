"""Small drawings: by ezdxf, and by hand as any text editor can write them."""

import io
from pathlib import Path

import ezdxf

from gis_app.reading.found import Request
from gis_app.reading.isolation import isolated

FIXTURES = Path(__file__).parent / "fixtures"
X, Y = 557_000.0, 3_464_000.0  # EPSG:4549, in Suzhou
BOX = [(X, Y), (X, Y + 300), (X + 400, Y + 300), (X + 400, Y)]
# What any text editor can write; {codepage} is a header variable or nothing.
BY_HAND = """0
SECTION
2
HEADER
9
$ACADVER
1
{version}
{codepage}0
ENDSEC
0
SECTION
2
ENTITIES
{entities}0
ENDSEC
0
EOF
"""
PAGE = "9\n$DWGCODEPAGE\n3\n{}\n"
R12_PLOT = (
    "0\nPOLYLINE\n8\n用地红线\n66\n1\n70\n{flag}\n"
    + "".join(f"0\nVERTEX\n8\n用地红线\n10\n{x}\n20\n{y}\n" for x, y in BOX)
    + "0\nSEQEND\n8\n用地红线\n"
)
R12_TEXT = "0\nTEXT\n8\n标注\n10\n{x}\n20\n{y}\n40\n5\n1\n{text}\n"


def by_hand(*entities, version="AC1009", page="ANSI_936"):
    codepage = PAGE.format(page) if page else ""
    return BY_HAND.format(version=version, codepage=codepage, entities="".join(entities))


def text(words, x=X + 200, y=Y + 150):
    return R12_TEXT.format(text=words, x=x, y=y)


def plot(flag=1):
    return R12_PLOT.format(flag=flag)


def made(version="R2000", encoding="gbk"):
    document = ezdxf.new(version)
    if version < "R2007":
        document.encoding = encoding
    document.layers.add("用地红线")
    return document, document.modelspace()


def saved(document):
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode(document.output_encoding, "dxfreplace")


def boundary(model, points=BOX, **attributes):
    model.add_lwpolyline(points, close=True, dxfattribs={"layer": "用地红线", **attributes})


def found(content, **asked):
    raw = content if isinstance(content, bytes) else content.encode("gbk")
    return isolated(raw, Request(kind="dxf", name="a.dxf", **asked))


def told(reading):
    return [row.attributes for row in reading.rows]


def noted(reading):
    return {note.code: note.facts.get("n") for note in reading.notes}
