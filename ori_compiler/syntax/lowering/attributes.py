"""Attributes: nodes to syntax, and which representations of a struct exclude each other (part 1, 4.1)."""

from collections.abc import Iterator

from ori_compiler.syntax import ast
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import string_value
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.expressions import lower_expression
from ori_compiler.syntax.tree import Node

_KNOWN_ATTRIBUTES = frozenset(("skip", "fail"))


def lower_attributes(context: LoweringContext, root: Node) -> tuple[ast.Attribute, ...]:
    """The attributes of an item, without those that have no meaning yet being passed over in silence."""
    nodes = [node for node in context.nodes(root) if node.kind is NodeKind.ATTRIBUTE]
    lowered = [(node, lower_attribute(context, node)) for node in nodes]
    attributes = [attribute for _, attribute in lowered if attribute is not None]
    known = _KNOWN_ATTRIBUTES if _check_representation(context, root, attributes) else _KNOWN_ATTRIBUTES | {"repr"}
    for node, attribute in lowered:
        if attribute is not None and attribute.name not in known:
            context.not_yet(node, f"`#{attribute.name}` attributes")
    return tuple(attributes)


def lower_attribute(context: LoweringContext, node: Node) -> ast.Attribute | None:
    """`#name(arguments)`."""
    name = context.first_name(node)
    if name is None:
        return None
    arguments = [child for child in context.nodes(node) if child.kind is NodeKind.ARGUMENT]
    texts = tuple(_argument_text(context, child) for child in arguments)
    with context.quiet():
        values = tuple(_attribute_argument(context, child) for child in arguments)
    return ast.Attribute(context.span(node), name.text, texts, values)


def _argument_text(context: LoweringContext, node: Node) -> str:
    at = context.span(node)
    text = context.tokens.source()[at.start : at.end]
    return string_value(text) if text.startswith('"') else text


def _attribute_argument(context: LoweringContext, node: Node) -> ast.AttributeArgument:
    nodes = context.nodes(node)
    value = lower_expression(context, nodes[0]) if nodes else context.missing(node)
    return ast.AttributeArgument(context.span(node), context.first_name(node), value)


def _check_representation(context: LoweringContext, root: Node, attributes: list[ast.Attribute]) -> bool:
    """Reports the first `#repr` that fits neither the item nor the ones before it; whether all do."""
    given = [attribute for attribute in attributes if attribute.name == "repr"]
    for problem in _representation_problems(context, root, given):
        context.problems.append(problem)
        return False
    return True


_REPRESENTATIONS = {"c": 1, "packed": 1, "transparent": 1, "aligned": 2}
"""The first argument of `#repr`, and how many arguments there are then."""


def _representation_problems(
    context: LoweringContext, root: Node, given: list[ast.Attribute]
) -> Iterator[SyntaxProblem]:
    bodies = {node.kind for node in context.nodes(root)}
    is_newtype = NodeKind.NEWTYPE_BODY in bodies
    seen: set[str] = set()
    for attribute in given:
        at = attribute.span
        if root.kind is not NodeKind.TYPE or is_newtype or NodeKind.SUM_BODY in bodies:
            help_ = "a newtype always has the layout of what it wraps" if is_newtype else ""
            yield SyntaxProblem("E1023", "`#repr` belongs to a struct type", at, "not the type of a struct", help_)
        name = attribute.arguments[0] if attribute.arguments else ""
        if _REPRESENTATIONS.get(name) != len(attribute.arguments):
            help_ = 'write `#repr("c")`, `#repr("packed")`, `#repr("transparent")` or `#repr("aligned", 8)`'
            yield SyntaxProblem("E1023", "this is no representation of a struct", at, "", help_)
        if name == "aligned" and not _may_be_alignment(attribute.values[-1].value):
            at = attribute.values[-1].span
            yield SyntaxProblem("E1023", "an alignment is a power of two", at, "", "such as 1, 2, 4, 8 or 16")
        if (seen and {name, *seen} != {"c", "aligned"}) or name in seen:
            help_ = 'only `"c"` and `"aligned"` can stand together'
            message = f'`"{name}"` cannot be combined with the representation before it'
            yield SyntaxProblem("E1023", message, at, "", help_)
        seen.add(name)


def _may_be_alignment(value: ast.Expr) -> bool:
    """Whether a value is a power of two, or a constant whose value is not known here."""
    if not isinstance(value, ast.Literal):
        return True
    number = value.value
    return isinstance(number, int) and not isinstance(number, bool) and number > 0 and number & (number - 1) == 0
