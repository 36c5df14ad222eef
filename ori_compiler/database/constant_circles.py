"""Constants that need themselves to be computed (language reference, part 2, 22)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ori_compiler.database.members import is_constant
from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.functions import Instance, MemberId, item_of
from ori_compiler.types.typed_body import ConstantReference, FunctionReference, TraitMethodReference

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

_Body = ItemId | MemberId


def check_constant_circle(database: "CompilerDatabase", constant: _Body, errors: PhaseErrors) -> None:
    """A constant whose value needs the constant itself, through others or through functions. Reported once."""
    environment = database.environment(item_of(constant).path)
    previous: dict[_Body, _Body] = {}
    work = [constant]
    while work:
        current = work.pop()
        for mentioned in _mentioned(database, current):
            if mentioned == constant:
                circle = [current]
                while circle[-1] != constant:
                    circle.append(previous[circle[-1]])
                if constant == min((body for body in circle if is_constant(database, body)), key=_order):
                    places = [environment.member_span(other) for other in circle[-2::-1]]
                    through = tuple(Label(place, "through this one") for place in places)
                    message = f"the constant `${constant.name.removeprefix('$')}` depends on itself"
                    help_ = "give one of them a value that does not need the others"
                    at = environment.member_span(constant)
                    errors.emit(TypeProblem("E2058", message, at, "", through, help_))
                return
            if mentioned not in previous:
                previous[mentioned] = current
                work.append(mentioned)


def _order(body: _Body) -> tuple[ItemId, str]:
    return item_of(body), body.name


def _mentioned(database: "CompilerDatabase", body: _Body) -> list[_Body]:
    """The functions and constants that a body mentions."""
    return [found for found in dict.fromkeys(_all_mentioned(database, body)) if not is_prelude(item_of(found).path)]


def _all_mentioned(database: "CompilerDatabase", body: _Body) -> Iterator[_Body]:
    for reference in database.typed_body(body).references.values():
        match reference:
            case FunctionReference(function=function):
                yield function
            case ConstantReference(item=item):
                yield item
            case TraitMethodReference(trait=trait, name=name, arguments=arguments):
                if any(database.pool.has_parameters(argument) for argument in arguments):
                    continue
                found = database.dispatch.implementation(trait, name, arguments)
                base = found.base if isinstance(found, Instance) else found
                if isinstance(base, (ItemId, MemberId)):
                    yield base
            case _:
                pass
