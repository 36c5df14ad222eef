"""A whole file: its items laid out, with what stands between them (library reference, appendix A).

Imports stand together, those of the standard library first, then packages, then relative ones. A comment that a blank
line sets apart from the import below ends a section, and nothing moves across it.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from ori_compiler.source.stack import reserve_stack
from ori_compiler.syntax.formatter.comments import (
    Entries,
    attach,
    comments_of_tokens,
    entries_of,
    in_order_of_markers,
)
from ori_compiler.syntax.formatter.layout import lay_out
from ori_compiler.syntax.formatter.printer import Printer
from ori_compiler.syntax.formatter.rules import RULES
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import ItemTree, Node, leaves

IMPORTS: Final = frozenset((NodeKind.IMPORT, NodeKind.EXTENSION_IMPORT))


class SourceItem(msgspec.Struct, frozen=True):
    """An item without mistakes, and the trivia between it and the item before."""

    tree: ItemTree
    trivia: str


class _Laid(msgspec.Struct):
    """An item as text. `before` are the comments and blank lines in front of it, `after` comments behind its end."""

    tree: ItemTree
    before: Entries
    text: str
    after: Entries

    @property
    def kind(self) -> NodeKind:
        return self.tree.root.kind


def format_items(items: Sequence[SourceItem], trailing_trivia: str) -> str:
    """The text of a file with these items, its lines ended by line feeds. Of empty text nothing is left."""
    reserve_stack()
    laid = [_lay_out(item, is_first=not i) for i, item in enumerate(items)]
    _hand_on(laid)
    out: list[str] = []
    previous: _Laid | None = None
    for current in _with_sorted_imports(laid):
        entries = current.before
        if previous is None:
            entries = _without_leading_blank(entries)
        elif _needs_blank(previous, current):
            entries = ["", *_without_leading_blank(entries)]
        out += entries
        out.append(current.text)
        previous = current
    rest = [*(laid[-1].after if laid else ()), *_closing_entries(trailing_trivia, bool(items))]
    out += _separated(rest) if laid else _without_leading_blank(rest)
    return "".join(f"{line}\n" for line in out)


def _lay_out(item: SourceItem, is_first: bool) -> _Laid:
    tree = item.tree
    printer = Printer(tree.tokens, RULES)
    end = len(tree.tokens.kinds) - 1
    root = Node(tree.root.kind, tree.root.start, [c for c in tree.root.children if c != end])
    document = printer.print(root)
    found = comments_of_tokens(tree.tokens, printer.verbatim)
    after = found.pop(end, [])
    leading = attach(document, found)
    before = entries_of(f"\n{item.trivia}" if is_first else item.trivia)
    before += (entry for entry in leading if entry)
    return _Laid(tree, in_order_of_markers(before), lay_out(document), after)


def _hand_on(laid: Sequence[_Laid]) -> None:
    """What stands behind the end of an item stands in front of the next one."""
    for current, following in pairwise(laid):
        following.before = [*current.after, *following.before]
        current.after = []


def _closing_entries(trivia: str, has_items: bool) -> Entries:
    entries = entries_of(f"{trivia}\n" if has_items else f"\n{trivia}\n")
    while entries and not entries[-1]:
        entries.pop()
    return entries


def _separated(entries: Entries) -> Entries:
    return ["", *_without_leading_blank(entries)] if entries else []


def _without_leading_blank(entries: Entries) -> Entries:
    return entries[1:] if entries and not entries[0] else entries


def _needs_blank(previous: _Laid, current: _Laid) -> bool:
    """Imports stand together; constants, and clauses of one function, as the author put them; all else apart."""
    if current.kind in IMPORTS and previous.kind in IMPORTS:
        return _is_set_apart(current)
    if current.kind is previous.kind is NodeKind.CONSTANT:
        return False
    if current.kind is previous.kind is NodeKind.FUNCTION:
        return _function_name(previous.tree) != _function_name(current.tree)
    return True


def _function_name(tree: ItemTree) -> str:
    texts = tree.tokens.texts
    names = [i for i in tree.root.children if isinstance(i, int)]
    return next((texts[i] for i in names if texts[i] not in ("pub", "@")), "")


def _with_sorted_imports(laid: Sequence[_Laid]) -> list[_Laid]:
    result: list[_Laid] = []
    section: list[_Laid] = []
    for current in laid:
        is_import = current.kind in IMPORTS
        if section and (not is_import or _is_set_apart(current)):
            result += _sorted(section)
            section = []
        if is_import:
            section.append(current)
        else:
            result.append(current)
    return result + _sorted(section)


def _is_set_apart(current: _Laid) -> bool:
    """Whether a blank line stands between an import and a comment above it."""
    comments = [i for i, entry in enumerate(current.before) if entry]
    return bool(comments) and "" in current.before[comments[0] :]


def _sorted(section: list[_Laid]) -> list[_Laid]:
    """Sorts imports. What stands above the first, such as the head of the file, stays above."""
    if not section:
        return []
    head = section[0].before
    section[0].before = []
    for current in section[1:]:
        current.before = [entry for entry in current.before if entry]
    ordered = sorted(section, key=lambda current: import_key(current.tree))
    if ordered[0] is not section[0] and any(head) and head[-1]:
        head = [*head, ""]
    ordered[0].before = [*head, *ordered[0].before]
    return ordered


def import_key(tree: ItemTree) -> tuple[int, str]:
    """The place of an import: where it comes from, then its path."""
    texts = tree.tokens.texts
    words = (texts[i] for i in leaves(tree.root))
    path = "".join(_path_words(words))
    if not path.startswith('"'):
        return (0, path)
    return (2 if path.startswith(('"./', '"../')) else 1, path)


def _path_words(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        if word in ("use", "extension"):
            break
    for word in words:
        if word in ("{", "as", ";"):
            return
        yield word
