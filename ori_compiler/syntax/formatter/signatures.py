"""Functions, methods and tests: head, clauses, `=`, body (part 1, 4.3, 4.4 and 4.7)."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.blocks import stacked_block
from ori_compiler.syntax.formatter.document import (
    INSERTED,
    SPACE,
    Document,
    Group,
    Indent,
    Text,
    closing,
    gap_before_body,
    hard_line,
    line,
    soft_line,
)
from ori_compiler.syntax.formatter.lists import bracketed, separated
from ori_compiler.syntax.formatter.printer import Printer, Rule
from ori_compiler.syntax.formatter.spacing import spaced
from ori_compiler.syntax.formatter.values import below_or_behind, continued
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node, last_token

Children = Sequence[Node | int]

_ATTRIBUTE_RANKS: Final = {"target": 0, "cfg": 0, "repr": 1, "derive": 2, "skip": 4, "fail": 4, "compile_fail": 4}
_OTHER_ATTRIBUTE: Final = 3


def attribute_rank(texts: Sequence[str], attribute: Node) -> int:
    """The place of an attribute: conditions, layout, derived traits, others, those of tests."""
    name = attribute.children[1] if len(attribute.children) > 1 else -1
    return _ATTRIBUTE_RANKS.get(texts[name], _OTHER_ATTRIBUTE) if isinstance(name, int) else _OTHER_ATTRIBUTE


def after_attributes(p: Printer, children: Children) -> tuple[list[Document], Children]:
    """The attributes of an item in their order, each on its own line, and the children behind them."""
    count = 0
    while count < len(children):
        child = children[count]
        if not isinstance(child, Node) or child.kind is not NodeKind.ATTRIBUTE:
            break
        count += 1
    attributes = sorted(
        (child for child in children[:count] if isinstance(child, Node)),
        key=lambda attribute: attribute_rank(p.texts, attribute),
    )
    parts: list[Document] = []
    for attribute in attributes:
        parts += (p.print(attribute), hard_line())
    return parts, children[count:]


class _Parts(msgspec.Struct):
    head: Children
    clauses: list[Node]
    tail: Children


_CLAUSE_RANKS: Final = {NodeKind.WHERE: 0, NodeKind.USES: 1, NodeKind.GUARD: 2}


def clause_rank(texts: Sequence[str], clause: Node) -> int:
    """The place of a clause: `where`, `uses`, the guard, `pre`, `post`."""
    if clause.kind is not NodeKind.CONTRACT:
        return _CLAUSE_RANKS[clause.kind]
    word = clause.children[0]
    return 4 if isinstance(word, int) and texts[word] == "post" else 3


def is_clause(child: Node | int) -> bool:
    """Whether a child of a function is a clause between its signature and its body."""
    return isinstance(child, Node) and (child.kind in _CLAUSE_RANKS or child.kind is NodeKind.CONTRACT)


def _split(p: Printer, children: Children) -> _Parts:
    at = [i for i, child in enumerate(children) if is_clause(child)]
    if not at:
        end = next((i for i, c in enumerate(children) if p.is_token(c, k.ASSIGN)), len(children))
        if end == len(children) and p.is_token(children[-1], k.SEMICOLON):
            end -= 1
        return _Parts(children[:end], [], children[end:])
    clauses = [child for child in children if isinstance(child, Node) and is_clause(child)]
    head = children[: at[0]]
    return _Parts(head, ordered_clauses(p.texts, head, clauses), children[at[-1] + 1 :])


def ordered_clauses(texts: Sequence[str], head: Children, clauses: Sequence[Node]) -> list[Node]:
    """The clauses in their order. A `where` does not move to an `impl` type, of which it would become a part."""
    result = head[-1] if head else None
    if isinstance(result, Node) and _ends_in_impl(result):
        return list(clauses)
    return sorted(clauses, key=lambda clause: clause_rank(texts, clause))


def _ends_in_impl(type_: Node) -> bool:
    while type_.kind is not NodeKind.IMPL_TYPE:
        last = type_.children[-1] if type_.children else 0
        if isinstance(last, int):
            return False
        type_ = last
    return True


def _function(p: Printer, node: Node) -> Document:
    attributes, children = after_attributes(p, node.children)
    parts = _split(p, children)
    return (*attributes, _head(p, parts.head), _clauses_and_body(p, parts))


def _head(p: Printer, children: Children) -> Document:
    """`pub @name<T> (a: A) -> R`, or `@name tests @f () -> void` with its targets on lines of their own if broken."""
    documents: list[Document] = []
    targets: list[Document] = []
    previous: Node | int | None = None
    for child in children:
        if isinstance(child, Node) and child.kind is NodeKind.TEST_TARGET:
            targets += (line(), p.print(child))
            continue
        if targets:
            documents.append(Indent(tuple(targets)))
            targets = []
            previous = None
            documents.append(SPACE)
        elif previous is not None and not _touches(p, previous, child):
            documents.append(SPACE)
        documents.append(p.print(child))
        previous = child
    return Group(tuple(documents))


def _touches(p: Printer, before: Node | int, after: Node | int) -> bool:
    if isinstance(before, int) and p.kinds[before] in (k.AT, k.DOLLAR):
        return True
    return isinstance(after, Node) and after.kind is NodeKind.TYPE_PARAMETERS


def _clauses_and_body(p: Printer, parts: _Parts) -> Document:
    """Broken, each clause and the `=` begin a line."""
    tail = parts.tail
    has_body = bool(tail) and p.is_token(tail[0], k.ASSIGN)
    sign = p.print(tail[0]) if has_body else ()
    clauses = tuple((line(), p.print(clause)) for clause in parts.clauses)
    if not has_body:
        return (Group(Indent(clauses)), semicolon(p, tail, is_wanted=True))
    end = closing(" ") if clauses else gap_before_body()
    body = tail[1]
    value = _body(p, body) if isinstance(body, Node) else p.print(body)
    ends = isinstance(body, Node) and ends_in_brace(p, body)
    return (Group((Indent(clauses), end, sign)), value, semicolon(p, tail[2:], is_wanted=not ends))


def _body(p: Printer, body: Node) -> Document:
    return (gap_before_body(), stacked_block(p, body)) if body.kind is NodeKind.BLOCK else below_or_behind(p, body)


def ends_in_brace(p: Printer, node: Node) -> bool:
    """Whether the last token of an item's body is `}`, so that it needs no `;`."""
    last = last_token(node)
    return last is not None and p.kinds[last] == k.RBRACE


