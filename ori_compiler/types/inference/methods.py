"""Calls of methods and associated functions (language reference, part 2, 8.4 and 7.4)."""

from msgspec.structs import replace

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Bound, Parameter, Signature, StructDefinition, SumDefinition
from ori_compiler.types.environment import Head, head_of
from ori_compiler.types.errors import TypeProblem, UnknownName
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.access import receiver_type, unknown_yet
from ori_compiler.types.inference.arguments import Callee, check_arguments, infer_arguments, match_arguments
from ori_compiler.types.inference.caches import generic_operation, is_generic_operation
from ori_compiler.types.inference.calls import demand_of_arguments, explicit_arguments, function_call, is_broken
from ori_compiler.types.inference.capabilities import charge_function, is_operation, operation_call
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.coercion import expect_result
from ori_compiler.types.inference.endless import warn_of_consumed
from ori_compiler.types.inference.method_lookup import (
    Ambiguous,
    InherentMethod,
    StructuralMethod,
    TraitMethodFound,
    callable_names,
    find_method,
    inherent_method,
)
from ori_compiler.types.inference.obligation import Obligation
from ori_compiler.types.inference.obligations import instantiate, solve
from ori_compiler.types.inference.owners import named_trait, named_type, traits_of_type
from ori_compiler.types.inference.places import demand_place
from ori_compiler.types.inference.qualified import call_of_module, infer_member
from ori_compiler.types.inference.structural import structural_call
from ori_compiler.types.missing import missing_conversion
from ori_compiler.types.pool import ERROR, INT, NEVER, Idx, Tag
from ori_compiler.types.selection import ImplSelection
from ori_compiler.types.supertraits import bound_closure
from ori_compiler.types.typed_body import (
    FunctionReference,
    TraitMethodReference,
    TupleLengthReference,
)


def method_call(c: Checker, e: ast.MethodCall, expected: Expectation | None) -> Idx:
    """`receiver.name(…)`, where the receiver is a value, a type, a trait or a module."""
    call = call_of_module(c, e)
    if call is not None:
        return infer_member(c, e, e.name, call, expected)
    owner = named_type(c, e.receiver)
    if owner is not None:
        return _associated_call(c, e, owner, expected)
    trait = named_trait(c, e.receiver)
    if trait is not None:
        if is_generic_operation(trait, e.name.text):
            return generic_operation(c, e, trait, expected)
        if is_operation(c, e, trait):
            return operation_call(c, e, trait)
        return _call_through_trait(c, e, trait, expected)
    receiver = receiver_type(c, expressions.infer(c, e.receiver))
    if receiver in (ERROR, NEVER):
        infer_arguments(c, e.arguments)
        return receiver
    if receiver < 0:
        infer_arguments(c, e.arguments)
        return unknown_yet(c, receiver, e.receiver, f"its method `{e.name.text}` cannot be looked up")
    result = call_method(c, e, receiver, expected)
    warn_of_consumed(c, e)
    return result


def call_method(c: Checker, e: ast.MethodCall, receiver: Idx, expected: Expectation | None) -> Idx:
    """A call of a method of a value whose type is known."""
    if e.name.text == "len" and c.pool.tag(receiver) is Tag.TUPLE:
        return _tuple_length(c, e, receiver)
    found = find_method(c, receiver, e.name.text)
    match found:
        case InherentMethod(member=member, known=known):
            signature = c.environment.signature(member)
            if signature.receiver is None:
                return _not_a_method(c, e, receiver)
            _receive(c, e, member, signature, receiver, known)
            arguments = e.arguments
            return function_call(
                c, e.span, e.name.span, member, signature, e.type_arguments, arguments, e.close, expected, known
            )
        case TraitMethodFound(trait=trait, name=name, arguments=arguments):
            return _trait_call(c, e, trait, name, arguments, receiver, expected)
        case StructuralMethod(operation=operation):
            return structural_call(c, e, receiver, operation)
        case Ambiguous() if c.selector.has_broken_bound(receiver) or _is_lost(c, receiver, e.name.text):
            infer_arguments(c, e.arguments)
            return ERROR
        case Ambiguous():
            return _ambiguous(c, e, receiver, found)
        case None:
            return _field_or_unknown(c, e, receiver)


def _is_lost(c: Checker, receiver: Idx, name: str) -> bool:
    """Whether an implementation that was reported may have been the one that is meant."""
    head = head_of(c.pool, receiver)
    return c.environment.is_lost_method(name) or (head is not None and c.environment.has_broken_impl(head))


