"""The grammar of an example in a documentation comment.

`example ::= stmt* ( expression ( "->" ( expression | "void" | "panics" STRING? ) )? )?`
"""

from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser import items
from ori_compiler.syntax.parser.control import parse_statement
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.expressions import parse_expression
from ori_compiler.syntax.tree import ItemTree, Node

_OPENERS: Final = (k.LPAREN, k.LBRACKET, k.LBRACE)


def parse_example(text: str) -> ItemTree:
    """The tree of an example, without the marks of the comment. Never fails."""
    return items.parse_whole(text, _example)


def _example(c: Cursor) -> Node:
    children: Children = []
    behind_statements = _behind_last_semicolon(c)
    while c.pos < behind_statements:
        before = c.pos
        children.append(parse_statement(c))
        if c.pos == before:
            children.append(c.skip_one())
    if c.kind == k.END and children:
        return Node(NodeKind.EXAMPLE, 0, children)
    # The arrow behind a name or a pair of parentheses is the example's, not that of a lambda.
    c.allow_lambda = False
    children.append(parse_expression(c))
    c.allow_lambda = True
    if c.kind == k.ARROW:
        children.append(c.take())
        _outcome(c, children)
    return Node(NodeKind.EXAMPLE, 0, children)


def _outcome(c: Cursor, children: Children) -> None:
    if c.kind == k.VOID and c.peek() == k.END:
        children.append(c.take())
    elif c.kind == k.NAME and c.text == "panics" and c.peek() in (k.END, k.STRING):
        children.append(c.take())
        if c.kind == k.STRING:
            children.append(c.take())
    else:
        children.append(parse_expression(c))


def _behind_last_semicolon(c: Cursor) -> int:
    """The index behind the last `;` outside of all brackets; 0 if there is none."""
    found = index = 0
    while index < len(c.kinds):
        if c.kinds[index] in _OPENERS:
            index = c.matching(index)
        elif c.kinds[index] == k.SEMICOLON:
            found = index + 1
        index += 1
    return found
