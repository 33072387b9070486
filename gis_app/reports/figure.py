"""A sheet of paper as a Matplotlib figure measured in millimetres, and its bytes."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gis_app.reports import fonts

MM = 1 / 25.4  # inches
DPI = 200
FORMATS = ("png", "pdf", "svg")
# Type 3: our fonts are OpenType with cubic outlines, which Type 42 cannot hold. Text of an SVG
# becomes outlines: it looks the same on a machine without Chinese fonts.
SETTINGS = {
    "font.family": [fonts.SANS],
    "axes.unicode_minus": False,
    "pdf.fonttype": 3,
    "svg.fonttype": "path",
    "svg.hashsalt": "suzhou-services-layout",
}
_drawing = threading.RLock()  # Matplotlib's settings and font cache belong to the whole process

Box = tuple[float, float, float, float]  # left, bottom, width, height in millimetres


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure of a size in millimetres; everything on it is drawn `scale` times its size."""

    figure: Figure
    width: float
    height: float
    scale: float = 1.0

    def axes(self, box: Box) -> Axes:
        """Return axes over a box, without ticks."""
        left, bottom, width, height = box
        placed = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(placed)
        axes.set_xticks([])
        axes.set_yticks([])
        return axes

    def plain(self, box: Box) -> Axes:
        """Return axes over a box whose units are millimetres at full size, with no frame."""
        left, bottom, width, height = (side * self.scale for side in box)
        axes = self.axes((left, bottom, width, height))
        axes.set_xlim(0, box[2])
        axes.set_ylim(0, box[3])
        axes.set_axis_off()
        return axes

    def points(self, size: float) -> float:
        """Return a size in points on this sheet."""
        return size * self.scale


@contextmanager
def settings() -> Iterator[None]:
    """Draw with our fonts and settings; one drawing at a time."""
    with _drawing, mpl.rc_context(SETTINGS):
        _register()
        yield


def _register() -> None:
    have = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in fonts.FILES:
        if str(path) not in have:
            font_manager.fontManager.addfont(str(path))


def sheet(width: float, height: float, scale: float = 1.0) -> Sheet:
    """Return an empty sheet of `width` × `height` millimetres."""
    figure = Figure(figsize=(width * MM, height * MM), facecolor="white")
    return Sheet(figure, width, height, scale)


def drawn(
    draw: Callable[[], Sheet], kind: str, *, title: str, time: datetime, dpi: int = DPI
) -> bytes:
    """Return what `draw` draws as png, pdf or svg; the same drawing gives the same bytes."""
    with settings():
        done = draw()
        out = io.BytesIO()
        done.figure.savefig(out, format=kind, dpi=dpi, metadata=_metadata(kind, title, time))
        return out.getvalue()


def _metadata(kind: str, title: str, time: datetime) -> dict[str, object]:
    if kind == "pdf":
        return {"Title": title, "CreationDate": time, "ModDate": time}
    if kind == "svg":
        return {"Title": title, "Date": time.isoformat()}
    return {"Title": title, "Software": None}
