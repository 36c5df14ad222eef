"""Whether a trait can be used as a type (language reference, part 2, section 9)."""

from typing import NamedTuple

from ori_compiler.types.definitions import TraitDefinition
from ori_compiler.types.environment import Environment
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import Idx, Pool


class ObjectProblem(NamedTuple):
    """What keeps a trait from being a type, and how to say so at its declaration."""

    what: str
    why: str


def object_problem(environment: Environment, bound: Idx) -> ObjectProblem | None:
    """The first rule that a trait breaks; none if its objects are possible. Only its own methods count."""
    trait = environment.trait(environment.pool.declaration(bound))
    if trait is None:
        return None
    if trait.associated_types:
        name = trait.associated_types[0].name
        return ObjectProblem(f"its associated type `{name}` is not known", f"`{name}` differs between implementations")
    for method in trait.methods:
        problem = _method_problem(environment, trait, method.name)
        if problem is not None:
            return problem
    return None


def _method_problem(environment: Environment, trait: TraitDefinition, name: str) -> ObjectProblem | None:
    pool = environment.pool
    signature = environment.signature(MemberId(trait.trait, name))
    if _mentions(pool, signature.result, trait.self_type):
        return ObjectProblem(f"its method `{name}` returns `Self`", f"`{name}` returns `Self`")
    if any(_mentions(pool, parameter.type, trait.self_type) for parameter in signature.parameters):
        return ObjectProblem(f"its method `{name}` takes `Self`", f"`{name}` takes `Self` as an argument")
    if len(signature.type_parameters) > 1 + len(trait.generics.parameters):
        return ObjectProblem(f"its method `{name}` is generic", f"`{name}` has type parameters of its own")
    if signature.receiver is None:
        return ObjectProblem(f"its function `{name}` has no `self`", f"`{name}` is called without an object")
    return None


def _mentions(pool: Pool, idx: Idx, part: Idx) -> bool:
    return idx == part or (idx >= 0 and any(_mentions(pool, argument, part) for argument in pool.arguments(idx)))
