"""Items but for functions: types, constants, traits, implementations, imports (part 1, 4)."""

from collections.abc import Mapping, Sequence
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import (
    INSERTED,
    NOTHING,
    SPACE,
    Blanks,
    Break,
    Document,
    Group,
    Hanging,
    IfBroken,
    Indent,
    Line,
    Text,
    closing,
    gap_before_body,
    line,
    unbroken,
)
from ori_compiler.syntax.formatter.lists import BRACED, Style, bracketed, separated, split_at
from ori_compiler.syntax.formatter.printer import Printer, Rule, is_node
from ori_compiler.syntax.formatter.signatures import Children, after_attributes, semicolon
from ori_compiler.syntax.formatter.spacing import spaced
from ori_compiler.syntax.formatter.values import below_or_behind
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node, leaves

_IMPORTS: Final = Style(padding=" ")


def _constant(p: Printer, node: Node) -> Document:
    """`let $name: Type = value;`, also as a member without a value."""
    attributes, children = after_attributes(p, node.children)
    *head, value = _without_semicolon(p, children)
    end = semicolon(p, _semicolon_of(p, children), is_wanted=True)
    if isinstance(value, Node) and p.is_token(head[-1], k.ASSIGN):
        return (*attributes, spaced(p, head), below_or_behind(p, value), end)
    return (*attributes, spaced(p, [*head, value]), end)


def _without_semicolon(p: Printer, children: Children) -> Children:
    return children[:-1] if p.is_token(children[-1], k.SEMICOLON) else children


def _semicolon_of(p: Printer, children: Children) -> Children:
    return children[-1:] if p.is_token(children[-1], k.SEMICOLON) else ()


def _type(p: Printer, node: Node) -> Document:
    """`type Name<T>: Eq = { … }`; a broken sum type has a `|` before each variant."""
    attributes, children = after_attributes(p, node.children)
    end = _semicolon_of(p, children)
    *head, body = _without_semicolon(p, children)
    is_struct = is_node(body, NodeKind.STRUCT_BODY)
    wheres = [child for child in head if is_node(child, NodeKind.WHERE)]
    names = [child for child in head[:-1] if child not in wheres]
    clauses = tuple((line(), p.print(clause)) for clause in wheres)
    before_sign = closing(" ") if wheres else gap_before_body()
    first = (_declared(p, names), Group((Indent(clauses), before_sign, p.print(head[-1]))))
    return (*attributes, *first, _type_body(p, body), semicolon(p, end, is_wanted=not is_struct))


def _declared(p: Printer, children: Children) -> Document:
    """`pub type Name<T>: Traits`."""
    parts: list[Document] = []
    for i, child in enumerate(children):
        if i and not is_node(child, NodeKind.TYPE_PARAMETERS, NodeKind.DERIVES) and not p.is_token(child, k.COLON):
            parts.append(SPACE)
        parts.append(p.print(child))
    return tuple(parts)


def _type_body(p: Printer, body: Node | int) -> Document:
    if is_node(body, NodeKind.SUM_BODY):
        return p.print(body)
    if is_node(body, NodeKind.STRUCT_BODY):
        return (gap_before_body(), p.print(body))
    return Hanging(line(), p.print(body), hugs=False)


def _sum(p: Printer, node: Node) -> Document:
    """All variants on the line of the `=`, or each on a line of its own."""
    variants = [child for child in node.children if isinstance(child, Node)]
    bars = [child for child in node.children if isinstance(child, int)]
    leading = bars.pop(0) if len(bars) == len(variants) else INSERTED
    # Without its bar, `type A = | B` would be a new type around `B`.
    needs_bar = len(variants) == 1 and len(variants[0].children) == 1
    first = Text(leading, "| ") if needs_bar else IfBroken(Text(leading, "| "), Text(leading, ""))
    parts: list[Document] = [Line(" ", Break.IF_NEEDED, Blanks.INSIDE), first, p.print(variants[0])]
    for bar, variant in zip(bars, variants[1:], strict=True):
        parts += (line(Blanks.KEPT), p.print(bar), SPACE, p.print(variant))
    return Group(Indent(tuple(parts)))


def _variant(p: Printer, node: Node) -> Document:
    name, *payload = node.children
    return (p.print(name), bracketed(p, payload) if payload else NOTHING)


def _struct_body(p: Printer, node: Node) -> Document:
    return bracketed(p, node.children, BRACED)


def _new_type(p: Printer, node: Node) -> Document:
    return p.glued(node.children)


def _spaced(p: Printer, node: Node) -> Document:
    return spaced(p, node.children)


def _derives(p: Printer, node: Node) -> Document:
    colon, *traits = node.children
    return (p.print(colon), SPACE, separated(p, traits))


def _derive(p: Printer, node: Node) -> Document:
    name, *given = node.children
    return (p.print(name), bracketed(p, given) if given else NOTHING)


def _implementation(p: Printer, node: Node) -> Document:
    """`trait`, `impl`, `def impl` and `extend`: a head, clauses and members, without a `;`."""
    attributes, children = after_attributes(p, node.children)
    end = _semicolon_of(p, children)
    *head, members = _without_semicolon(p, children)
    wheres = [child for child in head if is_node(child, NodeKind.WHERE)]
    names = [child for child in head if child not in wheres]
    clauses = tuple((line(), p.print(clause)) for clause in wheres)
    before_brace = closing(" ") if wheres else gap_before_body()
    opened = Group((Indent(clauses), before_brace))
    return (*attributes, _head(p, names), opened, p.print(members), semicolon(p, end, is_wanted=False))


