"""Diagnostics as JSON lines, SARIF and GitHub workflow commands."""

import json
from typing import Any

import msgspec
import pytest
from diagnostic_sources import Source, error, origins, suggesting

from ori_compiler.diagnostics.catalogue import CATALOGUE
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.diagnostics.render import github, json_lines, sarif
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span

HERE = Source("let «é» = «😀»;\nlet «x\n» = 1;\n", "src/a b.ori")
THERE = Source("@«f» () -> int = 1;\n", "other.ori")
WHERE = origins(HERE, THERE)
NOWHERE = Diagnostic("E5004", Severity.ERROR, "m", Label(ItemSpan(ItemId("", ItemKind.FILE, ""), Span(0, 0))))
FULL = msgspec.structs.replace(
    error(HERE, "", "an é"),
    primary=HERE.label(1, "this"),
    secondary=(HERE.label(0, "an é"), THERE.label(0, "")),
    notes=("a note",),
    help=("one", "two"),
    suggestions=suggesting(HERE, "swap them", "😀", "é").suggestions,
)
SEVERAL_LINES = msgspec.structs.replace(error(HERE, ""), primary=HERE.label(2), severity=Severity.WARNING, code="W2001")


def test_json_says_where_and_what() -> None:
    (line,) = json_lines.render([FULL], WHERE).splitlines()
    assert json.loads(line) == {
        "path": "src/a b.ori",
        "line": 1,
        "column": 10,
        "end_line": 1,
        "end_column": 14,
        "severity": "error",
        "code": "E2001",
        "message": "something is wrong",
        "help": "one\ntwo",
        "labels": [
            {"path": "src/a b.ori", "line": 1, "column": 10, "end_line": 1, "end_column": 14, "text": "this"},
            {"path": "src/a b.ori", "line": 1, "column": 5, "end_line": 1, "end_column": 7, "text": "an é"},
            {"path": "other.ori", "line": 1, "column": 2, "end_line": 1, "end_column": 3, "text": ""},
        ],
        "notes": ["a note"],
        "suggestions": [
            {
                "title": "swap them",
                "edits": [
                    {
                        "path": "src/a b.ori",
                        "line": 1,
                        "column": 5,
                        "end_line": 1,
                        "end_column": 7,
                        "replacement": "😀",
                    },
                    {
                        "path": "src/a b.ori",
                        "line": 1,
                        "column": 10,
                        "end_line": 1,
                        "end_column": 14,
                        "replacement": "é",
                    },
                ],
            }
        ],
    }


def test_json_is_one_line_each_in_order_of_place() -> None:
    tricky = error(HERE, "", message="line\nend \x1b \u2028")
    lines = json_lines.render([SEVERAL_LINES, tricky], WHERE).split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["code"] for line in lines] == ["E2001", "W2001"]
    assert json.loads(lines[0])["message"] == "line\nend \x1b \u2028"
    assert json.loads(lines[1])["end_line"] == 3


def test_json_without_help_says_null() -> None:
    assert json.loads(json_lines.render([NOWHERE], {}))["help"] is None


def test_github_commands_name_the_place() -> None:
    assert github.render([SEVERAL_LINES, FULL], WHERE).splitlines() == [
        "::error file=src/a b.ori,line=1,endLine=1,col=10,endColumn=14,title=error[E2001]::"
        "something is wrong%0Athis%0Anote: a note%0Ahelp: one%0Ahelp: two",
        "::warning file=src/a b.ori,line=2,endLine=3,title=warning[W2001]::something is wrong",
    ]


def test_github_commands_escape_what_would_end_them() -> None:
    source = Source("«x»", "a:b,c%.ori")
    assert github.render([error(source, "", message="100%\r\n::error::, x")], origins(source)) == (
        "::error file=a%3Ab%2Cc%25.ori,line=1,endLine=1,col=1,endColumn=2,title=error[E2001]::"
        "100%25%0D%0A::error::, x\n"
    )


def test_a_github_command_without_a_place_has_a_title_only() -> None:
    assert github.render([NOWHERE], {}) == "::error title=error[E5004]::m\n"


def require(condition: bool, what: str) -> None:
    """Fails with the part of the standard that is violated."""
    assert condition, what


def check_region(region: dict[str, Any]) -> None:
    """§3.30: a text region by lines and columns, counting from 1, with its end not before its beginning."""
    require(set(region) == {"startLine", "startColumn", "endLine", "endColumn"}, "3.30.5 line/column properties")
    require(all(isinstance(number, int) and number >= 1 for number in region.values()), "3.30.5 positive integers")
    start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
    require(start <= end, "3.30.7 end not before start")


def check_artifact_location(location: dict[str, Any]) -> None:
    """§3.4.3: a URI reference: ASCII without spaces."""
    uri = location["uri"]
    require(uri.isascii() and " " not in uri and "\\" not in uri, "3.4.3 valid URI reference")


