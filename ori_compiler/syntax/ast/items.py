"""Items as they are written."""

from ori_compiler.syntax.ast.base import Name, Syntax
from ori_compiler.syntax.ast.expressions import Expr
from ori_compiler.syntax.ast.patterns import Pattern
from ori_compiler.syntax.ast.types import TypeSyntax


class TypeParameter(Syntax, frozen=True):
    """`T: Bounds = Default`; a constant parameter `$N: type = default` has its type as the only bound."""

    name: str
    bounds: tuple[TypeSyntax, ...] = ()
    default: TypeSyntax | Expr | None = None
    is_constant: bool = False


class BoundConstraint(Syntax, frozen=True):
    """`T.Item: Bounds` in a `where` clause."""

    path: tuple[str, ...]
    bounds: tuple[TypeSyntax, ...]


class EqualityConstraint(Syntax, frozen=True):
    """`T.Item == type` in a `where` clause."""

    path: tuple[str, ...]
    type: TypeSyntax


class ConditionConstraint(Syntax, frozen=True):
    """A condition on constants in a `where` clause."""

    condition: Expr


Constraint = BoundConstraint | EqualityConstraint | ConditionConstraint


class Capability(Syntax, frozen=True):
    """`Name` or `Name("argument")` in a `uses` clause."""

    name: str
    argument: str | None


class Contract(Syntax, frozen=True):
    """`pre(condition | "message")`; with a `pattern` for the result, `post(pattern -> condition | "message")`.

    `text` is the source of the condition.
    """

    pattern: Pattern | None
    condition: Expr
    text: str
    message: str | None


class Clauses(Syntax, frozen=True):
    """What stands between a signature and the body; empty for most functions."""

    uses: tuple[Capability, ...]
    where: tuple[Constraint, ...]
    guard: Expr | None
    contracts: tuple[Contract, ...]


class AttributeArgument(Syntax, frozen=True):
    """`name: value` or a value."""

    name: Name | None
    value: Expr


class Attribute(Syntax, frozen=True):
    """`#name(arguments)`; `arguments` are their source texts, without the quotes of strings."""

    name: str
    arguments: tuple[str, ...]
    values: tuple[AttributeArgument, ...] = ()


class Parameter(Syntax, frozen=True):
    """`name: type = default`. A `pattern` may stand for the name, which is empty then.

    A name that may be that of a variant is both. The span is without `attributes`, which only the
    library has.
    """

    name: Name
    type: TypeSyntax
    default: Expr | None = None
    pattern: Pattern | None = None
    is_variadic: bool = False
    attributes: tuple[Attribute, ...] = ()


class FunctionItem(Syntax, frozen=True):
    """A function, or one clause of a function with several. One that `is_constant` is called as `$name(…)`."""

    name: Name
    is_public: bool
    type_parameters: tuple[TypeParameter, ...]
    parameters: tuple[Parameter, ...]
    result: TypeSyntax
    body: Expr
    clauses: Clauses
    attributes: tuple[Attribute, ...] = ()
    is_constant: bool = False


class TestItem(Syntax, frozen=True):
    """`targets` is empty for a floating test (`tests _`)."""

    name: Name
    targets: tuple[Name, ...]
    attributes: tuple[Attribute, ...]
    body: Expr


class ConstantItem(Syntax, frozen=True):
    """`has_dollar` unless the `$` of the name was forgotten, which is reported at the declaration."""

    name: Name
    is_public: bool
    has_dollar: bool
    annotation: TypeSyntax | None
    value: Expr
    attributes: tuple[Attribute, ...] = ()


class FieldSyntax(Syntax, frozen=True):
    """A struct field, or a payload field whose name may be absent."""

    name: Name | None
    type: TypeSyntax


class VariantSyntax(Syntax, frozen=True):
    name: Name
    fields: tuple[FieldSyntax, ...]


class TypeHead(Syntax, frozen=True):
    """What stands between a type's name and its body; empty for most types."""

    type_parameters: tuple[TypeParameter, ...]
    derives: tuple[TypeSyntax, ...]
    where: tuple[Constraint, ...]
    attributes: tuple[Attribute, ...] = ()


class StructItem(Syntax, frozen=True):
    name: Name
    is_public: bool
    fields: tuple[FieldSyntax, ...]
    head: TypeHead


class SumItem(Syntax, frozen=True):
    name: Name
    is_public: bool
    variants: tuple[VariantSyntax, ...]
    head: TypeHead


