"""Language servers side by side: run as `python -m benchmarks.editor [--lines N …] [--rounds N] [--only NAME …]`.

Ori's server edits an Ori workspace; ty, pyrefly and basedpyright edit a Python one that does the same (see
`workspaces.py`). They take turns and run one at a time. What is not installed is left out, with a word about it:
`pip install ty pyrefly basedpyright`; `--peers FOLDER` names where their programs are.
"""

import argparse
import gc
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.editor.client import Client, Message
from benchmarks.editor.session import ORI, PYTHON, Document, Samples, Script, run
from benchmarks.editor.workspaces import Workspace, ori_workspace, python_workspace

SIZES: Final = (2_700, 40_000, 200_000)
_CONFIGURATION: Final = """\
[tool.pyrefly]
project-includes = ["**/*.py"]

[tool.basedpyright]
typeCheckingMode = "standard"
"""


class Server(msgspec.Struct, frozen=True):
    """A language server and what it needs to be told."""

    name: str
    command: tuple[str, ...]
    settings: Message = {}


class Result(msgspec.Struct, frozen=True):
    """What one server needed in one workspace: seconds until the first diagnostics, mebibytes, milliseconds."""

    start: float
    memory: float
    samples: Samples


def servers(peers: Path | None) -> list[Server]:
    """The servers that are here; says which are not."""
    found = [Server("ori", (sys.executable, "-m", "ori_lsp", "--stdio"))]
    force_errors = {"python": {"pyrefly": {"displayTypeErrors": "force-on"}}}
    for server in (
        Server("ty", ("ty", "server")),
        Server("pyrefly", ("pyrefly", "lsp"), force_errors),
        Server("basedpyright", ("basedpyright-langserver", "--stdio")),
    ):
        program = shutil.which(server.command[0], path=str(peers) if peers is not None else None)
        if program is None:
            print(f"{server.name} is not installed", file=sys.stderr)
        else:
            found.append(msgspec.structs.replace(server, command=(program, *server.command[1:])))
    return found


def measure(server: Server, workspace: Workspace, script: Script, rounds: int) -> Result:
    """Starts a server in a fresh folder with the workspace, and edits. Raises `RuntimeError` if it does not answer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        (folder / "pyproject.toml").write_text(_CONFIGURATION)
        for file, text in workspace.files.items():
            (folder / file).write_text(text)
        text = workspace.files[workspace.edited]
        client = Client(server.command, folder, server.settings)
        try:
            document = Document(client, (folder / workspace.edited).as_uri(), text)
            client.open(document.uri, script.language, text)
            at = client.diagnostics(document.uri, lambda found: True)
            samples = run(document, script, _chapters(text), rounds)
            return Result(at - client.started, client.resident_bytes() / 2**20, samples)
        finally:
            client.stop()


def _chapters(text: str) -> range:
    """The numbers of the chapters in a file, which follow each other."""
    numbers = sorted({int(part.split(" ")[0].split("(")[0]) for part in text.split("shipping_")[1:]})
    return range(numbers[0], numbers[-1] + 1)


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _report(lines: int, results: dict[str, Result]) -> None:
    print(f"\n{lines:,} lines\n")
    names = list(results)
    print("| milliseconds: p50 / p95 / p99 / most | " + " | ".join(names) + " |")
    print("| --- |" + " ---: |" * len(names))
    for what in dict.fromkeys(what for result in results.values() for what in result.samples):
        cells = []
        for result in results.values():
            values = result.samples.get(what)
            if values is None:
                cells.append("–")
                continue
            shares = (statistics.median(values), _percentile(values, 0.95), _percentile(values, 0.99), max(values))
            cells.append(" / ".join(f"{each:.0f}" if each >= 10 else f"{each:.1f}" for each in shares))
        print(f"| {what} | " + " | ".join(cells) + " |")
    print("| start to first diagnostics, s | " + " | ".join(f"{each.start:.2f}" for each in results.values()) + " |")
    print("| memory, MiB | " + " | ".join(f"{each.memory:.0f}" for each in results.values()) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.editor", description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--peers", type=Path, default=None)
    arguments = parser.parse_args()
    found = [each for each in servers(arguments.peers) if not arguments.only or each.name in arguments.only]
    for lines in arguments.lines:
        results: dict[str, Result] = {}
        for server in found:
            is_ori = server.name == "ori"
            workspace = ori_workspace(lines) if is_ori else python_workspace(lines)
            gc.collect()
            began = time.perf_counter()
            try:
                results[server.name] = measure(server, workspace, ORI if is_ori else PYTHON, arguments.rounds)
            except RuntimeError as error:
                print(f"{server.name}, {lines:,} lines: {error}", file=sys.stderr)
            print(f"{server.name}, {lines:,} lines: {time.perf_counter() - began:.0f} s", file=sys.stderr)
        _report(lines, results)


main()
