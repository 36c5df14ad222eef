"""Item nodes to item syntax."""

from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from ori_compiler.source.member_places import NO_MEMBERS, MemberPlaces
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.ast.conditions import Condition
from ori_compiler.syntax.errors import NESTS_TOO_DEEP, SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import string_value
from ori_compiler.syntax.lowering import declarations, imports
from ori_compiler.syntax.lowering.clauses import (
    lower_attribute,
    lower_attributes,
    lower_body,
    lower_clauses,
    lower_parameters,
    lower_result,
    lower_type_parameters,
)
from ori_compiler.syntax.lowering.conditions import CONDITIONAL, lower_conditions
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.types import lower_type
from ori_compiler.syntax.tree import ItemTree, Node

_Lower = Callable[[LoweringContext, Node], ast.Item]


class LoweredItem(NamedTuple):
    """The typed syntax of an item, what is wrong with it, and the conditions under which it counts."""

    item: ast.Item
    problems: tuple[SyntaxProblem, ...]
    conditions: tuple[Condition, ...] = ()


def lower_item(tree: ItemTree, members: MemberPlaces = NO_MEMBERS) -> LoweredItem:
    """The typed syntax of an item, and the forms in it that have no meaning yet.

    Spans are offsets in the item's text; with the places of its members, positions that edits of others do not move.
    """
    context = LoweringContext(tree.tokens, members)
    root = tree.root
    if any(problem.code == NESTS_TOO_DEEP for problem in tree.problems):
        # What is left of it would provoke a message at each level.
        return LoweredItem(ast.BrokenItem(context.span(root), context.first_name(root)), ())
    conditions = lower_conditions(context, root)
    lower = _ITEMS.get(root.kind)
    if lower is not None:
        item = lower(context, root)
        if root.kind in _ONLY_CONDITIONS:
            lower_attributes(context, root)
        return LoweredItem(item, tuple(context.problems), conditions)
    later = _LATER_ITEMS.get(root.kind)
    if later is None:
        return LoweredItem(ast.BrokenItem(context.span(root), None), (), conditions)
    what, lower = later
    # What is not well formed is said already; that it is not supported either comes after that.
    if all(problem.is_warning for problem in tree.problems):
        context.not_yet(root, what)
    with context.quiet():
        return LoweredItem(lower(context, root), tuple(context.problems), conditions)


def _function(context: LoweringContext, root: Node) -> ast.Item:
    name = context.first_name(root)
    attributes = lower_attributes(context, root)
    if name is None:
        return ast.BrokenItem(context.span(root), None)
    return ast.FunctionItem(
        context.span(root),
        name,
        context.has(root, k.PUB),
        lower_type_parameters(context, root),
        lower_parameters(context, root),
        lower_result(context, root),
        lower_body(context, root),
        lower_clauses(context, root),
        attributes,
    )


def _const_function(context: LoweringContext, root: Node) -> ast.Item:
    function = _function(context, root)
    return msgspec.structs.replace(function, is_constant=True) if isinstance(function, ast.FunctionItem) else function


def _test(context: LoweringContext, root: Node) -> ast.Item:
    name = context.first_name(root)
    if name is None:
        return ast.BrokenItem(context.span(root), None)
    targets: list[ast.Name] = []
    for node in context.nodes(root):
        if node.kind is NodeKind.TEST_TARGET:
            targets.extend(context.names(node))
        elif node.kind is NodeKind.PARAMETERS and context.nodes(node):
            help_ = "a test takes nothing and returns `void`"
            problem = SyntaxProblem("E2066", "a test has no parameters", context.span(node), "", help_)
            context.problems.append(problem)
    result = lower_result(context, root)
    if isinstance(result, ast.NamedType) and result.name != "void":
        at = result.span
        problem = SyntaxProblem("E2066", "a test returns `void`", at, "", "", "void", at, "write `void`")
        context.problems.append(problem)
    attributes = lower_attributes(context, root)
    return ast.TestItem(context.span(root), name, tuple(targets), attributes, lower_body(context, root))