def _tuple_length(c: Checker, e: ast.MethodCall, receiver: Idx) -> Idx:
    """No declaration can have tuples of every size: this is known to the compiler alone."""
    indices = match_arguments(c, Callee("len", ()), e.arguments, e.close)
    if indices is None:
        infer_arguments(c, e.arguments)
        return INT
    c.arguments[e.span] = indices
    c.references[e.name.span] = TupleLengthReference(len(c.pool.arguments(receiver)))
    return INT


def _receive(
    c: Checker, e: ast.MethodCall, member: MemberId, signature: Signature, receiver: Idx, known: dict[Idx, Idx]
) -> None:
    """Makes the receiver agree with the type of `self`, and be a place if the method changes it."""
    # The method's own parameters may be written in the call.
    own = frozenset(generic.type for generic in signature.generics)
    for parameter in signature.type_parameters:
        if parameter not in known and parameter not in own:
            known[parameter] = c.fresh()
    if signature.receiver is not None:
        wanted = instantiate(c, signature.receiver, known, e.span)
        if not (c.pool.tag(wanted) is Tag.LIST and c.pool.tag(c.resolve(receiver)) is Tag.FIXED_LIST):
            c.unifier.unify(wanted, receiver)
    if c.environment.mutates(member):
        demand_place(c, e)


def _trait_call(
    c: Checker,
    e: ast.MethodCall,
    trait: ItemId,
    name: str,
    arguments: tuple[Idx, ...] | None,
    receiver: Idx,
    expected: Expectation | None,
) -> Idx:
    """A call of a trait's method; which implementation runs is decided when the types are known."""
    definition = c.environment.trait(trait)
    if definition is None:
        infer_arguments(c, e.arguments)
        return ERROR
    if arguments is None:
        arguments = tuple(c.fresh() for _ in definition.generics.parameters)
        if expected is not None and trait == c.environment.prelude_type("Into"):
            # What is expected decides into what, so a wrong expectation is a conversion that is missing.
            c.unifier.unify(arguments[0], expected.type)
        c.obligations.append(Obligation(Bound(receiver, c.pool.bound(trait, arguments)), e.name.span))
    member = MemberId(trait, name)
    signature = c.environment.signature(member)
    known = {definition.self_type: receiver, **dict(zip(definition.generics.types, arguments, strict=True))}
    if c.environment.mutates(member) and signature.receiver is not None:
        demand_place(c, e)
    return _finish_trait_call(c, e, trait, name, signature, known, e.arguments, expected)


def _finish_trait_call(
    c: Checker,
    e: ast.MethodCall,
    trait: ItemId,
    name: str,
    signature: Signature,
    known: dict[Idx, Idx],
    arguments: tuple[ast.Argument, ...],
    expected: Expectation | None,
) -> Idx:
    member = MemberId(trait, name)
    explicit_arguments(c, e.type_arguments, signature, known, e.name.span)
    for parameter in signature.type_parameters:
        if parameter not in known:
            known[parameter] = c.fresh()
    types = tuple(known[parameter] for parameter in signature.type_parameters)
    c.references[e.name.span] = TraitMethodReference(trait, name, types)
    charge_function(c, signature, e.name.span)
    result = instantiate(c, signature.result, known, e.span)
    callee = Callee(name, _named_parameters(c, trait, name, signature, types), member)
    indices = match_arguments(c, callee, arguments, e.close)
    if indices is None or is_broken(c, signature):
        for argument_type in known.values():
            c.unifier.lose(argument_type)
    if indices is None:
        infer_arguments(c, arguments)
        return ERROR if c.pool.has_variables(result) else result
    c.arguments[e.span] = indices
    expect_result(c, result, expected)
    demand_of_arguments(c, signature, known, arguments, indices, e.name.span)
    parameter_types = tuple(instantiate(c, p.type, known, e.span) for p in signature.parameters)
    check_arguments(c, callee, arguments, indices, parameter_types)
    if c.obligations:
        solve(c)
    return result


def _named_parameters(
    c: Checker, trait: ItemId, name: str, signature: Signature, types: tuple[Idx, ...]
) -> tuple[Parameter, ...]:
    """With the names of the implementation that is called, if that is known; those of the trait are taken, too."""
    of_trait = signature.parameters
    count = len(c.environment.generics(trait).parameters)
    selection = c.selector.select(types[0], c.pool.bound(trait, types[1 : 1 + count]))
    if not isinstance(selection, ImplSelection):
        return of_trait
    definition = c.environment.impl(selection.impl)
    if definition is None or name not in definition.methods:
        return of_trait
    chosen = c.environment.signature(MemberId(selection.impl, name)).parameters
    if len(chosen) != len(signature.parameters):
        return of_trait
    return tuple(
        theirs if mine.name == theirs.name else replace(theirs, name=mine.name, alias=theirs.name)
        for mine, theirs in zip(chosen, signature.parameters, strict=True)
    )


