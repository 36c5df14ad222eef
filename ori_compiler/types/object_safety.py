"""Whether a trait can be used as a type (language reference, part 2, section 9)."""

from typing import NamedTuple

from ori_compiler.types.definitions import TraitMethod
from ori_compiler.types.environment import Environment
from ori_compiler.types.functions import is_constant_member
from ori_compiler.types.pool import Idx


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
    return next((problem for method in trait.methods if (problem := _method_problem(method))), None)


def _method_problem(method: TraitMethod) -> ObjectProblem | None:
    name = method.name
    if is_constant_member(name):
        return ObjectProblem(f"its constant `{name}` belongs to types", f"`{name}` differs between implementations")
    if method.returns_self:
        return ObjectProblem(f"its method `{name}` returns `Self`", f"`{name}` returns `Self`")
    if method.takes_self:
        return ObjectProblem(f"its method `{name}` takes `Self`", f"`{name}` takes `Self` as an argument")
    if method.is_generic:
        return ObjectProblem(f"its method `{name}` is generic", f"`{name}` has type parameters of its own")
    if not method.has_self:
        return ObjectProblem(f"its function `{name}` has no `self`", f"`{name}` is called without an object")
    return None
