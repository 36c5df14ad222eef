"""Whether the values of a type have a finite size (language reference, part 2, 4.4).

A struct, newtype or tuple holds its parts in itself; a list, map, function or payload of a sum may lead back.
"""

from collections.abc import Iterator
from typing import Final

from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import StructDefinition
from ori_compiler.types.pool import Idx, Tag
from ori_compiler.types.rules.parts import parts_of
from ori_compiler.types.rules.report import Report

_LIMIT: Final = 1000
"""Generic types may unfold without end; one that does contains itself soon."""


def check_finite(report: Report, syntax: ast.StructItem | ast.NewtypeItem) -> None:
    """Reports a type that contains itself; of several on one circle, only the first in order."""
    for part in parts_of(report, syntax):
        circle = _circle(report, report.item, part.type)
        if circle and not any(item < report.item and _contains_itself(report, item) for item in circle):
            what = "newtype" if isinstance(syntax, ast.NewtypeItem) else "struct"
            message = f"the {what} `{report.item.name}` contains itself"
            help_ = "break the circle with a sum type, whose payload may refer back, or with a list"
            others = (other for other in dict.fromkeys(circle) if other != report.item)
            through = tuple(report.declared(other, "through this one") for other in others)
            report.problem("E2008", message, part.span, "has no finite size", through, help_)
            return


def _contains_itself(report: Report, item: ItemId) -> bool:
    """Whether a type on a circle is itself endless, and not only applied to such a type."""
    own = report.environment.declared_type(item, report.environment.generics(item).types)
    definition = report.environment.definition(own)
    return isinstance(definition, StructDefinition) and any(
        _circle(report, item, field.type) for field in definition.fields
    )


def _circle(report: Report, start: ItemId, first: Idx) -> list[ItemId]:
    """The declared types on the way from a part of `start` back to it; empty if there is none."""
    previous: dict[Idx, Idx | None] = {first: None}
    work = [first]
    while work and len(previous) < _LIMIT:
        current = work.pop()
        if report.pool.is_nominal(current) and report.pool.declaration(current) == start:
            return list(_nominal_on_the_way(report, previous, current))
        definition = report.environment.definition(current)
        if report.pool.tag(current) is Tag.MAP or not isinstance(definition, StructDefinition):
            continue
        for field in definition.fields:
            if field.type not in previous:
                previous[field.type] = current
                work.append(field.type)
    return []


def _nominal_on_the_way(report: Report, previous: dict[Idx, Idx | None], last: Idx) -> Iterator[ItemId]:
    current: Idx | None = last
    while current is not None:
        if report.pool.is_nominal(current):
            yield report.pool.declaration(current)
        current = previous[current]