def check_message(message: dict[str, Any]) -> None:
    """§3.11: plain text that is not empty."""
    require(isinstance(message.get("text"), str) and message["text"] != "", "3.11.8 text")


def check_location(location: dict[str, Any]) -> None:
    """§3.28 and §3.29."""
    require(set(location) <= {"id", "physicalLocation", "message"}, "3.28 known properties")
    check_artifact_location(location["physicalLocation"]["artifactLocation"])
    check_region(location["physicalLocation"]["region"])
    if "message" in location:
        check_message(location["message"])


def check_rule(rule: dict[str, Any]) -> None:
    """§3.49."""
    require(bool(rule["id"]), "3.49.3 id")
    for name in ("shortDescription", "help"):
        if name in rule:
            check_message(rule[name])
    if "defaultConfiguration" in rule:
        require(rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}, "3.50.3 level")


def check_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    """§3.27, §3.55, §3.56 and §3.57."""
    check_message(result["message"])
    require(rules[result["ruleIndex"]]["id"] == result["ruleId"], "3.27.6 ruleIndex names the rule of ruleId")
    require(result["level"] in {"none", "note", "warning", "error"}, "3.27.10 level")
    for location in result["locations"]:
        check_location(location)
    related = result.get("relatedLocations", [])
    for location in related:
        check_location(location)
    identities = [location["id"] for location in related]
    require(len(set(identities)) == len(identities), "3.28.2 ids are unique")
    for fix in result.get("fixes", []):
        check_message(fix["description"])
        require(len(fix["artifactChanges"]) >= 1, "3.55.3 at least one change")
        for change in fix["artifactChanges"]:
            check_artifact_location(change["artifactLocation"])
            require(len(change["replacements"]) >= 1, "3.56.3 at least one replacement")
            for replacement in change["replacements"]:
                check_region(replacement["deletedRegion"])
                require(isinstance(replacement["insertedContent"]["text"], str), "3.3.2 text")


def check_log(text: str) -> dict[str, Any]:
    """The log, after checking what the standard requires of its parts."""
    log: dict[str, Any] = json.loads(text)
    require(log["version"] == "2.1.0", "3.13.2 version")
    require(log["$schema"].endswith("sarif-schema-2.1.0.json"), "3.13.3 $schema")
    for run in log["runs"]:
        require(run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}, "3.14.17 columnKind")
        driver = run["tool"]["driver"]
        require(bool(driver["name"]), "3.19.8 name")
        identities = [rule["id"] for rule in driver["rules"]]
        require(len(set(identities)) == len(identities), "3.19.23 rules are unique")
        for rule in driver["rules"]:
            check_rule(rule)
        for result in run["results"]:
            check_result(result, driver["rules"])
    return log


@pytest.mark.parametrize(
    "diagnostics",
    [
        [],
        [FULL],
        [FULL, SEVERAL_LINES, NOWHERE, FULL],
        [error(HERE, "", code="E0777")],
        [error(HERE, "", code=code) for code in CATALOGUE],
    ],
    ids=["nothing", "everything", "several", "a code without entry", "all codes"],
)
def test_sarif_logs_are_what_the_standard_requires(diagnostics: list[Diagnostic]) -> None:
    log = check_log(sarif.render(diagnostics, WHERE, "1.2.3"))
    assert len(log["runs"][0]["results"]) == len(diagnostics)
    assert log["runs"][0]["tool"]["driver"]["version"] == "1.2.3"


def test_sarif_columns_are_code_points_as_the_log_says() -> None:
    (run,) = json.loads(sarif.render([FULL], WHERE, "1"))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    (result,) = run["results"]
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "src/a%20b.ori"},
                "region": {"startLine": 1, "startColumn": 9, "endLine": 1, "endColumn": 10},
            }
        }
    ]
    assert [location.get("message") for location in result["relatedLocations"]] == [{"text": "an é"}, None]


def test_sarif_rules_come_from_the_catalogue() -> None:
    (run,) = json.loads(sarif.render([SEVERAL_LINES], WHERE, "1"))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == CATALOGUE["W2001"].title
    assert rule["defaultConfiguration"]["level"] == "warning"
    assert "## Meaning" in rule["help"]["markdown"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/a.ori", "src/a.ori"),
        ("../a#b?.ori", "../a%23b%3F.ori"),
        ("/home/ä/a.ori", "file:///home/%C3%A4/a.ori"),
        ("C:\\work\\a.ori", "file:///C:/work/a.ori"),
        ("src\\a.ori", "src/a.ori"),
        ("odd:name.ori", "./odd:name.ori"),
    ],
)
def test_sarif_paths_are_uri_references(path: str, uri: str) -> None:
    source = Source("«x»", path)
    (run,) = check_log(sarif.render([error(source, "")], origins(source), "1"))["runs"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
