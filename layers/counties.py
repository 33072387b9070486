"""County guidance: what the plan asks of each county city, over its district polygon."""

from __future__ import annotations

import geopandas as gpd

from layers.errors import FactError
from layers.plan import Facts


def counties(facts: Facts, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one row a county city with guidance, sectors `P6;C3` (EPSG:4326).

    Raises
    ------
    FactError
        A county's code is not among the districts.
    """
    known = districts.set_index("id", drop=False)
    if missing := [c.id for c in facts.counties if c.id not in known.index]:
        raise FactError(f"Counties {missing} are not in the districts layer. Check their codes.")
    layer = known.loc[[c.id for c in facts.counties]].reset_index(drop=True)
    return layer.assign(
        name=[c.name for c in facts.counties],
        sectors=[";".join(a.sector for a in c.affinity if a.value >= 1) for c in facts.counties],
        direction=[c.direction for c in facts.counties],
        clause=[c.clause for c in facts.counties],
        clause_label=[facts.label(c.clause) for c in facts.counties],
        quote=[c.quote for c in facts.counties],
    )
