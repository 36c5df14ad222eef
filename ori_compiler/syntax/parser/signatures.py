"""The grammar of functions and methods: signatures, parameters, bodies (language reference, part 1, 4.3)."""

from collections.abc import Callable
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser import control
from ori_compiler.syntax.parser.attributes import parse_attributes
from ori_compiler.syntax.parser.cursor import Children, Cursor, is_word
from ori_compiler.syntax.parser.expressions import parse_body, parse_expression
from ori_compiler.syntax.parser.generics import (
    parse_contract,
    parse_guard,
    parse_type_parameters,
    parse_uses,
    parse_where,
)
from ori_compiler.syntax.parser.patterns import begins_pattern, parse_pattern
from ori_compiler.syntax.parser.types import parse_type
from ori_compiler.syntax.tree import Node

_PARAMETER: Final = NodeKind.PARAMETER
_PARAMETERS: Final = NodeKind.PARAMETERS


def finish_function(c: Cursor, children: Children) -> Node:
    """Everything of a function behind its name: type parameters, parameters, result, clauses, body."""
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    children.append(parse_parameters(c, clause_parameter))
    parse_result_type(c, children)
    parse_clauses(c, children)
    parse_function_body(c, children, "function")
    return Node(NodeKind.FUNCTION, 0, children)


def finish_const_function(c: Cursor, children: Children) -> Node:
    """Everything of a constant function behind its name; it has no clauses."""
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    children.append(parse_parameters(c, typed_parameter))
    parse_result_type(c, children)
    parse_function_body(c, children, "function")
    return Node(NodeKind.CONST_FUNCTION, 0, children)


def parse_clauses(c: Cursor, children: Children) -> None:
    """`uses`, `where`, a guard and contracts, as far as they follow."""
    while True:
        if c.kind == k.USES:
            children.append(parse_uses(c))
        elif c.kind == k.WHERE:
            children.append(parse_where(c))
        elif c.kind == k.IF:
            children.append(parse_guard(c))
        elif c.kind == k.NAME and c.text in ("pre", "post"):
            children.append(parse_contract(c))
        else:
            return


def parse_method(c: Cursor, parameter: Callable[[Cursor], Node], *, may_lack_body: bool = False) -> Node:
    """A method: its body may be missing in a trait, and its name may be a word of the language."""
    start = c.pos
    children: Children = [c.take()]
    if is_word(c.kind):
        children.append(c.take())
    else:
        c.expect_name(children, "the name of a method")
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    children.append(parse_parameters(c, parameter))
    parse_result_type(c, children)
    first_contract = _clauses_of_method(c, children)
    if may_lack_body and c.kind == k.SEMICOLON:
        if first_contract is not None:
            message = "a method without a body has no contracts: each implementation states its own"
            c.complain(SyntaxProblem("E1001", message, first_contract, "not expected here"))
        children.append(c.take())
    else:
        parse_function_body(c, children, "method")
    return Node(NodeKind.METHOD, start, children)


def _clauses_of_method(c: Cursor, children: Children) -> Span | None:
    """`uses`, `where` and contracts, as far as they follow; where the first contract begins."""
    first_contract: Span | None = None
    while True:
        if c.kind in (k.USES, k.WHERE):
            children.append(_uses_or_where(c))
        elif c.kind == k.IF:
            children.append(_guard_of_method(c))
        elif c.kind == k.NAME and c.text in ("pre", "post"):
            first_contract = first_contract or c.here()
            children.append(parse_contract(c))
        else:
            return first_contract


def _uses_or_where(c: Cursor) -> Node:
    """The clauses that every callable may have."""
    return parse_uses(c) if c.kind == k.USES else parse_where(c)


def _guard_of_method(c: Cursor) -> Node:
    message = "a method has no guard: only functions of a module have several clauses"
    c.complain(SyntaxProblem("E1001", message, c.here(), "not expected here", "write `if` or `match` in the body"))
    return Node(NodeKind.ERROR, c.pos, [parse_guard(c)])


def parse_result_type(c: Cursor, children: Children) -> None:
    """`"->" type`, which no function may lack."""
    if c.kind == k.ARROW:
        children.append(c.take())
        children.append(parse_type(c))
    elif c.kind == k.COLON:
        at = c.here()
        c.complain(
            SyntaxProblem("E1001", "a result type is written with `->`", at, "", "write `->`", " ->", at, "write `->`")
        )
        children.append(Node(NodeKind.ERROR, c.pos, [c.take(), parse_type(c)]))
    else:
        at = c.behind()
        help_ = "every function says what it returns; `-> void` if nothing"
        c.complain(
            SyntaxProblem(
                "E1001",
                f"expected `->` and a result type, found {c.found()}",
                c.here(),
                "the result type is missing",
                help_,
                " -> void",
                at,
                "add `-> void`",
            )
        )


def parse_function_body(c: Cursor, children: Children, what: str) -> None:
    """`"=" body ";"?`."""
    if c.kind == k.ASSIGN:
        children.append(c.take())
    elif c.kind == k.LBRACE:
        at = c.behind()
        c.complain(
            SyntaxProblem("E1001", f"expected `=` before the body of the {what}", c.here(), "", "", " =", at, "add `=`")
        )
    else:
        c.complain(
            SyntaxProblem("E1001", f"expected `=` and a body, found {c.found()}", c.here(), "the body is missing")
        )
        if c.kind == k.SEMICOLON:
            children.append(c.take())
        return
    if c.kind == k.LBRACE:
        children.append(control.parse_statement_block(c))
    else:
        children.append(parse_body(c))
    end_item(c, children, what)


