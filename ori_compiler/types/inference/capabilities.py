"""Who provides a capability where it is needed (language reference, part 2, 21.2 to 21.4).

A body knows the capabilities that its function declares and those that a `with` around the place provides; a module
knows defaults. Each place that needs some is charged: what provides them there becomes part of the typed body.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import structs

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.entry_points import is_entry_point
from ori_compiler.resolve.module_path import is_library, is_prelude
from ori_compiler.resolve.scope import BrokenEntity, CapsetEntity, TraitEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.capabilities import is_marker
from ori_compiler.types.definitions import Signature, TraitDefinition
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.functions import MemberId, is_constant_member
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.access import receiver_type
from ori_compiler.types.inference.arguments import Callee, check_arguments, infer_arguments, match_arguments
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.handlers import handler
from ori_compiler.types.inference.obligations import instantiate, solve
from ori_compiler.types.pool import ERROR, NEVER, Idx
from ori_compiler.types.supertraits import bound_closure
from ori_compiler.types.typed_body import (
    BindingKind,
    CapabilityReference,
    DefaultProvider,
    Evidence,
    HiddenParameter,
    Provided,
)

_ORDINARY: Final = "make it an ordinary function: `@name (…) -> type = …`"


def find_provider(c: Checker, trait: ItemId, *, is_own: bool = False) -> Evidence | None:
    """What provides a capability here: the innermost `with`, the function's `uses`, then the module's default.

    With `is_own` a function uses an operation itself, which it has to say even if its module has a default.
    """
    for known, evidence in reversed(c.capabilities):
        if known == trait:
            return evidence
    if c.is_constant:
        return None
    if is_own and not c.is_entry and not _is_print(trait):
        return None
    defaults = c.environment.default_providers(trait)
    if defaults:
        return DefaultProvider(defaults[0])
    standard = c.environment.standard_provider(trait)
    if standard is not None and (c.is_entry or _is_print(trait) or is_library(c.item.path)):
        return DefaultProvider(standard)
    return None


def _is_print(trait: ItemId) -> bool:
    return trait.name == "Print" and is_prelude(trait.path)


def charge(c: Checker, needed: Iterable[ItemId], at: Span, what: str, own: ItemId | None = None) -> None:
    """Finds what provides the capabilities that a call or a function value needs at its name; reports what lacks.

    `own` is the capability whose operation is called.
    """
    found: list[Evidence] = []
    for trait in needed:
        evidence = find_provider(c, trait, is_own=trait == own)
        if is_marker(trait):
            if not has_marker(c, trait):
                _report_marker(c, trait, at, what)
        elif evidence is None:
            _report_missing(c, trait, at, what)
        else:
            found.append(evidence)
    if found:
        c.evidence[at] = tuple(found)


def has_marker(c: Checker, trait: ItemId) -> bool:
    """Whether the function around says that it may do something; a test may suspend, since whoever runs it waits."""
    is_test = c.is_entry and not is_entry_point(c.item)
    return (is_test and trait.name == "Suspend") or any(known == trait for known, _ in c.capabilities)


def charge_function(c: Checker, signature: Signature, at: Span) -> None:
    """A call of a function, or its name as a value."""
    if signature.capabilities:
        charge(c, signature.capabilities, at, f"`{c.environment.function_name(signature.function)}`")


def _report_marker(c: Checker, trait: ItemId, at: Span, what: str) -> None:
    help_ = f"add `uses {trait.name}` to the function around it"
    code = "E0701" if trait.name == "Suspend" else "E1250"
    doing = "may suspend" if trait.name == "Suspend" else "is unsafe"
    message = f"{what} {doing}, which nothing here allows"
    c.report(TypeProblem(code, message, c.at(at), f"needs `{trait.name}`", (), help_, add_uses(c, trait)))


def _report_missing(c: Checker, trait: ItemId, at: Span, what: str) -> None:
    name = trait.name
    if _is_lost(c, trait):
        return
    if c.is_constant_function:
        message = f"{what} needs the capability `{name}`, and a constant function has none"
        c.report(TypeProblem("E0504", message, c.at(at), f"needs `{name}`", (), _ORDINARY))
        return
    if c.is_constant:
        message = f"{what} needs the capability `{name}`, and a constant is computed without any"
        c.report(TypeProblem("E0600", message, c.at(at), f"needs `{name}`", (), "compute it in a function"))
        return
    if c.is_entry:
        message = f"{what} needs the capability `{name}`, and nothing here provides it"
        help_ = f"provide it: `with {name} = … in …`, or declare `def impl {name} {{ … }}` in this module"
        c.report(TypeProblem("E1201", message, c.at(at), f"needs `{name}`", (), help_))
        return
    code = "E0600" if what.startswith(f"`{name}.") else "E1200"
    message = f"{what} needs the capability `{name}`, which this function does not have"
    asking = _method_of_trait(c)
    if asking is not None and trait not in c.environment.signature(asking).capabilities:
        _report_lacking_trait(c, TypeProblem(code, message, c.at(at), f"needs `{name}`"), name, asking)
        return
    help_ = f"add `uses {name}` to the function, or provide it: `with {name} = … in …`"
    c.report(TypeProblem(code, message, c.at(at), f"needs `{name}`", (), help_, add_uses(c, trait)))


def _is_lost(c: Checker, trait: ItemId) -> bool:
    """Whether a default provider that was reported may have been meant for a capability."""
    return any(c.environment.lost_providers(path) for path in (c.item.path, trait.path))


def _method_of_trait(c: Checker) -> MemberId | None:
    """The method of the trait that the method around implements."""
    definition = c.environment.impl(c.item) if isinstance(c.function, MemberId) else None
    if definition is None or definition.trait is None or not isinstance(c.function, MemberId):
        return None
    trait = c.environment.trait(c.pool.declaration(definition.trait))
    if trait is None or trait.method(c.function.name) is None:
        return None
    return MemberId(trait.trait, c.function.name)


def _report_lacking_trait(c: Checker, problem: TypeProblem, name: str, asking: MemberId) -> None:
    """A method of an implementation uses no more than the trait's: to add it here alone is the next mistake."""
    trait = asking.item
    if is_library(trait.path):
        help_ = f"`{trait.name}.{asking.name}` of the library never uses it, so provide it here: `with {name} = … in …`"
        c.report(structs.replace(problem, help=help_))
        return
    declared = (Label(c.environment.member_span(asking), f"the trait `{trait.name}` lacks `uses {name}`, too"),)
    help_ = f"add `uses {name}` here and in the trait `{trait.name}`, or provide it: `with {name} = … in …`"
    c.report(structs.replace(problem, help=help_, secondary=declared))


