"""Whether an implementation gives what its trait asks for (language reference, part 2, 7.2, 7.3, 8.1)."""

from collections.abc import Iterator

from ori_compiler.diagnostics.diagnostic import Edit, Suggestion
from ori_compiler.resolve.similar import closest
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import AssociatedType, ImplDefinition, Signature, TraitDefinition
from ori_compiler.types.errors import UnknownName
from ori_compiler.types.functions import MemberId, is_constant_member
from ori_compiler.types.pool import INT, STR, VOID, Idx, Tag
from ori_compiler.types.rules.report import Report
from ori_compiler.types.rules.signatures import check_capabilities, check_signature
from ori_compiler.types.selection import ImplSelection, Selector
from ori_compiler.types.substitution import substitute
from ori_compiler.types.supertraits import bound_closure


def check_conformance(report: Report, syntax: ast.ImplItem) -> None:
    """Reports what an implementation of a trait lacks, has too much, or has in another form."""
    definition = report.environment.impl(report.item)
    if definition is None or definition.trait is None or syntax.trait is None:
        return
    trait = report.environment.trait(report.pool.declaration(definition.trait))
    if trait is None or report.pool.has_errors(definition.type) or report.pool.has_errors(definition.trait):
        return
    substitution = dict(zip(trait.generics.types, report.pool.arguments(definition.trait), strict=False))
    substitution[trait.self_type] = definition.type
    unknown = _check_unknown_members(report, syntax, trait)
    _check_missing_members(report, syntax, syntax.trait.span, definition, trait, substitution, unknown)
    if syntax.is_default:
        _check_default(report, syntax, trait)
    for method in syntax.members:
        if isinstance(method, ast.Method) and trait.method(method.name.text) is not None:
            check_signature(report, method, definition, trait, substitution)
            if not syntax.is_default:
                check_capabilities(report, method, definition, trait)
    _check_associated_bounds(report, syntax, syntax.trait.span, definition, trait, substitution)
    _check_supertraits(report, syntax.trait.span, definition, trait, substitution)


def _check_default(report: Report, syntax: ast.ImplItem, trait: TraitDefinition) -> None:
    """What provides a capability by default has no state, and needs nothing of others; there is one in a module."""
    for method in syntax.members:
        if not isinstance(method, ast.Method):
            continue
        if method.clauses.uses:
            at = method.clauses.uses[0].span
            message = f"`{method.name.text}` of a default provider uses a capability"
            report.problem("E1208", message, at, "", (), "whoever uses the default does not have it: leave `uses` out")
    first = min(report.environment.default_providers_here(trait.trait), default=report.item)
    if first != report.item and syntax.trait is not None:
        message = f"`{trait.trait.name}` has two default providers in this module"
        report.problem("E1209", message, syntax.trait.span, "the second", (report.declared(first, "the first"),))


def _check_unknown_members(report: Report, syntax: ast.ImplItem, trait: TraitDefinition) -> set[str]:
    """Reports members that the trait does not have; the result are the names that were probably meant."""
    known = [method.name for method in trait.methods] + [associated.name for associated in trait.associated_types]
    written = {ast.member_name(member) for member in syntax.members}
    meant: set[str] = set()
    for member in syntax.members:
        name = ast.member_name(member)
        if _declares(trait, member):
            continue
        similar = closest(name, [other for other in known if other not in written])
        meant.add(similar)
        what, code = _kind(member)
        help_ = "" if isinstance(member, ast.AssociatedType) else _help_for_unknown(report, name, what, trait)
        is_constant = isinstance(member, ast.AssociatedConst)
        at = report.at(Span(member.name.span.start - is_constant, member.name.span.end))
        report.errors.emit(UnknownName(what, name, at, code, similar, help_, trait.trait.name))
    return meant


def _declares(trait: TraitDefinition, member: ast.Member) -> bool:
    """Whether a trait asks for such a member."""
    if isinstance(member, ast.AssociatedType):
        return trait.associated_type(member.name.text) is not None
    return trait.method(ast.member_name(member)) is not None


def _kind(member: ast.Member) -> tuple[str, str]:
    """What a member is called in a message, and the code of one that the trait does not have."""
    match member:
        case ast.Method():
            return "method", "E2003"
        case ast.AssociatedConst():
            return "constant", "E2003"
        case ast.AssociatedType():
            return "associated type", "E2002"


def _help_for_unknown(report: Report, name: str, what: str, trait: TraitDefinition) -> str:
    for bound in bound_closure(report.environment, trait.bound, trait.self_type):
        supertrait = report.environment.trait(report.pool.declaration(bound))
        if supertrait is not None and supertrait.method(name) is not None:
            return f"it is a {what} of `{supertrait.trait.name}`: write it in the implementation of that trait"
    return f"an `impl` without a trait may have {what}s of its own"


