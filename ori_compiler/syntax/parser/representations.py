"""Which `#repr` attributes an item may have (language reference, part 1, 4.1)."""

from collections.abc import Iterator
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import int_value
from ori_compiler.syntax.parser.cursor import Cursor
from ori_compiler.syntax.tree import Node, span_of

_REPRESENTATIONS: Final = {'"c"': 1, '"packed"': 1, '"transparent"': 1, '"aligned"': 2}
"""The first argument of `#repr`, and how many arguments there are then."""


def check_representation(c: Cursor, root: Node) -> None:
    """Reports the first `#repr` that fits neither the item nor the ones before it, and poisons all of them."""
    given = [i for i, child in enumerate(root.children) if isinstance(child, Node) and _is_repr(c, child)]
    if not given:
        return
    attributes = [child for child in (root.children[i] for i in given) if isinstance(child, Node)]
    for problem in _problems(c, root, attributes):
        c.problems.append(problem)
        for i, attribute in zip(given, attributes, strict=True):
            root.children[i] = Node(NodeKind.ERROR, attribute.start, [attribute])
        return


def _is_repr(c: Cursor, node: Node) -> bool:
    name = node.children[1] if node.kind is NodeKind.ATTRIBUTE and len(node.children) > 1 else None
    return isinstance(name, int) and c.texts[name] == "repr"


def _problems(c: Cursor, root: Node, attributes: list[Node]) -> Iterator[SyntaxProblem]:
    bodies = {child.kind for child in root.children if isinstance(child, Node)}
    is_newtype = NodeKind.NEWTYPE_BODY in bodies
    seen: set[str] = set()
    for attribute in attributes:
        at = span_of(attribute, c.tokens)
        if root.kind is not NodeKind.TYPE or is_newtype or NodeKind.SUM_BODY in bodies:
            help_ = "a newtype always has the layout of what it wraps" if is_newtype else ""
            yield SyntaxProblem("E1023", "`#repr` belongs to a struct type", at, "not the type of a struct", help_)
        arguments = [child for child in attribute.children if isinstance(child, Node)]
        name = c.texts[arguments[0].start] if arguments else ""
        if _REPRESENTATIONS.get(name) != len(arguments):
            help_ = 'write `#repr("c")`, `#repr("packed")`, `#repr("transparent")` or `#repr("aligned", 8)`'
            yield SyntaxProblem("E1023", "this is no representation of a struct", at, "", help_)
        elif name == '"aligned"' and not _may_be_alignment(c, arguments[1]):
            there = span_of(arguments[1], c.tokens)
            yield SyntaxProblem("E1023", "an alignment is a power of two", there, "", "such as 1, 2, 4, 8 or 16")
        if name in seen or (seen and {name, *seen} != {'"c"', '"aligned"'}):
            message = f"`{name}` cannot be combined with the representation before it"
            yield SyntaxProblem("E1023", message, at, "", 'only `"c"` and `"aligned"` can stand together')
        seen.add(name)


def _may_be_alignment(c: Cursor, argument: Node) -> bool:
    """Whether a value is a power of two, or a constant expression whose value is not known here."""
    value = argument.children[-1]
    if not isinstance(value, Node) or value.kind is not NodeKind.LITERAL:
        return True
    number = int_value(c.texts[value.start]) if c.kinds[value.start] == k.INT else 0
    return number > 0 and number & (number - 1) == 0