def add_uses(c: Checker, trait: ItemId) -> Suggestion | None:
    """Adds a capability to what the function around declares."""
    if c.uses_at is None:
        return None
    at, is_first = c.uses_at
    text = f" uses {trait.name}" if is_first else f", {trait.name}"
    return Suggestion(f"add `uses {trait.name}`", (Edit(c.at(at), text),))


def is_operation(c: Checker, e: ast.MethodCall, trait: ItemId) -> bool:
    """Whether `Trait.name(…)` is an operation of a capability, and not a method of the first argument."""
    if not any(known == trait for known, _ in c.capabilities) and not _may_be_provided(c, trait):
        return False
    found = _operation(c, trait, e.name.text)
    if found is None:
        return any(known == trait for known, _ in c.capabilities)
    definition, signature = found
    method = definition.method(e.name.text)
    if method is None or signature.receiver is None:
        return method is not None and not method.takes_self and not method.returns_self
    return not e.arguments or e.arguments[0].name is not None


def _may_be_provided(c: Checker, trait: ItemId) -> bool:
    """Whether a trait is meant as a capability where no function or `with` names it."""
    is_cache = trait.name == "Cache" and is_prelude(trait.path)
    return is_cache or not is_library(trait.path) or c.environment.standard_provider(trait) is not None


