"""What a client sees where the program is stopped: the values of all kinds, their parts, and expressions."""

from collections.abc import Callable
from pathlib import Path

import pytest
from dap_client import DapClient, RefusedError

Written = Callable[[str], Path]

VALUES = """\
type Point = { x: int, y: int };
type Shape = Circle(radius: float) | Square(at: Point, side: int) | Empty;
type Meters = float;
trait Named { @title (self) -> str; }
impl Point: Named { @title (self) -> str = "point"; }

@main () -> void = {
    let whole = -3;
    let half = 1.5;
    let yes = true;
    let letter = 'x';
    let small = byte(7);
    let text = "a \\"b\\"\\n";
    let nothing = ();
    let point = Point { x: 1, y: 2 };
    let shape = Square(Point { x: 3, y: 4 }, 5);
    let empty = Empty;
    let pair = (1, "two");
    let items = [Point { x: 5, y: 6 }, point];
    let many = (0..1000).collect();
    let ages = {"Ada": 36, "Bob": 41};
    let members = Set.from(items: [1, 2]);
    let maybe: Option<int> = Some(3);
    let none: Option<int> = None;
    let failed: Result<int, str> = Err("no");
    let length = Meters(2.0);
    let add = (n: int) -> n + whole;
    let named: Named = point;
    print(msg: `{add(1)} {named.title()} {length.inner} {members.len()} {small} {half} {yes} {letter} {text}`);
}
"""
LINE = VALUES[: VALUES.index("    print(")].count("\n") + 1


@pytest.fixture
def at_values(client: DapClient, written: Written) -> DapClient:
    client.launch(written(VALUES), LINE)
    client.stopped()
    return client


def test_each_kind_of_value_is_shown_as_it_is_written(at_values: DapClient) -> None:
    many = ", ".join(map(str, range(1000)))
    assert at_values.values() == {
        "whole": "-3",
        "half": "1.5",
        "yes": "true",
        "letter": "'x'",
        "small": "7",
        "text": '"a \\"b\\"\\n"',
        "nothing": "()",
        "point": "Point { x: 1, y: 2 }",
        "shape": "Square(Point { x: 3, y: 4 }, 5)",
        "empty": "Empty",
        "pair": '(1, "two")',
        "items": "[Point { x: 5, y: 6 }, Point { x: 1, y: 2 }]",
        "many": f"[{many}"[:119] + "…",
        "ages": '{"Ada": 36, "Bob": 41}',
        "members": "Set { 1, 2 }",
        "maybe": "Some(3)",
        "none": "None",
        "failed": 'Err("no")',
        "length": "Meters(2)",
        "add": "(int) -> int in @main",
        "named": "Point { x: 1, y: 2 }",
    }
    types = {name: each["type"] for name, each in at_values.variables().items()}
    assert types["items"] == "[Point]"
    assert types["ages"] == "{str: int}"
    assert types["maybe"] == "Option<int>"


def test_values_open_into_their_parts(at_values: DapClient) -> None:
    found = at_values.variables()

    def opened(name: str) -> dict[str, str]:
        return {each["name"]: each["value"] for each in at_values.parts(found[name])}

    assert opened("point") == {"x": "1", "y": "2"}
    assert opened("shape") == {"at": "Point { x: 3, y: 4 }", "side": "5"}
    assert opened("pair") == {"0": "1", "1": '"two"'}
    assert opened("items") == {"[0]": "Point { x: 5, y: 6 }", "[1]": "Point { x: 1, y: 2 }"}
    assert opened("ages") == {'["Ada"]': "36", '["Bob"]': "41"}
    assert opened("members") == {"[0]": "1", "[1]": "2"}
    assert opened("maybe") == {"0": "3"}
    assert opened("failed") == {"0": '"no"'}
    assert opened("add") == {"whole": "-3"}
    assert opened("named") == {"value": "Point { x: 1, y: 2 }"}
    assert [name for name, each in found.items() if not each["variablesReference"]] == [
        *("whole", "half", "yes", "letter", "small", "text", "nothing", "empty", "none")
    ]


def test_long_lists_are_told_in_ranges(at_values: DapClient) -> None:
    many = at_values.variables()["many"]
    assert many["indexedVariables"] == 1000
    part = at_values.parts(many, filter="indexed", start=500, count=2)
    assert [(each["name"], each["value"]) for each in part] == [("[500]", "500"), ("[501]", "501")]
    assert at_values.parts(many, filter="named") == []


def test_parts_know_the_expression_that_gives_them(at_values: DapClient) -> None:
    item = at_values.parts(at_values.variables()["items"])[0]
    assert item["evaluateName"] == "items[0]"
    x = at_values.parts(item)[0]
    assert x["evaluateName"] == "items[0].x"
    assert at_values.evaluate(x["evaluateName"], "hover") == "5"


@pytest.mark.parametrize("context", ["hover", "watch", "repl"])
def test_variables_and_their_parts_are_evaluated(at_values: DapClient, context: str) -> None:
    assert at_values.evaluate("items[1].y", context) == "2"
    assert at_values.evaluate(' ages["Bob"] ', context) == "41"
    assert at_values.evaluate("pair.1", context) == '"two"'


