"""A command pays at its start only for what it uses."""

import json
import subprocess
import sys
from pathlib import Path

from import_arrows import REPOSITORY

# `msgspec` is everywhere, and what it brings along cannot be avoided.
LOADED_MODULES = """
import sys, msgspec
before = set(sys.modules)
from ori_compiler.cli.main import run_oric
status = run_oric(sys.argv[1:])
after = set(sys.modules) - before
import json
print("\\n" + json.dumps([int(status), sorted(after)]))
"""

HEAVY = {"llvmlite", "parso", "pygls", "lsprotocol", "asyncio", "argparse", "dataclasses", "inspect", "logging"}
ON_DEMAND = {"difflib", "json", "ori_lsp"}

PROGRAM = """\
type Pair = { first: int, second: int };
@sum (pair: Pair) -> int = pair.first + pair.second;
@t_sum tests @sum () -> void = assert_eq(actual: sum(pair: Pair { first: 1, second: 2 }), expected: 3);
@main () -> void = print(msg: `{sum(pair: Pair { first: 1, second: 2 })}`);
"""


def loaded_modules(*words: str, status: int = 0) -> set[str]:
    """Runs a command in a new process; returns the modules it loaded, and the packages they are in."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED_MODULES, *words], cwd=REPOSITORY, capture_output=True, timeout=60, check=True
    )
    ended, modules = json.loads(done.stdout.splitlines()[-1])
    assert ended == status
    parts = [module.split(".") for module in modules]
    return {".".join(names[:length]) for names in parts for length in range(1, len(names) + 1)}


def source(folder: Path, text: str = PROGRAM) -> str:
    path = folder / "program.ori"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_check_loads_the_front_end_only(tmp_path: Path) -> None:
    loaded = loaded_modules("check", source(tmp_path))
    assert "ori_compiler.types.inference" in loaded
    assert loaded & (HEAVY | ON_DEMAND) == set()
    assert loaded & {f"ori_compiler.{room}" for room in ("arc", "codegen", "backend", "ide")} == set()


def test_what_a_check_shows_is_all_it_loads_for_showing(tmp_path: Path) -> None:
    path = source(tmp_path, '@f () -> int = "no number";\n')
    text, lines = loaded_modules("check", path, status=1), loaded_modules("check", path, "--format", "json", status=1)
    assert text & (HEAVY | ON_DEMAND) == set()
    assert lines & (HEAVY | ON_DEMAND) == {"json"}


def test_the_interpreter_runs_without_native_code(tmp_path: Path) -> None:
    path = source(tmp_path)
    for words in (("run", path, "--backend", "interp"), ("test", path, "--backend", "interp")):
        loaded = loaded_modules(*words)
        assert loaded & (HEAVY | ON_DEMAND) == set()
        assert "ori_compiler.codegen" not in loaded


def test_native_code_does_not_load_the_server(tmp_path: Path) -> None:
    loaded = loaded_modules("run", source(tmp_path))
    assert "llvmlite" in loaded
    assert loaded & {"parso", "pygls", "lsprotocol", "asyncio", "ori_lsp"} == set()


def test_help_and_mistakes_do_not_load_the_compiler() -> None:
    for words, status in ((("--help",), 0), (("--version",), 0), (("check", "--help"), 0), (("check",), 2)):
        loaded = loaded_modules(*words, status=status)
        assert "ori_compiler.cli.main" in loaded
        assert loaded & (HEAVY | ON_DEMAND | {"ori_compiler.driver", "ori_compiler.diagnostics"}) == set()
