"""The documentation of what a name stands for."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.members import callable_syntax
from ori_compiler.ide.declaration import declaring_syntax
from ori_compiler.ide.documentation import Documentation, documentation_above
from ori_compiler.ide.implementations import implemented
from ori_compiler.ide.target import Declared, Field, Local, Member, Parameter, Target, Variant
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.types.functions import MemberId


def documentation_of(database: CompilerDatabase, target: Target) -> Documentation | None:
    """The comment above the declaration; for a part of one, what the whole's comment says about it.

    A method of an implementation that has no comment of its own is documented by that of the trait.
    """
    match target:
        case Declared(item):
            return documentation_above(database, ItemSpan(item, Span(0, 0)))
        case Member(member):
            return _of_member(database, member)
        case Parameter(function, index):
            parameters = database.signature(function).parameters
            return _text_about(database, function, parameters[index].name) if index < len(parameters) else None
        case Variant() | Field():
            return _of_part(database, target)
        case Local(function, span):
            return _of_local(database, function, span)
        case _:
            return None


def _of_member(database: CompilerDatabase, member: MemberId) -> Documentation | None:
    syntax = declaring_syntax(database, Member(member))
    found = documentation_above(database, ItemSpan(member.item, syntax.span)) if syntax is not None else None
    trait = implemented(database, member) if found is None else None
    return _of_member(database, trait) if trait is not None else found


def _of_part(database: CompilerDatabase, part: Variant | Field) -> Documentation | None:
    syntax = declaring_syntax(database, part)
    if syntax is None or syntax.name is None:
        return None
    own = documentation_above(database, ItemSpan(part.item, syntax.span)) if syntax.span.start else None
    return own or _text_about(database, part.item, syntax.name.text)


def _of_local(database: CompilerDatabase, function: ItemId | MemberId, binding: Span) -> Documentation | None:
    """The text about a parameter where it is used inside the body."""
    syntax = callable_syntax(database, function)
    for parameter in syntax.parameters if syntax is not None else ():
        if parameter.name.span == binding:
            return _text_about(database, function, parameter.name.text)
    return None


def _text_about(database: CompilerDatabase, whole: ItemId | MemberId, name: str) -> Documentation | None:
    """What the comment of a function or type says about a parameter or field."""
    comment = documentation_of(database, Member(whole) if isinstance(whole, MemberId) else Declared(whole))
    text = comment.of_parameter(name) if comment is not None else ""
    return Documentation(text) if text else None
