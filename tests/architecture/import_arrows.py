"""Reads the imports of the toolchain from its sources, and judges them.

In: Python sources. Out: who imports whom, at whatever depth the statement stands, and which of these arrows point the
wrong way.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

REPOSITORY: Final = Path(__file__).parents[2]
PACKAGES: Final = ("ori_compiler", "ori_lsp")

ROOMS: Final = (
    "source",
    "diagnostics",
    "project",
    "query",
    "syntax",
    "resolve",
    "types",
    "canon",
    "eval",
    "arc",
    "codegen",
    "backend",
    "stdlib",
    "database",
    "ide",
    "driver",
    "debugger",
    "face",
    "cli",
    "entry",
)
"""Each may import from those before it. `face` is the package itself, `entry` its `__main__`."""

ONLY: Final[Mapping[str, frozenset[str]]] = {
    "cli": frozenset({"source", "diagnostics", "project", "driver", "debugger", "face"}),
    "entry": frozenset({"cli"}),
    "ori_lsp": frozenset({"source", "diagnostics", "ide", "driver", "face"}),
}
"""Who may import from these rooms only."""

OWNERS: Final[Mapping[str, str]] = {
    "llvmlite": "backend",
    "pygls": "ori_lsp",
    "lsprotocol": "ori_lsp",
    "asyncio": "ori_lsp",
}
"""Foreign packages that one room alone may import."""

SERVER_STARTER: Final = "ori_compiler.cli.lsp"
"""The one module of the library that may know the language server."""


class Import(NamedTuple):
    """`importer` has a statement on `line` that imports `imported`."""

    importer: str
    imported: str
    line: int


def module_name(path: Path, root: Path) -> str:
    """The dotted name of a source file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(root: Path = REPOSITORY) -> dict[str, Path]:
    """All modules of our packages."""
    files = [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]
    return {module_name(path, root): path for path in files}


def all_imports(modules: Mapping[str, Path]) -> list[Import]:
    """Every import in these modules."""
    return [
        found
        for module, path in modules.items()
        for found in imports_of(path.read_text("utf-8"), module, path.name == "__init__.py", modules)
    ]


def imports_of(source: str, importer: str, is_package: bool, modules: Iterable[str]) -> Iterator[Import]:
    """The imports in a source; `from package import name` means the module `package.name` where there is one."""
    known = frozenset(modules)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(importer, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, importer, is_package)
            for alias in node.names:
                submodule = f"{base}.{alias.name}"
                yield Import(importer, submodule if submodule in known else base, node.lineno)


def _base(node: ast.ImportFrom, importer: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = importer.split(".")
    parts = parts[: len(parts) - node.level + is_package]
    return ".".join([*parts, *filter(None, [node.module])])


def room(module: str) -> str:
    """The room of a module of ours, which is its part of the house; all others are outside."""
    package, *rest = module.split(".")
    if package == "ori_lsp":
        return package
    if package != "ori_compiler":
        return "outside"
    if not rest:
        return "face"
    return "entry" if rest[0] == "__main__" else rest[0]


def objection(found: Import) -> str | None:
    """Why an import is wrong; None if it is right."""
    importer, imported = room(found.importer), room(found.imported)
    if imported == "outside":
        package = found.imported.split(".")[0]
        owner = OWNERS.get(package, importer)
        return None if owner == importer else f"only {owner} imports {package}"
    if importer == imported:
        return None
    if imported == "ori_lsp":
        return None if found.importer == SERVER_STARTER else "only `oric lsp` knows the language server"
    if importer in ONLY:
        return None if imported in ONLY[importer] else f"{importer} may import only {', '.join(sorted(ONLY[importer]))}"
    if importer not in ROOMS:
        return f"{importer} is no room of the house"
    if imported not in ROOMS:
        return f"{imported} is no room of the house"
    return None if ROOMS.index(imported) < ROOMS.index(importer) else f"{importer} comes before {imported}"


def reachable(start: Iterable[str], imports: Iterable[Import]) -> set[str]:
    """Everything that these modules import, and what that imports, and so on."""
    targets: dict[str, set[str]] = {}
    for found in imports:
        targets.setdefault(found.importer, set()).add(found.imported)
    seen: set[str] = set()
    work = list(start)
    while work:
        module = work.pop()
        if module not in seen:
            seen.add(module)
            work.extend(targets.get(module, ()))
    return seen
