"""`--data`: the user's own layers, wherever they are, checked and in our columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd

from gis_app.reading.coordinates import Window
from gis_app.stores.address import is_address
from gis_app.stores.forms import FORMS
from gis_app.stores.frames import frame
from layers.errors import Fault

Tell = Callable[[Fault], None]


def own_layers(data: str, window: Window, tell: Tell) -> dict[str, gpd.GeoDataFrame]:
    """Return layer → GeoDataFrame (EPSG:4326) of a folder or a PostGIS schema.

    `tell` is given each notice: how a layer was read, and that it is not the shipped one.

    Raises
    ------
    InputError
        The folder, the database or a layer in it is wrong: every fault of the first such layer.
    """
    if is_address(data):
        from gis_app.stores.postgis_read import readings as of_database

        found = of_database(data)
    else:
        from gis_app.stores.folder import readings as of_folder

        found = of_folder(Path(data), window)
    layers = {}
    for name, (file, reading) in found.items():
        for note in reading.notes:
            tell(note)
        layers[name] = frame(name, FORMS[name], reading.records, file, window)
        tell(Fault("W-DAT-01", {"layer": name, "file": file, "n": len(layers[name])}))
    return layers
