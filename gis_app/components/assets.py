"""Browser files without a network: folium's addresses → our own static files, or one HTML file."""

from __future__ import annotations

import base64
import functools
import html
import json
import mimetypes
import re
from collections.abc import Iterator
from pathlib import Path

import folium
from branca.element import Element
from folium.elements import JSCSSMixin

STATIC = Path(__file__).resolve().parents[1] / "static"
VENDOR = STATIC / "vendor"
SERVED = "/app/static"  # where Streamlit serves the folder `static` beside the main script

SCRIPT = re.compile(r'<script src="([^"]+)"></script>')
STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"\s*/?>')
URL = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")
REMOTE = re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE)


class AssetError(RuntimeError):
    """A page would need a file from the network."""


@functools.cache
def manifest() -> dict[str, str]:
    """Return folium's address → our file below `static/vendor`."""
    return dict(json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8")))


def escape(text: object) -> str:
    """Return `text` safe in HTML and inside a JavaScript template literal."""
    safe = html.escape(str(text), quote=True)
    return safe.replace("`", "&#96;").replace("$", "&#36;").replace("\\", "&#92;")


def use_local_assets(base_url: str = "") -> None:
    """Point every folium class at our files below `base_url`; may be called again.

    The lists are edited in place, because folium's maps and plug-ins share them. What a plain map
    links to but ours does not use (Bootstrap, jQuery, Awesome Markers) is dropped.
    """
    known = {**manifest(), **{file: file for file in manifest().values()}}
    prefix = f"{base_url.rstrip('/')}{SERVED}/vendor/"
    for cls in {folium.Map, *_subclasses(JSCSSMixin)}:
        for links in (cls.__dict__.get("default_js"), cls.__dict__.get("default_css")):
            if links:
                links[:] = list(_rewritten(links, known, prefix, keep=cls is not folium.Map))


def _subclasses(cls: type) -> Iterator[type]:
    for sub in cls.__subclasses__():
        yield sub
        yield from _subclasses(sub)


def _rewritten(
    links: list[tuple[str, str]], known: dict[str, str], prefix: str, *, keep: bool
) -> Iterator[tuple[str, str]]:
    """Yield (name, address) with known addresses replaced; unknown ones only when `keep`."""
    for name, address in links:
        file = known.get(address) or known.get(address.partition(f"{SERVED}/vendor/")[2])
        if file:
            yield name, prefix + file
        elif keep:
            yield name, address


def standalone_html(figure: folium.Map) -> str:
    """Return the map as one HTML file that opens from disk and asks the network for nothing.

    Raises
    ------
    AssetError
        The page still names a file outside itself.
    """
    root = figure.get_root()
    page = root.render()
    for number, name in enumerate(_names(root)):  # random in folium; the same file each time here
        page = page.replace(name, f"{number:032x}")
    page = SCRIPT.sub(lambda m: f"<script>{_script(_local(m[1]))}</script>", page)
    page = STYLE.sub(lambda m: f"<style>{_style(_local(m[1]))}</style>", page)
    if found := REMOTE.search(re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)):
        raise AssetError(f"The page links to the network: {page[found.start() :][:80]!r}.")
    return page


def _names(element: Element) -> Iterator[str]:
    """Yield the random id of an element and of everything in it, in order."""
    yield element._id
    for child in element._children.values():
        yield from _names(child)


def _local(address: str) -> Path:
    """Return our file behind an address that `use_local_assets` or `static_url` wrote."""
    path = (STATIC / address.partition(f"{SERVED}/")[2].partition("?")[0]).resolve()
    if SERVED not in address or not path.is_file() or STATIC not in path.parents:
        raise AssetError(f"{address} is not one of the files in {STATIC.name}/. Vendor it first.")
    return path


def _script(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("</script", "<\\/script")


def _style(path: Path) -> str:
    """Return a style sheet with its images as data addresses."""

    def inlined(match: re.Match[str]) -> str:
        if match[1].startswith(("data:", "#")):
            return match[0]
        file = path.parent / match[1]
        return f'url("{data_uri(file)}")' if file.is_file() else 'url("data:,")'

    return URL.sub(inlined, path.read_text(encoding="utf-8")).replace("</style", "<\\/style")


def data_uri(path: Path) -> str:
    """Return a file as a `data:` address."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
