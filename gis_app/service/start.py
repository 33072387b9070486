"""Start the service: a bound socket first, then the application, until it is told to stop."""

from __future__ import annotations

import errno
import signal
import socket
from types import FrameType
from typing import Any

import uvicorn

from layers.errors import Fault, InputError

REASONS = {
    errno.EADDRINUSE: "srv-in-use",
    errno.EADDRNOTAVAIL: "srv-no-host",
    errno.EACCES: "srv-denied",
}
LAST_SECONDS = 10  # that requests under way may still take once the service is told to stop


def bound(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Raises
    ------
    InputError
        E-SRV-01: the port is in use, or the host is none of this machine's addresses.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen()  # from here on clients wait instead of being refused
    except (OSError, ValueError) as error:  # the second: a name that no host can have
        found.close()
        why = REASONS.get(getattr(error, "errno", None) or 0, "srv-no-host")
        facts = {"at_address": address(host, port), "why": why}
        raise InputError(Fault("E-SRV-01", facts)) from error
    return found


def address(host: str, port: int) -> str:
    """Return host and port as an address has them.

    >>> address("::1", 5000)
    '[::1]:5000'
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def run(app: Any, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; both end it cleanly, requests under way are finished."""
    settings = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=LAST_SECONDS,
    )
    server = uvicorn.Server(settings)

    def stop(_: int, __: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises them again at its end
        signal.signal(number, stop)
    server.run(sockets=[listening])