def _check_missing_members(
    report: Report,
    syntax: ast.ImplItem,
    at: Span,
    definition: ImplDefinition,
    trait: TraitDefinition,
    substitution: dict[Idx, Idx],
    meant: set[str],
) -> None:
    types = [
        associated
        for associated in trait.associated_types
        if associated.name not in definition.associated_types and associated.name not in meant
    ]
    methods = [
        MemberId(trait.trait, method.name)
        for method in trait.methods
        if not method.has_default and method.name not in definition.methods and method.name not in meant
    ]
    if not types and not methods:
        return
    names = [f"the type `{associated.name}`" for associated in types]
    names += [f"the constant `{m.name}`" if is_constant_member(m.name) else f"`{m.name}`" for m in methods]
    message = f"`{report.pool.name(definition.type)}` lacks {_listed(names)} of `{trait.trait.name}`"
    secondary = tuple(report.member(method, "required here") for method in methods)
    if not secondary:
        secondary = (report.declared(trait.trait, "required here"),)
    help_ = "every method and type of a trait that has no default has to be written"
    if any(is_constant_member(method.name) for method in methods):
        help_ = "every method, type and constant of a trait that has no default has to be written"
    suggestion = _written_out(report, syntax, definition, trait, types, methods, substitution)
    report.problem("E2018", message, at, "not implemented fully", secondary, help_, suggestion)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _written_out(
    report: Report,
    syntax: ast.ImplItem,
    definition: ImplDefinition,
    trait: TraitDefinition,
    types: list[AssociatedType],
    methods: list[MemberId],
    substitution: dict[Idx, Idx],
) -> Suggestion | None:
    """The missing types and methods to fill in; what a missing constant is, only the author can say."""
    if any(is_constant_member(method.name) for method in methods):
        return None
    signatures = map(report.environment.signature, methods)
    lines = [_type_text(report, associated, definition, substitution) for associated in types]
    lines += [_method_text(report, signature, definition, trait, substitution) for signature in signatures]
    if not all(lines):
        return None
    text = "".join(f"\n    {line}" for line in lines) + "\n"
    end = report.at(Span(syntax.span.end - 1, syntax.span.end - 1))
    if not types:
        return Suggestion("write the missing methods", (Edit(end, text),))
    chosen = _listed([f"`{line.removeprefix('type ').removesuffix(';')}`" for line in lines[: len(types)]])
    return Suggestion(f"write what is missing, with {chosen} for now", (Edit(end, text),))


def _type_text(
    report: Report, associated: AssociatedType, definition: ImplDefinition, substitution: dict[Idx, Idx]
) -> str:
    """An associated type with the simplest type that it can be; empty if none of those can."""
    selector = Selector(report.environment, definition.generics.predicates)
    bounds = [selector.normalize(substitute(report.pool, bound, substitution)) for bound in associated.bounds]
    for type_ in (VOID, INT, STR):
        if all(selector.implements(type_, bound) for bound in bounds):
            return f"type {associated.name} = {report.pool.name(type_)};"
    return ""


def _method_text(
    report: Report,
    signature: Signature,
    definition: ImplDefinition,
    trait: TraitDefinition,
    substitution: dict[Idx, Idx],
) -> str:
    """A method to fill in; empty if it needs types that cannot be written so."""
    written = [parameter.type for parameter in signature.parameters] + [signature.result]
    names = [_name_within(report, type_, definition, trait, substitution) for type_ in written]
    if signature.generics or not all(names):
        return ""
    parameters = ["self"] if signature.receiver is not None else []
    for parameter, shown in zip(signature.parameters, names[:-1], strict=True):
        parameters.append(
            f"{parameter.name}: ...{shown[1:-1]}" if parameter.is_variadic else f"{parameter.name}: {shown}"
        )
    return f"@{signature.function.name} ({', '.join(parameters)}) -> {names[-1]} = todo();"


def _name_within(
    report: Report, type_: Idx, definition: ImplDefinition, trait: TraitDefinition, substitution: dict[Idx, Idx]
) -> str:
    """The name of a type of a trait in an implementation; empty if it cannot be written."""
    selector = Selector(report.environment, definition.generics.predicates)
    known = selector.normalize(substitute(report.pool, type_, substitution))
    if report.pool.has_errors(known):
        # It is made of a missing associated type, which is called `Self.Item` in an implementation, too.
        others = {parameter: given for parameter, given in substitution.items() if parameter != trait.self_type}
        known = substitute(report.pool, type_, others)
        return "" if _has_any(report, known, (Tag.OPAQUE, Tag.ERROR)) else report.pool.name(known)
    return "" if _has_any(report, known, (Tag.OPAQUE, Tag.PROJECTION)) else report.pool.name(known)


