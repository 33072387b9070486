"""A PostgreSQL server of the test's own: on a socket and a free port of loopback, then gone."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

OWNER, PASSWORD = "gis", "p@ss:word/secret"
QUOTED = "p%40ss%3Aword%2Fsecret"
LONGEST_S = 60
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB")


@dataclass(frozen=True)
class Cluster:
    """Where the server is."""

    folder: Path
    port: int

    def url(self, name: str = "gis", user: str = f"{OWNER}:{QUOTED}", **asked: str) -> str:
        query = "&".join(f"{k}={v}" for k, v in asked.items())
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}{'?' if query else ''}{query}"

    def run(self, *statements: str, name: str = "gis") -> list[tuple]:
        """Run statements one by one and return the rows of the last."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            for statement in statements:
                found = connection.execute(statement)
            return found.fetchall() if found.description else []


def programs() -> Path | None:
    """Return the folder of the newest server with PostGIS, None where there is none."""
    found = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
    if path := shutil.which("initdb"):
        found.append(Path(path).resolve().parent)
    return max((p for p in found if _postgis(p)), key=_version, default=None)


def _version(folder: Path) -> int:
    return int((re.findall(r"\d+", str(folder)) or ["0"])[0])


def _postgis(folder: Path) -> bool:
    shared = subprocess.run(
        [folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False
    )
    return (Path(shared.stdout.strip()) / "extension" / "postgis.control").exists()


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Start a server and stop it at the end, whatever happens."""
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _unprivileged()
    if user:
        os.chown(home, user.pw_uid, user.pw_gid)
    try:
        _initialise(folder, home, user)
        with _server(folder, home, user) as cluster:
            yield cluster
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """Return whom to run as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _as(user: pwd.struct_passwd | None, home: Path) -> dict:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
    given: dict = {"env": environment, "cwd": home}
    if user:
        given |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return given


def _initialise(folder: Path, home: Path, user: pwd.struct_passwd | None) -> None:
    secret = home / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    words = [folder / "initdb", "-D", home / "data", "-U", OWNER, "--pwfile", secret]
    words += ["-A", "scram-sha-256", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, **_as(user, home))
    assert done.returncode == 0, done.stderr


@contextmanager
def _server(folder: Path, home: Path, user: pwd.struct_passwd | None) -> Iterator[Cluster]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    words = [folder / "postgres", "-D", home / "data", "-k", home, "-p", str(port)]
    words += [word for s in ("listen_addresses=127.0.0.1", *SETTINGS) for word in ("-c", s)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, **_as(user, home))
    cluster = Cluster(home, port)
    try:
        _wait(cluster, process)
        cluster.run("CREATE DATABASE gis", name="postgres")
        cluster.run("CREATE EXTENSION postgis")
        yield cluster
    finally:
        process.send_signal(signal.SIGINT)  # fast: it rolls back and disconnects
        try:
            process.wait(LONGEST_S)
        finally:
            process.kill()


def _wait(cluster: Cluster, process: subprocess.Popen) -> None:
    last = time.monotonic() + LONGEST_S
    while time.monotonic() < last:
        assert process.poll() is None, (cluster.folder / "log").read_text(encoding="utf-8")
        try:
            cluster.run("SELECT 1", name="postgres")
        except psycopg.OperationalError:
            time.sleep(0.05)  # it is not up yet, and says so in no other way
        else:
            return
    raise AssertionError((cluster.folder / "log").read_text(encoding="utf-8"))
