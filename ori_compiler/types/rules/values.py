"""Types whose values are plain bits, and traits that only the compiler implements (language reference, part 2, 20).

The size of a value follows natural alignment, as the reference lays down; it says nothing of how a backend stores it.
"""

from typing import Final

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import StructDefinition, SumDefinition
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, NEVER, VOID, Idx
from ori_compiler.types.rules.parts import parts_of
from ori_compiler.types.rules.report import Report
from ori_compiler.types.selection import Selector

_GREATEST: Final = 512
_LARGE: Final = 256

_SIZES: Final = {INT: 8, FLOAT: 8, CHAR: 4, BOOL: 1, BYTE: 1, VOID: 0, NEVER: 0}


def check_value(report: Report, syntax: ast.TypeItem, trait: ItemId, at: Span) -> None:
    """Reports why a type that is declared as a `Value` cannot be one."""
    from ori_compiler.types.rules.derive import has_trait, report_part

    own = report.environment.declared_type(report.item, report.environment.generics(report.item).types)
    derived = Label(report.at(at), "declared as `Value` here")
    if _is_recursive(report, own):
        message = f"the `Value` type `{report.item.name}` contains itself"
        report.problem("E2008", message, at, "its values have no fixed size", (), "leave `Value` out")
        return
    lacking = [part for part in parts_of(report, syntax) if not has_trait(report, part.type, trait)]
    for part in lacking:
        report_part(report, part, "Value", derived)
    equality = report.environment.prelude_type("Eq")
    if not lacking and not has_trait(report, own, equality):
        message = f"the `Value` type `{report.item.name}` has no `Eq`"
        report.problem("E2009", message, at, "needs `Eq`", (), f"write `type {report.item.name}: Value, Eq = …`")
    has_size = not any(_is_recursive(report, part) for part in _parts_below(report, own))
    if not lacking and has_size and not report.pool.has_parameters(own):
        _check_size(report, own, at)


def _check_size(report: Report, own: Idx, at: Span) -> None:
    size, _ = _layout(report, own)
    name = report.item.name
    if size > _GREATEST:
        message = f"a `Value` has at most {_GREATEST} bytes, but `{name}` has {size}"
        report.problem("E2071", message, at, "", (), "leave `Value` out: the parts are shared then, not copied")
    elif size > _LARGE:
        message = f"the `Value` type `{name}` has {size} bytes, which every copy moves"
        report.warning("W2040", message, at, f"more than {_LARGE} bytes", (), "leave `Value` out if it is copied often")


def _is_recursive(report: Report, own: Idx) -> bool:
    return own in _parts_below(report, own)


def _parts_below(report: Report, own: Idx) -> set[Idx]:
    """The types of all parts, and of their parts."""
    parts = Selector(report.environment).parts
    found: set[Idx] = set()
    work = parts(own)
    while work:
        type_ = work.pop()
        if type_ not in found:
            found.add(type_)
            work += parts(type_)
    return found


def _layout(report: Report, type_: Idx) -> tuple[int, int]:
    """Size and alignment."""
    primitive = _SIZES.get(type_)
    if primitive is not None:
        return primitive, max(primitive, 1)
    match report.environment.definition(type_):
        case StructDefinition(fields=fields):
            return _sequence(report, [field.type for field in fields])
        case SumDefinition(variants=variants):
            payloads = [_sequence(report, [field.type for field in variant.fields]) for variant in variants]
            align = max((alignment for _, alignment in payloads), default=1)
            return _rounded(align + max((size for size, _ in payloads), default=0), align), align
        case None:
            return 8, 8


def _sequence(report: Report, types: list[Idx]) -> tuple[int, int]:
    offset, align = 0, 1
    for type_ in types:
        size, alignment = _layout(report, type_)
        offset = _rounded(offset, alignment) + size
        align = max(align, alignment)
    return _rounded(offset, align), align


def _rounded(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment


def check_special_trait(report: Report, syntax: ast.ImplItem) -> bool:
    """Reports implementations that only the compiler may write, and a `Drop` for plain bits. Whether all is right."""
    definition = report.environment.impl(report.item)
    if definition is None or definition.trait is None or syntax.trait is None:
        return True
    trait = report.pool.declaration(definition.trait)
    environment, at = report.environment, syntax.trait.span
    type_ = report.pool.name(definition.type)
    if trait in (environment.prelude_type("Value"), environment.prelude_type("Sendable")):
        message = f"`{trait.name}` cannot be implemented by hand"
        help_ = "leave it out: a type is `Sendable` by itself if all its parts are"
        if trait.name == "Value":
            help_ = f"declare it with the type: `type {type_}: Value, Eq = …`"
        report.problem("E2072", message, at, "only the compiler knows", (), help_)
        return False
    if trait == environment.prelude_type("Drop") and report.pool.is_nominal(definition.type):
        declaration = report.pool.declaration(definition.type)
        if environment.prelude_type("Value") in environment.derives(declaration):
            message = f"`{type_}` is a `Value`, so it cannot implement `Drop`"
            place = (report.declared(declaration, "declared as `Value`"),)
            help_ = "plain bits are copied without notice, so their end cannot be told: leave out one of the two"
            report.problem("E2049", message, at, "", place, help_)
            return False
    return True
