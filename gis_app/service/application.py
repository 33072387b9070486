"""The web application: our checks and texts around pygeoapi's answers. GET, and POST to processes.

No CORS, no HTML, nothing written: clients get JSON, also those that would rather have pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any

import anyio
from pygeoapi.api import API, APIRequest, describe_collections, get_collection_schema, landing_page
from pygeoapi.api.itemtypes import (
    get_collection_item,
    get_collection_items,
    get_collection_queryables,
)
from pygeoapi.api.processes import describe_processes, execute_process
from pygeoapi.openapi import get_oas
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gis_app.service import asking, descriptions, documents
from gis_app.service.answers import (
    MEDIA,
    Answer,
    Json,
    KnownHosts,
    body_of,
    bug,
    json_response,
    language,
    missing,
    refused,
    response,
)
from gis_app.service.provider import ASKED_BOX
from layers.errors import PlannerError

AT_ONCE = 2  # processes that run at the same time; the others wait


def application(configuration: Json) -> Starlette:
    """Return the application for pygeoapi's configuration."""
    openapi = documents.own_openapi(
        get_oas(configuration), configuration["server"]["languages"], descriptions.PROCESSES
    )
    service = Service(API(configuration, openapi))
    routes = [
        Route("/", service.landing),
        Route("/openapi", service.openapi),
        Route("/conformance", service.conformance),
        Route("/collections", service.collections),
        Route("/collections/{name}", service.collections),
        Route("/collections/{name}/schema", service.schema),
        Route("/collections/{name}/queryables", service.queryables),
        Route("/collections/{name}/items", service.items),
        Route("/collections/{name}/items/{ident:path}", service.item),
        Route("/processes", service.processes),
        Route("/processes/{name}", service.processes),
        Route("/processes/{name}/execution", service.execution, methods=["POST"]),
    ]
    handlers = {PlannerError: refused, HTTPException: missing, 500: bug}
    found = Starlette(routes=routes, exception_handlers=handlers)
    found.add_middleware(KnownHosts, url=configuration["server"]["url"])
    return found


class Service:
    """One method a route."""

    def __init__(self, api: API) -> None:
        self.api = api
        self.running = anyio.CapacityLimiter(AT_ONCE)
        kinds = {name: r["type"] for name, r in api.config["resources"].items()}
        self.collection_names = [n for n, kind in kinds.items() if kind == "collection"]
        self.process_names = [n for n, kind in kinds.items() if kind == "process"]

    async def landing(self, request: Request) -> Response:
        """Return title, description and links."""
        return await self._got(request, landing_page)

    async def openapi(self, request: Request) -> Response:
        """Return the description of the interface."""
        asking.check(request.query_params, asking.COMMON)
        return json_response(self.api.openapi, media="application/vnd.oai.openapi+json;version=3.0")

    async def conformance(self, request: Request) -> Response:
        """Return the conformance classes we keep."""
        asking.check(request.query_params, asking.COMMON)
        return json_response({"conformsTo": documents.CONFORMS})

    async def collections(self, request: Request) -> Response:
        """Return one collection's metadata, or all."""
        if "name" not in request.path_params:
            return await self._got(request, describe_collections)
        return await self._got(request, describe_collections, self._collection(request))

    async def schema(self, request: Request) -> Response:
        """Return the fields of a collection."""
        name = self._collection(request)
        return await self._got(
            request, get_collection_schema, name, media="application/schema+json"
        )

    async def queryables(self, request: Request) -> Response:
        """Return the fields a collection can be filtered by."""
        name = self._collection(request)
        return await self._got(
            request,
            get_collection_queryables,
            name,
            known=asking.QUERYABLES,
            fields=self._fields(name),
            change=lambda found: documents.titled(found, self._table(name).fields),
            media="application/schema+json",
        )

    async def items(self, request: Request) -> Response:
        """Return features."""
        name, asked = self._collection(request), request.query_params
        return await self._got(
            request,
            get_collection_items,
            name,
            known=asking.ITEMS,
            fields=self._fields(name),
            change=lambda found: documents.paged(found, int(asked.get("offset", 0))),
            media="application/geo+json",
        )

    async def item(self, request: Request) -> Response:
        """Return one feature."""
        name, ident = self._collection(request), request.path_params["ident"]
        if ident not in self._table(name).ids:
            raise HTTPException(HTTPStatus.NOT_FOUND, ident)
        return await self._got(
            request,
            get_collection_item,
            name,
            ident,
            known=asking.ITEM,
            media="application/geo+json",
        )

    async def processes(self, request: Request) -> Response:
        """Return one process's description, or the list."""
        if "name" not in request.path_params:
            return await self._got(request, describe_processes, known=asking.PROCESSES)
        return await self._got(request, describe_processes, self._process(request))

    async def execution(self, request: Request) -> Response:
        """Run a process and return what it answers."""
        name = self._process(request)
        asking.check(request.query_params, asking.COMMON)
        body = await body_of(request)
        inputs = {"lang": language(request), **body["inputs"]}
        sent = json.dumps({"inputs": inputs}).encode()
        asked = await self._asked(request)
        asked._data = sent
        found = await anyio.to_thread.run_sync(
            execute_process, self.api, asked, name, limiter=self.running
        )
        return response(found, MEDIA)

    async def _got(
        self,
        request: Request,
        call: Callable[..., Answer],
        *arguments: str,
        known: Collection[str] = asking.COMMON,
        fields: asking.Fields | None = None,
        change: Callable[[Json], Json] | None = None,
        media: str = MEDIA,
    ) -> Response:
        """Return pygeoapi's answer to a request whose parameters are in order."""
        asking.check(request.query_params, known, fields)
        ASKED_BOX.set(asking.box_of(request.query_params))
        asked = await self._asked(request)
        found = await run_in_threadpool(call, self.api, asked, *arguments)
        return response(found, media, change)

    async def _asked(self, request: Request) -> APIRequest:
        """Return the request as pygeoapi takes it, without a wish for pages."""
        headers = [(k, v) for k, v in request.scope["headers"] if k != b"accept"]
        plain = Request({**request.scope, "headers": headers}, request.receive)
        return APIRequest(plain, self.api.locales)

    def _collection(self, request: Request) -> str:
        return _among(request.path_params["name"], self.collection_names)

    def _process(self, request: Request) -> str:
        return _among(request.path_params["name"], self.process_names)

    def _table(self, name: str) -> Any:
        return self.api.config["resources"][name]["providers"][0]["data"]

    def _fields(self, name: str) -> asking.Fields:
        fields: asking.Fields = self._table(name).fields
        return fields


def _among(name: str, names: Collection[str]) -> str:
    if name not in names:
        raise HTTPException(HTTPStatus.NOT_FOUND, name)
    return name
