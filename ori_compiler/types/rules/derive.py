"""Whether a type can have the traits that it derives (language reference, part 2, section 11)."""

from collections.abc import Iterator
from typing import Final

import msgspec

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.scope import BrokenEntity, TraitEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Bound
from ori_compiler.types.errors import UnknownName
from ori_compiler.types.pool import Idx
from ori_compiler.types.rules.parts import Part, parts_of
from ori_compiler.types.rules.report import Report
from ori_compiler.types.rules.values import check_value
from ori_compiler.types.selection import ImplSelection, Selector

DERIVABLE: Final = ("Eq", "Comparable", "Hashable", "Clone", "Default", "Debug", "Printable")
"""The traits whose implementation the compiler can write."""


class _Derive(msgspec.Struct, frozen=True):
    """One trait that a type derives, and where it is written; the attribute is the older spelling."""

    name: str
    span: Span
    is_attribute: bool


def check_derives(report: Report, syntax: ast.TypeItem) -> None:
    """Reports traits that cannot be derived, and parts that lack a derived trait."""
    told: set[Span] = set()
    for derive in _written(syntax.head):
        trait = _derived_trait(report, derive)
        if trait is None:
            continue
        if derive.name == "Value":
            check_value(report, syntax, trait, derive.span)
        else:
            _check_derive(report, syntax, derive, trait, told)


def _written(head: ast.TypeHead) -> Iterator[_Derive]:
    for type_ in head.derives:
        if isinstance(type_, ast.NamedType):
            yield _Derive(type_.name, type_.span, False)
    for attribute in head.attributes:
        if attribute.name == "derive":
            for name, argument in zip(attribute.arguments, attribute.values, strict=False):
                yield _Derive(name, argument.span, True)


def _derived_trait(report: Report, derive: _Derive) -> ItemId | None:
    """The trait that is meant, if it can be derived."""
    name, entity = derive.name, report.environment.lookup_type(derive.name)
    if isinstance(entity, BrokenEntity):
        return None
    if not isinstance(entity, TraitEntity):
        if entity is not None:
            report.problem("E2002", f"`{name}` is a type, not a trait", derive.span, "expected a trait")
            return None
        error = UnknownName("trait", name, report.at(derive.span), "E2002", closest(name, DERIVABLE))
        report.errors.emit(error)
        return None
    is_known = entity.item == _prelude_trait(report, name)
    if is_known and (name in DERIVABLE or (name == "Value" and not derive.is_attribute)):
        return entity.item
    help_ = f"write `impl {report.item.name}: {name} {{ … }}`; {', '.join(DERIVABLE)} can be derived"
    if is_known and name == "Value":
        help_ = f"write it behind the name: `type {report.item.name}: Value, Eq = …`"
    elif is_known and name == "Sendable":
        help_ = "leave it out: a type is `Sendable` by itself if all its parts are"
    place = (report.declared(entity.item, "this trait"),) if not is_known else ()
    report.problem("E2033", f"`{name}` cannot be derived", derive.span, "not derivable", place, help_)
    return None


def _prelude_trait(report: Report, name: str) -> ItemId | None:
    try:
        return report.environment.prelude_type(name)
    except LookupError:
        return None


def _check_derive(report: Report, syntax: ast.TypeItem, derive: _Derive, trait: ItemId, told: set[Span]) -> None:
    """`told` are the parts of which it was said already that they lack a trait."""
    name = derive.name
    if name == "Default" and isinstance(syntax, ast.SumItem):
        message = f"`Default` cannot be derived for the sum `{report.item.name}`"
        help_ = f"say which variant it is: `impl {report.item.name}: Default {{ @default () -> Self = … }}`"
        report.problem("E2028", message, derive.span, "which variant would it be?", (), help_)
        return
    if name in ("Hashable", "Comparable") and not _has_equality(report):
        code = "E2029" if name == "Hashable" else "E2009"
        message = f"`{report.item.name}` derives `{name}`, but has no `Eq`"
        why = "equal values need equal hashes" if name == "Hashable" else "an order has to agree with equality"
        at = report.at(Span(derive.span.start, derive.span.start))
        fix = Suggestion("derive `Eq`, too", (Edit(at, "Eq, "),))
        report.problem(code, message, derive.span, why, (), "derive or implement `Eq`, too", fix)
        return
    if name == "Hashable" and (written := _written_equality(report)) is not None:
        message = f"`{report.item.name}` derives `Hashable`, but says itself which values are equal"
        place = (report.declared(written, "equality by hand"),)
        help_ = "implement `Hashable` by hand, too, so that equal values have equal hashes"
        report.problem("E2030", message, derive.span, "hashes all parts", place, help_)
        return
    for part in parts_of(report, syntax):
        if part.span not in told and not has_trait(report, part.type, trait):
            told.add(part.span)
            report_part(report, part, name, Label(report.at(derive.span), "derived here"))


def _has_equality(report: Report) -> bool:
    equality = report.environment.prelude_type("Eq")
    return has_trait(report, _own_type(report), equality)


def _written_equality(report: Report) -> ItemId | None:
    """The implementation by which the type's values are compared, if the compiler does not write it."""
    bound = report.pool.bound(report.environment.prelude_type("Eq"))
    selection = Selector(report.environment).select(_own_type(report), bound)
    is_own = isinstance(selection, ImplSelection) and selection.impl.path == report.item.path
    return selection.impl if isinstance(selection, ImplSelection) and is_own else None


def _own_type(report: Report) -> Idx:
    return report.environment.declared_type(report.item, report.environment.generics(report.item).types)


def has_trait(report: Report, type_: Idx, trait: ItemId) -> bool:
    """Whether a part has a trait, if the type's parameters have it."""
    generics = report.environment.generics(report.item)
    bound = report.pool.bound(trait)
    assumed = (Bound(parameter, bound) for parameter in generics.types)
    return Selector(report.environment, (*generics.predicates, *assumed)).implements(type_, bound)


def report_part(report: Report, part: Part, trait: str, derived: Label) -> None:
    """Reports a part that lacks a trait which the whole derives."""
    shown = report.pool.name(part.type)
    message = f"`{trait}` cannot be derived for `{report.item.name}`: {part.name} is `{shown}`, which lacks it"
    help_ = f"leave `{trait}` out, or implement it by hand"
    if trait == "Value":
        message = f"`{report.item.name}` cannot be a `Value`: {part.name} is `{shown}`, which is none"
        help_ = "leave `Value` out: only plain bits, and what is made of them, are a `Value`"
    elif report.pool.is_nominal(part.type) and trait in DERIVABLE:
        help_ = f"derive it for `{shown}`, too"
    report.problem("E2032", message, part.span, f"does not implement `{trait}`", (derived,), help_)
