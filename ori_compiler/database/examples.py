"""The examples in the documentation comments of a file: items of their own, which are checked and run like tests.

A file's examples are looked for when somebody asks for them, so that a program that runs pays nothing for them. An
example is placed in the section of the declaration that it belongs to; so it moves with it, and is checked again only
if its own text or something that it needs has changed.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ori_compiler.database.workspace import PlacedExample
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast
from ori_compiler.syntax.lowering.examples import COMPARISON

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

_MARK: Final = re.compile(r"//[ ]?>")
_DOCUMENTATION: Final = re.compile(r"^(?:[ \t]*//[^\n]*\n)++[ \t]*+(?:\|[ \t]*+)?", re.MULTILINE)
_LINE: Final = re.compile(r"(?P<mark>[ \t]*//[ ]?>[ \t]*)(?P<code>[^\r\n]*)[^\n]*\n")
_OTHER_LINE: Final = re.compile(r"[^\n]*\n")
_GOES_ON: Final = (";", ",", "{", "(", "[")
"""How a line ends that goes on in the next one."""


def examples_of(database: "CompilerDatabase", path: str) -> tuple[ItemId, ...]:
    """The examples of a file, in order."""
    workspace = database.workspace
    known = workspace.examples(path)
    if known is None:
        workspace.set_examples(path, tuple(_placed(database, path)))
        known = workspace.examples(path)
    return known or ()


def example_error(database: "CompilerDatabase", example: ItemId) -> Diagnostic | None:
    """What keeps an example from being run, if anything: the first reason says enough about so little code."""
    for diagnostic in database.item_errors(example):
        if diagnostic.severity is Severity.ERROR:
            # That the two sides are arguments of a function is nothing that people have written.
            labels = (label for label in diagnostic.secondary if not _is_comparison(label.at.item))
            return replace(diagnostic, secondary=tuple(labels))
    return None


def _is_comparison(item: ItemId) -> bool:
    return is_prelude(item.path) and item.name == COMPARISON


def _placed(database: "CompilerDatabase", path: str) -> Iterator[PlacedExample]:
    workspace = database.workspace
    text = workspace.texts.get(path, "")
    items = workspace.module_items.get(path) if workspace.module_items.contains(path) else ()
    if not items or _MARK.search(text) is None:
        return
    offsets = [workspace.origins.offset(item) for item in items]
    counts: dict[str, int] = {}
    for comment in _DOCUMENTATION.finditer(text):
        if _MARK.search(comment[0]) is None or not text[comment.end() : comment.end() + 1].strip():
            continue
        index = bisect_right(offsets, comment.end()) - 1
        name = _declared_at(database, items[index], comment.end() - offsets[index]) if index >= 0 else None
        if name is None:
            continue
        section = workspace.origins.section(items[index])
        for start, example in _examples_in(text, comment.start(), comment.end()):
            nth = counts[name] = counts.get(name, -1) + 1
            yield PlacedExample(ItemId(path, ItemKind.EXAMPLE, name, nth), section, start - section.start, example)


def _declared_at(database: "CompilerDatabase", item: ItemId, offset: int) -> str | None:
    """The name of what is declared at an offset of an item, which may be the item itself; none if nothing is."""
    if offset == 0:
        return f"${item.name}" if item.kind is ItemKind.CONSTANT else item.name
    parsed = database.item_syntax(item)
    match parsed.item:
        case ast.TraitItem(name=name, members=members):
            owner = name.text
        case ast.ImplItem(type=type_, members=members) | ast.ExtendItem(type=type_, members=members):
            owner = _name_of_type(database.workspace.item_text.get(item)[type_.span.start : type_.span.end])
        case ast.StructItem(name=name, fields=parts) | ast.SumItem(name=name, variants=parts):
            part = next((part for part in parts if part.span.start == offset and part.name is not None), None)
            return f"{name.text}.{part.name.text}" if part is not None and part.name is not None else None
        case _:
            return None
    for member in members:
        if parsed.members.offset(member.span.start) == offset:
            return f"{owner}.{ast.member_name(member)}"
    return None


def _name_of_type(written: str) -> str:
    return written.partition("<")[0].strip() or written


def _examples_in(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Where the examples of a comment begin, and their texts; marks inside of them are blank, so no place moves."""
    first, parts = 0, list[str]()
    at = start
    while at < end:
        line = _LINE.match(text, at, end)
        if line is not None:
            if not parts:
                first = line.start("code")
            else:
                parts.append(" " * len(line["mark"]))
            parts.append(text[line.start("code") : line.end()])
        if parts and (line is None or not line["code"].rstrip().endswith(_GOES_ON)):
            yield first, "".join(parts).rstrip()
            parts = []
        other = line or _OTHER_LINE.match(text, at, end)
        at = other.end() if other is not None else end
    if parts:
        yield first, "".join(parts).rstrip()
