"""The grammar of items: which production an item's first tokens choose (language reference, part 1, 4)."""

from collections.abc import Callable
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.source.stack import reserve_stack
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lexer import lex
from ori_compiler.syntax.parser import declarations, extern, imports
from ori_compiler.syntax.parser.attributes import parse_attribute, parse_attributes
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.expressions import parse_expression
from ori_compiler.syntax.parser.representations import check_representation
from ori_compiler.syntax.parser.signatures import (
    clause_parameter,
    finish_const_function,
    finish_function,
    parse_function_body,
    parse_parameters,
    parse_result_type,
    require_semicolon,
)
from ori_compiler.syntax.parser.types import parse_type
from ori_compiler.syntax.tree import ItemTree, Node

_PROBLEM_LIMIT: Final = 10
"""How many messages about one item's form are of use to anyone."""


def parse_item(text: str) -> ItemTree:
    """The tree of one item's text. Never fails; every token of the text is in the tree exactly once."""
    return parse_whole(text, _item)


def parse_whole(text: str, parse: Callable[[Cursor], Node]) -> ItemTree:
    """The tree of a text that is to be one production, with what is left over as an error."""
    reserve_stack()
    tokens, problems = lex(text)
    c = Cursor(tokens)
    root = parse(c)
    if c.kind != k.END:
        _leftovers(c, root)
    root.children.append(c.pos)
    if problems or c.problems:
        problems = _told(problems, c.problems, text)
    return ItemTree(root, tokens, tuple(problems))


def _told(problems: list[SyntaxProblem], of_parser: list[SyntaxProblem], text: str) -> list[SyntaxProblem]:
    """What is worth telling about an item, in source order."""
    reported = {problem.at.start for problem in problems if not problem.is_warning}
    # A template that is not closed swallows the rest of the item: what is missing there is no second mistake.
    swallowed = min((p.at.start for p in problems if p.code == "E0006"), default=len(text) + 1)
    problems += [p for p in of_parser if p.at.start not in reported and p.at.start < swallowed]
    if swallowed <= len(text):
        problems = [problem for problem in problems if problem.code != "E1003"]
    problems.sort(key=lambda problem: (problem.is_warning, problem.at.start))
    del problems[_PROBLEM_LIMIT:]
    return sorted(problems, key=lambda problem: problem.at.start)


def _item(c: Cursor) -> Node:
    children: Children = []
    if c.kind == k.HASH_BANG:
        return parse_attribute(c, NodeKind.FILE_ATTRIBUTE)
    parse_attributes(c, children)
    if c.kind == k.PUB:
        children.append(c.take())
    parse = _ITEMS.get(c.kind) or (_WORDS.get(c.text) if c.kind == k.NAME else None)
    if parse is not None:
        item = parse(c, children)
        if c.kinds[0] == k.HASH:
            check_representation(c, item)
        return item
    if c.kind == k.END and children:
        c.complain(SyntaxProblem("E1001", "this attribute belongs to nothing", c.tokens.span(0), "no item follows"))
    elif c.kind != k.END:
        help_ = "a file holds functions `@name (…) -> type = …`, types, constants `let $name = …;`, tests and imports"
        c.complain(
            SyntaxProblem("E1001", f"expected an item, found {c.found()}", c.here(), "not the start of an item", help_)
        )
    children.append(c.give_up())
    return Node(NodeKind.ERROR, 0, children)


def _foreign_function(c: Cursor, children: Children) -> Node:
    word, at = c.text, c.here()
    both = Span(at.start, c.tokens.starts[c.pos + 1]) if c.peek() != k.END else at
    help_ = "a function begins with `@`"
    message = f"`{word}` does not begin a function in Ori"
    c.complain(SyntaxProblem("E1015", message, at, "", help_, "@", both, "write `@`"))
    children.append(Node(NodeKind.ERROR, c.pos, [c.take()]))
    c.expect_name(children, "the name of a function")
    return finish_function(c, children)


def _leftovers(c: Cursor, root: Node) -> None:
    """What stands after a finished item, parsed as statements so that its parts are known."""
    c.complain(
        SyntaxProblem("E1001", f"unexpected {c.found()} after the end of the item", c.here(), "not expected here")
    )
    error = Node(NodeKind.ERROR, c.pos, [])
    while c.kind != k.END:
        error.children.append(c.skip_one())
    root.children.append(error)


def _function_or_test(c: Cursor, children: Children) -> Node:
    children.append(c.take())
    c.expect_name(children, "the name of a function")
    if c.kind == k.TESTS:
        return _test(c, children)
    return finish_function(c, children)


def _test(c: Cursor, children: Children) -> Node:
    while c.kind == k.TESTS:
        start = c.pos
        target: Children = [c.take()]
        if c.kind == k.UNDERSCORE:
            target.append(c.take())
        elif c.expect(k.AT, target, "before the name of the tested function"):
            c.expect_name(target, "the name of the tested function")
        children.append(Node(NodeKind.TEST_TARGET, start, target))
    children.append(parse_parameters(c, clause_parameter))
    parse_result_type(c, children)
    parse_function_body(c, children, "test")
    return Node(NodeKind.TEST, 0, children)


def _dollar(c: Cursor, children: Children) -> Node:
    """`$name = value;` is a constant, `$name (…) -> type = …` a constant function."""
    if c.peek() == k.NAME and c.peek(2) in (k.LPAREN, k.LESS):
        children += (c.take(), c.take())
        return finish_const_function(c, children)
    return _constant(c, children)


def _constant(c: Cursor, children: Children) -> Node:
    if c.kind == k.LET:
        children.append(c.take())
    if c.kind == k.DOLLAR:
        children.append(c.take())
    elif c.kind == k.NAME:
        at = c.here()
        before = Span(at.start, at.start)
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
    require_semicolon(c, children, "constant")
    return Node(NodeKind.CONSTANT, 0, children)


def _compile_error(c: Cursor, children: Children) -> Node:
    """`"compile_error" "(" STRING ")" ";"`."""
    children.append(c.take())
    if c.expect(k.LPAREN, children, "after `compile_error`"):
        if c.kind == k.STRING:
            children.append(c.take())
        else:
            c.complain(SyntaxProblem("E1001", f"expected a message, found {c.found()}", c.here(), "expected a string"))
        c.expect(k.RPAREN, children)
    require_semicolon(c, children, "item")
    return Node(NodeKind.COMPILE_ERROR, 0, children)


_ITEMS: Final[dict[int, Callable[[Cursor, Children], Node]]] = {
    k.AT: _function_or_test,
    k.DOLLAR: _dollar,
    k.LET: _constant,
    k.TYPE: declarations.parse_type_declaration,
    k.USE: imports.parse_import,
    k.EXTENSION: imports.parse_extension_import,
    k.TRAIT: declarations.parse_trait,
    k.IMPL: declarations.parse_impl,
    k.DEF: declarations.parse_def_impl,
    k.EXTEND: declarations.parse_extend,
    k.EXTERN: extern.parse_extern,
}
_WORDS: Final[dict[str, Callable[[Cursor, Children], Node]]] = {
    "capset": declarations.parse_capset,
    "compile_error": _compile_error,
    "fn": _foreign_function,
    "func": _foreign_function,
    "function": _foreign_function,
}
