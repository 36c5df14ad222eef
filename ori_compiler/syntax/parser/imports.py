"""The grammar of imports (language reference, part 1, 4.2)."""

from ori_compiler.source.span import Span
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.signatures import require_semicolon
from ori_compiler.syntax.tree import Node


def parse_import(c: Cursor, children: Children) -> Node:
    """`"use" import_path (import_list | "as" IDENT)? ";"`; after `pub`, the list must stand there."""
    is_public = bool(children) and c.kinds[c.pos - 1] == k.PUB
    children.append(c.take())
    _path(c, children)
    if is_public and c.kind != k.LBRACE:
        message = f"expected `{{` and the names to pass on, found {c.found()}"
        c.complain(SyntaxProblem("E1001", message, c.here(), "expected `{`", "`pub use` says which names it passes on"))
    if c.kind == k.LBRACE:
        start = c.pos
        names: Children = [c.take()]
        c.sequence(k.RBRACE, _import_name, names, needs_one=True)
        children.append(Node(NodeKind.IMPORT_LIST, start, names))
    elif c.kind == k.AS:
        children.append(c.take())
        c.expect_name(children, "the name of the module")
    elif c.kind == k.NAME:
        c.complain_unexpected("expected `{` and the names to import")
    require_semicolon(c, children, "import")
    return Node(NodeKind.IMPORT, 0, children)


def _path(c: Cursor, children: Children) -> None:
    if c.kind == k.STRING:
        children.append(c.take())
    elif c.expect_name(children, "the path of a module"):
        while c.kind == k.DOT:
            children.append(c.take())
            c.expect_name(children, "the path of a module")


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
        if c.kind == k.NAME and c.text == "without":
            _complain_of_order(c, start)
            children.append(c.take())
            if c.kind == k.DEF:
                children.append(c.take())
    return Node(NodeKind.IMPORT_NAME, start, children)


def _complain_of_order(c: Cursor, start: int) -> None:
    """`Trait as Name without def`, with the parts in the wrong order."""
    name, alias = c.texts[c.pos - 3], c.texts[c.pos - 1]
    right = f"{name} without def as {alias}"
    message = "`without def` stands before `as`, behind the trait whose default it leaves out"
    is_whole = c.peek() == k.DEF and c.pos - start == 3
    whole = Span(c.tokens.span(start).start, c.tokens.span(c.pos + 1).end) if is_whole else None
    repair = right if is_whole else None
    title = f"write `{right}`"
    c.complain(SyntaxProblem("E1001", message, c.here(), "too late", title, repair, whole, title))


def parse_extension_import(c: Cursor, children: Children) -> Node:
    """`"extension" import_path "{" csv<IDENT "." IDENT> "}" ";"?`."""
    children.append(c.take())
    _path(c, children)
    start = c.pos
    names: Children = []
    if c.expect(k.LBRACE, names, "before the names of the methods"):
        c.sequence(k.RBRACE, _extension_name, names, needs_one=True)
    children.append(Node(NodeKind.IMPORT_LIST, start, names))
    if c.kind == k.SEMICOLON:
        children.append(c.take())
    return Node(NodeKind.EXTENSION_IMPORT, 0, children)


def _extension_name(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    c.expect_name(children, "the name of a type")
    if c.expect(k.DOT, children, "between a type and its method"):
        c.expect_name(children, "the name of a method")
    return Node(NodeKind.EXTENSION_NAME, start, children)