def _head(p: Printer, children: Children) -> Document:
    parts: list[Document] = []
    for i, child in enumerate(children):
        if i and not is_node(child, NodeKind.TYPE_PARAMETERS) and not p.is_token(child, k.COLON):
            parts.append(SPACE)
        parts.append(p.print(child))
    return tuple(parts)


def _extern(p: Printer, node: Node) -> Document:
    """`extern "c" from "m" #free(f) { … }`; its own attributes stand before the block."""
    attributes, children = after_attributes(p, node.children)
    end = _semicolon_of(p, children)
    rest = _without_semicolon(p, children)
    parts: list[Document] = []
    for i, child in enumerate(rest):
        parts += (SPACE, p.print(child)) if i else (p.print(child),)
    return (*attributes, *parts, semicolon(p, end, is_wanted=False))


def _extern_function(p: Printer, node: Node) -> Document:
    """`@name (a: int) -> int as "foreign" #error(errno);`."""
    rest = _without_semicolon(p, node.children)
    start, end = split_at(p, node, k.LPAREN), split_at(p, node, k.RPAREN) + 1
    parts: list[Document] = [p.glued(rest[:start]), SPACE, bracketed(p, rest[start:end])]
    for child in rest[end:]:
        parts += (SPACE, p.print(child))
    return (*parts, semicolon(p, _semicolon_of(p, node.children), is_wanted=True))


def _import(p: Printer, node: Node) -> Document:
    """`pub use "path" { names };`."""
    attributes, children = after_attributes(p, node.children)
    rest = _without_semicolon(p, children)
    parts: list[Document] = []
    for i, child in enumerate(rest):
        around_dot = p.is_token(child, k.DOT) or (i and p.is_token(rest[i - 1], k.DOT))
        parts += (SPACE, p.print(child)) if i and not around_dot else (p.print(child),)
    return (*attributes, *parts, semicolon(p, _semicolon_of(p, children), is_wanted=True))


def _import_list(p: Printer, node: Node) -> Document:
    return bracketed(p, node.children, _IMPORTS, lambda name: import_name_key(p.texts, name))


def import_name_key(texts: Sequence[str], name: Node) -> tuple[str, ...]:
    """Imported names are sorted by the name itself, without its sign."""
    words = [texts[i] for i in leaves(name)]
    return tuple(words[1:] if words[0] in ("$", "::", "@") else words)


def _import_name(p: Printer, node: Node) -> Document:
    return spaced(p, node.children)


def _extension_name(p: Printer, node: Node) -> Document:
    return p.glued(node.children)


def _capset(p: Printer, node: Node) -> Document:
    attributes, children = after_attributes(p, node.children)
    at = next(i for i, child in enumerate(children) if p.is_token(child, k.ASSIGN)) + 1
    names = separated(p, _without_semicolon(p, children)[at:])
    end = semicolon(p, _semicolon_of(p, children), is_wanted=True)
    return (*attributes, spaced(p, children[:at]), SPACE, names, end)


def _compile_error(p: Printer, node: Node) -> Document:
    attributes, children = after_attributes(p, node.children)
    end = semicolon(p, _semicolon_of(p, children), is_wanted=True)
    return (*attributes, spaced(p, _without_semicolon(p, children)), end)


def _attribute(p: Printer, node: Node) -> Document:
    """`#name(arguments)`, always on one line: with comments inside, an attribute would not seem to be one."""
    given = node.children[2:]
    return (p.glued(node.children[:2]), unbroken(bracketed(p, given)) if given else NOTHING)


RULES: Final[Mapping[NodeKind, Rule]] = {
    NodeKind.CONSTANT: _constant,
    NodeKind.ASSOCIATED_CONST: _constant,
    NodeKind.ASSOCIATED_TYPE: _constant,
    NodeKind.TYPE: _type,
    NodeKind.SUM_BODY: _sum,
    NodeKind.VARIANT: _variant,
    NodeKind.STRUCT_BODY: _struct_body,
    NodeKind.NEWTYPE_BODY: _new_type,
    NodeKind.FIELD: _spaced,
    NodeKind.DERIVES: _derives,
    NodeKind.DERIVE: _derive,
    NodeKind.TRAIT: _implementation,
    NodeKind.IMPL: _implementation,
    NodeKind.DEF_IMPL: _implementation,
    NodeKind.EXTEND: _implementation,
    NodeKind.EXTERN: _extern,
    NodeKind.EXTERN_FUNCTION: _extern_function,
    NodeKind.EXTERN_PARAMETER: _spaced,
    NodeKind.IMPORT: _import,
    NodeKind.EXTENSION_IMPORT: _import,
    NodeKind.IMPORT_LIST: _import_list,
    NodeKind.IMPORT_NAME: _import_name,
    NodeKind.EXTENSION_NAME: _extension_name,
    NodeKind.CAPSET: _capset,
    NodeKind.COMPILE_ERROR: _compile_error,
    NodeKind.ATTRIBUTE: _attribute,
    NodeKind.FILE_ATTRIBUTE: _attribute,
}
