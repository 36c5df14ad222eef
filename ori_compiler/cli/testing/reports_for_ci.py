"""How `oric test` tells continuous integration what happened: as JUnit's XML, or as GitHub's workflow commands."""

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree

from msgspec.structs import replace

from ori_compiler.cli.console import Console
from ori_compiler.cli.testing.reports import TestReport
from ori_compiler.cli.testing.times import shown_time
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.place import locate
from ori_compiler.diagnostics.render.github import command
from ori_compiler.diagnostics.render.github import render as as_commands
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import TestResult, TestStatus
from ori_compiler.source.location import Origins

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot contain in any form."""


class JunitReport:
    """One XML document at the end: a suite for each file, with the results in its order."""

    def __init__(self, console: Console, pipeline: CompilationPipeline) -> None:
        self._console = console
        self._pipeline = pipeline
        self._results: list[TestResult] = []
        self._errors: list[tuple[str, str]] = []

    def begin(self, backend: str) -> None:
        """The document names no backend."""

    def tell(self, result: TestResult) -> None:
        self._results.append(result)

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        for each in diagnostics:
            self._errors.append((locate(each.primary.at, origins).location.path, f"{each.code}: {each.message}"))

    def end(self, remark: str) -> None:
        root = ElementTree.Element("testsuites", {"name": "oric test", **_numbers(self._results, len(self._errors))})
        for path in dict.fromkeys([*(path for path, _ in self._errors), *(result.path for result in self._results)]):
            self._add_suite(root, path)
        ElementTree.indent(root)
        text = ElementTree.tostring(root, encoding="unicode")
        self._console.print_for_machines(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')

    def _add_suite(self, root: ElementTree.Element, path: str) -> None:
        results = [result for result in self._results if result.path == path]
        errors = [message for where, message in self._errors if where == path]
        suite = ElementTree.SubElement(root, "testsuite", {"name": _xml(path), **_numbers(results, len(errors))})
        for message in errors:
            case = ElementTree.SubElement(suite, "testcase", name="compilation", classname=_xml(path))
            ElementTree.SubElement(case, "error", type="compile error", message=_xml(message))
        for result in results:
            _add_case(suite, result, self._pipeline)


def _numbers(results: Sequence[TestResult], errors: int) -> dict[str, str]:
    failed = sum(result.status is TestStatus.FAILED for result in results)
    skipped = sum(result.status is TestStatus.SKIPPED for result in results)
    counts = {"tests": len(results) + errors, "failures": failed, "errors": errors, "skipped": skipped}
    seconds = f"{sum(result.duration for result in results):.6f}"
    return {**{name: str(count) for name, count in counts.items()}, "time": seconds}


def _add_case(suite: ElementTree.Element, result: TestResult, pipeline: CompilationPipeline) -> None:
    attributes = {"name": _xml(result.name), "classname": _xml(result.path), "time": f"{result.duration:.6f}"}
    case = ElementTree.SubElement(
        suite, "testcase", {**attributes, "file": _xml(result.path), "line": str(result.line)}
    )
    match result.status:
        case TestStatus.FAILED:
            failure = ElementTree.SubElement(case, "failure", type="failed", message=_xml(result.message))
            from ori_compiler.cli.testing.failures import draw_failure

            told = draw_failure(replace(result, output="", errors=""), pipeline)
            failure.text = _xml("\n".join(line.text(color=False) for line in told))
        case TestStatus.SKIPPED:
            ElementTree.SubElement(case, "skipped", message=_xml(result.message))
        case TestStatus.PASSED:
            pass
    for name, text in (("system-out", result.output), ("system-err", result.errors)):
        if text:
            ElementTree.SubElement(case, name).text = _xml(text)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


class GithubReport:
    """What people read in the log, and after each failure a command that shows it beside the changed lines."""

    def __init__(self, console: Console, log: TestReport) -> None:
        self._console = console
        self._log = log

    def begin(self, backend: str) -> None:
        self._log.begin(backend)

    def tell(self, result: TestResult) -> None:
        self._log.tell(result)
        if result.status is TestStatus.FAILED:
            panic = result.panic
            at = (panic.path, panic.line) if panic is not None and panic.line else (result.path, result.line)
            properties = {"file": at[0], "line": at[1], "title": f"test {result.name} failed"}
            others = (f"\n{each.code}: {each.message}" for each in result.diagnostics)
            self._console.print_for_machines(f"{command('error', properties, result.message + ''.join(others))}\n")
        if result.is_slow:
            properties = {"file": result.path, "line": result.line, "title": f"test {result.name} is slow"}
            message = f"it took {shown_time(result.duration)}, and runs whenever what it tests has changed"
            self._console.print_for_machines(f"{command('warning', properties, message)}\n")

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        self._log.tell_diagnostics(diagnostics, origins)
        self._console.print_for_machines(as_commands(diagnostics, origins))

    def end(self, remark: str) -> None:
        self._log.end(remark)
