"""The names that are known at a place."""

from collections.abc import Iterator

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.names import Lookup
from ori_compiler.ide.bodies import type_parameters_at
from ori_compiler.ide.position import Place
from ori_compiler.ide.target import Declared, Member, Primitive, Target
from ori_compiler.ide.type_names import entity_target, variable
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.capabilities import is_marker
from ori_compiler.types.functions import MemberId, is_constant_member
from ori_compiler.types.pool import PRIMITIVE_NAMES
from ori_compiler.types.typed_body import Binding, TypedBody


def locals_at(place: Place, body: TypedBody) -> dict[str, Binding]:
    """The locals that can be seen at a place, by their names; an inner one hides an outer one."""
    visible = [span for node in place.nodes for span in _bound_by(node, place)]
    found: dict[str, Binding] = {}
    for span, binding in sorted(body.bindings.items()):
        if binding.name and any(part.start <= span.start and span.end <= part.end for part in visible):
            found[binding.name] = binding
    return found


def _bound_by(node: ast.Syntax, place: Place) -> Iterator[Span]:
    """The parts of a construct around the place that bind names for it."""
    offset = place.offset
    match node:
        case ast.FunctionItem(parameters=parameters, body=body) if _is_in(body, offset):
            yield from (parameter.span for parameter in parameters)
        case ast.Method(parameters=parameters, body=body) if body is not None and _is_in(body, offset):
            yield Span(node.name.span.end, node.name.span.end)
            yield from (parameter.span for parameter in parameters)
        case ast.Block(statements=statements):
            for statement in statements:
                if isinstance(statement, (ast.Let, ast.LetElse)) and statement.span.end <= offset:
                    yield statement.pattern.span
        case ast.For(pattern=pattern) | ast.Arm(pattern=pattern) if pattern.span.end < offset:
            yield pattern.span
        case ast.ForMatch(pattern=pattern, body=body) if _is_in(body, offset):
            yield pattern.span
        case ast.Comprehension(clauses=clauses):
            yield from (clause.pattern.span for clause in clauses if clause.pattern.span.end < offset)
        case ast.Lambda(parameters=parameters):
            yield from (parameter.span for parameter in parameters)
        case _:
            pass


def _is_in(node: ast.Syntax, offset: int) -> bool:
    return node.span.start <= offset <= node.span.end


def values_in_scope(database: CompilerDatabase, path: str) -> Iterator[tuple[str, Target]]:
    """Functions, constants and variants that a module can name."""
    yield from _in_scope(database, path, is_type=False)


def types_in_scope(database: CompilerDatabase, place: Place) -> Iterator[tuple[str, Target]]:
    """Types and traits that can be named at a place."""
    for parameter in type_parameters_at(place):
        if not parameter.is_constant:
            yield parameter.name, variable(place.item, parameter)
    for name, type_ in PRIMITIVE_NAMES.items():
        yield name, Primitive(type_, is_conversion=False)
    if isinstance(place.nodes[0], (ast.TraitItem, ast.ImplItem, ast.ExtendItem)):
        yield "Self", Declared(place.item)
    yield from _in_scope(database, place.item.path, is_type=True)


def capabilities_in_scope(database: CompilerDatabase, path: str) -> Iterator[tuple[str, Declared]]:
    """Sets of capabilities, and the traits that can be one: of the library only those that are meant as such."""
    environment = database.environment(path)
    for name, target in _in_scope(database, path, is_type=True):
        match target:
            case Declared(item) if item.kind is ItemKind.CAPSET:
                yield name, target
            case Declared(item) if item.kind is ItemKind.TRAIT and not environment.generics(item).parameters:
                is_known = is_marker(item) or environment.standard_provider(item) is not None
                if is_known or not is_prelude(item.path):
                    yield name, target
            case _:
                pass


def operations_of(database: CompilerDatabase, trait: ItemId) -> Iterator[Member]:
    """What can be asked of whoever provides a capability."""
    definition = database.trait(trait)
    for method in definition.methods if definition is not None else ():
        if not is_constant_member(method.name) and not method.is_generic:
            yield Member(MemberId(trait, method.name))


def _in_scope(database: CompilerDatabase, path: str, *, is_type: bool) -> Iterator[tuple[str, Target]]:
    seen: set[str] = set()
    for name in database.environment(path).visible_names():
        if name in seen or (not is_prelude(path) and name.startswith("_")):
            continue
        seen.add(name)
        target = entity_target(database.lookup(Lookup(path, name, is_type)))
        if target is not None:
            yield name, target
