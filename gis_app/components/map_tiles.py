"""A background of map tiles, where an office has set one; none is shipped, none is the default.

The table `[tiles]` of `geodata/cartography.toml` names it; that file says how.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from gis_app.components import cartography as look
from layers.errors import Fault, InputError

KEY = "PLANNER_TILES_KEY"  # environment variable: what stands for {key} in the address
SAME = ("wgs84", "cgcs2000")  # tiles in these lie right under the layers
FIELDS = {"url", "datum", "attribution"}


def tiles(table: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """Return address, attribution and deepest zoom of the background, None where none is set.

    Raises
    ------
    InputError
        The table lacks a field (E-MAP-02), or the tiles are shifted, as those in GCJ-02 are by
        500 m (E-MAP-01): a picture cannot be shifted back rightly, for the shift varies inside it.
    """
    table = look.cartography().get("tiles") if table is None else table
    if not table:
        return None
    if missing := FIELDS - {name for name, value in table.items() if value}:
        raise InputError(Fault("E-MAP-02", {"fields": ", ".join(sorted(missing))}))
    if str(table["datum"]).lower() not in SAME:
        raise InputError(Fault("E-MAP-01", {"datum": str(table["datum"])}))
    address = str(table["url"]).replace("{key}", os.environ.get(KEY, ""))
    named = {"url": address, "attribution": str(table["attribution"])}
    return {**named, "max_zoom": int(table.get("max_zoom", 18))}
