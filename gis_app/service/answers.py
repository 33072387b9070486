"""How requests come in and answers go out: bodies, JSON, faults in the language asked for."""

from __future__ import annotations

import json
import secrets
import sys
import traceback
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gis_app.messages import faults_of, lines
from gis_app.service import documents
from gis_app.service.wording import in_service
from layers.errors import Fault, InputError, PlannerError

Json = dict[str, Any]
Answer = tuple[Json, int, Any]

MOST_BODY_MB = 5
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MEDIA = "application/json"
DROPPED = {"X-Powered-By", "Content-Type", "Content-Encoding", "Content-Length"}
ALWAYS = {"X-Content-Type-Options": "nosniff"}


def language(request: Request) -> str:
    """Return the language of texts: `lang`, else what the client prefers, else Chinese."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")
    return "en" if asked.strip().casefold().startswith("en") else "zh"


class KnownHosts:
    """Refuses requests for other host names: another site's page must not read what we serve."""

    def __init__(self, app: Any, url: str) -> None:
        self.app = app
        self.names = {*LOOPBACK, urlsplit(url).hostname}

    async def __call__(self, scope: Json, receive: Any, send: Any) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] == "http":
            request = Request(scope)
            host = request.headers.get("host", "")
            if _name_of(host) not in self.names:
                refusal = told(request, [Fault("E-SRV-11", {"host": host})], HTTPStatus.BAD_REQUEST)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _name_of(host: str) -> str | None:
    """Return the name in a Host header, None where it is none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


async def body_of(request: Request) -> Json:
    """Return the JSON of a request to a process.

    Raises
    ------
    InputError
        E-SRV-08: it is no JSON object with inputs, or not sent as JSON, which only a page of the
        same origin may do; E-SRV-09: it is too large.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA:
        raise InputError(Fault("E-SRV-08"))
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MOST_BODY_MB * 1_000_000:
            raise InputError(Fault("E-SRV-09", {"limit": MOST_BODY_MB}))
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(Fault("E-SRV-08")) from error
    if not isinstance(body, dict) or not isinstance(body.get("inputs"), dict):
        raise InputError(Fault("E-SRV-08"))
    return body


def response(found: Answer, media: str, change: Callable[[Json], Json] | None = None) -> Response:
    """Return pygeoapi's answer as we send it; what it refuses we have refused before."""
    headers, status, content = found
    if status != HTTPStatus.OK:
        raise AssertionError(f"pygeoapi answered {status}: {content}")
    document = documents.pruned(json.loads(content))
    document = change(document) if change else document
    kept = {k: v for k, v in headers.items() if k not in DROPPED}
    return json_response(document, media=media, headers=kept)


def json_response(
    document: Json, *, media: str = MEDIA, status: int = 200, headers: Json | None = None
) -> Response:
    """Return a document as UTF-8 JSON."""
    content = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    return Response(content, status, {**(headers or {}), **ALWAYS}, media)


def told(request: Request, faults: Sequence[Fault], status: HTTPStatus) -> Response:
    """Return faults as an OGC exception in the language of the request."""
    lang = language(request)
    text = [in_service(line, lang) for line in lines(faults, lang)]
    document = {
        "type": faults[0].code,
        "code": faults[0].code,
        "title": status.phrase,
        "status": int(status),
        "description": "\n".join(text),
    }
    return json_response(document, status=status, headers={"Content-Language": lang})


async def refused(request: Request, error: Exception) -> Response:
    """Return what is wrong with a request, as 400."""
    assert isinstance(error, PlannerError)
    return told(request, faults_of(error), HTTPStatus.BAD_REQUEST)


async def missing(request: Request, error: Exception) -> Response:
    """Return that there is no such thing, or that it takes another method."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        known = (error.headers or {}).get("Allow", "GET")
        found = told(
            request, [Fault("E-SRV-07", {"method": request.method, "known": known})], status
        )
        found.headers["Allow"] = known
        return found
    what = error.detail if error.detail != status.phrase else request.url.path
    return told(request, [Fault("E-SRV-06", {"what": what})], status)


async def bug(request: Request, error: Exception) -> Response:
    """Return a number to ask for; the rest is on the standard error of the service alone."""
    ident = secrets.token_hex(4)
    print(f"{ident} {request.method} {request.url.path}", file=sys.stderr)
    traceback.print_exception(error, file=sys.stderr)
    fault = Fault("E-SRV-10", {"ident": ident})
    return told(request, [fault], HTTPStatus.INTERNAL_SERVER_ERROR)
