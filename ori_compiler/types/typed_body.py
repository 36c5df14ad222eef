"""What inference finds out about one body: types and meanings, by the span of the syntax they belong to."""

from collections.abc import Mapping
from enum import Enum

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Predicate
from ori_compiler.types.functions import DerivedOperation, MemberId, item_of
from ori_compiler.types.pool import Idx


class LocalReference(msgspec.Struct, frozen=True):
    """A parameter or local, by the span of the name that binds it; a generalised one with its type arguments."""

    binding: Span
    arguments: tuple[Idx, ...] = ()


class FunctionReference(msgspec.Struct, frozen=True):
    """A function, method or associated function, with its type arguments."""

    function: ItemId | MemberId
    arguments: tuple[Idx, ...] = ()

    @property
    def item(self) -> ItemId:
        """The item that declares it."""
        return item_of(self.function)


class TraitMethodReference(msgspec.Struct, frozen=True):
    """A method of a trait. `arguments` are the implementing type, those of the trait, then the method's own."""

    trait: ItemId
    name: str
    arguments: tuple[Idx, ...]


class StructuralReference(msgspec.Struct, frozen=True):
    """A method that the compiler gives to every composite type."""

    operation: DerivedOperation
    type: Idx


class ConstantReference(msgspec.Struct, frozen=True):
    item: ItemId


class VariantReference(msgspec.Struct, frozen=True):
    type: Idx
    index: int


class TypeReference(msgspec.Struct, frozen=True):
    """A type where it is written among expressions; as a callee, the constructor of a newtype."""

    type: Idx


class ConversionReference(msgspec.Struct, frozen=True):
    """One of the conversion functions `int`, `float`, `str`, `byte`."""

    target: Idx


class TupleLengthReference(msgspec.Struct, frozen=True):
    """`len` of a tuple, which its type tells."""

    length: int


class FieldReference(msgspec.Struct, frozen=True):
    """A field of a struct, newtype or tuple."""

    type: Idx
    index: int


class ConstantParameterReference(msgspec.Struct, frozen=True):
    """The value of a constant parameter."""

    parameter: Idx


class CapabilityReference(msgspec.Struct, frozen=True):
    """An operation of a capability, and the trait that declares it: the capability's, or one that it builds on."""

    capability: ItemId
    trait: ItemId
    name: str


Reference = (
    LocalReference
    | FunctionReference
    | TraitMethodReference
    | StructuralReference
    | ConstantReference
    | VariantReference
    | TypeReference
    | ConversionReference
    | TupleLengthReference
    | FieldReference
    | ConstantParameterReference
    | CapabilityReference
)


class HiddenParameter(msgspec.Struct, frozen=True):
    """A capability is what the caller of the function passes for it."""

    capability: ItemId


class Provided(msgspec.Struct, frozen=True):
    """A capability is what a `with` provides, by the span of the name that it binds."""

    binding: Span


class DefaultProvider(msgspec.Struct, frozen=True):
    """A capability is provided by a `def impl`."""

    provider: ItemId


Evidence = HiddenParameter | Provided | DefaultProvider
"""What provides a capability at a place that needs it."""


class BindingKind(Enum):
    """What introduced a local; it decides whether the local may be assigned."""

    PARAMETER = "parameter"
    SELF = "self"
    LET = "let"
    LOOP = "loop variable"
    MATCH = "match"


class Binding(msgspec.Struct, frozen=True):
    """A parameter or local. `parameters` are the rigid types of one that is used with several types."""

    name: str
    type: Idx
    kind: BindingKind
    is_immutable: bool
    parameters: tuple[Idx, ...] = ()


class ClauseHead(msgspec.Struct, frozen=True):
    """What decides whether a clause is chosen: the pattern for these parameters, a tuple for several, and the guard."""

    pattern: ast.Pattern | None
    parameters: tuple[int, ...]
    guard: ast.Expr | None


class Recursion(msgspec.Struct, frozen=True):
    """The hidden parameters of what `self(…)` calls again, by where they are bound.

    `depth` counts the calls that are not finished. `memo` is a cell with a map of the results that are known.
    """

    depth: Span
    memo: Span | None
    is_declared: bool
    """Whether it is the declared function, not a lambda."""


class TypedBody(msgspec.Struct, frozen=True):
    """A checked body.

    `arguments` gives, for each call, the parameter index of each written argument. `coercions` gives, for an expression
    that is boxed into a trait object, the type of the object. `methods` gives the meaning of operators, conversions
    and other forms that stand for a method, by the span of the whole form, `desugared` the simpler form of a form,
    `ranges` the values of the ends of a pattern with constants. With `has_errors` the body was reported and is not to
    be executed. Only with `has_match`, `ends_early` or `calls_constants` can its lowering have something to say:
    whether patterns cover everything, whether something is used behind what ended it, and whether what is computed at
    compile time has a value. `contracts` are those of the function, in the
    order in which they are written. `left_catches` are the bodies of those `catch` that a `?` in them leaves. The
    function has a hidden parameter for each of `capabilities`; `evidence` tells, by the span of the name of a callee,
    what provides the capabilities that it needs, in the order of its signature. `recursive` are the function and the
    lambdas in it that `self(…)` can call again, by where they stand. `tasks` are the lambdas that run as tasks, with
    the bindings that each captures.
    """

    function: ItemId | MemberId
    parameters: tuple[Span, ...]
    body: ast.Expr
    result: Idx
    types: Mapping[Span, Idx]
    references: Mapping[Span, Reference]
    arguments: Mapping[Span, tuple[int, ...]]
    bindings: Mapping[Span, Binding]
    diagnostics: tuple[Diagnostic, ...]
    has_errors: bool
    coercions: Mapping[Span, Idx] = {}
    methods: Mapping[Span, Reference] = {}
    desugared: Mapping[Span, ast.Expr] = {}
    predicates: tuple[Predicate, ...] = ()
    ranges: Mapping[Span, tuple[ast.LiteralValue, ast.LiteralValue]] = {}
    has_match: bool = False
    ends_early: bool = False
    head: ClauseHead | None = None
    contracts: tuple[ast.Contract, ...] = ()
    left_catches: frozenset[Span] = frozenset()
    capabilities: tuple[ItemId, ...] = ()
    evidence: Mapping[Span, tuple[Evidence, ...]] = {}
    recursive: Mapping[Span, Recursion] = {}
    calls_constants: bool = False
    tasks: Mapping[Span, frozenset[Span]] = {}

    @property
    def item(self) -> ItemId:
        """The item in whose text the spans count."""
        return item_of(self.function)
