"""Where something is mentioned: the search below references, highlights and rename.

In: a target, and who knows the files to look into. Out: occurrences with what each does. A name is looked for with the
index of words first, so files and items that do not have the word cost nothing; each place that has it is then asked
what it means there. Imports may rename, so the search goes on for each other name that it meets.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import pairwise
from posixpath import basename

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.examples import examples_of
from ori_compiler.ide.declaration import declaring_syntax
from ori_compiler.ide.meanings import meanings_at
from ori_compiler.ide.position import Place, code_at, descend, items_of, source_of
from ori_compiler.ide.target import (
    Declared,
    Field,
    LabelName,
    Local,
    Member,
    Module,
    Parameter,
    Primitive,
    Target,
    TypeVariable,
    Variant,
)
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.kinds import NAME

Files = Callable[[str], Iterable[str]]
"""Which files to look into for a word; they may be read because of it."""


class Access(Enum):
    """What a mention does with what it names."""

    TEXT = "text"
    READ = "read"
    WRITE = "write"


class Occurrence(msgspec.Struct, frozen=True):
    """One mention: `at` is the absolute range of the name; `place` is where it stands in the syntax."""

    path: str
    at: Span
    place: Place
    access: Access
    is_declaration: bool


def name_of(database: CompilerDatabase, target: Target) -> str:
    """The name that something was declared with, without any sign; empty for what has none."""
    match target:
        case Declared(item):
            return item.name
        case Member(member):
            return member.name.removeprefix("$")
        case Local(_, binding) if binding.start == binding.end:
            return "self"
        case Local(_, binding):
            return source_of(database, target.item, binding).removeprefix("$")
        case Field(item, variant=None) if item.kind is ItemKind.TYPE and _is_newtype(database, item):
            return "inner"
        case Variant() | Field() | Parameter():
            syntax = declaring_syntax(database, target)
            return syntax.name.text if syntax is not None and syntax.name is not None else ""
        case Primitive(type_):
            return database.pool.name(type_)
        case LabelName(name=name) | TypeVariable(name=name):
            return name
        case Module():
            return ""


def _is_newtype(database: CompilerDatabase, item: ItemId) -> bool:
    return isinstance(database.item_syntax(item).item, ast.NewtypeItem)


def occurrences(database: CompilerDatabase, target: Target, files: Files) -> Iterator[Occurrence]:
    """All mentions of a target in these files; the target is in the form that `meanings.same` gives."""
    if isinstance(target, Module):
        for path in files(basename(target.path).removesuffix(".ori")):
            yield from _of_module(database, target, path)
        return
    name = name_of(database, target)
    if isinstance(target, (Local, LabelName, TypeVariable)):
        for item in database.clauses(target.item) or (target.item,):
            yield from _in_item(database, target, item, name)
        return
    names, done = [name] if name else [], {name}
    while names:
        name = names.pop()
        for path in files(name):
            database.engine.check_cancelled()
            for item in _items_with(database, target, path, name):
                for found in _in_item(database, target, item, name):
                    yield found
                    alias = _alias(found.place)
                    if alias and alias not in done:
                        done.add(alias)
                        names.append(alias)


def _items_with(database: CompilerDatabase, target: Target, path: str, name: str) -> Iterator[ItemId]:
    """The items of a file, and the examples in its comments, that can mention a target by a name.

    Who mentions a parameter names its function, too.
    """
    functions = _names_of_function(database, target, path) if isinstance(target, Parameter) else None
    items = items_of(database, path) if name in database.words.of_file(path) else ()
    for item in (*items, *examples_of(database, path)):
        words = database.words.of_item(item)
        if name in words and (functions is None or not functions.isdisjoint(words)):
            yield item


def _names_of_function(database: CompilerDatabase, target: Parameter, path: str) -> set[str]:
    """The names that the function of a parameter can have in a file: its own, and what imports call something."""
    own = target.function.name
    imported = (name for _, header in database.type_scope(path).imports for name in header.names)
    return {own, *(name.alias for name in imported if name.alias != name.name)}


def declaring_file(target: Target) -> str | None:
    """The file that declares something, or that is meant; none for what the language provides."""
    match target:
        case Primitive():
            return None
        case Module(path):
            return path
        case _:
            return target.item.path


def known_files(database: CompilerDatabase, asked_in: str) -> tuple[str, ...]:
    """The program's files; those of the library as well where it is the library that is being read."""
    return tuple(path for path in database.workspace.texts if is_library(asked_in) or not is_library(path))


def target_at(database: CompilerDatabase, path: str, offset: int) -> tuple[Target, Occurrence] | None:
    """What the name at an offset stands for, and the name itself; at the end of a name, that name."""
    item = code_at(database, path, offset)
    if item is None:
        return None
    relative = offset - database.workspace.origins.offset(item)
    tokens = database.item_syntax(item).tree.tokens
    for index in range(bisect_left(tokens.starts, relative) - 1, bisect_right(tokens.starts, relative))[::-1]:
        if index >= 0 and tokens.texts[index].isidentifier() and relative <= tokens.span(index).end:
            word, place = place_of_token(database, item, index)
            found = meanings_at(database, place)
            return (found[0], _occurrence(path, word, place, found[0])) if found else None
    return None


def _in_item(database: CompilerDatabase, target: Target, item: ItemId, name: str) -> Iterator[Occurrence]:
    if name not in database.words.of_item(item):
        return
    database.engine.check_cancelled()
    for word, place in _places(database, item, name):
        if target in meanings_at(database, place):
            yield _occurrence(item.path, word, place, target)


def places_of_word(database: CompilerDatabase, item: ItemId, word: str) -> Iterator[Place]:
    """Where a word stands in an item, whatever it means there."""
    if word in database.words.of_item(item):
        for _, place in _places(database, item, word):
            yield place