def _not_a_method(c: Checker, e: ast.MethodCall, receiver: Idx) -> Idx:
    infer_arguments(c, e.arguments)
    name = c.name(receiver)
    message = f"`{e.name.text}` is a function of the type `{name}`, not a method of its values"
    return c.report(TypeProblem("E2003", message, c.at(e.name.span), "", (), f"call it as `{name}.{e.name.text}(…)`"))


def _clash_at_imports(c: Checker, extensions: tuple[ItemId, ...]) -> bool:
    """Whether extensions of one type come from other modules, so that it was told where they are imported."""
    definitions = [c.environment.impl(item) for item in extensions]
    heads = {head_of(c.pool, definition.type) for definition in definitions if definition is not None}
    return len(heads) == 1 and None not in heads and all(item.path != c.item.path for item in extensions)


def _ambiguous(c: Checker, e: ast.MethodCall, receiver: Idx, found: Ambiguous) -> Idx:
    infer_arguments(c, e.arguments)
    listed = " and ".join(f"`{item.name}`" for item in found.candidates[:2])
    labels = tuple(
        Label(c.environment.member_span(MemberId(item, e.name.text)), "one of them") for item in found.candidates
    )
    if found.are_extensions:
        if _clash_at_imports(c, found.candidates):
            return ERROR
        message = f"several imported extensions of `{c.name(receiver)}` have a method `{e.name.text}`"
        return c.report(TypeProblem("E0850", message, c.at(e.name.span), "", labels, "import only one of them"))
    help_ = f"say which: `{found.candidates[0].name}.{e.name.text}(…)`"
    message = f"`{c.name(receiver)}` has a method `{e.name.text}` by several traits: {listed}"
    return c.report(TypeProblem("E2023", message, c.at(e.name.span), "", labels, help_))


def _field_or_unknown(c: Checker, e: ast.MethodCall, receiver: Idx) -> Idx:
    """A field that holds a function may be called like a method."""
    definition = c.environment.definition(receiver)
    for field in definition.fields if isinstance(definition, StructDefinition) else ():
        if field.name == e.name.text and c.pool.tag(c.resolve(field.type)) is Tag.FUNCTION:
            access = ast.FieldAccess(Span(e.receiver.span.start, e.name.span.end), e.receiver, e.name)
            call = ast.Call(e.span, access, e.arguments, e.close)
            c.desugared[e.span] = call
            return expressions.infer(c, call)
    infer_arguments(c, e.arguments)
    name, owner = e.name.text, c.name(receiver)
    head = head_of(c.pool, receiver)
    if head is not None and c.environment.has_broken_impl(head):
        return ERROR
    is_lost = c.environment.is_lost_method(name) or c.pool.has_errors(c.unifier.deep(receiver))
    if is_lost or c.selector.has_broken_bound(receiver):
        return ERROR
    if name == "into":
        return c.report(missing_conversion(c.pool, receiver, c.fresh(), c.at(e.name.span), (), ()))
    extension = next((each for each in c.environment.importable_extensions(name) if _extends(c, each, head)), None)
    if extension is not None:
        message = f"`{owner}` has no method `{name}` here, but an extension that is not imported has one"
        declared = (Label(c.environment.member_span(MemberId(extension, name)), "declared here"),)
        fix = c.environment.extension_import(extension, name)
        return c.report(TypeProblem("E0851", message, c.at(e.name.span), "not imported", declared, suggestion=fix))
    similar = closest(name, callable_names(c, receiver))
    help_ = ""
    if c.pool.tag(receiver) is Tag.PARAMETER:
        help_ = f"only what the bounds of `{owner}` promise can be called"
    return c.report(UnknownName("method", name, c.at(e.name.span), "E2003", similar, help_, owner))


def _extends(c: Checker, extension: ItemId, head: Head | None) -> bool:
    """Whether an `extend` may be for types with this head; one of a trait is for many."""
    definition = c.environment.impl(extension)
    return definition is not None and head_of(c.pool, definition.type) in (None, head)


