"""The grammar of items."""

from collections.abc import Callable
from typing import Final

from ori_compiler.source.stack import reserve_stack
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lexer import lex
from ori_compiler.syntax.parser import control
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.expressions import parse_body, parse_expression
from ori_compiler.syntax.parser.patterns import parse_pattern
from ori_compiler.syntax.parser.types import parse_type
from ori_compiler.syntax.tree import ItemTree, Node


def parse_item(text: str) -> ItemTree:
    """The tree of one item's text. Never fails; every token of the text is in the tree exactly once."""
    reserve_stack()
    tokens, problems = lex(text)
    c = Cursor(tokens)
    root = _item(c)
    if c.kind != k.END:
        _leftovers(c, root)
    root.children.append(c.pos)
    reported = {problem.at.start for problem in problems if not problem.is_warning}
    # A template that is not closed swallows the rest of the item: what is missing there is no second mistake.
    swallowed = min((p.at.start for p in problems if p.code == "E0006"), default=len(text) + 1)
    problems += [p for p in c.problems if p.at.start not in reported and p.at.start < swallowed]
    problems.sort(key=lambda problem: problem.at.start)
    return ItemTree(root, tokens, tuple(problems))


def _item(c: Cursor) -> Node:
    children: Children = []
    while c.kind == k.HASH:
        children.append(_attribute(c))
    if c.kind == k.HASH_BANG:
        return _unsupported(c, children)
    if c.kind == k.PUB:
        children.append(c.take())
    kind = c.kind
    if kind == k.AT:
        return _function_or_test(c, children)
    if kind == k.NAME and c.text in _FOREIGN_FUNCTION_WORDS and c.peek() == k.NAME:
        return _foreign_function(c, children)
    if kind == k.NAME and c.text == "capset":
        return _unsupported(c, children)
    if kind == k.DOLLAR and c.peek() == k.NAME:
        return _constant(c, children) if c.peek(2) in (k.ASSIGN, k.COLON) else _unsupported(c, children)
    parse = _ITEMS.get(kind)
    if parse is not None:
        return parse(c, children)
    if kind == k.END and children:
        c.complain(SyntaxProblem("E1001", "this attribute belongs to nothing", c.tokens.span(0), "no item follows"))
    elif kind != k.END:
        help_ = "a file holds functions `@name (…) -> type = …`, types, constants `let $name = …;`, tests and imports"
        c.complain(
            SyntaxProblem("E1001", f"expected an item, found {c.found()}", c.here(), "not the start of an item", help_)
        )
    children.append(c.give_up())
    return Node(NodeKind.ERROR, 0, children)


_FOREIGN_FUNCTION_WORDS: Final = frozenset(("fn", "func", "function"))


def _foreign_function(c: Cursor, children: Children) -> Node:
    word = c.text
    at = c.here()
    both = type(at)(at.start, c.tokens.starts[c.pos + 1])
    c.complain(
        SyntaxProblem(
            "E1015",
            f"`{word}` does not begin a function in Ori",
            at,
            "",
            "a function begins with `@`",
            "@",
            both,
            "write `@`",
        )
    )
    children.append(Node(NodeKind.ERROR, c.pos, [c.take()]))
    return _function(c, children)


def _leftovers(c: Cursor, root: Node) -> None:
    """What stands after a finished item, parsed as statements so that its parts are known."""
    c.complain(
        SyntaxProblem("E1001", f"unexpected {c.found()} after the end of the item", c.here(), "not expected here")
    )
    error = Node(NodeKind.ERROR, c.pos, [])
    while c.kind != k.END:
        error.children.append(c.skip_one())
    root.children.append(error)


