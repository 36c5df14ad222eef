"""Types as they are written."""

from typing import TYPE_CHECKING

from ori_compiler.syntax.ast.base import Missing, Name, Syntax

if TYPE_CHECKING:
    from ori_compiler.syntax.ast.expressions import Expr


class NamedType(Syntax, frozen=True):
    """A type by its name."""

    name: str


class AppliedType(Syntax, frozen=True):
    """A qualified name, or one with arguments: `T.Item`, `Box<int, 3>`; an argument may be a constant."""

    path: tuple[str, ...]
    arguments: "tuple[TypeSyntax | Expr, ...]"


class InferredType(Syntax, frozen=True):
    """`_` in a list of type arguments."""


class ListType(Syntax, frozen=True):
    """`[T]`; with a capacity, `[T, max N]`."""

    element: "TypeSyntax"
    capacity: "Expr | None"


class MapType(Syntax, frozen=True):
    """`{K: V}`."""

    key: "TypeSyntax"
    value: "TypeSyntax"


class TupleType(Syntax, frozen=True):
    """`(A, B)`."""

    elements: tuple["TypeSyntax", ...]


class FunctionType(Syntax, frozen=True):
    """`(A, B) -> R`."""

    parameters: tuple["TypeSyntax", ...]
    result: "TypeSyntax"


class TraitObjectType(Syntax, frozen=True):
    """`A + B`."""

    traits: tuple["TypeSyntax", ...]


class ImplType(Syntax, frozen=True):
    """`impl A + B where Item == T`."""

    bounds: tuple["TypeSyntax", ...]
    equalities: tuple[tuple[Name, "TypeSyntax"], ...]


class OmittedType(Syntax, frozen=True):
    """No type behind a parameter's name, as later clauses of a function may have it. `name` is empty for a pattern."""

    name: str


class ProviderType(Syntax, frozen=True):
    """The type that a `def impl` is for: nobody writes it, and it has one value."""


TypeSyntax = (
    NamedType
    | AppliedType
    | InferredType
    | ListType
    | MapType
    | TupleType
    | FunctionType
    | TraitObjectType
    | ImplType
    | OmittedType
    | ProviderType
    | Missing
)
