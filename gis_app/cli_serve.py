"""The command `serve`: layers, scored sites and two processes as OGC API, on this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from importlib.util import find_spec
from urllib.parse import urlsplit

import geopandas as gpd

from gis_app import cli_score
from gis_app.cli_layers import told
from gis_app.cli_show import notice
from gis_app.writing.exports import scored_layers
from gis_app.writing.made import made
from layers.errors import Fault, InputError
from layers.model import Plan

NEEDED = ("pygeoapi", "starlette", "uvicorn")
TOLD = {"zh": "服务地址 {url}（Ctrl+C 结束）", "en": "Serving on {url} (Ctrl+C ends it)"}


def serve(
    plan: Callable[[], Plan],
    scoring: cli_score.Request | None,
    *,
    host: str,
    port: int,
    url: str | None,
    lang: str,
) -> None:
    """Serve the plan, and the scored sites of a request if given, until told to stop.

    Raises
    ------
    InputError
        E-SRV-01 to E-SRV-03: the port, the address or the libraries; or the input is wrong.
    """
    _require()
    public = _public(host, url)
    from gis_app.service.application import application
    from gis_app.service.configuration import configuration
    from gis_app.service.start import address, bound, run

    listening = bound(host, port)
    with listening:
        at = public or f"http://{address(host, listening.getsockname()[1])}"
        opened = plan()
        scores = _scores(opened, scoring) if scoring else None
        app = application(configuration(opened, at, scores=scores))
        notice(TOLD[lang].format(url=at))
        run(app, listening)


def _require() -> None:
    """Raise E-SRV-03 for each library of `serve` that is not installed."""
    absent = [name for name in NEEDED if find_spec(name) is None]
    if absent:
        raise InputError(Fault("E-SRV-03", {"name": "、".join(absent)}))


def _public(host: str, url: str | None) -> str | None:
    """Return the address that links carry where it is not simply host and port."""
    if url is None:
        if _any(host):
            raise InputError(Fault("E-SRV-02", {"host": host}))
        return None
    if not _is_web(url):
        raise InputError(Fault("E-ARG-01", {"what": f"--url {url}（http://…）"}))
    return url.rstrip("/")


def _is_web(url: str) -> bool:
    """Return whether a text is an address that links can start with."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return named and parts.scheme in ("http", "https") and not (parts.query or parts.fragment)


def _any(host: str) -> bool:
    """Return whether a host stands for every address of this machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host == ""


def _scores(plan: Plan, request: cli_score.Request) -> gpd.GeoDataFrame:
    """Return the scored sites as the layer `scores`."""
    table, results = cli_score.results_of_file(plan, request)
    told(table, request.lang)
    return scored_layers(plan, table.sites, results, made(plan))["scores"]
