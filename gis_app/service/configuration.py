"""pygeoapi's configuration as a dict, from the loaded plan: nothing is read from a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from gis_app.service.table import CRS84, SYSTEMS, Kept, Table
from gis_app.versions import versions
from gis_app.writing.made import Publication
from layers.export_fields import FIELDS
from layers.export_words import STATUS
from layers.model import Plan
from layers.schema import SCHEMAS

Json = dict[str, Any]

COLLECTIONS = ("districts", "structure", "bands", "counties", "clusters", "places")
SCORES = "scores"
DEFAULT_ITEMS, MOST_ITEMS = 100, 10_000
LICENCE = {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"}


class OverPlan(Kept):
    """The plan as the configuration carries it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan


def configuration(plan: Plan, url: str, *, scores: gpd.GeoDataFrame | None = None) -> Json:
    """Return what pygeoapi serves at `url`: the layers, `scores` where given, two processes."""
    layers = {name: plan.layers[name] for name in COLLECTIONS}
    if scores is not None:
        layers[SCORES] = scores
    carried = OverPlan(plan)
    processes = {
        name: {
            "type": "process",
            "processor": {"name": f"gis_app.service.processes.{name.title()}", "plan": carried},
        }
        for name in ("locate", "score")
    }
    return {
        "server": {
            "bind": {"host": "", "port": 0},
            "url": url,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["zh", "en"],
            "cors": False,
            "admin": False,
            "limits": {"default_items": DEFAULT_ITEMS, "max_items": MOST_ITEMS},
            "manager": {"name": "gis_app.service.processes.Manager"},
        },
        "logging": {"level": "CRITICAL"},
        "metadata": _metadata(plan, url),
        "resources": {n: _collection(n, layer) for n, layer in layers.items()} | processes,
    }


def _metadata(plan: Plan, url: str) -> Json:
    title = plan.facts.plan
    made_with = "；".join(versions(plan).values())
    footer = Publication()
    return {
        "identification": {
            "title": {"zh": f"{title.title}图层与评价", "en": f"{title.title_en}: layers, scores"},
            "description": {
                "zh": f"{footer.footer('zh')}。{made_with}",
                "en": f"{footer.footer('en')} {made_with}",
            },
            "keywords": {"zh": ["服务业", "布局"], "en": ["services", "layout"]},
            "keywords_type": "theme",
            "terms_of_service": footer.footer("zh"),
            "url": url,
        },
        "license": LICENCE,
        "provider": {"name": "suzhou-services-layout", "url": url},
        "contact": {"name": "suzhou-services-layout"},
    }


def _collection(name: str, layer: gpd.GeoDataFrame) -> Json:
    zh, en = _titles(name)
    about_zh, about_en = _provenance(layer)
    footer = Publication()
    return {
        "type": "collection",
        "title": {"zh": zh, "en": en},
        "description": {
            "zh": f"{FIELDS[name].title}。{about_zh}{footer.footer('zh')}",
            "en": f"{en}. {about_en}{footer.footer('en')}",
        },
        "keywords": {"zh": [zh], "en": [en]},
        "links": [],
        "extents": {
            "spatial": {"bbox": [round(float(v), 6) for v in layer.total_bounds], "crs": CRS84}
        },
        "providers": [
            {
                "type": "feature",
                "name": "gis_app.service.provider.LayerProvider",
                "data": Table(name, layer),
                "storage_crs": CRS84,
                "crs": list(SYSTEMS),
            }
        ],
    }


def _titles(name: str) -> tuple[str, str]:
    if name in SCHEMAS:
        return SCHEMAS[name].title, SCHEMAS[name].title_en
    return "评价结果", "Scores"


def _provenance(layer: gpd.GeoDataFrame) -> tuple[str, str]:
    """Return status, accuracy and sources of a layer in both languages, empty for scores."""
    if "status" not in layer:
        return "", ""
    status = sorted(set(layer["status"]))
    accuracy = "–".join(f"{m:g}" for m in _ends(layer["accuracy_m"].dropna())) or "?"
    sources = list(dict.fromkeys(layer["source"]))
    named = "；".join(sources[:3]) + ("…" if len(sources) > 3 else "")
    words: Mapping[str, str] = STATUS
    zh = "、".join(words.get(s, s) for s in status)
    return (
        f"来源状态：{zh}；误差：{accuracy} 米；来源：{named}。",
        f"Status: {', '.join(status)}; error: {accuracy} m; source: {named}. ",
    )


def _ends(values: Any) -> list[float]:
    """Return the least and the greatest, once where they are the same."""
    return [float(v) for v in dict.fromkeys([values.min(), values.max()])] if len(values) else []