def _places(database: CompilerDatabase, item: ItemId, word: str) -> Iterator[tuple[Span, Place]]:
    for index, text in enumerate(database.item_syntax(item).tree.tokens.texts):
        if text == word:
            yield place_of_token(database, item, index)


def places_of_names(database: CompilerDatabase, item: ItemId) -> Iterator[tuple[Span, Place]]:
    """All names in an item, by their ranges in the item's text; one walk through the tree finds them all."""
    parsed = database.item_syntax(item)
    tokens = parsed.tree.tokens
    nodes: tuple[ast.Syntax, ...] = (parsed.item,)
    for index, kind in enumerate(tokens.kinds):
        if kind == NAME:
            position = parsed.members.position(tokens.starts[index])
            around = _still_around(nodes, position)
            nodes = (*around[:-1], *descend(around[-1], position))
            yield tokens.span(index), Place(item, position, nodes, is_on_token=True)


def _still_around(nodes: tuple[ast.Syntax, ...], position: int) -> tuple[ast.Syntax, ...]:
    """The outer ones of some nodes that a position is in; the outermost one in any case."""
    for depth, node in enumerate(nodes):
        if depth and not node.span.start <= position < node.span.end:
            return nodes[:depth]
    return nodes


def place_of_token(database: CompilerDatabase, item: ItemId, token: int) -> tuple[Span, Place]:
    """The absolute range of a token, and its place."""
    span = database.item_syntax(item).tree.tokens.span(token)
    offset = database.workspace.origins.offset(item)
    return Span(offset + span.start, offset + span.end), _place(database, item, span.start)


def _place(database: CompilerDatabase, item: ItemId, start: int) -> Place:
    """The place where a token of an item begins."""
    parsed = database.item_syntax(item)
    position = parsed.members.position(start)
    return Place(item, position, descend(parsed.item, position), is_on_token=True)


def _occurrence(path: str, word: Span, place: Place, target: Target) -> Occurrence:
    is_declaration = declares(place, target)
    return Occurrence(path, word, place, _access(place, target, is_declaration), is_declaration)


def _alias(place: Place) -> str:
    """The other name that an import gives to the name at a place."""
    match place.parent:
        case ast.ImportedName(name=ast.Name() as name, alias=ast.Name(text=alias)) if place.node is name:
            return alias if alias != name.text else ""
        case _:
            return ""


def _of_module(database: CompilerDatabase, module: Module, path: str) -> Iterator[Occurrence]:
    """The imports of a module, and its name where an import gives it one."""
    names: set[str] = set()
    for item, header in database.type_scope(path).imports:
        if database.import_target(path, header) != module.path:
            continue
        origin = database.workspace.origins[item]
        syntax = database.item_syntax(item).item
        if isinstance(syntax, (ast.ImportItem, ast.NamespaceImportItem, ast.ExtensionImportItem)):
            span = syntax.path.span
            place = Place(item, span.start, (syntax, syntax.path), is_on_token=True)
            yield Occurrence(path, origin.absolute(span), place, Access.TEXT, is_declaration=False)
        if header.namespace:
            names.add(header.namespace)
    for name in sorted(names):
        for item in items_of(database, path):
            yield from _in_item(database, module, item, name)


def declares(place: Place, target: Target) -> bool:
    """Whether the name at a place is where its target is declared."""
    node, parent = place.node, place.parent
    match parent:
        case ast.TestItem(targets=others) | ast.CapsetItem(capabilities=others) if node in others:
            return False
        case ast.NamespaceImportItem(path=path):
            return node is not path
        case ast.FunctionItem() | ast.TestItem() | ast.ConstantItem() | ast.CapsetItem():
            return isinstance(node, (ast.Name, ast.TypeParameter))
        case ast.StructItem() | ast.SumItem() | ast.NewtypeItem() | ast.TraitItem():
            return isinstance(node, (ast.Name, ast.TypeParameter))
        case ast.AssociatedType() | ast.AssociatedConst() | ast.VariantSyntax() | ast.FieldSyntax() | ast.Parameter():
            return isinstance(node, ast.Name)
        case ast.LambdaParameter() | ast.AtPattern():
            return isinstance(node, ast.Name)
        case ast.LabelledBlock() | ast.While() | ast.Loop() | ast.For() if isinstance(target, LabelName):
            return True
        case ast.PatternField() if isinstance(target, Local):
            return True
        case _:
            is_self = isinstance(node, ast.Method)
            is_head = isinstance(parent, ast.Method) and isinstance(node, (ast.Name, ast.TypeParameter))
            is_bound = isinstance(node, ast.NamePattern) and isinstance(target, (Local, Parameter))
            return is_self or is_head or is_bound or isinstance(node, ast.TypeParameter)


def _access(place: Place, target: Target, is_declaration: bool) -> Access:
    is_constant = isinstance(target, Declared) and target.item.kind is ItemKind.CONSTANT
    if not is_constant and not isinstance(target, (Local, Parameter, Field)):
        return Access.TEXT
    if is_declaration or (isinstance(place.parent, ast.FieldInit) and isinstance(target, Field)):
        return Access.WRITE
    if isinstance(target, Parameter) and isinstance(place.parent, ast.Argument) and place.node is place.parent.name:
        return Access.WRITE
    return Access.WRITE if _is_assigned(place) else Access.READ


def _is_assigned(place: Place) -> bool:
    """Whether the name is what an assignment changes, or a part of it: not an index on the way there."""
    for number, node in enumerate(place.nodes):
        if isinstance(node, ast.Assign) and node.target in place.nodes:
            inner = place.nodes[number + 1 :]
            return all(not isinstance(outer, ast.Index) or below is outer.base for outer, below in pairwise(inner))
    return False
