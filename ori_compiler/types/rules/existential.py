"""Whether a body keeps what its hidden result type promises (language reference, part 2, section 10)."""

from ori_compiler.source.span import Span
from ori_compiler.types.definitions import Bound, Equality, Signature
from ori_compiler.types.pool import ERROR, NEVER, Idx, Tag
from ori_compiler.types.rules.report import Report
from ori_compiler.types.selection import Selector
from ori_compiler.types.substitution import parts_of, substitute


def check_hidden_result(report: Report, signature: Signature, concrete: Idx, at: Span) -> None:
    """Reports a promise that the type which the body gives does not keep; `at` is the written result."""
    pool, hidden = report.pool, signature.result
    if concrete in (ERROR, NEVER) or pool.has_errors(concrete):
        return
    name, shown = signature.function.name, pool.name(concrete)
    if hidden in parts_of(pool, concrete):
        message = f"the result of `@{name}` is made of the result of `@{name}` itself"
        report.problem("E0811", message, at, "hidden from itself", (), "write the result type out")
        return
    selector = Selector(report.environment, signature.predicates)
    known = {hidden: concrete}
    for predicate in signature.predicates:
        match predicate:
            case Bound(type=type_, bound=bound) if type_ == hidden:
                wanted = selector.normalize(substitute(pool, bound, known))
                if not selector.implements(concrete, wanted):
                    promised = pool.name(wanted)
                    message = f"the result of `@{name}` is `{shown}`, which does not implement `{promised}`"
                    report.problem(
                        "E0812", message, at, f"promises `{promised}`", (), _help(report, concrete, promised)
                    )
                    return
            case Equality(projection=projection, type=type_) if pool.arguments(projection)[0] == hidden:
                found = selector.normalize(substitute(pool, projection, known))
                wanted = selector.normalize(substitute(pool, type_, known))
                if found != wanted and not pool.has_errors(found) and not pool.has_errors(wanted):
                    item = pool.operator(projection)
                    message = f"the result of `@{name}` is `{shown}`, whose `{item}` is `{pool.name(found)}`"
                    report.problem("E0812", message, at, f"promises `{item} == {pool.name(wanted)}`")
                    return
            case _:
                pass


def _help(report: Report, concrete: Idx, promised: str) -> str:
    shown = report.pool.name(concrete)
    if report.pool.tag(concrete) in (Tag.STRUCT, Tag.SUM):
        return f"write `impl {shown}: {promised} {{ … }}`, or give another value"
    return "give a value whose type implements it"