def _operation(c: Checker, trait: ItemId, name: str) -> tuple[TraitDefinition, Signature] | None:
    """The trait, or one that it builds on, that declares an operation, and the operation's signature."""
    definition = c.environment.trait(trait)
    if definition is None:
        return None
    for bound in bound_closure(c.environment, definition.bound, definition.self_type):
        declaring = c.environment.trait(c.pool.declaration(bound))
        if declaring is not None and declaring.method(name) is not None:
            return declaring, c.environment.signature(MemberId(declaring.trait, name))
    return None


def operation_call(c: Checker, e: ast.MethodCall, trait: ItemId) -> Idx:
    """`Capability.operation(…)`."""
    name = e.name.text
    found = _operation(c, trait, name)
    if found is None:
        infer_arguments(c, e.arguments)
        definition = c.environment.trait(trait)
        names = [method.name for method in definition.methods] if definition is not None else []
        similar = closest(name, names)
        return c.report(UnknownName("operation", name, c.at(e.name.span), "E2003", similar, "", trait.name))
    definition, signature = found
    method = definition.method(name)
    if signature.generics or method is None or method.takes_self or method.returns_self or is_constant_member(name):
        infer_arguments(c, e.arguments)
        why = "has type parameters of its own" if signature.generics else "depends on the type that provides it"
        message = f"`{trait.name}.{name}` is no operation of a capability: it {why}"
        return c.report(TypeProblem("E2012", message, c.at(e.name.span)))
    charge(c, (trait, *signature.capabilities), e.name.span, f"`{trait.name}.{name}`", trait)
    c.references[e.name.span] = CapabilityReference(trait, definition.trait, name)
    known = {definition.self_type: c.pool.capability(trait)}
    callee = Callee(f"{trait.name}.{name}", signature.parameters, signature.function)
    indices = match_arguments(c, callee, e.arguments, e.close)
    result = instantiate(c, signature.result, known, e.span)
    if indices is None:
        infer_arguments(c, e.arguments)
        return result
    c.arguments[e.span] = indices
    types = tuple(instantiate(c, parameter.type, known, e.span) for parameter in signature.parameters)
    check_arguments(c, callee, e.arguments, indices, types)
    if c.obligations:
        solve(c)
    return result


def with_(c: Checker, e: ast.With, expected: Expectation | None) -> Idx:
    """`with Capability = provider in body`."""
    before = len(c.capabilities)
    for binding in e.bindings:
        _bind(c, binding)
    found = expressions.infer(c, e.body) if expected is None else expressions.check(c, e.body, expected)
    del c.capabilities[before:]
    return found


def _bind(c: Checker, binding: ast.CapabilityBinding) -> None:
    trait = _bound_trait(c, binding.capability) if binding.argument is None else None
    if trait is None:
        c.unknown_capabilities.add(binding.capability.text)
        _infer_provider(c, binding.provider)
        return
    at = binding.capability.span
    if isinstance(binding.provider, ast.Handler):
        handler(c, binding.provider, trait)
    else:
        type_ = _infer_provider(c, binding.provider)
        if c.obligations:
            solve(c)
        _demand_provider(c, c.resolve(type_), trait, binding)
    type_ = c.pool.capability(trait)
    c.bind_hidden(at, trait.name, type_, BindingKind.LET)
    c.capabilities.append((trait, Provided(at)))


def _infer_provider(c: Checker, provider: ast.Expr) -> Idx:
    if not isinstance(provider, ast.Handler):
        return receiver_type(c, expressions.infer(c, provider))
    for part in (provider.state, *(operation.value for operation in provider.operations)):
        if part is not None:
            expressions.infer(c, part)
    return ERROR


