"""Item nodes to item syntax."""

from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import string_value
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.expressions import lower_expression
from ori_compiler.syntax.lowering.types import lower_type
from ori_compiler.syntax.tree import ItemTree, Node

_UNSUPPORTED = {
    NodeKind.CONST_FUNCTION: "constant functions",
    NodeKind.TRAIT: "traits",
    NodeKind.IMPL: "implementations",
    NodeKind.DEF_IMPL: "default implementations",
    NodeKind.EXTEND: "extensions",
    NodeKind.EXTENSION_IMPORT: "imports of extensions",
    NodeKind.EXTERN: "foreign functions",
    NodeKind.CAPSET: "capability sets",
    NodeKind.COMPILE_ERROR: "`compile_error` items",
    NodeKind.FILE_ATTRIBUTE: "file attributes",
}


def lower_item(tree: ItemTree) -> tuple[ast.Item, tuple[SyntaxProblem, ...]]:
    """The typed syntax of an item, and the forms in it that have no meaning yet."""
    context = LoweringContext(tree.tokens)
    root = tree.root
    match root.kind:
        case NodeKind.FUNCTION:
            item = _function(context, root)
        case NodeKind.TEST:
            item = _test(context, root)
        case NodeKind.CONSTANT:
            item = _constant(context, root)
        case NodeKind.TYPE:
            item = _type(context, root)
        case NodeKind.IMPORT:
            item = _import(context, root)
        case _:
            what = _UNSUPPORTED.get(root.kind)
            # What is not well formed is said already; that it is not supported either comes after that.
            if what is not None and all(problem.is_warning for problem in tree.problems):
                context.unsupported(root, what)
            item = ast.BrokenItem(context.span(root), None)
    return item, tuple(context.problems)


def _broken(context: LoweringContext, root: Node) -> ast.BrokenItem:
    return ast.BrokenItem(context.span(root), context.first_name(root))


_KNOWN_ATTRIBUTES = frozenset(("skip", "fail"))


def _attributes(context: LoweringContext, root: Node) -> tuple[ast.Attribute, ...]:
    attributes: list[ast.Attribute] = []
    for node in context.nodes(root):
        name = context.first_name(node)
        if node.kind is NodeKind.ATTRIBUTE and name is not None:
            if name.text not in _KNOWN_ATTRIBUTES:
                context.unsupported(node, f"`#{name.text}` attributes")
            arguments = tuple(_attribute_text(context, child) for child in context.nodes(node))
            attributes.append(ast.Attribute(context.span(node), name.text, arguments))
    return tuple(attributes)


def _attribute_text(context: LoweringContext, node: Node) -> str:
    at = context.span(node)
    text = context.tokens.source()[at.start : at.end]
    return string_value(text) if text.startswith('"') else text


def _body(context: LoweringContext, root: Node) -> ast.Expr:
    """The last node of an item that has a body; missing if the item breaks off before it."""
    nodes = [node for node in context.nodes(root) if not (node.kind is NodeKind.ERROR and node.children)]
    has_body = context.has(root, k.ASSIGN) or (bool(nodes) and nodes[-1].kind is NodeKind.BLOCK)
    return lower_expression(context, nodes[-1]) if has_body and nodes else context.missing(root)


def _result(context: LoweringContext, root: Node) -> ast.TypeSyntax:
    children = root.children
    for i, child in enumerate(children):
        if context.kind(child) == k.ARROW and i + 1 < len(children):
            following = children[i + 1]
            if isinstance(following, Node):
                return lower_type(context, following)
    return context.missing(root)


def _function(context: LoweringContext, root: Node) -> ast.Item:
    name = context.first_name(root)
    _attributes(context, root)
    if name is None:
        return _broken(context, root)
    type_parameters: tuple[ast.TypeParameter, ...] = ()
    parameters: tuple[ast.Parameter, ...] = ()
    for node in context.nodes(root):
        if node.kind is NodeKind.TYPE_PARAMETERS:
            type_parameters = _type_parameters(context, node)
        elif node.kind is NodeKind.PARAMETERS:
            parameters = _parameters(context, node)
        elif node.kind is NodeKind.USES:
            context.unsupported(node, "capabilities")
        elif node.kind is NodeKind.WHERE:
            context.unsupported(node, "`where` clauses")
        elif node.kind is NodeKind.GUARD:
            context.unsupported(node, "function clauses with guards")
        elif node.kind is NodeKind.CONTRACT:
            context.unsupported(node, "contracts")
    is_public = context.has(root, k.PUB)
    result, body = _result(context, root), _body(context, root)
    return ast.FunctionItem(context.span(root), name, is_public, type_parameters, parameters, result, body)


def _type_parameters(context: LoweringContext, node: Node) -> tuple[ast.TypeParameter, ...]:
    found: list[ast.TypeParameter] = []
    for child in context.nodes(node):
        name = context.first_name(child)
        if name is not None:
            found.append(ast.TypeParameter(name.span, name.text))
    return tuple(found)


