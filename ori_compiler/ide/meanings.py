"""Everything that a name means where it means several things, and what counts as the same thing.

In: a place. Out: targets in the one form that all mentions of a thing share. `event` in a struct literal is a local and
a field, `event:` in a call a local and a parameter; a parameter is also a local of its function; a method that
implements one of the program's traits is that method.
"""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.members import callable_syntax
from ori_compiler.ide.bodies import body_at
from ori_compiler.ide.declaration import declaring_syntax
from ori_compiler.ide.implementations import implemented
from ori_compiler.ide.mention import (
    argument_meaning,
    literal_field_meaning,
    mention_at,
    naming_clause,
    pattern_field_meaning,
)
from ori_compiler.ide.position import Place
from ori_compiler.ide.target import Declared, Local, Member, Parameter, Primitive, Target
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId


def meanings_at(database: CompilerDatabase, place: Place) -> tuple[Target, ...]:
    """All that the name at a place stands for, what the writer thinks of first; empty if nobody knows."""
    mention = mention_at(database, place)
    found = [mention.target] if mention is not None else []
    if is_shorthand(place) and isinstance(place.node, ast.Name):
        name = place.node.text
        match place.parent:
            case ast.Argument():
                other = argument_meaning(database, place, name)
            case ast.FieldInit():
                other = literal_field_meaning(database, place, name)
            case _:
                other = pattern_field_meaning(database, place, name)
                found += _binding(database, place)
        found += [other[0]] if other is not None else []
    return tuple(dict.fromkeys(same(database, target) for target in found))


def is_shorthand(place: Place) -> bool:
    """Whether one name stands for two: `name` in a struct literal or pattern, `name:` in a call or pattern."""
    match place.parent:
        case (
            ast.Argument(name=ast.Name(span=name), value=second) | ast.FieldInit(name=ast.Name(span=name), value=second)
        ):
            return second.span == name
        case ast.PatternField(name=ast.Name(span=name), pattern=second):
            return second.span == name
        case _:
            return False


def _binding(database: CompilerDatabase, place: Place) -> list[Target]:
    body = body_at(database, place)
    return [Local(body.function, place.node.span)] if body is not None and place.node.span in body.bindings else []


def same(database: CompilerDatabase, target: Target) -> Target:
    """The form of a target that all mentions of the same thing share."""
    match target:
        case Declared(item):
            return Declared(_first_clause(database, item))
        case Local(function, binding):
            parameters = _parameters(database, function)
            found = (i for i, parameter in enumerate(parameters) if parameter.name.span == binding)
            index = next(found, None)
            return same(database, Parameter(function, index)) if index is not None else target
        case Parameter():
            return _same_parameter(database, target)
        case Member(member):
            return Member(family_head(database, member))
        case Primitive(type_):
            return Primitive(type_, is_conversion=False)
        case _:
            return target


def family_head(database: CompilerDatabase, member: MemberId) -> MemberId:
    """The method of the program's trait that a method implements, or the method itself."""
    head = implemented(database, member)
    return head if head is not None and not is_library(head.item.path) else member


def _first_clause(database: CompilerDatabase, item: ItemId) -> ItemId:
    clauses = database.clauses(item)
    return clauses[0] if clauses else item


def _parameters(database: CompilerDatabase, function: ItemId | MemberId) -> tuple[ast.Parameter, ...]:
    syntax = callable_syntax(database, function)
    return syntax.parameters if syntax is not None else ()


def _same_parameter(database: CompilerDatabase, target: Parameter) -> Parameter:
    """The parameter of the first clause, or of the trait's method, that has this name at this place."""
    syntax = declaring_syntax(database, target)
    name = syntax.name.text if syntax is not None and syntax.name is not None else ""
    if isinstance(target.function, ItemId):
        first = _first_clause(database, target.function)
        return Parameter(naming_clause(database, first, target.index, name), target.index) if name else target
    head = family_head(database, target.function)
    above = _parameters(database, head)[target.index : target.index + 1]
    return Parameter(head, target.index) if any(each.name.text == name for each in above) else target