def _attribute(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    c.expect_name(children, "the name of an attribute")
    if c.kind == k.LPAREN:
        children.append(c.take())
        c.sequence(k.RPAREN, _attribute_argument, children)
    return Node(NodeKind.ATTRIBUTE, start, children)


def _attribute_argument(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind == k.NAME and c.peek() == k.COLON:
        children += (c.take(), c.take())
    children.append(parse_expression(c))
    return Node(NodeKind.ARGUMENT, start, children)


def _end_item(c: Cursor, children: Children, what: str) -> None:
    """An item whose last token is `}` needs no `;`; every other one does."""
    if c.kind == k.SEMICOLON:
        children.append(c.take())
    elif c.kinds[c.pos - 1] != k.RBRACE:
        _complain_unfinished(c, what)


def _require_semicolon(c: Cursor, children: Children, what: str) -> None:
    if c.kind == k.SEMICOLON:
        children.append(c.take())
    else:
        _complain_unfinished(c, what)


def _complain_unfinished(c: Cursor, what: str) -> None:
    if c.kind != k.END:
        return
    at = c.behind()
    c.complain(SyntaxProblem("E1016", f"this {what} does not end", at, "expected `;`", "", ";", at, "add `;`"))


def _function_or_test(c: Cursor, children: Children) -> Node:
    children.append(c.take())
    c.expect_name(children, "the name of a function")
    if c.kind == k.TESTS:
        return _test(c, children)
    return _function_rest(c, children)


def _function(c: Cursor, children: Children) -> Node:
    c.expect_name(children, "the name of a function")
    return _function_rest(c, children)


def _function_rest(c: Cursor, children: Children) -> Node:
    if c.kind == k.LESS:
        children.append(_type_parameters(c))
    children.append(_parameters(c))
    _result_type(c, children)
    if c.kind == k.USES:
        start = c.pos
        uses: Children = []
        while c.kind not in (k.ASSIGN, k.WHERE, k.IF, k.END, k.SEMICOLON):
            uses.append(c.take())
        children.append(Node(NodeKind.USES, start, uses))
    while c.kind in (k.WHERE, k.IF) or (c.kind == k.NAME and c.text in ("pre", "post")):
        start = c.pos
        contract: Children = [c.take()]
        while c.kind not in (k.ASSIGN, k.END, k.SEMICOLON):
            contract.append(c.skip_one())
        children.append(Node(NodeKind.CONTRACT, start, contract))
    _body(c, children, "function")
    return Node(NodeKind.FUNCTION, 0, children)


def _result_type(c: Cursor, children: Children) -> None:
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


def _body(c: Cursor, children: Children, what: str) -> None:
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
        return
    if c.kind == k.LBRACE:
        children.append(control.parse_statement_block(c))
    else:
        children.append(parse_body(c))
    _end_item(c, children, what)


def _type_parameters(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    while c.kind not in (k.GREATER, k.LPAREN, k.ASSIGN, k.LBRACE, k.END):
        children.append(c.take())
    c.expect(k.GREATER, children)
    return Node(NodeKind.TYPE_PARAMETERS, start, children)


def _parameters(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.expect(k.LPAREN, children, "before the parameters"):
        c.sequence(k.RPAREN, _parameter, children)
    return Node(NodeKind.PARAMETERS, start, children)


def _parameter(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind == k.NAME and c.peek() != k.AT and c.peek() != k.LPAREN:
        children.append(c.take())
    elif 32 <= c.kind < k.KIND_OF["**="] and c.kind != k.SELF:
        c.expect_name(children, "the name of a parameter")
    else:
        children.append(parse_pattern(c) if c.kind != k.SELF else c.take())
    if c.kind == k.COLON:
        children.append(c.take())
        if c.kind == k.ELLIPSIS:
            children.append(c.take())
        children.append(parse_type(c))
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
    return Node(NodeKind.PARAMETER, start, children)


def _test(c: Cursor, children: Children) -> Node:
    while c.kind == k.TESTS:
        start = c.pos
        target: Children = [c.take()]
        if c.kind == k.UNDERSCORE:
            target.append(c.take())
        elif c.expect(k.AT, target, "before the name of the tested function"):
            c.expect_name(target, "the name of the tested function")
        children.append(Node(NodeKind.TEST_TARGET, start, target))
    children.append(_parameters(c))
    _result_type(c, children)
    _body(c, children, "test")
    return Node(NodeKind.TEST, 0, children)


def _constant(c: Cursor, children: Children) -> Node:
    if c.kind == k.LET:
        children.append(c.take())
    if c.kind == k.DOLLAR:
        children.append(c.take())
    elif c.kind == k.NAME:
        at = c.here()
        before = type(at)(at.start, at.start)
        c.complain(
            SyntaxProblem(
                "E2058",
                "a module-level binding is a constant and its name begins with `$`",
                at,
                "",
                "",
                "$",
                before,
                "add `$`",
            )
        )
    c.expect_name(children, "the name of a constant")
    if c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_type(c))
    if c.expect(k.ASSIGN, children, "after the name of the constant"):
        children.append(parse_expression(c))
    _require_semicolon(c, children, "constant")
    return Node(NodeKind.CONSTANT, 0, children)


def _type(c: Cursor, children: Children) -> Node:
    children.append(c.take())
    c.expect_name(children, "the name of a type")
    if c.kind == k.LESS:
        children.append(_type_parameters(c))
    if c.kind == k.COLON:
        start = c.pos
        derives: Children = [c.take()]
        while c.kind not in (k.ASSIGN, k.WHERE, k.END, k.SEMICOLON):
            derives.append(c.skip_one())
        children.append(Node(NodeKind.USES, start, derives))
    if c.expect(k.ASSIGN, children, "after the name of the type"):
        body = _type_body(c)
        children.append(body)
        if body.kind is NodeKind.STRUCT_BODY:
            _end_item(c, children, "type")
        else:
            _require_semicolon(c, children, "type")
    return Node(NodeKind.TYPE, 0, children)


def _type_body(c: Cursor) -> Node:
    start = c.pos
    if c.kind == k.LBRACE:
        children: Children = [c.take()]
        c.sequence(k.RBRACE, _field, children)
        return Node(NodeKind.STRUCT_BODY, start, children)
    if c.kind == k.BAR or (c.kind in (k.NAME, k.NEVER) and c.peek() in (k.BAR, k.LPAREN)):
        children = []
        if c.kind == k.BAR:
            children.append(c.take())
        children.append(_variant(c))
        while c.kind == k.BAR:
            children.append(c.take())
            children.append(_variant(c))
        return Node(NodeKind.SUM_BODY, start, children)
    return Node(NodeKind.NEWTYPE_BODY, start, [parse_type(c)])


def _field(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.expect_name(children, "a field name") or children:
        if c.kind == k.COLON:
            children += (c.take(), parse_type(c))
        elif c.kind == k.NAME:
            at = c.behind()
            c.complain(
                SyntaxProblem(
                    "E1001", "expected `:` between a field and its type", c.here(), "", "", ":", at, "add `:`"
                )
            )
            children.append(parse_type(c))
        else:
            c.complain(
                SyntaxProblem(
                    "E1001", f"expected `:` and the field's type, found {c.found()}", c.here(), "expected `:`"
                )
            )
    return Node(NodeKind.FIELD, start, children)


def _variant(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    c.expect_name(children, "the name of a variant")
    if c.kind == k.LPAREN:
        children.append(c.take())
        c.sequence(k.RPAREN, _payload_field, children)
    return Node(NodeKind.VARIANT, start, children)


def _payload_field(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind == k.NAME and c.peek() == k.COLON:
        children += (c.take(), c.take())
    children.append(parse_type(c))
    return Node(NodeKind.FIELD, start, children)


def _import(c: Cursor, children: Children) -> Node:
    children.append(c.take())
    if c.kind == k.STRING:
        children.append(c.take())
    elif c.expect_name(children, "the path of a module"):
        while c.kind == k.DOT:
            children.append(c.take())
            c.expect_name(children, "the path of a module")
    if c.kind == k.LBRACE:
        start = c.pos
        names: Children = [c.take()]
        c.sequence(k.RBRACE, _import_name, names)
        children.append(Node(NodeKind.IMPORT_LIST, start, names))
    elif c.kind == k.AS:
        children.append(c.take())
        c.expect_name(children, "the name of the module")
    elif c.kind == k.NAME:
        c.complain_unexpected("expected `{` and the names to import")
    _require_semicolon(c, children, "import")
    return Node(NodeKind.IMPORT, 0, children)


def _import_name(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind in (k.DOUBLE_COLON, k.DOLLAR, k.AT):
        children.append(c.take())
    c.expect_name(children, "a name to import")
    if c.kind == k.NAME and c.text == "without":
        children.append(c.take())
        c.expect(k.DEF, children, "after `without`")
    if c.kind == k.AS:
        children.append(c.take())
        c.expect_name(children, "the new name")
    return Node(NodeKind.IMPORT_NAME, start, children)


def _unsupported(c: Cursor, children: Children) -> Node:
    start = c.pos
    while c.kind != k.END:
        children.append(c.take())
    return Node(NodeKind.UNSUPPORTED_ITEM, start, children)


_ITEMS: Final[dict[int, Callable[[Cursor, Children], Node]]] = {
    k.LET: _constant,
    k.TYPE: _type,
    k.USE: _import,
    k.TRAIT: _unsupported,
    k.IMPL: _unsupported,
    k.EXTEND: _unsupported,
    k.EXTERN: _unsupported,
    k.EXTENSION: _unsupported,
    k.DEF: _unsupported,
}
