"""The address of a database, `postgresql://user@host:port/name?schema=…`, and how it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from layers.errors import Fault, InputError

SCHEMES = ("postgresql://", "postgres://")
OWN = ("schema",)  # a parameter of ours; the rest go to libpq
ALLOWED = frozenset({"host", "port", "sslmode", "sslrootcert", "connect_timeout", "service"})
PASSWORD = re.compile(r"(?<=://)[^@/?#]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect (`libpq` text, which may hold a password) and the schema there."""

    libpq: str
    schema: str
    shown: str

    def __str__(self) -> str:
        """Return the address without password or user: what messages may show."""
        return self.shown

    def __repr__(self) -> str:
        """Return the same, so that no traceback tells more."""
        return f"Address({self.shown})"


def is_address(text: object) -> bool:
    """Return whether a text is the address of a database.

    >>> is_address("postgresql://gis@db/plan"), is_address("data")
    (True, False)
    """
    return isinstance(text, str) and text.lower().startswith(SCHEMES)


def address(text: str) -> Address:
    """Return what an address says.

    Raises
    ------
    InputError
        E-PGS-01: it is none, or has a parameter that is not known.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise InputError(Fault("E-PGS-01", {"path": shown(text)})) from error
    own = {k: v for k, v in asked if k in OWN}
    rest = [(k, v) for k, v in asked if k not in OWN]
    if unknown := [k for k, _ in rest if k not in ALLOWED]:
        raise InputError(Fault("E-PGS-01", {"path": f"{shown(text)}（{'、'.join(unknown)}）"}))
    query = f"?{urlencode(rest)}" if rest else ""
    libpq = f"postgresql://{parts.netloc}{parts.path}{query}"
    schema = own.get("schema") or "public"
    place = f"{parts.hostname or ''}{f':{port}' if port else ''}{unquote(parts.path)}"
    return Address(libpq, schema, f"postgresql://{place}?schema={schema}")


def shown(text: str) -> str:
    """Return an address without user and password.

    >>> shown("postgresql://gis:secret@db/plan")
    'postgresql://db/plan'
    """
    return PASSWORD.sub("", text).partition("?")[0]


def output(text: str) -> Path | Address:
    """Return what `-o` names: a file, or a database."""
    return address(text) if is_address(text) else Path(text)
