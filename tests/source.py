"""What the tests about the code itself read from it: imports by ast, and sizes."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("geodata", "gis_app", "layers")
NOT_OURS = {"__pycache__", "gen", "vendor"}  # other people's browser files, and written ones


@cache
def files(folder: str, pattern: str = "*.py") -> list[Path]:
    """Return our own files below `folder`."""
    return [p for p in sorted((ROOT / folder).rglob(pattern)) if NOT_OURS.isdisjoint(p.parts)]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_name(path: Path) -> str:
    """Return the dotted name under which `path` is imported from the root."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    """Return every module of ours by its dotted name."""
    return {module_name(p): p for package in PACKAGES for p in files(package)}


def _named(node: ast.AST, path: Path) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = node.module or ""
    if node.level:
        package = list(path.relative_to(ROOT).parts[: -node.level])
        base = ".".join([*package, *([base] if base else [])])
    inner = [f"{base}.{alias.name}" for alias in node.names]
    return [name if name in modules() else base for name in inner]


def imported(path: Path) -> set[str]:
    """Return the dotted names that `path` imports anywhere, inside functions too."""
    return {name for node in ast.walk(tree(path)) for name in _named(node, path)}


def _when_loaded(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _when_loaded(node.orelse)
            continue
        yield node
        for inner in ("body", "orelse", "finalbody"):
            yield from _when_loaded(getattr(node, inner, []))


def imported_when_loaded(path: Path) -> set[str]:
    """Return our modules that must be loaded before `path` is."""
    named = {name for node in _when_loaded(tree(path).body) for name in _named(node, path)}
    return named & set(modules())


def strings(path: Path) -> list[str]:
    """Return the string constants of `path`, parts of f-strings too, without bare docstrings."""
    bare = {id(n.value) for n in ast.walk(tree(path)) if isinstance(n, ast.Expr)}
    constants = (n for n in ast.walk(tree(path)) if isinstance(n, ast.Constant))
    return [n.value for n in constants if isinstance(n.value, str) and id(n) not in bare]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def code_lines(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of `function` that are neither blank, comment nor docstring."""
    first = function.body[0]
    docstring = range(0)
    if ast.get_docstring(function) is not None:
        docstring = range(first.lineno, first.end_lineno + 1)
    lines = path.read_text(encoding="utf-8").splitlines()
    span = range(function.lineno, function.end_lineno + 1)
    texts = [lines[n - 1].strip() for n in span if n not in docstring]
    return sum(bool(text) and not text.startswith("#") for text in texts)
