"""Types, traits and implementations: nodes to syntax."""

from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import string_value
from ori_compiler.syntax.lowering.clauses import (
    has_self,
    lower_attribute,
    lower_attributes,
    lower_body,
    lower_clauses,
    lower_parameters,
    lower_result,
    lower_type_parameters,
    lower_where,
)
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.expressions import lower_expression
from ori_compiler.syntax.lowering.types import TYPE_KINDS, lower_bounds, lower_type
from ori_compiler.syntax.tree import Node


def lower_type_declaration(context: LoweringContext, root: Node) -> ast.Item:
    """A struct, a sum or a newtype."""
    name = context.first_name(root)
    if name is None:
        return ast.BrokenItem(context.span(root), None)
    is_public = context.has(root, k.PUB)
    head = _type_head(context, root)
    for node in context.nodes(root):
        match node.kind:
            case NodeKind.STRUCT_BODY:
                return ast.StructItem(context.span(root), name, is_public, _fields(context, node), head)
            case NodeKind.SUM_BODY:
                variants = tuple(_variant(context, child) for child in context.nodes(node))
                known = tuple(variant for variant in variants if variant is not None)
                return ast.SumItem(context.span(root), name, is_public, known, head)
            case NodeKind.NEWTYPE_BODY:
                inner = context.nodes(node)
                if inner and inner[0].kind is not NodeKind.ERROR:
                    underlying = lower_type(context, inner[0])
                    return ast.NewtypeItem(context.span(root), name, is_public, underlying, head)
            case _:
                pass
    return ast.BrokenItem(context.span(root), name)


def _type_head(context: LoweringContext, root: Node) -> ast.TypeHead:
    attributes = lower_attributes(context, root)
    derives: tuple[ast.TypeSyntax, ...] = ()
    for node in context.nodes(root):
        if node.kind is NodeKind.DERIVES:
            derives = tuple(lower_type(context, context.nodes(d)[0]) for d in context.nodes(node) if context.nodes(d))
    parameters, where = lower_type_parameters(context, root), lower_where(context, root)
    return ast.TypeHead(context.span(root), parameters, derives, where, attributes)


def _fields(context: LoweringContext, node: Node) -> tuple[ast.FieldSyntax, ...]:
    found: list[ast.FieldSyntax] = []
    for child in context.nodes(node):
        if child.kind is not NodeKind.FIELD:
            continue
        nodes = context.nodes(child)
        type_ = lower_type(context, nodes[0]) if nodes else context.missing(child)
        found.append(ast.FieldSyntax(context.span(child), context.first_word(child), type_))
    return tuple(found)


def _variant(context: LoweringContext, node: Node) -> ast.VariantSyntax | None:
    name = context.first_word(node)
    if name is None:
        return None
    return ast.VariantSyntax(context.span(node), name, _fields(context, node))


def _members(context: LoweringContext, root: Node) -> tuple[ast.Member, ...]:
    found: list[ast.Member] = []
    for node in context.nodes(root):
        if node.kind is NodeKind.MEMBERS:
            lowered = (_member(context, child) for child in context.nodes(node))
            found.extend(member for member in lowered if member is not None)
    return tuple(found)


def _member(context: LoweringContext, node: Node) -> ast.Member | None:
    span, name = context.span(node), context.first_word_after_sign(node)
    if name is None:
        return None
    nodes = context.nodes(node)
    if node.kind is NodeKind.METHOD:
        body = lower_body(context, node) if context.has(node, k.ASSIGN) else None
        parameters, result = lower_parameters(context, node), lower_result(context, node)
        types, clauses = lower_type_parameters(context, node), lower_clauses(context, node)
        return ast.Method(span, name, has_self(context, node), types, parameters, result, clauses, body)
    if node.kind is NodeKind.ASSOCIATED_TYPE:
        bounds = lower_bounds(context, nodes[0]) if nodes and nodes[0].kind is NodeKind.BOUNDS else ()
        type_ = lower_type(context, nodes[-1]) if context.has(node, k.ASSIGN) and nodes else None
        return ast.AssociatedType(span, name, bounds, type_)
    if node.kind is NodeKind.ASSOCIATED_CONST:
        annotation = lower_type(context, nodes[0]) if context.has(node, k.COLON) and nodes else None
        value = lower_expression(context, nodes[-1]) if context.has(node, k.ASSIGN) and nodes else None
        return ast.AssociatedConst(span, name, annotation, value)
    return None


def lower_trait(context: LoweringContext, root: Node) -> ast.Item:
    """`trait Name<T>: Supertraits { … }`."""
    name = context.first_name(root)
    if name is None:
        return ast.BrokenItem(context.span(root), None)
    bounds = [node for node in context.nodes(root) if node.kind is NodeKind.BOUNDS]
    supertraits = lower_bounds(context, bounds[0]) if bounds else ()
    types = lower_type_parameters(context, root)
    members = _members(context, root)
    return ast.TraitItem(context.span(root), name, context.has(root, k.PUB), types, supertraits, members)


