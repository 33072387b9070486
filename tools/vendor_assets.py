"""Copy the browser libraries that folium names from npm into gis_app/static/vendor.

For maintainers, once after a folium update; then commit the result: npm is not needed to run::

    npm install --prefix /tmp/vendor leaflet@1.9
    python tools/vendor_assets.py /tmp/vendor/node_modules

The addresses come from folium itself, so that `manifest.json` is the only file that holds any.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import folium

TARGET = Path(__file__).resolve().parents[1] / "gis_app" / "static" / "vendor"
# folium's name of a resource → file in node_modules. Only what our maps really use.
WANTED = {"leaflet": "leaflet/dist/leaflet.js", "leaflet_css": "leaflet/dist/leaflet.css"}
BESIDE = ("leaflet/LICENSE",)
IMAGES = "leaflet/dist/images"
SOURCE_MAP = re.compile(r"^(//# sourceMappingURL=.*|/\*# sourceMappingURL=.*\*/)$", re.MULTILINE)


def vendor(modules: Path, target: Path = TARGET) -> dict[str, str]:
    """Copy every wanted file below `target` and return the manifest: address → file."""
    shutil.rmtree(target, ignore_errors=True)
    manifest = {}
    for name, address in (*folium.Map.default_js, *folium.Map.default_css):
        if name in WANTED:
            file = _place(target, WANTED[name])
            text = (modules / WANTED[name]).read_text(encoding="utf-8")
            file.write_text(SOURCE_MAP.sub("", text).rstrip() + "\n", encoding="utf-8")
            manifest[address] = WANTED[name]
    images = sorted(f"{IMAGES}/{image.name}" for image in (modules / IMAGES).iterdir())
    for path in (*BESIDE, *images):
        shutil.copyfile(modules / path, _place(target, path))
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


def _place(target: Path, path: str) -> Path:
    file = target / path
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


if __name__ == "__main__":
    for address, path in vendor(Path(sys.argv[1])).items():
        print(f"{path} <- {address}")
