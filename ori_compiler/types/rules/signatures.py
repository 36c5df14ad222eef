"""Whether a method of an implementation has the signature that the trait gives it (language reference, part 2, 8.1)."""

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Bound, Condition, Equality, ImplDefinition, Signature, TraitDefinition
from ori_compiler.types.functions import MemberId
from ori_compiler.types.implication import is_implied
from ori_compiler.types.pool import Idx, Tag
from ori_compiler.types.rules.report import Report
from ori_compiler.types.selection import Selector
from ori_compiler.types.substitution import substitute


def check_signature(
    report: Report,
    syntax: ast.Method,
    definition: ImplDefinition,
    trait: TraitDefinition,
    substitution: dict[Idx, Idx],
) -> None:
    """Reports where a method differs from what its trait declares. Names of parameters may differ."""
    name = syntax.name.text
    asked = report.environment.signature(MemberId(trait.trait, name))
    given = report.environment.signature(MemberId(definition.impl, name))
    declared = report.member(asked.function, f"declared by `{trait.trait.name}`")
    if not _check_shape(report, syntax, asked, given, trait.trait.name, declared):
        return
    own = dict(zip((p.type for p in asked.generics), (p.type for p in given.generics), strict=True))
    comparison = _Comparison(report, asked, given, {**substitution, **own}, definition)
    for index, parameter in enumerate(syntax.parameters):
        expected, found = comparison.parameter(index)
        if not comparison.agree(expected, found):
            place = Label(report.environment.parameter_span(asked.function, index), "declared so by the trait")
            _report_type(report, f"the parameter `{parameter.name.text}`", expected, found, parameter.type.span, place)
    comparison.check_result(syntax.result.span, name, declared)
    comparison.check_demands(syntax.name.span, name, declared)


def _check_shape(
    report: Report, syntax: ast.Method, asked: Signature, given: Signature, trait: str, declared: Label
) -> bool:
    name, at = syntax.name.text, syntax.name.span
    if (asked.receiver is None) != (given.receiver is None):
        has, asks = (
            ("no `self`", "a method with `self`") if given.receiver is None else ("`self`", "a function without")
        )
        message = f"`{name}` has {has}, but `{trait}` asks for {asks}"
        report.problem("E2004", message, at, f"has {has}", (declared,), "write it as the trait declares it")
        return False
    if len(asked.generics) != len(given.generics):
        has = _count(len(given.generics), "type parameter")
        message = f"`{name}` has {has}, but `{trait}` gives it {len(asked.generics) or 'none'}"
        report.problem("E2004", message, at, "", (declared,))
        return False
    if len(asked.parameters) != len(given.parameters):
        takes = _count(len(given.parameters), "argument")
        message = f"`{name}` takes {takes}, but `{trait}` gives it {len(asked.parameters) or 'none'}"
        report.problem("E2004", message, at, "", (declared,), "callers of the trait's method pass what the trait says")
        return False
    for index, (theirs, mine) in enumerate(zip(asked.parameters, given.parameters, strict=True)):
        if theirs.is_variadic != mine.is_variadic:
            what, other = ("is variadic", "is not") if mine.is_variadic else ("is not variadic", "is")
            message = f"the parameter `{mine.name}` {what}, but that of `{trait}` {other}"
            report.problem("E2004", message, syntax.parameters[index].span, "", (declared,))
            return False
    return True


def check_capabilities(report: Report, syntax: ast.Method, definition: ImplDefinition, trait: TraitDefinition) -> None:
    """Who calls the trait's method has only what that one uses."""
    asked = report.environment.signature(MemberId(trait.trait, syntax.name.text))
    given = report.environment.signature(MemberId(definition.impl, syntax.name.text))
    beyond = [trait for trait in given.capabilities if trait not in asked.capabilities]
    if beyond and syntax.clauses.uses:
        name, more = syntax.name.text, beyond[0].name
        if trait.trait.name == "Drop" and is_prelude(trait.trait.path) and more == "Suspend":
            message = "`drop` may not suspend: nobody can wait while a value ends"
            help_ = "leave `uses Suspend` out, and do before the end of the value what has to wait"
            report.problem("E0980", message, syntax.clauses.uses[0].span, "", (), help_)
            return
        at = next((use.span for use in syntax.clauses.uses if use.name == more), syntax.clauses.uses[0].span)
        message = f"`{name}` uses `{more}`, which its trait does not"
        help_ = "callers of the trait's method need not have it: add it to the trait, or keep a provider in the value"
        declared = report.member(asked.function, f"declared by `{trait.trait.name}`")
        report.problem("E1200", message, at, "", (declared,), help_)


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _report_type(report: Report, what: str, expected: Idx, found: Idx, span: Span, place: Label) -> None:
    wanted, actual = report.pool.name(expected), report.pool.name(found)
    message = f"{what} has the type `{actual}`, but the trait says `{wanted}`"
    fix: Suggestion | None = None
    if not report.pool.has_parameters(expected):
        fix = Suggestion(f"write `{wanted}`", (Edit(report.at(span), wanted),))
    report.problem("E2001", message, span, f"expected `{wanted}`", (place,), "", fix)