def test_expressions_are_evaluated_but_not_by_looking_at_them(at_values: DapClient) -> None:
    assert at_values.evaluate("whole * 2 + point.x") == "-5"
    assert at_values.evaluate("items.map(transform: p -> p.x + p.y)") == "[11, 3]"
    assert at_values.evaluate("add(1)") == "-2"
    assert at_values.evaluate("`{whole} and {text.len()}`") == '"-3 and 6"'
    assert at_values.evaluate("named.title()") == '"point"'
    with pytest.raises(RefusedError, match="not a variable"):
        at_values.evaluate("add(1)", "hover")
    assert at_values.finish() == 0


def test_an_expression_means_what_its_names_mean_now(client: DapClient, written: Written) -> None:
    client.launch(written(SCOPES), 8, 10)
    client.stopped()
    assert client.evaluate("value + 1") == "3"
    client.step("continue")
    assert client.evaluate("value + 1") == "2"
    assert client.evaluate("`{value}`") == '"1"'


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("missing", "missing"),
        ("whole + text", "int"),
        ("items[7]", "panic: index"),
        ("1 +", "expected"),
        ("}", "expected"),
        ("1; 2", "expected"),
        ("", "expected"),
        ("loop { }", "within 1,000,000 calls"),
    ],
)
def test_what_has_no_value_is_refused(at_values: DapClient, expression: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        at_values.evaluate(expression)
    assert at_values.evaluate("whole") == "-3"


def test_nothing_of_an_earlier_stop_is_told(at_values: DapClient) -> None:
    point = at_values.variables()["point"]
    at_values.request("next", threadId=1)
    at_values.exit_code()
    with pytest.raises(RefusedError, match="is not stopped"):
        at_values.parts(point)


SCOPES = """\
type Guard = { name: str };
impl Guard: Drop { @drop (self) -> void = print(msg: `end of {self.name}`); }

@look (given: Option<int>) -> int = {
    let value = 1;
    {
        let value = 2;
        let inner = value;
    }
    let outer = match given {
        Some(n) if n > 5 ->
            n,
        Some(n) ->
            n + value,
        None -> 0,
    };
    outer
}

@main () -> void = {
    {
        let guard = Guard { name: "first" };
        print(msg: guard.name);
    }
    print(msg: str(look(given: Some(3))));
}
"""


def test_only_what_can_be_seen_is_shown(client: DapClient, written: Written) -> None:
    client.launch(written(SCOPES), 8, 10, 12, 14, 17)
    client.stopped()
    assert client.values() == {"given": "Some(3)", "value": "2"}
    client.step("continue")
    assert client.values() == {"given": "Some(3)", "value": "1"}
    assert client.step("continue") == ("breakpoint", 14)
    assert client.values() == {"given": "Some(3)", "value": "1", "n": "3"}
    client.step("continue")
    assert client.values() == {"given": "Some(3)", "value": "1", "outer": "4"}
    assert client.finish() == 0


def test_looking_at_values_does_not_keep_them(client: DapClient, written: Written) -> None:
    client.launch(written(SCOPES), 23, 25)
    client.stopped()
    guard = client.variables()["guard"]
    assert client.parts(guard)[0]["value"] == '"first"'
    client.step("continue")
    assert client.text("stdout") == "first\nend of first\n"
    assert client.finish() == 0


def test_an_expression_that_fails_does_not_keep_values_either(client: DapClient, written: Written) -> None:
    client.launch(written(SCOPES), 23, 25)
    client.stopped()
    with pytest.raises(RefusedError, match="panic"):
        client.evaluate("[guard][5]")
    assert client.evaluate("[guard][0].name.len()") == "5"
    client.step("continue")
    assert client.text("stdout") == "first\nend of first\n"
    assert client.finish() == 0


FORMS = """\
@tries (n: int) -> int = {
    let total = 0;
    let outcome = catch(expr: {
        total = total + n;
        total
    });
    total
}

@factorial (n: int) -> int = recurse(
    condition: n <= 1,
    base: 1,
    step: n * self(n - 1),
);

@greet (name: str) -> void uses Print = {
    Print.println(msg: name);
}

@main () -> void = {
    print(msg: str(tries(n: 2) + factorial(n: 3)));
    greet(name: "you");
}
"""


def test_locals_of_special_forms_are_seen(client: DapClient, written: Written) -> None:
    client.launch(written(FORMS), 5, 7, 13, 17)
    assert client.stopped() == ("breakpoint", 5)
    assert client.values() == {"n": "2", "total": "2"}
    client.step("continue")
    assert client.values() == {"n": "2", "total": "2", "outcome": "Ok(2)"}
    assert client.step("continue") == ("breakpoint", 13)
    assert client.values() == {"n": "3"}
    client.step("continue")
    assert client.step("continue") == ("breakpoint", 17)
    assert client.values()["name"] == '"you"'
    assert client.finish() == 0


def test_a_file_that_is_imported_has_breakpoints_too(client: DapClient, written: Written, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "money.ori").write_text("pub @half (n: int) -> int = {\n    let all = n;\n    all / 2\n}\n")
    client.request("initialize")
    program = written('use "./lib/money" { half };\n@main () -> void = print(msg: str(half(n: 4)));\n')
    client.request("launch", program=str(program))
    client.event("initialized")
    imported = {"path": str(tmp_path / "lib" / "money.ori")}
    (place,) = client.request("setBreakpoints", source=imported, breakpoints=[{"line": 3}])["breakpoints"]
    assert place["verified"]
    client.request("configurationDone")
    assert client.stopped() == ("breakpoint", 3)
    assert client.frame()["source"]["path"] == imported["path"]
    assert client.evaluate("all + half(n: all)") == "6"
    assert client.finish() == 0
