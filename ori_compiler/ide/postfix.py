"""What can be made of a value by typing behind it: `x.match`, `x.if`, `x.print`."""

from collections.abc import Iterator
from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.completion_item import CompletionItem, CompletionKind
from ori_compiler.ide.probe import Probe
from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.pool import BOOL, ERROR, NEVER, STR, VOID, Idx, Tag

_GROUP: Final = 6
_WHOLE: Final = (
    ast.NameRef,
    ast.SelfValue,
    ast.Literal,
    ast.Template,
    ast.Call,
    ast.MethodCall,
    ast.FieldAccess,
    ast.TupleField,
    ast.Index,
    ast.ListLiteral,
)
"""Values that begin where their first character is, with no parentheses around them."""


def postfix_forms(database: CompilerDatabase, at: Probe, base: ast.Expr, type_: Idx) -> Iterator[CompletionItem]:
    """The forms that make sense for a value of a type; they replace the value and the dot behind it."""
    if not isinstance(base, _WHOLE) or type_ in (ERROR, NEVER, VOID):
        return
    members = database.member_places(at.place.item)
    start = members.offset(base.span.start)
    end = at.text.rfind(".", start, members.offset(at.place.offset))
    value = at.text[start:end].rstrip()
    if end < 0 or "\n" in value or value.count("(") != value.count(")"):
        return
    origin = database.workspace.origins.offset(at.place.item)
    for name, text, snippet in _forms(database, at, value, type_):
        gone = TextEdit(Span(origin + start, at.typed.start), "")
        yield CompletionItem(name, CompletionKind.POSTFIX, text, snippet, text, "", _GROUP, edits=(gone,))


def _forms(database: CompilerDatabase, at: Probe, value: str, type_: Idx) -> Iterator[tuple[str, str, str]]:
    """The word, what it makes, and the same with places to fill in."""
    quoted = value.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
    is_statement = len(at.place.nodes) > 2 and isinstance(at.place.nodes[-3], ast.Block)
    pool = database.pool
    definition = database.definition(type_)
    if isinstance(definition, SumDefinition):
        arms = [_arm(variant.name, len(variant.fields)) for variant in definition.variants]
        lines = "".join(f"    {arm} -> todo(),\n" for arm in arms)
        places = "".join(f"    {arm} -> ${{{number}:todo()}},\n" for number, arm in enumerate(arms, 1))
        yield "match", f"match {value} {{\n{lines}}}", f"match {quoted} {{\n{places}}}"
    elif type_ != BOOL:
        yield (
            "match",
            f"match {value} {{\n    _ -> todo(),\n}}",
            f"match {quoted} {{\n    ${{1:_}} -> ${{2:todo()}},\n}}",
        )
    if type_ == BOOL:
        yield "if", f"if {value} then ", f"if {quoted} then $0"
        yield "not", f"!{value}", f"!{quoted}"
        yield "while", f"while {value} do ", f"while {quoted} do $0"
    if pool.tag(type_) is Tag.LIST:
        yield "for", f"for item in {value} do ", f"for ${{1:item}} in {quoted} do $0"
    if type_ == STR:
        yield "print", f"print(msg: {value})", f"print(msg: {quoted})"
    else:
        yield "print", f"print(msg: `{{{value}}}`)", f"print(msg: `{{{quoted}\\}}`)"
    if is_statement:
        yield "let", f"let value = {value}", f"let ${{1:value}} = {quoted}"
    yield "some", f"Some({value})", f"Some({quoted})"
    yield "ok", f"Ok({value})", f"Ok({quoted})"


def _arm(name: str, fields: int) -> str:
    return f"{name}({', '.join('_' for _ in range(fields))})" if fields else name
