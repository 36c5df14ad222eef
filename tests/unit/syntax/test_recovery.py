"""Half-written code keeps its shape, costs at most two messages, and leaves its neighbours alone."""

from collections.abc import Iterator

import msgspec
import pytest
from checking import pipeline_of

from ori_compiler.source.item_id import ItemKind
from ori_compiler.syntax import ast

BEFORE = "@before () -> int = 1;\n\n"
AFTER = "\n\n@after () -> int = 2;\n\ntype Later = { x: int }\n\nlet $last = 3;\n"

BROKEN: dict[str, tuple[str, int]] = {
    "missing inner brace": ("@f () -> int = {\n    if true then {\n        before();\n    1\n}", 1),
    "missing brace of the function": ("@f () -> int = {\n    before()\n", 1),
    "missing semicolon": ("@f () -> int = {\n    let a = 1\n    a\n}", 1),
    "half a call": ("@f () -> void = {\n    let k = before(a: \n}", 1),
    "half a call without brace": ("@f () -> void = {\n    let k = before(a: ", 2),
    "stray parenthesis": ("@f () -> int = {\n    let a = 1);\n    a\n}", 1),
    "open string": ('@f () -> void = {\n    print(msg: "text);\n    before();\n}', 1),
    "broken type": ("type Foo = = { x int }", 2),
    "half a member": ("@f (later: Later) -> int = {\n    later.\n}", 1),
    "half a parameter list": ("@f (a: int, b: -> int = 1;", 2),
    "extra brace": ("@f () -> int = {\n    1\n}\n}", 1),
    "half an arm": ("@f (n: int) -> int = match n {\n    3 -> \n};", 1),
    "bad method, then a good one": (
        "impl Later {\n    @bad (self, a: -> int = 1;\n\n    @good (self) -> int = 2;\n}",
        2,
    ),
    "wrong bracket": ("@f () -> int = {\n    let a = (1];\n    a\n}", 1),
    "string over two lines": ('@f () -> void = {\n    print(msg: "one\n    two");\n    before();\n}', 1),
    "half an arm, then another": ("@f (n: int) -> int = match n {\n    3 -> ,\n    _ -> 4,\n};", 1),
    "half an import": ('use "./other" { a, ', 1),
    "half a condition": ("@f () -> int = if before() == then 1 else 2;", 1),
    "half an operator": ("@f () -> int = before() + ;", 1),
    "half a let": ("@f () -> void = {\n    let \n}", 1),
    "half a let with a type": ("@f () -> void = {\n    let a: int = \n}", 1),
    "half a struct": ("@f () -> Later = Later { x: \n;", 1),
    "half a loop": ("@f () -> void = for n in 0..", 2),
    "open template": ("@f () -> str = `a {before()} b;", 1),
    "only a sigil": ("@", 1),
    "only a name": ("@f", 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_item_costs_few_messages_and_harms_nobody(name: str) -> None:
    source, most = BROKEN[name]
    is_import = source.startswith("use")
    pipeline = pipeline_of((source + "\n\n" + BEFORE if is_import else BEFORE + source) + AFTER)
    items = pipeline.items("main.ori")
    survivors = [(item.kind, item.name) for item in items if pipeline.database.item_errors(item) == ()]
    assert survivors == [
        (ItemKind.FUNCTION, "before"),
        (ItemKind.FUNCTION, "after"),
        (ItemKind.TYPE, "Later"),
        (ItemKind.CONSTANT, "last"),
    ]
    broken = [item for item in items if (item.kind, item.name) not in survivors]
    found = [d for item in broken for d in pipeline.database.item_syntax(item).problems if not d.is_warning]
    assert 1 <= len(found) <= most, [problem.message for problem in found]
    assert len(pipeline.check()) <= 2, [diagnostic.message for diagnostic in pipeline.check()]


def nodes(value: object) -> Iterator[msgspec.Struct]:
    """A node of the typed syntax and all below it."""
    if isinstance(value, tuple):
        for element in value:
            yield from nodes(element)
    elif isinstance(value, msgspec.Struct):
        yield value
        for field in value.__struct_fields__:
            yield from nodes(getattr(value, field))


def only(source: str, kind: type) -> msgspec.Struct:
    """The one node of a kind in the last item of a source."""
    pipeline = pipeline_of(source)
    item = pipeline.database.item_syntax(pipeline.items("main.ori")[-1]).item
    (found,) = [node for node in nodes(item) if type(node) is kind]
    return found


@pytest.mark.parametrize("end", ["", "\n}", ";\n}", ")", " b: 2);\n}"])
def test_a_half_typed_call_is_a_let_with_a_call_with_a_named_argument(end: str) -> None:
    source = "@f () -> void = {\n    let $k = foo(a: 1, b: " + end
    let = only(source, ast.Let)
    assert isinstance(let, ast.Let) and isinstance(let.value, ast.Call)
    assert isinstance(let.pattern, ast.NamePattern) and let.pattern.name == "k"
    first, second, *_ = let.value.arguments
    assert first.name is not None and second.name is not None
    assert (first.name.text, second.name.text) == ("a", "b")


def test_a_half_typed_member_keeps_its_base() -> None:
    pipeline = pipeline_of("type P = { x: int }\n@f (p: P) -> int = {\n    let q = p.\n    1\n}")
    item = next(item for item in pipeline.items("main.ori") if item.name == "f")
    body = pipeline.database.item_syntax(item).item
    assert any(isinstance(node, ast.Let) for node in nodes(body))


def test_a_half_typed_import_keeps_its_names() -> None:
    found = only('use "./other" { first, second, ', ast.ImportItem)
    assert isinstance(found, ast.ImportItem)
    assert [name.name.text for name in found.names] == ["first", "second"]


def test_a_half_typed_arm_keeps_its_pattern() -> None:
    found = only("@f (n: int) -> int = match n { 1 -> 2, 3 -> ", ast.Match)
    assert isinstance(found, ast.Match)
    assert [type(arm.pattern) for arm in found.arms] == [ast.LiteralPattern, ast.LiteralPattern]
    assert isinstance(found.arms[1].body, ast.Missing)


def test_a_half_typed_parameter_list_keeps_its_parameters() -> None:
    found = only("@f (a: int, b: -> int = 1;", ast.FunctionItem)
    assert isinstance(found, ast.FunctionItem)
    assert [parameter.name.text for parameter in found.parameters] == ["a", "b"]


def test_a_bad_method_keeps_its_neighbour() -> None:
    found = only("impl P {\n    @bad (self, a: -> int = 1;\n\n    @good (self) -> int = 2;\n}", ast.ImplItem)
    assert isinstance(found, ast.ImplItem)
    assert [member.name.text for member in found.members] == ["bad", "good"]
