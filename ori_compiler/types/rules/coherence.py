"""At most one implementation for each question, in a place where it is found (language reference, part 2, 8.2, 8.3)."""

from collections.abc import Iterator

from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Bound, ImplDefinition
from ori_compiler.types.environment import head_of
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import Idx, Tag
from ori_compiler.types.rules.overlap import is_same, overlap
from ori_compiler.types.rules.report import Report
from ori_compiler.types.selection import specificity


def check_coherence(report: Report, syntax: ast.ImplItem) -> None:
    """Reports an implementation that is in the wrong place, or a second one."""
    definition = report.environment.impl(report.item)
    if definition is None or report.pool.has_errors(definition.type):
        return
    if definition.trait is not None:
        if not report.pool.has_errors(definition.trait):
            _check_trait_impl(report, syntax, definition, definition.trait)
    elif syntax.trait is None and _check_inherent_place(report, syntax, definition):
        _check_inherent_names(report, syntax, definition)


def _check_trait_impl(report: Report, syntax: ast.ImplItem, definition: ImplDefinition, bound: Idx) -> None:
    trait = report.pool.declaration(bound)
    at = syntax.trait.span if syntax.trait is not None else syntax.span
    type_, shown = report.pool.name(definition.type), report.pool.name(bound)
    if not _is_at_home(report, definition, bound):
        message = f"neither `{shown}` nor `{type_}` is declared in this module"
        places = (report.declared(trait, "the trait is declared here"),)
        help_ = "implement it where one of them is declared, or for a newtype of your own"
        report.problem("E2010", message, syntax.type.span, "an implementation out of place", places, help_)
        return
    if report.pool.is_nominal(definition.type) and trait in report.environment.derives(
        report.pool.declaration(definition.type)
    ):
        place = (report.declared(report.pool.declaration(definition.type), f"derives `{trait.name}`"),)
        message = f"`{type_}` derives `{shown}`, and implements it by hand"
        help_ = "take one of them away"
        report.problem("E2010", message, at, "the second implementation", place, help_)
        return
    for other in _earlier(report, trait, definition):
        if is_same(report.pool, definition, other):
            place = (report.declared(other.impl, "the first implementation"),)
            message = f"`{shown}` is implemented twice for `{type_}`"
            report.problem("E2010", message, at, "the second implementation", place, "take one of them away")
            return
        if specificity(report.pool, definition) == specificity(report.pool, other) and overlap(
            report.pool, definition, other
        ):
            place = (report.declared(other.impl, f"for `{report.pool.name(other.type)}`"),)
            message = f"two implementations of `{shown}` apply to the same types, and none is more specific"
            help_ = "a concrete type counts before a bounded parameter, and that before one without bounds"
            report.problem("E2021", message, at, f"for `{type_}`", place, help_)
            return


def _is_at_home(report: Report, definition: ImplDefinition, bound: Idx) -> bool:
    """Whether the module declares the trait, the type, or a type among the trait's arguments.

    The arguments count as for `Into`: an implementation such as `impl int: Mul<Money>` belongs to `Money`.
    """
    pool, path = report.pool, report.item.path
    if pool.declaration(bound).path == path:
        return True
    if pool.tag(definition.type) is Tag.PARAMETER:
        return any(isinstance(p, Bound) and p.type == definition.type for p in definition.generics.predicates)
    if pool.tag(definition.type) is Tag.OBJECT:
        return any(pool.declaration(part).path == path for part in pool.arguments(definition.type))
    types = (definition.type, *pool.arguments(bound))
    return any(pool.is_nominal(type_) and pool.declaration(type_).path == path for type_ in types)


def _earlier(report: Report, trait: ItemId, definition: ImplDefinition) -> Iterator[ImplDefinition]:
    """The implementations of the trait for such types that come before this one."""
    for impl in report.environment.trait_impls(trait, head_of(report.pool, definition.type)):
        if impl == definition.impl:
            return
        other = report.environment.impl(impl)
        if other is not None and other.trait is not None and not report.pool.has_errors(other.type):
            yield other


def _check_inherent_place(report: Report, syntax: ast.ImplItem, definition: ImplDefinition) -> bool:
    pool, at = report.pool, syntax.type.span
    type_ = pool.name(definition.type)
    if pool.tag(definition.type) in (Tag.PARAMETER, Tag.PROJECTION):
        message = f"methods for every type `{type_}` need a trait"
        help_ = "declare a trait with these methods as defaults, or an `extend` of a trait"
        report.problem("E2010", message, at, "any type at all", (), help_)
        return False
    is_own = pool.is_nominal(definition.type) and pool.declaration(definition.type).path == report.item.path
    if not is_own:
        message = f"`{type_}` is not declared in this module, so it cannot be given methods here"
        help_ = f"write `extend {type_} {{ … }}`, or make a newtype of it"
        report.problem("E2010", message, at, "declared elsewhere", (), help_)
    return is_own


def _check_inherent_names(report: Report, syntax: ast.ImplItem, definition: ImplDefinition) -> None:
    """A method has one definition for each type, however many blocks there are."""
    head = head_of(report.pool, definition.type)
    others = report.environment.inherent_impls(head) if head is not None else ()
    told: set[str] = set()
    for impl in others:
        if impl == definition.impl:
            return
        other = report.environment.impl(impl)
        if other is None or not overlap(report.pool, definition, other):
            continue
        for member in syntax.members:
            name = ast.member_name(member)
            if name in other.methods and name not in told:
                told.add(name)
                first = (report.member(MemberId(impl, name), "first declared here"),)
                what = "constants" if isinstance(member, ast.AssociatedConst) else "methods"
                message = f"`{report.pool.name(definition.type)}` has two {what} `{name}`"
                report.problem("E2006", message, member.name.span, "declared again here", first, "rename one of them")