class NewtypeItem(Syntax, frozen=True):
    name: Name
    is_public: bool
    underlying: TypeSyntax
    head: TypeHead


class ImportedName(Syntax, frozen=True):
    """`name as alias`; `is_private` if it is written `::name`, `without_default` behind `name without def`."""

    name: Name
    alias: Name
    is_private: bool
    without_default: bool = False


class ImportItem(Syntax, frozen=True):
    """`path` is the text between the quotes, or a dotted path."""

    path: Name
    is_public: bool
    is_relative: bool
    names: tuple[ImportedName, ...]


class NamespaceImportItem(Syntax, frozen=True):
    """`use path as name;`."""

    path: Name
    is_relative: bool
    name: Name


class ExtensionImportItem(Syntax, frozen=True):
    """`extension path { Type.method };`."""

    path: Name
    is_public: bool
    is_relative: bool
    methods: tuple[tuple[Name, Name], ...]


class Method(Syntax, frozen=True):
    """A method or associated function; the body of a required one in a trait is absent."""

    name: Name
    has_self: bool
    type_parameters: tuple[TypeParameter, ...]
    parameters: tuple[Parameter, ...]
    result: TypeSyntax
    clauses: Clauses
    body: Expr | None


class AssociatedType(Syntax, frozen=True):
    """`type Name: Bounds = type;` in a trait or implementation."""

    name: Name
    bounds: tuple[TypeSyntax, ...]
    type: TypeSyntax | None


class AssociatedConst(Syntax, frozen=True):
    """`$name: type = value;` in a trait or implementation."""

    name: Name
    type: TypeSyntax | None
    value: Expr | None


Member = Method | AssociatedType | AssociatedConst


def member_name(member: Member) -> str:
    """The name of a member among its siblings: that of a constant begins with `$`."""
    return f"${member.name.text}" if isinstance(member, AssociatedConst) else member.name.text


class TraitItem(Syntax, frozen=True):
    name: Name
    is_public: bool
    type_parameters: tuple[TypeParameter, ...]
    supertraits: tuple[TypeSyntax, ...]
    members: tuple[Member, ...]


class ImplItem(Syntax, frozen=True):
    """`impl Type { … }`, or with a trait `impl Type: Trait { … }`.

    With `is_default` it is `def impl Trait { … }`, whose type is a `ProviderType`; only such a one can be public.
    """

    type_parameters: tuple[TypeParameter, ...]
    type: TypeSyntax
    trait: TypeSyntax | None
    where: tuple[Constraint, ...]
    members: tuple[Member, ...]
    is_default: bool = False
    is_public: bool = False


class ExtendItem(Syntax, frozen=True):
    is_public: bool
    type_parameters: tuple[TypeParameter, ...]
    type: TypeSyntax
    where: tuple[Constraint, ...]
    members: tuple[Member, ...]


class ExternParameter(Syntax, frozen=True):
    """`passing` holds the words `out`, `mut`, `owned` and `borrowed`; a bare `...` has no name."""

    name: Name | None
    passing: tuple[str, ...]
    type: TypeSyntax | None


class ExternFunction(Syntax, frozen=True):
    name: Name
    parameters: tuple[ExternParameter, ...]
    passing: tuple[str, ...]
    result: TypeSyntax
    foreign_name: str | None
    attributes: tuple[Attribute, ...]


class ExternItem(Syntax, frozen=True):
    """`extern "abi" from "library" { … }`."""

    abi: str
    library: str | None
    is_public: bool
    attributes: tuple[Attribute, ...]
    functions: tuple[ExternFunction, ...]


class CapsetItem(Syntax, frozen=True):
    """`capset Name = A, B;`."""

    name: Name
    is_public: bool
    capabilities: tuple[Name, ...]


class CompileErrorItem(Syntax, frozen=True):
    message: str


class FileAttributeItem(Syntax, frozen=True):
    """`#!target(…)` at the head of a file."""

    attribute: Attribute


class BrokenItem(Syntax, frozen=True):
    """An item that is broken; it was reported."""

    name: Name | None


LaterItem = ExternItem | CompileErrorItem | FileAttributeItem
"""The items that have no meaning yet; they were reported as such."""

TypeItem = StructItem | SumItem | NewtypeItem
"""The items that declare a type."""

Item = (
    FunctionItem
    | TestItem
    | ConstantItem
    | TypeItem
    | TraitItem
    | ImplItem
    | ExtendItem
    | CapsetItem
    | ImportItem
    | NamespaceImportItem
    | ExtensionImportItem
    | LaterItem
    | BrokenItem
)
