"""Builds the C runtime into the package, with the C compiler that the build requirement `ziglang` brings along."""

import compileall
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags


class RuntimeBuildHook(BuildHookInterface[Any]):
    """Runs for wheels, ordinary and editable; a source distribution carries `runtime_c/` instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles, and tells hatchling to ship what version control does not know."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        output = root / "ori_compiler" / "backend" / "runtime"
        runtime_build = _load(root / "ori_compiler" / "backend" / "runtime_build.py")
        runtime_build.build_runtime(root / "runtime_c", output, root / "build" / "zig-cache")
        if version == "editable":
            # `pip` compiles what it copies. Where Python may not write bytecode, every start would compile the sources.
            for package in ("ori_compiler", "ori_lsp"):
                compileall.compile_dir(root / package, quiet=1)
        build_data["artifacts"].append("/ori_compiler/backend/runtime/")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{_platform_tag()}"


def _platform_tag() -> str:
    """This machine; nothing is promised for the older systems that a `manylinux` tag stands for."""
    return next(tag for tag in platform_tags() if not tag.startswith(("manylinux", "musllinux")))


def _load(path: Path) -> ModuleType:
    # The package itself cannot be imported here: its requirements are not installed yet.
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no Python module at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