def _associated_call(c: Checker, e: ast.MethodCall, owner: Idx, expected: Expectation | None) -> Idx:
    """`Type.name(…)`: a function without `self` that the type has, of its own or by a trait."""
    if owner == ERROR:
        infer_arguments(c, e.arguments)
        return ERROR
    name = e.name.text
    inherent = inherent_method(c, owner, name)
    if inherent is not None:
        signature = c.environment.signature(inherent.member)
        if signature.receiver is not None:
            return _needs_receiver(c, e, owner)
        known = dict(inherent.known)
        return function_call(
            c, e.span, e.name.span, inherent.member, signature, e.type_arguments, e.arguments, e.close, expected, known
        )
    for trait in traits_of_type(c, owner, name):
        definition = c.environment.trait(trait)
        if definition is None:
            continue
        signature = c.environment.signature(MemberId(trait, name))
        if signature.receiver is not None:
            return _needs_receiver(c, e, owner)
        arguments = tuple(c.fresh() for _ in definition.generics.parameters)
        c.obligations.append(Obligation(Bound(owner, c.pool.bound(trait, arguments)), e.name.span))
        known = {definition.self_type: owner, **dict(zip(definition.generics.types, arguments, strict=True))}
        return _finish_trait_call(c, e, trait, name, signature, known, e.arguments, expected)
    infer_arguments(c, e.arguments)
    if c.selector.has_broken_bound(owner) or c.environment.is_lost_method(name):
        return ERROR
    own = c.environment.definition(owner)
    if isinstance(own, SumDefinition) and any(variant.name == name for variant in own.variants):
        prefix = Edit(c.at(Span(e.receiver.span.start, e.name.span.start)), "")
        message = f"the variant `{name}` is written without its type"
        suggestion = Suggestion(f"write `{name}`", (prefix,), is_certain=True)
        return c.report(TypeProblem("E2003", message, c.at(e.name.span), "", (), f"write just `{name}`", suggestion))
    similar = closest(name, callable_names(c, owner))
    return c.report(UnknownName("function", name, c.at(e.name.span), "E2003", similar, "", c.name(owner)))


def _needs_receiver(c: Checker, e: ast.MethodCall, owner: Idx) -> Idx:
    infer_arguments(c, e.arguments)
    name = e.name.text
    message = f"`{name}` is a method: it is called on a value of type `{c.name(owner)}`"
    return c.report(TypeProblem("E2003", message, c.at(e.name.span), "", (), f"write `value.{name}(…)`"))


def _call_through_trait(c: Checker, e: ast.MethodCall, trait: ItemId, expected: Expectation | None) -> Idx:
    """`Trait.method(receiver, …)`: the first argument is the receiver."""
    definition = c.environment.trait(trait)
    name = e.name.text
    if definition is None or definition.method(name) is None:
        infer_arguments(c, e.arguments)
        known_names = [method.name for method in definition.methods] if definition is not None else []
        similar = closest(name, known_names)
        return c.report(UnknownName("method", name, c.at(e.name.span), "E2003", similar, "", trait.name))
    signature = c.environment.signature(MemberId(trait, name))
    arguments = tuple(c.fresh() for _ in definition.generics.parameters)
    known = dict(zip(definition.generics.types, arguments, strict=True))
    if signature.receiver is None:
        known[definition.self_type] = c.fresh()
        bound = Bound(known[definition.self_type], c.pool.bound(trait, arguments))
        c.obligations.append(Obligation(bound, e.name.span))
        return _finish_trait_call(c, e, trait, name, signature, known, e.arguments, expected)
    if not e.arguments or e.arguments[0].name is not None:
        infer_arguments(c, e.arguments)
        message = f"the first argument of `{trait.name}.{name}` is the value whose method is called"
        return c.report(TypeProblem("E2004", message, c.at(e.close), "", (), f"write `{trait.name}.{name}(value, …)`"))
    receiver = receiver_type(c, expressions.infer(c, e.arguments[0].value))
    known[definition.self_type] = receiver
    bound = Bound(receiver, c.pool.bound(trait, arguments))
    c.obligations.append(Obligation(bound, e.arguments[0].value.span))
    shorter = ast.MethodCall(e.span, e.arguments[0].value, e.name, e.type_arguments, e.arguments[1:], e.close)
    c.desugared[e.span] = shorter
    if c.environment.mutates(MemberId(trait, name)):
        demand_place(c, shorter)
    result = _finish_trait_call(c, shorter, trait, name, signature, known, e.arguments[1:], expected)
    reference = c.references.get(e.name.span)
    if isinstance(reference, TraitMethodReference) and _means_default(c, e.arguments[0].value, trait, name):
        c.references[e.name.span] = FunctionReference(MemberId(trait, name), reference.arguments)
    return result


def _means_default(c: Checker, receiver: ast.Expr, trait: ItemId, name: str) -> bool:
    """Whether `Trait.method(self)` stands in an implementation of the trait, or of one that builds on it."""
    definition = c.environment.trait(trait)
    method = definition.method(name) if definition is not None else None
    if method is None or not method.has_default or not isinstance(receiver, ast.SelfValue):
        return False
    impl = c.environment.impl(c.item)
    bound = impl.trait if impl is not None else None
    if impl is None or bound is None or impl.type == c.pool.parameter(c.item, "Self"):
        return False
    return any(c.pool.declaration(above) == trait for above in bound_closure(c.environment, bound, impl.type))