def _written_types(context: LoweringContext, root: Node) -> list[ast.TypeSyntax]:
    return [lower_type(context, node) for node in context.nodes(root) if node.kind in TYPE_KINDS]


def lower_impl(context: LoweringContext, root: Node) -> ast.Item:
    """`impl<T> Type: Trait where … { … }`."""
    types = _written_types(context, root)
    if not types:
        return ast.BrokenItem(context.span(root), None)
    target, trait = types[0], types[1] if len(types) > 1 else None
    meant = _type_behind_for(context, root)
    if meant is not None:
        target, trait = meant, target
    parameters, where = lower_type_parameters(context, root), lower_where(context, root)
    return ast.ImplItem(context.span(root), parameters, target, trait, where, _members(context, root))


def _type_behind_for(context: LoweringContext, root: Node) -> ast.TypeSyntax | None:
    """The type of `impl Trait for Type`, which was reported, and is read as it was meant."""
    for child in context.nodes(root):
        if child.kind is NodeKind.ERROR and context.has(child, k.FOR):
            return next((lower_type(context, inner) for inner in context.nodes(child)), None)
    return None


def lower_def_impl(context: LoweringContext, root: Node) -> ast.Item:
    """`def impl Trait { … }`."""
    name = context.first_name(root)
    if name is None:
        return ast.BrokenItem(context.span(root), None)
    trait, provider = ast.NamedType(name.span, name.text), ast.ProviderType(name.span)
    is_public = context.has(root, k.PUB)
    return ast.ImplItem(context.span(root), (), provider, trait, (), _members(context, root), True, is_public)


def lower_extend(context: LoweringContext, root: Node) -> ast.Item:
    """`extend<T> Type where … { … }`."""
    types = _written_types(context, root)
    if not types:
        return ast.BrokenItem(context.span(root), None)
    parameters, where = lower_type_parameters(context, root), lower_where(context, root)
    members = _members(context, root)
    return ast.ExtendItem(context.span(root), context.has(root, k.PUB), parameters, types[0], where, members)


def lower_capset(context: LoweringContext, root: Node) -> ast.Item:
    """`capset Name = A, B;`."""
    names = context.names(root)[1:]
    if not names:
        return ast.BrokenItem(context.span(root), None)
    return ast.CapsetItem(context.span(root), names[0], context.has(root, k.PUB), tuple(names[1:]))


def lower_extern(context: LoweringContext, root: Node) -> ast.Item:
    """`extern "abi" from "library" { … }`."""
    strings = [
        string_value(context.text(c)) for c in root.children if isinstance(c, int) and context.kind(c) == k.STRING
    ]
    attributes = _attributes(context, root)
    functions: list[ast.ExternFunction] = []
    for node in context.nodes(root):
        for child in context.nodes(node) if node.kind is NodeKind.MEMBERS else []:
            function = _extern_function(context, child)
            if function is not None:
                functions.append(function)
    library = strings[1] if len(strings) > 1 else None
    abi = strings[0] if strings else ""
    return ast.ExternItem(context.span(root), abi, library, context.has(root, k.PUB), attributes, tuple(functions))


def _attributes(context: LoweringContext, root: Node) -> tuple[ast.Attribute, ...]:
    lowered = (lower_attribute(context, node) for node in context.nodes(root) if node.kind is NodeKind.ATTRIBUTE)
    return tuple(attribute for attribute in lowered if attribute is not None)


_PASSING = frozenset(("out", "mut", "owned", "borrowed"))


def _extern_function(context: LoweringContext, node: Node) -> ast.ExternFunction | None:
    names = context.names(node)
    if node.kind is not NodeKind.EXTERN_FUNCTION or not names:
        return None
    parameters = tuple(
        _extern_parameter(context, child) for child in context.nodes(node) if child.kind is NodeKind.EXTERN_PARAMETER
    )
    strings = [
        string_value(context.text(c)) for c in node.children if isinstance(c, int) and context.kind(c) == k.STRING
    ]
    types = _written_types(context, node)
    result = types[0] if types else context.missing(node)
    passing = tuple(name.text for name in names[1:] if name.text in _PASSING)
    foreign = strings[0] if strings else None
    attributes = _attributes(context, node)
    return ast.ExternFunction(context.span(node), names[0], parameters, passing, result, foreign, attributes)


def _extern_parameter(context: LoweringContext, node: Node) -> ast.ExternParameter:
    """The words before the colon end with the name; those behind it say how the value is passed."""
    names = context.names(node)
    if not names:
        return ast.ExternParameter(context.span(node), None, (), None)
    before: list[ast.Name] = []
    after: list[str] = []
    seen_colon = False
    for child in node.children:
        if context.kind(child) == k.COLON:
            seen_colon = True
        elif isinstance(child, int) and context.kind(child) == k.NAME:
            if seen_colon:
                after.append(context.text(child))
            else:
                before.append(context.name(child))
    types = _written_types(context, node)
    passing = (*(name.text for name in before[:-1]), *after)
    return ast.ExternParameter(context.span(node), before[-1] if before else None, passing, types[0] if types else None)