class _Comparison:
    """Compares types of the trait's signature with those of the implementation's."""

    def __init__(
        self,
        report: Report,
        asked: Signature,
        given: Signature,
        substitution: dict[Idx, Idx],
        definition: ImplDefinition,
    ) -> None:
        self._report = report
        self._asked = asked
        self._given = given
        self._substitution = substitution
        self._outer = definition.generics.predicates
        self._selector = Selector(report.environment, given.predicates)

    def _expected(self, idx: Idx) -> Idx:
        return self._selector.normalize(substitute(self._report.pool, idx, self._substitution))

    def parameter(self, index: int) -> tuple[Idx, Idx]:
        """A parameter's type as the trait has it and as it is written."""
        found = self._selector.normalize(self._given.parameters[index].type)
        return self._expected(self._asked.parameters[index].type), found

    def agree(self, expected: Idx, found: Idx) -> bool:
        """Whether two types are equal; broken ones are equal to all."""
        pool = self._report.pool
        return expected == found or pool.has_errors(expected) or pool.has_errors(found)

    def check_result(self, span: Span, name: str, declared: Label) -> None:
        """The result is what the trait says; where the trait hides it, it has what the trait promises of it."""
        report, hidden = self._report, self._asked.result
        found = self._selector.normalize(self._given.result)
        if report.pool.tag(hidden) is not Tag.OPAQUE:
            expected = self._expected(hidden)
            if not self.agree(expected, found):
                _report_type(report, f"the result of `{name}`", expected, found, span, declared)
            return
        self._substitution = {**self._substitution, hidden: found}
        for predicate in self._asked.predicates:
            match predicate:
                case Bound(type=type_, bound=bound) if type_ == hidden:
                    wanted = self._expected(bound)
                    if not self._selector.implements(found, wanted):
                        shown = report.pool.name(wanted)
                        message = (
                            f"the result of `{name}` is `{report.pool.name(found)}`, which does not implement `{shown}`"
                        )
                        report.problem("E0812", message, span, f"does not implement `{shown}`", (declared,))
                        return
                case Equality(projection=projection, type=type_) if report.pool.arguments(projection)[0] == hidden:
                    actual, wanted = self._expected(projection), self._expected(type_)
                    if not self.agree(wanted, actual):
                        shown = f"{report.pool.operator(projection)} == {report.pool.name(wanted)}"
                        message = (
                            f"the result of `{name}` has to have `{shown}`, but it is `{report.pool.name(actual)}`"
                        )
                        report.problem("E0812", message, span, "", (declared,))
                        return
                case _:
                    pass

    def check_demands(self, span: Span, name: str, declared: Label) -> None:
        """An implementation may not demand more than its trait does: callers do not know of it."""
        report = self._report
        promised = (*self._outer, *(self._substituted(predicate) for predicate in self._asked.predicates))
        selector = Selector(report.environment, promised)
        for predicate in self._given.predicates:
            match predicate:
                case Bound(type=type_, bound=bound):
                    demand = f"{report.pool.name(type_)}: {report.pool.name(bound)}"
                    holds = report.pool.tag(type_) is Tag.OPAQUE or selector.implements(
                        selector.normalize(type_), bound
                    )
                case Equality(projection=projection, type=type_):
                    demand = f"{report.pool.name(projection)} == {report.pool.name(type_)}"
                    base = report.pool.arguments(projection)[0]
                    holds = report.pool.tag(base) is Tag.OPAQUE or self.agree(
                        selector.normalize(projection), selector.normalize(type_)
                    )
                case Condition(condition=condition):
                    demand = report.pool.name(condition)
                    holds = is_implied(report.pool, condition, promised)
            if not holds:
                message = f"`{name}` demands `{demand}`, which its trait does not"
                help_ = "callers of the trait's method need not have it: leave it out, or demand it in the trait"
                report.problem("E2009", message, span, f"demands `{demand}`", (declared,), help_)
                return

    def _substituted(self, predicate: Bound | Equality | Condition) -> Bound | Equality | Condition:
        return self._selector.substituted(predicate, self._substitution)
