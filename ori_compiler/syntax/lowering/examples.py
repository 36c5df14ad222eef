"""An example in a documentation comment as the test that it is.

`expression -> value` compares the two, `expression -> panics "text"` expects a panic, and an expression alone, or one
with `-> void`, has only to end.
"""

from typing import Final

from ori_compiler.source.member_places import NO_MEMBERS
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import NESTS_TOO_DEEP, SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import string_value
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.expressions import lower_expression, lower_statement
from ori_compiler.syntax.tree import ItemTree

COMPARISON: Final = "assert_eq"
"""The function that compares the two sides."""


def lower_example(tree: ItemTree) -> tuple[ast.Item, tuple[SyntaxProblem, ...]]:
    """The test that an example stands for, and the forms in it that have no meaning yet."""
    context = LoweringContext(tree.tokens, NO_MEMBERS)
    root, span = tree.root, context.span(tree.root)
    if any(problem.code == NESTS_TOO_DEEP for problem in tree.problems):
        return ast.BrokenItem(span, None), ()
    nodes = context.nodes(root)
    statements = [lower_statement(context, node) for node in nodes if node.kind is NodeKind.STATEMENT]
    parts = [lower_expression(context, node) for node in nodes if node.kind is not NodeKind.STATEMENT]
    body = [statement for statement in statements if statement is not None]
    words = [child for child in root.children if isinstance(child, int)]
    if len(parts) == 2:
        body.append(_comparison(parts[0], parts[1], context.token_span(words[0])))
    else:
        body += parts
    attributes: tuple[ast.Attribute, ...] = ()
    if any(context.text(word) == "panics" for word in words):
        texts = tuple(string_value(context.text(word)) for word in words if context.kind(word) == k.STRING)
        attributes = (ast.Attribute(span, "fail", texts),)
    # Up to the end of the line, so that no expression in the block has the same span.
    block = ast.Block(Span(span.start, span.end + 1), tuple(body), None)
    return ast.TestItem(span, ast.Name(span, ""), (), attributes, block), tuple(context.problems)


def _comparison(actual: ast.Expr, expected: ast.Expr, arrow: Span) -> ast.Expr:
    arguments = (
        ast.Argument(actual.span, ast.Name(actual.span, "actual"), actual),
        ast.Argument(expected.span, ast.Name(expected.span, "expected"), expected),
    )
    whole, end = Span(actual.span.start, expected.span.end), expected.span.end
    return ast.Call(whole, ast.NameRef(arrow, COMPARISON), arguments, Span(end, end))
