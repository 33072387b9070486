"""Start `python -m gis_app serve` as people do, ask it over HTTP, and stop it."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
LONGEST_S = 120


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    @property
    def codes(self) -> list[str]:
        return re.findall(r"[EW]-[A-Z]{3}-\d\d", self.json["description"])


@dataclass(frozen=True)
class Server:
    """A running service."""

    url: str
    process: subprocess.Popen[str]
    reader: threading.Thread
    told: list[str]  # on standard error, line by line

    def ended(self) -> tuple[int, str]:
        """Wait until it ends; return its exit status and standard output."""
        status = self.process.wait(LONGEST_S)
        self.reader.join(LONGEST_S)
        return status, self.process.stdout.read()

    def get(self, path: str = "/", headers: Mapping[str, str] | None = None, **asked) -> Answer:
        query = urllib.parse.urlencode({k.replace("_", "-"): v for k, v in asked.items()})
        return self.send("GET", f"{path}?{query}" if query else path, headers=headers)

    def run(self, name: str, inputs: object, path: str = "execution") -> Answer:
        body = json.dumps({"inputs": inputs}).encode()
        headers = {"Content-Type": "application/json"}
        return self.send("POST", f"/processes/{name}/{path}", body=body, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        request = urllib.request.Request(
            f"{self.url}{path}", body, dict(headers or {}), method=method
        )
        try:
            with OPENER.open(request, timeout=LONGEST_S) as found:
                return Answer(found.status, found.headers, found.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())


@contextmanager
def serving(*words: object, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Serve on a free port of loopback until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gis_app", "serve", "--port", "0", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    lines: queue.Queue[str | None] = queue.Queue()
    told: list[str] = []
    reader = threading.Thread(target=_read, args=(process, lines, told), daemon=True)
    reader.start()
    try:
        yield Server(_address(lines), process, reader, told)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(LONGEST_S)
        finally:
            process.kill()
            reader.join(LONGEST_S)
            process.stdout.close()
            process.stderr.close()


def _read(process: subprocess.Popen[str], lines: queue.Queue[str | None], told: list[str]) -> None:
    """Read on while the service runs: a full pipe would stop it."""
    for line in process.stderr:
        told.append(line)
        lines.put(line)
    lines.put(None)


def _address(lines: queue.Queue[str | None]) -> str:
    """Wait for the line that says where the service listens."""
    told = []
    while (line := lines.get(timeout=LONGEST_S)) is not None:
        told.append(line)
        if found := re.search(r"https?://[\w.:\[\]]+", line):
            return found[0]
    raise AssertionError("".join(told))