def semicolon(p: Printer, written: Children, is_wanted: bool) -> Document:
    """The `;` of an item, where it belongs."""
    token = next((child for child in written if isinstance(child, int)), INSERTED)
    return Text(token, ";" if is_wanted else "")


def _target(p: Printer, node: Node) -> Document:
    word, *rest = node.children
    return (p.print(word), SPACE, p.glued(rest))


def _parameters(p: Printer, node: Node) -> Document:
    return bracketed(p, node.children)


def _parameter(p: Printer, node: Node) -> Document:
    """`name: Type = value`, `self`, or a pattern."""
    if len(node.children) > 2 and p.is_token(node.children[-2], k.ASSIGN):
        return (spaced(p, node.children[:-1]), SPACE, continued(p, node.children[-1]))
    return spaced(p, node.children)


def _where(p: Printer, node: Node) -> Document:
    word, *constraints = node.children
    return (p.print(word), SPACE, separated(p, constraints))


def _constraint(p: Printer, node: Node) -> Document:
    """`T.Item: Bounds`, `T.Item == Type`, or a condition on constants."""
    if len(node.children) == 1:
        return continued(p, node.children[0])
    at = next((i for i, c in enumerate(node.children) if p.is_token(c, k.COLON) or p.is_token(c, k.EQUAL)), 0)
    path, signs = p.glued(node.children[:at]), spaced(p, node.children[at:])
    return (path, () if p.is_token(node.children[at], k.COLON) else SPACE, signs)


def _capability(p: Printer, node: Node) -> Document:
    return p.glued(node.children)


def _contract(p: Printer, node: Node) -> Document:
    """`pre(condition | "message")`, `post(result -> condition | "message")`."""
    word, opening, *inside, end = node.children
    at = next(i for i, child in enumerate(inside) if isinstance(child, Node))
    parts: list[Document] = []
    if at:
        parts += (_result_names(p, inside[: at - 1]), SPACE, p.print(inside[at - 1]), SPACE)
        parts.append(continued(p, inside[at]))
    else:
        parts.append(p.print(inside[0]))
    message = inside[at + 1 :]
    if message:
        parts += (line(), p.print(message[0]), SPACE, p.glued(message[1:]))
    return (p.print(word), Group((p.print(opening), Indent((soft_line(), *parts)), closing(""), p.print(end))))


def _result_names(p: Printer, names: Children) -> Document:
    return spaced(p, names)


RULES: Final[Mapping[NodeKind, Rule]] = {
    NodeKind.FUNCTION: _function,
    NodeKind.CONST_FUNCTION: _function,
    NodeKind.METHOD: _function,
    NodeKind.TEST: _function,
    NodeKind.TEST_TARGET: _target,
    NodeKind.PARAMETERS: _parameters,
    NodeKind.PARAMETER: _parameter,
    NodeKind.WHERE: _where,
    NodeKind.CONSTRAINT: _constraint,
    NodeKind.USES: _where,
    NodeKind.CAPABILITY: _capability,
    NodeKind.CONTRACT: _contract,
}
