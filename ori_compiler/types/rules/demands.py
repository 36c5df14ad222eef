"""Whether the arguments of generic types meet what these demand (language reference, part 2, 4.5)."""

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.types.declarations import Declared
from ori_compiler.types.definitions import Bound, Condition, Equality
from ori_compiler.types.implication import is_implied
from ori_compiler.types.missing import broken_condition, missing_trait, unusable_key
from ori_compiler.types.pool import ERROR
from ori_compiler.types.resolution import Demand
from ori_compiler.types.rules.report import Report
from ori_compiler.types.selection import Selector


def check_demands(report: Report, declared: Declared) -> None:
    """Reports arguments that lack a trait, have another associated type, or break a condition."""
    if not declared.demands:
        return
    selector = Selector(report.environment, declared.predicates)
    told: set[tuple[int, int]] = set()
    for demand in declared.demands:
        place = demand.span.start, demand.span.end
        if place not in told and _is_broken(report, demand, selector, declared):
            told.add(place)


def _is_broken(report: Report, demand: Demand, selector: Selector, declared: Declared) -> bool:
    """Whether a demand is not met, which is reported then."""
    pool, at = report.pool, report.at(demand.span)
    because: tuple[Label, ...] = ()
    match demand.predicate:
        case Bound(type=type_, bound=bound):
            known = selector.normalize(type_)
            if pool.has_errors(known) or selector.implements(known, bound):
                return False
            if demand.declared is None:
                report.errors.emit(unusable_key(pool, known, at))
                return True
            because = (report.declared(demand.declared, "demanded here"),)
            report.errors.emit(missing_trait(pool, known, bound, at, because, selector.unsendable_part(known, bound)))
        case Equality(projection=projection, type=type_):
            expected, found = selector.normalize(type_), selector.normalize(projection)
            if expected == found or pool.has_errors(expected) or pool.has_errors(found):
                return False
            message = (
                f"`{pool.name(projection)}` has to be `{pool.name(expected)}` here, but it is `{pool.name(found)}`"
            )
            report.problem("E2001", message, demand.span, "", _declared(report, demand))
        case Condition(condition=written):
            condition = selector.normalize(written)
            if pool.value(condition) is True or is_implied(pool, condition, declared.predicates):
                return False
            if condition == ERROR:
                return False
            written = demand.written if demand.written is not None else condition
            because = _declared(report, demand)
            report.errors.emit(broken_condition(pool, written, demand.values, condition, at, because))
    return True


def _declared(report: Report, demand: Demand) -> tuple[Label, ...]:
    return (report.declared(demand.declared, "demanded here"),) if demand.declared is not None else ()
