"""A connection to PostGIS: opened, checked, in one transaction, its errors told in our words.

psycopg is imported only here and where a connection is handed on, when an address asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from gis_app.stores.address import Address
from layers.errors import Fault, InputError

if TYPE_CHECKING:
    from psycopg import Connection

CONNECT_S = 10
STATEMENT_MS = 120_000
LOCK_MS = 10_000
POSTGIS = """
SELECT set_config('search_path', quote_ident(n.nspname), true) FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'
"""
# SQLSTATE or its class → the word for the reason.
REASONS = {
    "28": "pgs-password",
    "3D": "pgs-database",
    "3F": "pgs-schema",
    "42501": "pgs-right",
    "57014": "pgs-slow",
    "55P03": "pgs-slow",
    "2BP01": "pgs-in-use",
    "08": "pgs-lost",
    "57P": "pgs-lost",
}


@contextmanager
def connected(to: Address, *, failure: str) -> Iterator[Connection[Any]]:
    """Give a connection within one transaction: what goes wrong inside undoes all of it.

    Raises
    ------
    InputError
        E-SRV-03: psycopg is missing. E-PGS-02: no connection. E-PGS-03: no PostGIS there.
        `failure` (E-PGS-07 or E-PGS-08): the database refused a statement.
    """
    if find_spec("psycopg") is None:
        raise InputError(Fault("E-SRV-03", {"name": "psycopg"}))
    import psycopg

    try:
        connection = psycopg.connect(
            to.libpq, connect_timeout=CONNECT_S, options=_options(), application_name="gis_app"
        )
    except psycopg.Error as error:
        facts = {"path": to.shown, "why": _not_connected(error)}
        raise InputError(Fault("E-PGS-02", facts)) from None
    try:
        with connection:
            _check_postgis(connection, to)
            yield connection
    except psycopg.Error as error:
        raise InputError(Fault(failure, {"path": to.shown, "why": _reason(error)})) from None


def _options() -> str:
    return f"-c statement_timeout={STATEMENT_MS} -c lock_timeout={LOCK_MS}"


def _check_postgis(connection: Connection[Any], to: Address) -> None:
    """Have names mean PostGIS's own, wherever it was installed; nobody else's come in between."""
    if connection.execute(POSTGIS).fetchone() is None:
        raise InputError(Fault("E-PGS-03", {"path": to.shown}))


def _not_connected(error: Any) -> str:
    """Return the word for why there is no connection; libpq tells it in text alone."""
    text = str(error).lower()
    if "password" in text or "authentication" in text or "role" in text:
        return "pgs-password"
    if "database" in text and "does not exist" in text:
        return "pgs-database"
    return _reason(error) if error.sqlstate else "pgs-server"


def _reason(error: Any) -> str:
    """Return the word for a known SQLSTATE, else the server's own first line."""
    state = error.sqlstate or "08"
    for length in (5, 3, 2):
        if state[:length] in REASONS:
            return REASONS[state[:length]]
    told = error.diag.message_primary or type(error).__name__
    return f"{told} ({state})"
