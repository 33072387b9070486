"""What can be known on Linux of Windows: no module needs what that system does not have."""

import subprocess
import sys

from tests.source import ROOT

# Modules and names that Python has on POSIX systems only.
PROGRAM = """
import importlib, os, pathlib, pkgutil, signal, sys

import pandas, pyarrow, pyogrio, rasterio, matplotlib, streamlit, typer  # they know where they run

for module in ("resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "syslog"):
    sys.modules[module] = None
for name in ("SIGKILL", "SIGALRM", "SIGXCPU", "SIGHUP", "SIGQUIT", "alarm", "pthread_sigmask"):
    delattr(signal, name)
for name in ("killpg", "fork", "getuid", "geteuid", "O_PATH", "O_CLOEXEC", "statvfs", "setsid"):
    delattr(os, name)
for module in ("pathlib", "pathlib._local"):
    if module in sys.modules:
        sys.modules[module].WindowsPath = pathlib.PosixPath  # a path cannot be of another system
os.name = "nt"  # last: what is loaded by now has chosen its way

import gis_app

skipped = {"gis_app.main", "gis_app.__main__"}  # they run when they are loaded
for found in pkgutil.walk_packages(gis_app.__path__, "gis_app."):
    if found.name not in skipped:
        importlib.import_module(found.name)
print("loaded")
"""


def test_no_module_needs_a_posix_system_to_be_loaded():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.endswith("loaded\n")
