"""Rename: the edits that give something another name everywhere, or why that cannot be.

Imports with an alias keep it; renaming the alias changes the file that made it. Where one name stands for two things
(`event:`, a field's shorthand) the other one stays: `event: incident`. All implementations of a trait's method change
together. What a comment says about a parameter or field (`* name: text`) goes with it.
"""

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.workspace import file_item
from ori_compiler.diagnostics.diagnostic import Edit
from ori_compiler.ide.implementations import implemented
from ori_compiler.ide.meanings import is_shorthand, meanings_at
from ori_compiler.ide.occurrences import (
    Files,
    Occurrence,
    declaring_file,
    known_files,
    name_of,
    occurrences,
    target_at,
)
from ori_compiler.ide.references import in_order
from ori_compiler.ide.rename_clash import clash_with, wrong_name
from ori_compiler.ide.rename_documentation import documented_at
from ori_compiler.ide.target import Field, Local, Member, Module, Parameter, Target
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


class Renamable(msgspec.Struct, frozen=True):
    """A name that can be changed: its absolute range, and how it is now."""

    at: Span
    name: str


class Refused(msgspec.Struct, frozen=True):
    """Why something cannot be renamed, as a sentence."""

    reason: str


def prepare_rename(database: CompilerDatabase, path: str, offset: int) -> Renamable | Refused | None:
    """What would be renamed at an offset; none if there is no name."""
    found = target_at(database, path, offset)
    if found is None:
        return None
    target, here = found
    word = _text(database, here)
    reason = _fixed(database, target, word)
    return Refused(reason) if reason else Renamable(here.at, word)


def rename(
    database: CompilerDatabase, path: str, offset: int, new: str, files: Files | None = None
) -> tuple[Edit, ...] | Refused:
    """The edits that rename what stands at an offset, by absolute ranges of files."""
    prepared = prepare_rename(database, path, offset)
    found = target_at(database, path, offset)
    if found is None or prepared is None:
        return Refused("there is no name here that can be changed")
    if isinstance(prepared, Refused):
        return prepared
    target, old = found[0], prepared.name
    new = new.strip().removeprefix("$")
    if new == old:
        return ()
    everywhere = in_order(occurrences(database, target, files or (lambda _: known_files(database, path))))
    if old != name_of(database, target):
        everywhere = tuple(each for each in everywhere if each.path == path)
        if any(_is_public_alias(database, each) for each in everywhere):
            return Refused(f"`{old}` is exported under this name: rename it where it is declared, or change the import")
    changed = tuple(each for each in everywhere if _text(database, each) == old)
    reason = wrong_name(target, new) or clash_with(database, target, changed, new)
    if reason:
        return Refused(reason)
    comments = [
        Edit(ItemSpan(file_item(each.path), at), new)
        for each in changed
        if each.is_declaration
        for at in documented_at(database, each)
    ]
    return (*comments, *(_edit(database, target, each, old, new) for each in changed))


def _text(database: CompilerDatabase, occurrence: Occurrence) -> str:
    return database.workspace.texts[occurrence.path][occurrence.at.start : occurrence.at.end]


def _fixed(database: CompilerDatabase, target: Target, word: str) -> str:
    """Why a name cannot be changed at all; empty if it can."""
    if word in ("self", "Self"):
        return f"`{word}` is a word of the language"
    if isinstance(target, Module):
        is_name = word.isidentifier()
        return "" if is_name else "the name of a module is that of its file: rename the file, then this import"
    declared_in = declaring_file(target)
    if declared_in is None:
        return f"`{word}` belongs to the language"
    if is_library(declared_in):
        return f"`{word}` belongs to the library"
    if isinstance(target, Field) and not name_of_field(database, target):
        return f"every newtype calls its value `{word}`"
    head = implemented(database, target.member) if isinstance(target, Member) else None
    if head is not None and is_library(head.item.path):
        return f"`{word}` has its name from the trait `{head.item.name}` of the library"
    return ""


def name_of_field(database: CompilerDatabase, field: Field) -> str:
    """The name of a field; empty for that of a newtype, which nobody wrote."""
    is_newtype = isinstance(database.item_syntax(field.item).item, ast.NewtypeItem)
    return "" if is_newtype else name_of(database, field)


def _is_public_alias(database: CompilerDatabase, occurrence: Occurrence) -> bool:
    syntax = occurrence.place.nodes[0]
    is_alias = isinstance(occurrence.place.parent, ast.ImportedName)
    return is_alias and isinstance(syntax, ast.ImportItem) and syntax.is_public


def _edit(database: CompilerDatabase, target: Target, occurrence: Occurrence, old: str, new: str) -> Edit:
    """The edit of one mention. A shorthand that means two things is written out, so that the other keeps its name."""
    at, text = occurrence.at, database.workspace.texts[occurrence.path]
    replacement = new
    if is_shorthand(occurrence.place) and len(meanings_at(database, occurrence.place)) > 1:
        is_value = isinstance(target, Local) or (
            isinstance(target, Parameter) and _is_value(database, target, occurrence)
        )
        replacement = f"{old}: {new}" if is_value else f"{new}: {old}"
        colon = len(text) - len(text[at.end :].lstrip())
        if text[colon : colon + 1] == ":":
            at = Span(at.start, colon + 1)
    return Edit(ItemSpan(file_item(occurrence.path), at), replacement)


def _is_value(database: CompilerDatabase, target: Target, occurrence: Occurrence) -> bool:
    """Whether a parameter is what a shorthand passes on, and not what it is passed to."""
    return meanings_at(database, occurrence.place)[0] == target
