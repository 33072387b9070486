"""pygeoapi's documents as we serve them: JSON alone, and nothing that lies elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gis_app.service.table import ID

Json = Any

# What we keep, of the classes of OGC API – Common, Features 1, 2, 3, 5 and Processes.
OGC = "http://www.opengis.net/spec"
CONFORMS = [
    *(f"{OGC}/ogcapi-common-1/1.0/conf/{c}" for c in ("core", "landing-page", "json", "oas30")),
    f"{OGC}/ogcapi-common-2/1.0/conf/collections",
    *(f"{OGC}/ogcapi-features-1/1.0/conf/{c}" for c in ("core", "oas30", "geojson")),
    f"{OGC}/ogcapi-features-2/1.0/conf/crs",
    f"{OGC}/ogcapi-features-3/1.0/conf/queryables",
    f"{OGC}/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    f"{OGC}/ogcapi-features-5/1.0/conf/schemas",
    f"{OGC}/ogcapi-features-5/1.0/conf/core-roles-features",
    *(
        f"{OGC}/ogcapi-processes-1/1.0/conf/{c}"
        for c in ("core", "json", "oas30", "ogc-process-description")
    ),
]
NOT_SERVED = ("text/html", "application/ld+json")
NO_RELATIONS = ("job-list", "tiling-schemes")
NO_PATHS = ("/jobs", "/TileMatrixSets", "/stac", "/admin")


def pruned(document: Json) -> Json:
    """Return a document without links to what is not served."""
    if isinstance(document, list):
        return [pruned(part) for part in document]
    if not isinstance(document, dict):
        return document
    return {
        key: [link for link in value if _served(link)] if key == "links" else pruned(value)
        for key, value in document.items()
    }


def _served(link: Json) -> bool:
    if not isinstance(link, Mapping):
        return True
    relation = str(link.get("rel", "")).rpartition("/")[2]
    return link.get("type") not in NOT_SERVED and relation not in NO_RELATIONS


def paged(page: Json, offset: int) -> Json:
    """Return a page of features without a link to a next one that would be empty."""
    last = offset + page["numberReturned"] >= page["numberMatched"]
    links = [link for link in page["links"] if not (last and link.get("rel") == "next")]
    return {**page, "links": links}


def titled(queryables: Json, fields: Mapping[str, Mapping[str, str]]) -> Json:
    """Return queryables with the titles of the fields, which pygeoapi leaves out."""
    properties = {
        name: {**schema, "title": fields[name]["title"]} if name in fields else schema
        for name, schema in queryables["properties"].items()
    }
    return {**queryables, "properties": properties}


def own_openapi(found: Json, languages: Collection[str], processes: Mapping[str, Json]) -> Json:
    """Return an OpenAPI document that refers to nothing outside itself.

    `processes` are their descriptions: the inputs become the schema of the body to send.
    """
    paths = {p: v for p, v in found["paths"].items() if not p.startswith(NO_PATHS)}
    for path in paths.values():
        path.pop("options", None)
        for call in path.values():
            call["parameters"] = [p for p in call.get("parameters", ()) if not _undue(p)]
    for name, described in processes.items():
        content = paths[f"/processes/{name}/execution"]["post"]["requestBody"]["content"]
        content["application/json"]["schema"] = _inputs(described["inputs"])
    document = _inside({**found, "paths": paths})
    parameters = document["components"]["parameters"]
    parameters["f"]["schema"] = {"type": "string", "enum": ["json"], "default": "json"}
    parameters["lang"]["schema"] = {"type": "string", "enum": [*languages], "default": "zh"}
    document["tags"] = [t for t in document["tags"] if t["name"] not in ("jobs", "stac")]
    return document


def _undue(parameter: Json) -> bool:
    """Return whether a parameter is one we do not take: any other name, or asynchronous runs."""
    free = str(parameter.get("$ref", "")).endswith("/vendorSpecificParameters")
    return free or parameter.get("name") == "Prefer"


def _inputs(described: Mapping[str, Json]) -> Json:
    """Return the schema of the body that runs a process."""
    needed = [name for name, told in described.items() if told["minOccurs"]]
    properties = {
        name: {"title": told["title"]["zh"], **told["schema"]} for name, told in described.items()
    }
    inputs = {
        "type": "object",
        "required": needed,
        "properties": properties,
        "additionalProperties": False,
    }
    return {"type": "object", "required": ["inputs"], "properties": {"inputs": inputs}}


def _inside(node: Json) -> Json:
    """Return a node with what it refers to elsewhere described here in a few words."""
    if isinstance(node, list):
        return [_inside(part) for part in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("http"):
        return _described(reference.rpartition("/")[2].removesuffix(".yaml"), reference)
    return {key: _inside(value) for key, value in node.items()}


def _described(name: str, reference: str) -> Json:
    if "/parameters/" in reference:
        where = "path" if name == "featureId" else "query"
        told = {"name": name, "in": where, "required": where == "path"}
        return {
            **told,
            "description": ID if where == "path" else name,
            "schema": {"type": "string"},
        }
    if "/responses/" in reference:
        return {"description": name, "content": {"application/json": {"schema": {}}}}
    return {"type": "object", "description": name}
