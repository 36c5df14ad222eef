"""Capabilities as declarations name them: `uses`, sets of capabilities, markers (language reference, part 2, 21)."""

from collections.abc import Iterable, Sequence
from typing import Final

from ori_compiler.diagnostics.diagnostic import replacement
from ori_compiler.resolve.entry_points import is_entry_point
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.resolve.scope import BrokenEntity, CapsetEntity, TraitEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Parameter, Signature
from ori_compiler.types.environment import Environment
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.pool import PRIMITIVE_NAMES, Pool
from ori_compiler.types.resolution import TypeResolver

_MARKERS: Final = frozenset(("Suspend", "Unsafe"))


def is_marker(trait: ItemId) -> bool:
    """Whether a capability only says something of a function: it has no operations, and nothing provides it."""
    return is_prelude(trait.path) and trait.name in _MARKERS


def provided(capabilities: Iterable[ItemId]) -> tuple[ItemId, ...]:
    """The capabilities for which a function gets something: all but markers."""
    return tuple(trait for trait in capabilities if not is_marker(trait))


def passed_parameters(pool: Pool, signature: Signature) -> tuple[Parameter, ...]:
    """What a function takes when it runs: `self`, its parameters, then what provides its capabilities."""
    receiver = () if signature.receiver is None else (Parameter("self", signature.receiver),)
    is_entry = isinstance(signature.function, ItemId) and is_entry_point(signature.function)
    capabilities = () if is_entry else provided(signature.capabilities)
    hidden = (Parameter(trait.name, pool.capability(trait)) for trait in capabilities)
    return (*receiver, *signature.parameters, *hidden)


def expanded(environment: Environment, names: Iterable[str]) -> tuple[ItemId, ...]:
    """The traits that these names stand for, sets expanded, each once and in one order; unknown names are left out."""
    found: set[ItemId] = set()
    for name in names:
        match environment.lookup_type(name):
            case TraitEntity(item):
                found.add(item)
            case CapsetEntity(item):
                found.update(environment.capset(item))
            case _:
                pass
    return tuple(sorted(found))


def used_capabilities(resolver: TypeResolver, written: Sequence[ast.Capability]) -> tuple[ItemId, ...]:
    """What stands behind `uses`. Reports names that are no capabilities."""
    if not written:
        return ()
    for capability in written:
        if capability.name and capability.argument is None:
            check_capability(resolver, capability.name, capability.span)
    return expanded(resolver.environment, (capability.name for capability in written if capability.argument is None))


def check_capability(resolver: TypeResolver, name: str, span: Span) -> None:
    """Reports a name that is neither a trait that can be a capability nor a set of capabilities."""
    environment = resolver.environment
    match environment.lookup_type(name):
        case TraitEntity(item):
            if environment.generics(item).parameters:
                message = f"`{name}` cannot be a capability: it has type parameters"
                resolver.problem("E2012", message, span, "a generic trait")
        case CapsetEntity() | BrokenEntity():
            pass
        case None if name in PRIMITIVE_NAMES:
            _report_type(resolver, name, span)
        case None if name in environment.lost_providers(resolver.item.path):
            # Told where its default provider is declared.
            pass
        case None:
            known = [each for each in environment.visible_names() if _is_capability(environment, each)]
            similar = closest(name, known)
            help_ = "" if similar else "a capability is a trait: declare or import it"
            fix = replacement(similar, resolver.at(span)) if similar else None
            message = f"unknown capability `{name}`"
            problem = TypeProblem("E2012", message, resolver.at(span), "not known here", (), help_, fix)
            resolver.errors.emit(problem)
        case _:
            _report_type(resolver, name, span)


def _report_type(resolver: TypeResolver, name: str, span: Span) -> None:
    message = f"`{name}` is a type, not a capability"
    resolver.problem("E2012", message, span, "", "a capability is a trait, or a `capset` of traits")


def _is_capability(environment: Environment, name: str) -> bool:
    return isinstance(environment.lookup_type(name), TraitEntity | CapsetEntity)
