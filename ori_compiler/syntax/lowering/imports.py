"""Import nodes to import syntax."""

from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import string_value
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.tree import Node


def lower_import(context: LoweringContext, root: Node) -> ast.Item:
    """`use path { names };` and `use path as name;`."""
    path, is_relative = _path(context, root)
    if path is None:
        return ast.BrokenItem(context.span(root), None)
    if context.has(root, k.AS):
        name = context.names(root)[-1] if context.names(root) else path
        return ast.NamespaceImportItem(context.span(root), path, is_relative, name)
    names: list[ast.ImportedName] = []
    for node in context.nodes(root):
        if node.kind is NodeKind.IMPORT_LIST:
            names.extend(_imported_names(context, node))
    return ast.ImportItem(context.span(root), path, context.has(root, k.PUB), is_relative, tuple(names))


def _path(context: LoweringContext, root: Node) -> tuple[ast.Name | None, bool]:
    """The path, and whether it is a text, which is relative to the file."""
    tokens: list[int] = []
    for child in root.children:
        kind = context.kind(child)
        if not isinstance(child, int) or (tokens and kind not in (k.NAME, k.DOT)):
            if tokens:
                break
        elif kind in (k.STRING, k.NAME):
            tokens.append(child)
            if kind == k.STRING:
                break
        elif kind == k.DOT and tokens:
            tokens.append(child)
    if not tokens:
        return None, False
    first, last = context.token_span(tokens[0]), context.token_span(tokens[-1])
    is_relative = context.tokens.kinds[tokens[0]] == k.STRING
    text = "".join(map(context.text, tokens))
    return ast.Name(type(first)(first.start, last.end), string_value(text) if is_relative else text), is_relative


def _imported_names(context: LoweringContext, node: Node) -> list[ast.ImportedName]:
    found: list[ast.ImportedName] = []
    for child in context.nodes(node):
        names = context.names(child)
        if child.kind is NodeKind.IMPORT_NAME and names:
            alias = names[-1] if context.has(child, k.AS) else names[0]
            is_private = context.has(child, k.DOUBLE_COLON)
            without_default = context.has(child, k.DEF)
            found.append(ast.ImportedName(context.span(child), names[0], alias, is_private, without_default))
    return found


def lower_extension_import(context: LoweringContext, root: Node) -> ast.Item:
    """`extension path { Type.method };`."""
    path, is_relative = _path(context, root)
    span = context.span(root)
    if path is None:
        return ast.BrokenItem(span, None)
    methods: list[tuple[ast.Name, ast.Name]] = []
    for node in context.nodes(root):
        for child in context.nodes(node):
            names = context.names(child)
            if len(names) == 2:
                methods.append((names[0], names[1]))
    return ast.ExtensionImportItem(span, path, context.has(root, k.PUB), is_relative, tuple(methods))
