"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket in it, no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
OPTIONS = "-c listen_addresses='' -c fsync=on -c max_connections=40"


def program(name: str) -> str:
    """Return the path of a program of PostgreSQL, or skip and say how to get it."""
    found = [str(folder / name) for folder in BINARIES if (folder / name).is_file()]
    path = found[0] if found else shutil.which(name)
    if path is None:
        pytest.skip("PostgreSQL is missing: sudo apt install postgresql")
    return path


@contextmanager
def cluster() -> Iterator[str]:
    """Start a server, yield the address of its database, stop it.

    The server refuses to run as root: then it runs as the system's user `postgres`.
    """
    user = "postgres" if os.geteuid() == 0 else None
    if user and user not in {entry.pw_name for entry in pwd.getpwall()}:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    folder = Path(tempfile.mkdtemp(prefix="planner-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        data, told = folder / "data", {"cwd": folder, "check": True, "user": user}
        told |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
        name = user or pwd.getpwuid(os.geteuid()).pw_name
        made = [program("initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run([*made, "-U", name], **told)
        control = [program("pg_ctl"), "-D", data, "-w"]
        started = ["-o", f"{OPTIONS} -k {folder}", "-l", folder / "log", "start"]
        subprocess.run([*control, *started], **told)
        try:
            yield f"postgresql://{name}@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **told)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