def _parameters(context: LoweringContext, node: Node) -> tuple[ast.Parameter, ...]:
    found: list[ast.Parameter] = []
    for child in context.nodes(node):
        if child.kind is not NodeKind.PARAMETER:
            continue
        nodes = context.nodes(child)
        name = context.first_name(child)
        if name is None:
            if nodes and nodes[0].kind is not NodeKind.ERROR:
                context.unsupported(child, "pattern parameters")
            elif context.has(child, k.SELF):
                context.unsupported(child, "methods")
            continue
        if context.has(child, k.ELLIPSIS):
            context.unsupported(child, "variadic parameters")
        default: ast.Expr | None = None
        if context.has(child, k.ASSIGN):
            context.unsupported(child, "default values of parameters")
            default = context.missing(child)
        if not context.has(child, k.COLON) and not nodes:
            context.problems.append(
                SyntaxProblem(
                    "E1005", f"the parameter `{name.text}` has no type", name.span, "expected `: type` after it"
                )
            )
        type_ = lower_type(context, nodes[0]) if nodes else context.missing(child)
        found.append(ast.Parameter(context.span(child), name, type_, default))
    return tuple(found)


def _test(context: LoweringContext, root: Node) -> ast.Item:
    name = context.first_name(root)
    if name is None:
        return _broken(context, root)
    targets: list[ast.Name] = []
    for node in context.nodes(root):
        if node.kind is NodeKind.TEST_TARGET:
            targets.extend(context.names(node))
        elif node.kind is NodeKind.PARAMETERS and context.nodes(node):
            help_ = "a test takes nothing and returns `void`"
            problem = SyntaxProblem("E2066", "a test has no parameters", context.span(node), "", help_)
            context.problems.append(problem)
    result = _result(context, root)
    if isinstance(result, ast.NamedType) and result.name != "void":
        at = result.span
        problem = SyntaxProblem("E2066", "a test returns `void`", at, "", "", "void", at, "write `void`")
        context.problems.append(problem)
    return ast.TestItem(context.span(root), name, tuple(targets), _attributes(context, root), _body(context, root))


def _constant(context: LoweringContext, root: Node) -> ast.Item:
    name = context.first_name(root)
    if name is None:
        return _broken(context, root)
    nodes = context.nodes(root)
    annotation = lower_type(context, nodes[0]) if context.has(root, k.COLON) and nodes else None
    is_public, has_dollar = context.has(root, k.PUB), context.has(root, k.DOLLAR)
    return ast.ConstantItem(context.span(root), name, is_public, has_dollar, annotation, _body(context, root))


def _type(context: LoweringContext, root: Node) -> ast.Item:
    name = context.first_name(root)
    if name is None:
        return _broken(context, root)
    is_public = context.has(root, k.PUB)
    _attributes(context, root)
    for node in context.nodes(root):
        match node.kind:
            case NodeKind.TYPE_PARAMETERS:
                context.unsupported(node, "generic types")
            case NodeKind.STRUCT_BODY:
                return ast.StructItem(context.span(root), name, is_public, _fields(context, node))
            case NodeKind.SUM_BODY:
                variants = tuple(_variant(context, child) for child in context.nodes(node))
                known = tuple(variant for variant in variants if variant is not None)
                return ast.SumItem(context.span(root), name, is_public, known)
            case NodeKind.NEWTYPE_BODY:
                if any(child.kind is not NodeKind.ERROR for child in context.nodes(node)):
                    context.unsupported(node, "newtypes")
            case _:
                pass
    return _broken(context, root)


def _fields(context: LoweringContext, node: Node) -> tuple[ast.FieldSyntax, ...]:
    found: list[ast.FieldSyntax] = []
    for child in context.nodes(node):
        if child.kind is not NodeKind.FIELD:
            continue
        nodes = context.nodes(child)
        type_ = lower_type(context, nodes[0]) if nodes else context.missing(child)
        found.append(ast.FieldSyntax(context.span(child), context.first_name(child), type_))
    return tuple(found)


def _variant(context: LoweringContext, node: Node) -> ast.VariantSyntax | None:
    name = context.first_name(node)
    if name is None:
        return None
    return ast.VariantSyntax(context.span(node), name, _fields(context, node))


def _import(context: LoweringContext, root: Node) -> ast.Item:
    tokens = [child for child in root.children if isinstance(child, int)]
    path_tokens = [t for t in tokens if context.tokens.kinds[t] in (k.STRING, k.NAME, k.DOT)]
    if not path_tokens:
        return _broken(context, root)
    if context.has(root, k.AS):
        context.unsupported(root, "module namespaces (`use … as name`)")
        return _broken(context, root)
    first, last = context.tokens.span(path_tokens[0]), context.tokens.span(path_tokens[-1])
    is_relative = context.tokens.kinds[path_tokens[0]] == k.STRING
    text = "".join(map(context.text, path_tokens))
    path = ast.Name(type(first)(first.start, last.end), string_value(text) if is_relative else text)
    names: list[ast.ImportedName] = []
    for node in context.nodes(root):
        if node.kind is NodeKind.IMPORT_LIST:
            names.extend(_imported_names(context, node))
    return ast.ImportItem(context.span(root), path, context.has(root, k.PUB), is_relative, tuple(names))


def _imported_names(context: LoweringContext, node: Node) -> list[ast.ImportedName]:
    found: list[ast.ImportedName] = []
    for child in context.nodes(node):
        names = context.names(child)
        if child.kind is NodeKind.IMPORT_NAME and names:
            alias = names[-1] if context.has(child, k.AS) else names[0]
            is_private = context.has(child, k.DOUBLE_COLON)
            found.append(ast.ImportedName(context.span(child), names[0], alias, is_private))
    return found
