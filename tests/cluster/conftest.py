"""A scheduler and workers started by command line, as on other machines; one time for all files."""

import json
import os
import subprocess
import sys
import time

import pytest

from tests.cli.run import ROOT


@pytest.fixture(autouse=True)
def one_time(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def started(module, *words):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_NUM_THREADS": "1"}
    command = [sys.executable, "-m", f"distributed.cli.{module}", *map(str, words)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, env=env, **quiet)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Return the address of a scheduler with two workers, and their processes."""
    told = tmp_path_factory.mktemp("office") / "scheduler.json"
    common = ("--scheduler-file", told, "--no-dashboard")
    processes = [started("dask_scheduler", "--host", "127.0.0.1", "--port", 0, *common)]
    while not told.exists() or not told.read_text():
        time.sleep(0.05)
    address = json.loads(told.read_text())["address"]
    words = (address, "--no-nanny", "--nthreads", 1, "--no-dashboard", "--host", "127.0.0.1")
    processes += [started("dask_worker", *words, "--name", f"w{k}") for k in range(2)]
    yield address, processes
    for process in processes:
        process.kill()
        process.wait()