def _has_any(report: Report, type_: Idx, tags: tuple[Tag, ...]) -> bool:
    arguments = report.pool.arguments(type_)
    return report.pool.tag(type_) in tags or any(_has_any(report, argument, tags) for argument in arguments)


def _check_associated_bounds(
    report: Report,
    syntax: ast.ImplItem,
    at: Span,
    definition: ImplDefinition,
    trait: TraitDefinition,
    substitution: dict[Idx, Idx],
) -> None:
    selector = Selector(report.environment, definition.generics.predicates)
    written = {m.name.text: m for m in syntax.members if isinstance(m, ast.AssociatedType)}
    for associated in trait.associated_types:
        chosen = definition.associated_types.get(associated.name)
        if chosen is None or report.pool.has_errors(chosen):
            continue
        for bound in associated.bounds:
            wanted = selector.normalize(substitute(report.pool, bound, substitution))
            if selector.implements(selector.normalize(chosen), wanted):
                continue
            member = written.get(associated.name)
            span = member.type.span if member is not None and member.type is not None else at
            shown = report.pool.name(wanted)
            message = (
                f"the type `{associated.name}` has to implement `{shown}`, but `{report.pool.name(chosen)}` does not"
            )
            label = (report.declared(trait.trait, f"`{associated.name}: {shown}` is demanded in this trait"),)
            report.problem("E2009", message, span, f"does not implement `{shown}`", label)
            break


def _check_supertraits(
    report: Report, at: Span, definition: ImplDefinition, trait: TraitDefinition, substitution: dict[Idx, Idx]
) -> None:
    """A type that implements a trait implements what the trait builds on."""
    selector = Selector(report.environment, definition.generics.predicates)
    for supertrait in trait.supertraits:
        wanted = selector.normalize(substitute(report.pool, supertrait, substitution))
        if selector.implements(definition.type, wanted):
            continue
        type_, shown = report.pool.name(definition.type), report.pool.name(wanted)
        message = f"`{type_}` implements `{trait.trait.name}`, but not `{shown}`, which that builds on"
        label = (report.declared(trait.trait, f"`{trait.trait.name}` demands `{shown}`"),)
        report.problem("E2009", message, at, f"needs `{shown}`", label, f"write `impl {type_}: {shown} {{ … }}`")
        return
    _check_inherited_defaults(report, at, definition, trait, selector)


def _check_inherited_defaults(
    report: Report, at: Span, definition: ImplDefinition, trait: TraitDefinition, selector: Selector
) -> None:
    """Two supertraits may not both leave a method to different defaults."""
    first: dict[str, TraitDefinition] = {}
    for supertrait, name in _left_to_default(report, definition, trait, selector):
        other = first.setdefault(name, supertrait)
        if other is supertrait or trait.method(name) is not None or _builds_on(report, supertrait, other):
            continue
        message = f"`{trait.trait.name}` inherits different defaults of `{name}`"
        places = tuple(
            report.member(MemberId(t.trait, name), f"a default in `{t.trait.name}`") for t in (other, supertrait)
        )
        type_ = report.pool.name(definition.type)
        help_ = f"write `{name}` in `impl {type_}: {other.trait.name}` or `impl {type_}: {supertrait.trait.name}`"
        report.problem("E2022", message, at, "not clear which one counts", places, help_)
        return


def _left_to_default(
    report: Report, definition: ImplDefinition, trait: TraitDefinition, selector: Selector
) -> Iterator[tuple[TraitDefinition, str]]:
    """The methods that the type's implementations of the supertraits do not write themselves."""
    seen: set[Idx] = set()
    for bound in bound_closure(report.environment, trait.bound, trait.self_type):
        supertrait = report.environment.trait(report.pool.declaration(bound))
        if supertrait is None or bound == trait.bound or bound in seen:
            continue
        seen.add(bound)
        selection = selector.select(definition.type, bound)
        impl = report.environment.impl(selection.impl) if isinstance(selection, ImplSelection) else None
        for method in supertrait.methods:
            if method.has_default and (impl is None or method.name not in impl.methods):
                yield supertrait, method.name


def _builds_on(report: Report, one: TraitDefinition, other: TraitDefinition) -> bool:
    """Whether one of two traits redefines what the other declares."""
    for lower, upper in ((one, other), (other, one)):
        for bound in bound_closure(report.environment, lower.bound, lower.self_type):
            if report.pool.declaration(bound) == upper.trait:
                return True
    return False