def _bound_trait(c: Checker, name: ast.Name) -> ItemId | None:
    """The capability that a `with` names; none after a report."""
    entity = c.environment.lookup_type(name.text)
    match entity:
        case TraitEntity(item) if is_marker(item):
            message = f"`{name.text}` cannot be provided: it only says something of a function"
            c.report(TypeProblem("E1203", message, c.at(name.span), "", (), "leave the binding out"))
        case TraitEntity(item):
            if not c.environment.generics(item).parameters:
                return item
            message = f"`{name.text}` cannot be a capability: it has type parameters"
            c.report(TypeProblem("E2012", message, c.at(name.span)))
        case CapsetEntity(item):
            members = ", ".join(member.name for member in c.environment.capset(item))
            message = f"`{name.text}` is a set of capabilities: each of them has a provider of its own"
            c.report(TypeProblem("E2012", message, c.at(name.span), "", (), f"bind its members: {members}"))
        case BrokenEntity():
            pass
        case None:
            names = [n for n in c.environment.visible_names() if isinstance(c.environment.lookup_type(n), TraitEntity)]
            similar = closest(name.text, names)
            found = c.environment.missing_import(name.text, is_type=True)
            help_ = "a capability is a trait: declare or import it"
            c.report(UnknownName("capability", name.text, c.at(name.span), "E2012", similar, help_, "", found))
        case _:
            message = f"`{name.text}` is a type, not a capability"
            c.report(TypeProblem("E2012", message, c.at(name.span), "", (), "a capability is a trait"))
    return None


def _demand_provider(c: Checker, type_: Idx, trait: ItemId, binding: ast.CapabilityBinding) -> None:
    if type_ in (ERROR, NEVER) or c.pool.has_errors(c.unifier.deep(type_)):
        return
    if type_ >= 0 and c.selector.implements(type_, c.pool.bound(trait)):
        return
    name = c.name(type_)
    message = f"`{name}` cannot provide `{trait.name}`: it does not implement it"
    help_ = f"write `impl {name}: {trait.name} {{ … }}`, or use a `handler {{ … }}`"
    declared = () if is_library(trait.path) else (Label(c.environment.declaration_span(trait), "declared here"),)
    c.report(TypeProblem("E1202", message, c.at(binding.provider.span), f"this is `{name}`", declared, help_))


def open_capabilities(c: Checker, syntax: ast.FunctionItem | ast.Method, signature: Signature) -> tuple[ItemId, ...]:
    """Makes what a function declares known in its body; the result is what it has hidden parameters for.

    Nobody can pass anything to `@main` or `@panic`: what they use are defaults.
    """
    uses = syntax.clauses.uses
    end = uses[-1].span.end if uses else syntax.result.span.end
    c.uses_at = Span(end, end), not uses
    c.unknown_capabilities |= {use.name for use in uses if c.environment.lookup_type(use.name) is None}
    if isinstance(signature.function, ItemId) and is_entry_point(signature.function):
        c.is_entry = True
        _open_entry_point(c, uses, signature)
        return ()
    for trait in signature.capabilities:
        c.capabilities.append((trait, HiddenParameter(trait)))
    return tuple(trait for trait in signature.capabilities if not is_marker(trait))


def _open_entry_point(c: Checker, uses: tuple[ast.Capability, ...], signature: Signature) -> None:
    for trait in signature.capabilities:
        if is_marker(trait):
            c.capabilities.append((trait, HiddenParameter(trait)))
            continue
        evidence = find_provider(c, trait)
        if evidence is not None:
            c.capabilities.append((trait, evidence))
            continue
        at = next((use.span for use in uses if use.name == trait.name), uses[0].span)
        message = f"`@{signature.function.name}` uses the capability `{trait.name}`, and nobody provides it"
        help_ = f"declare `def impl {trait.name} {{ … }}`, or provide it inside: `with {trait.name} = … in …`"
        c.report(TypeProblem("E1201", message, c.at(at), "", (), help_))
        c.capabilities.append((trait, HiddenParameter(trait)))