def end_item(c: Cursor, children: Children, what: str) -> None:
    """An item whose last token is `}` needs no `;`; every other one does."""
    if c.kind == k.SEMICOLON:
        children.append(c.take())
    elif c.kinds[c.pos - 1] != k.RBRACE:
        complain_unfinished(c, what)


def require_semicolon(c: Cursor, children: Children, what: str) -> None:
    """The `;` of an item that always needs one."""
    if c.kind == k.SEMICOLON:
        children.append(c.take())
    else:
        complain_unfinished(c, what)


def complain_unfinished(c: Cursor, what: str) -> None:
    """Reports a missing `;`, unless something that cannot follow stands there, which is the mistake then."""
    if c.kind not in (k.END, k.RBRACE) and not c.is_first_on_line():
        return
    at = c.behind()
    c.complain(SyntaxProblem("E1016", f"this {what} does not end", at, "expected `;`", "", ";", at, "add `;`"))


_PATTERN_CONTINUES = frozenset((k.AT, k.LPAREN, k.DOT, k.BAR, k.LBRACE))


def parse_parameters(c: Cursor, parameter: Callable[[Cursor], Node]) -> Node:
    """`"(" csv0<parameter> ")"`."""
    start = c.pos
    children: Children = []
    if c.expect(k.LPAREN, children, "before the parameters"):
        c.sequence(k.RPAREN, parameter, children)
    return Node(_PARAMETERS, start, children)


def method_parameter(c: Cursor) -> Node:
    """`self`, which stands first, or a typed parameter."""
    if c.kind != k.SELF or c.kinds[c.pos - 1] != k.LPAREN:
        return typed_parameter(c)
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.COLON:
        message = "`self` has no written type: it is always `Self`"
        c.complain(SyntaxProblem("E1001", message, c.here(), "not expected here"))
        children.append(Node(NodeKind.ERROR, c.pos, [c.take(), parse_type(c)]))
    return Node(_PARAMETER, start, children)


def typed_parameter(c: Cursor) -> Node:
    """`param ::= attribute* IDENT ":" "..."? type`."""
    start = c.pos
    children: Children = []
    parse_attributes(c, children)
    first = c.pos
    if c.kind == k.SELF:
        return _misplaced_self(c, start, children)
    if begins_pattern(c):
        message = "expected the name of a parameter: only functions of a module may have a pattern here"
        help_ = "take a name and `match` it in the body"
        c.complain(SyntaxProblem("E1004", message, c.here(), "expected a name", help_))
        children.append(parse_pattern(c))
    elif not c.expect_name(children, "the name of a parameter") and c.pos == first:
        children.append(parse_pattern(c))
    if c.kind == k.COLON:
        _parameter_type(c, children)
    else:
        message = f"expected `:` and the type of the parameter, found {c.found()}"
        c.complain(SyntaxProblem("E1001", message, c.here(), "the type is missing"))
        children.append(parse_type(c) if c.kind == k.NAME else c.missing())
    if c.kind == k.ASSIGN:
        c.complain(SyntaxProblem("E1001", "only a function's parameters have default values", c.here()))
        children.append(Node(NodeKind.ERROR, c.pos, [c.take(), parse_expression(c)]))
    return Node(_PARAMETER, start, children)


def _misplaced_self(c: Cursor, start: int, children: Children) -> Node:
    message = "`self` is the first parameter of a method and stands nowhere else"
    c.complain(SyntaxProblem("E1001", message, c.here(), "not expected here"))
    children.append(c.take())
    return Node(_PARAMETER, start, children)


def _parameter_type(c: Cursor, children: Children) -> None:
    children.append(c.take())
    if c.kind == k.ELLIPSIS:
        children.append(c.take())
    children.append(parse_type(c))


def clause_parameter(c: Cursor) -> Node:
    """`clause_param ::= attribute* pattern (":" "..."? type)? ("=" expression)?`."""
    start = c.pos
    children: Children = []
    parse_attributes(c, children)
    if c.kind == k.SELF:
        return _misplaced_self(c, start, children)
    if c.kind == k.NAME and c.peek() not in _PATTERN_CONTINUES:
        children.append(c.take())
    elif is_word(c.kind) and c.kind not in (k.TRUE, k.FALSE, k.SELF_TYPE):
        c.expect_name(children, "the name of a parameter")
    else:
        children.append(parse_pattern(c))
    if c.kind == k.COLON:
        _parameter_type(c, children)
    elif c.kind == k.NAME:
        at = c.behind()
        c.complain(
            SyntaxProblem(
                "E1001", "expected `:` between a parameter and its type", c.here(), "", "", ":", at, "add `:`"
            )
        )
        children.append(parse_type(c))
    if c.kind == k.ASSIGN:
        children.append(c.take())
        children.append(parse_expression(c))
    return Node(_PARAMETER, start, children)
