"""The scripts of tools/offline as modules: they are no part of the program."""

import importlib.util

from tests.source import ROOT


def loaded(name):
    path = ROOT / "tools" / "offline" / f"{name}.py"
    found = importlib.util.spec_from_file_location(f"offline_{name}", path)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


build, start = loaded("build"), loaded("start")