def _constant(context: LoweringContext, root: Node) -> ast.Item:
    name = context.first_name(root)
    attributes = lower_attributes(context, root)
    if name is None:
        return ast.BrokenItem(context.span(root), None)
    nodes = [node for node in context.nodes(root) if node.kind is not NodeKind.ATTRIBUTE]
    annotation = lower_type(context, nodes[0]) if context.has(root, k.COLON) and nodes else None
    is_public, has_dollar = context.has(root, k.PUB), context.has(root, k.DOLLAR)
    value = lower_body(context, root)
    if isinstance(value, ast.Lambda) and annotation is None and has_dollar:
        function = _bound_function(context, root, name, value, attributes)
        if function is not None:
            return function
    return ast.ConstantItem(context.span(root), name, is_public, has_dollar, annotation, value, attributes)


def _bound_function(
    context: LoweringContext, root: Node, name: ast.Name, value: ast.Lambda, attributes: tuple[ast.Attribute, ...]
) -> ast.FunctionItem | None:
    """A lambda that says all its types, bound to the name of a constant: a constant function."""
    typed = [ast.Parameter(p.span, p.name, p.type) for p in value.parameters if p.type is not None]
    if value.result is None or len(typed) < len(value.parameters):
        return None
    return ast.FunctionItem(
        context.span(root),
        name,
        context.has(root, k.PUB),
        (),
        tuple(typed),
        value.result,
        value.body,
        ast.Clauses(value.result.span, (), (), None, ()),
        attributes,
        is_constant=True,
    )


def _compile_error(context: LoweringContext, root: Node) -> ast.Item:
    strings = [c for c in root.children if isinstance(c, int) and context.kind(c) == k.STRING]
    return ast.CompileErrorItem(context.span(root), string_value(context.text(strings[0])) if strings else "")


def _file_attribute(context: LoweringContext, root: Node) -> ast.Item:
    attribute = lower_attribute(context, root)
    if attribute is None:
        return ast.BrokenItem(context.span(root), None)
    if attribute.name not in CONDITIONAL:
        context.not_yet(root, f"`#!{attribute.name}` attributes")
    return ast.FileAttributeItem(context.span(root), attribute)


_ITEMS: Final[dict[NodeKind, _Lower]] = {
    NodeKind.FUNCTION: _function,
    NodeKind.CONST_FUNCTION: _const_function,
    NodeKind.FILE_ATTRIBUTE: _file_attribute,
    NodeKind.COMPILE_ERROR: _compile_error,
    NodeKind.TEST: _test,
    NodeKind.CONSTANT: _constant,
    NodeKind.TYPE: declarations.lower_type_declaration,
    NodeKind.IMPORT: imports.lower_import,
    NodeKind.EXTENSION_IMPORT: imports.lower_extension_import,
    NodeKind.TRAIT: declarations.lower_trait,
    NodeKind.IMPL: declarations.lower_impl,
    NodeKind.DEF_IMPL: declarations.lower_def_impl,
    NodeKind.CAPSET: declarations.lower_capset,
    NodeKind.EXTEND: declarations.lower_extend,
}
_ONLY_CONDITIONS: Final = frozenset(
    (
        NodeKind.COMPILE_ERROR,
        NodeKind.IMPORT,
        NodeKind.EXTENSION_IMPORT,
        NodeKind.TRAIT,
        NodeKind.IMPL,
        NodeKind.DEF_IMPL,
        NodeKind.CAPSET,
        NodeKind.EXTEND,
    )
)
"""Items whose attributes are conditions: any other is looked at only to be reported."""
_LATER_ITEMS: Final[dict[NodeKind, tuple[str, _Lower]]] = {
    NodeKind.EXTERN: ("foreign functions", declarations.lower_extern),
}
