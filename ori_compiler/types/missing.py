"""How to say that a type lacks a trait, or cannot be the key of a map."""

import re
from collections.abc import Sequence
from typing import Final

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.location import ItemSpan
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.pool import Idx, Pool, Tag

_DERIVABLE: Final = frozenset(("Eq", "Comparable", "Hashable", "Clone", "Default", "Debug", "Printable"))


def missing_trait(
    pool: Pool, type_: Idx, bound: Idx, at: ItemSpan, because: tuple[Label, ...], part: Idx | None = None
) -> TypeProblem:
    """A type lacks a trait that is demanded of it; `part` is the part of the type that keeps it from having it."""
    trait = pool.declaration(bound)
    name, wanted = pool.name(type_), pool.name(bound)
    help_ = ""
    if pool.tag(type_) is Tag.PARAMETER:
        help_ = f"demand it of the parameter: `{name}: {wanted}`"
    elif trait.name == "Sendable" and is_prelude(trait.path):
        is_nursery = pool.is_nominal(type_) and is_prelude(pool.declaration(type_).path)
        help_ = "what stands behind a trait may go to another task if the trait builds on `Sendable`"
        if is_nursery and pool.declaration(type_).name == "Nursery":
            help_ = "a nursery stays with the task that opened it: open another one in the task"
        if part is not None and part != type_:
            if pool.tag(part) is Tag.PARAMETER:
                help_ = f"demand it of the parameter: `{pool.name(part)}: {wanted}`"
            label = f"its part `{pool.name(part)}` is not `{wanted}`"
            return TypeProblem("E2009", f"`{name}` does not implement `{wanted}`", at, label, because, help_)
    elif pool.is_nominal(type_):
        derive = f"derive it with `#derive({trait.name})`, or " if trait.name in _DERIVABLE else ""
        help_ = f"{derive}write `impl {name}: {wanted} {{ … }}`"
    message = f"`{name}` does not implement `{wanted}`"
    return TypeProblem("E2009", message, at, f"this is `{name}`", because, help_)


def missing_conversion(
    pool: Pool, type_: Idx, target: Idx, at: ItemSpan, because: tuple[Label, ...], possible: tuple[str, ...]
) -> TypeProblem:
    """A type does not convert into another; `possible` are the types that it does convert into."""
    name, wanted = pool.name(type_), pool.name(target)
    help_ = f"write `impl {name}: Into<{wanted}> {{ … }}`" if pool.is_nominal(type_) else ""
    if possible:
        help_ = f"`{name}` converts into " + ", ".join(f"`{other}`" for other in possible)
    message = f"`{name}` does not convert into `{wanted}`" if target >= 0 else f"`{name}` converts into no other type"
    return TypeProblem("E2036", message, at, f"this is `{name}`", because, help_)


def broken_condition(
    pool: Pool, written: Idx, values: Sequence[tuple[Idx, Idx]], known: Idx, at: ItemSpan, because: tuple[Label, ...]
) -> TypeProblem:
    """A condition on constants is not met, or not known to be; `values` are those of the parameters it mentions."""
    text = _without_marks(pool.name(written))
    listed = " and ".join(_without_marks(f"`{pool.name(p)}` is `{pool.name(value)}`") for p, value in values)
    if pool.value(known) is False:
        return TypeProblem("E2020", f"the condition `{text}` is not met: {listed}", at, "not met", because)
    shown = _without_marks(pool.name(known))
    help_ = f"demand it here, too: `where {shown}`"
    return TypeProblem("E2020", f"the condition `{shown}` may not hold here", at, "not known to hold", because, help_)


def _without_marks(text: str) -> str:
    """A condition as it is written: parameters without `$`, constants of types with it."""
    return re.sub(r"(?<!\.)\$", "", text)


def unusable_key(pool: Pool, type_: Idx, at: ItemSpan) -> TypeProblem:
    """A type whose values cannot be found by their hash."""
    name = pool.name(type_)
    help_ = ""
    if pool.tag(type_) is Tag.PARAMETER:
        help_ = f"demand it of the parameter: `{name}: Eq + Hashable`"
    elif pool.is_nominal(type_):
        help_ = f"derive it: `#derive(Eq, Hashable)` before `type {name}`"
    message = f"`{name}` cannot be the key of a map or the element of a set"
    return TypeProblem("E2031", message, at, "it does not implement `Hashable`", (), help_)
