"""What a name under the cursor means.

In: a place (`position.py`). Out: a `Mention`: the name's range and the declaration it stands for, resolved with the
types of the body around it, or by the module's scope outside of bodies and where inference gave up.
"""

import msgspec

from ori_compiler.database.compiler import CompilerDatabase, Lookup
from ori_compiler.ide.position import Place
from ori_compiler.resolve.module_path import resolve_relative
from ori_compiler.resolve.scope import (
    BrokenEntity,
    ConstantEntity,
    Entity,
    FunctionEntity,
    TraitEntity,
    TypeEntity,
    VariantEntity,
)
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.pool import PRIMITIVE_NAMES, Idx
from ori_compiler.types.typed_body import (
    ConstantReference,
    ConversionReference,
    FieldReference,
    FunctionReference,
    LocalReference,
    Reference,
    TypedBody,
    TypeReference,
    VariantReference,
)


class Declared(msgspec.Struct, frozen=True):
    """A function, test, constant or type."""

    item: ItemId


class Local(msgspec.Struct, frozen=True):
    """A parameter or local of a body, by the name that binds it."""

    item: ItemId
    binding: Span


class Variant(msgspec.Struct, frozen=True):
    """A variant of a sum type."""

    item: ItemId
    index: int


class Field(msgspec.Struct, frozen=True):
    """A field of a struct, or of a variant's payload if `variant` is given."""

    item: ItemId
    index: int
    variant: int | None = None


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a function, named from outside of its body."""

    item: ItemId
    index: int


class Primitive(msgspec.Struct, frozen=True):
    """A built-in type, or the conversion function of the same name."""

    type: Idx
    is_conversion: bool


class LabelName(msgspec.Struct, frozen=True):
    """The label of a loop or block."""

    item: ItemId
    declared: Span
    name: str


class TypeVariable(msgspec.Struct, frozen=True):
    """A type parameter of a function."""

    item: ItemId
    declared: Span
    name: str


class Module(msgspec.Struct, frozen=True):
    """A file, by its path."""

    path: str


Target = Declared | Local | Variant | Field | Parameter | Primitive | LabelName | TypeVariable | Module


class Mention(msgspec.Struct, frozen=True):
    """A name in the source and what it stands for."""

    at: ItemSpan
    target: Target


_Labelled = ast.LabelledBlock | ast.While | ast.Loop | ast.For
_WithBody = ast.FunctionItem | ast.TestItem | ast.ConstantItem


def body_at(database: CompilerDatabase, place: Place) -> TypedBody | None:
    """What inference knows about the body around a place."""
    return database.typed_body(place.item) if isinstance(place.nodes[0], _WithBody) else None


def mention_at(database: CompilerDatabase, place: Place) -> Mention | None:
    """The name at a place and its meaning; none if there is no name or nobody knows what it means."""
    node, parent = place.node, place.parent
    target: Target | None = None
    match node:
        case ast.NameRef():
            target = _referenced(database, place, node.span) or _value(database, place.item, node.name)
        case ast.NamedType():
            target = _type(database, place, node.name)
        case ast.NamePattern():
            target = _bound(database, place, node.span)
        case ast.TypeParameter():
            target = TypeVariable(place.item, node.span, node.name)
        case ast.Name() if parent is not None:
            target = _name(database, place, node, parent)
        case _:
            pass
    return Mention(ItemSpan(place.item, node.span), target) if target is not None else None


def _referenced(database: CompilerDatabase, place: Place, span: Span) -> Target | None:
    """What inference found at a span."""
    body = body_at(database, place)
    reference = body.references.get(span) if body is not None else None
    return _target_of(database, place.item, reference) if reference is not None else None


def _target_of(database: CompilerDatabase, item: ItemId, reference: Reference) -> Target | None:
    pool = database.pool
    match reference:
        case LocalReference(binding):
            return Local(item, binding)
        case FunctionReference() | ConstantReference():
            return Declared(reference.item)
        case VariantReference(type_, index) if pool.is_nominal(type_):
            return Variant(pool.declaration(type_), index)
        case FieldReference(type_, index) if pool.is_nominal(type_):
            return Field(pool.declaration(type_), index)
        case TypeReference(type_) if pool.is_nominal(type_):
            return Declared(pool.declaration(type_))
        case ConversionReference(type_):
            return Primitive(type_, is_conversion=True)
        case _:
            return None


def _bound(database: CompilerDatabase, place: Place, span: Span) -> Target | None:
    """The local that a pattern's name binds, unless the name is a variant."""
    found = _referenced(database, place, span)
    if found is not None:
        return found
    body = body_at(database, place)
    return Local(place.item, span) if body is not None and span in body.bindings else None


def _value(database: CompilerDatabase, item: ItemId, name: str) -> Target | None:
    return _entity_target(database.lookup(Lookup(item.path, name, False)))


def _type(database: CompilerDatabase, place: Place, name: str) -> Target | None:
    if name in PRIMITIVE_NAMES:
        return Primitive(PRIMITIVE_NAMES[name], is_conversion=False)
    root = place.nodes[0]
    if isinstance(root, ast.FunctionItem):
        for parameter in root.type_parameters:
            if parameter.name == name:
                return TypeVariable(place.item, parameter.span, name)
    return _entity_target(database.lookup(Lookup(place.item.path, name, True)))


def _entity_target(entity: Entity | None) -> Target | None:
    match entity:
        case FunctionEntity(item) | ConstantEntity(item) | TypeEntity(item) | TraitEntity(item) | BrokenEntity(item):
            return Declared(item)
        case VariantEntity(item, index):
            return Variant(item, index)
        case None:
            return None


def _name(database: CompilerDatabase, place: Place, node: ast.Name, parent: ast.Syntax) -> Target | None:
    """A `Name` means what its parent makes of it."""
    item = place.item
    match parent:
        case ast.TestItem() if node in parent.targets:
            return _value(database, item, node.text)
        case ast.ImportItem():
            return _module(database, item, node)
        case ast.ImportedName():
            return _imported(database, place, parent)
        case ast.FunctionItem() | ast.TestItem() | ast.ConstantItem() | ast.StructItem() | ast.SumItem():
            return Declared(item)
        case ast.Parameter() | ast.AtPattern():
            return _bound(database, place, node.span)
        case ast.VariantSyntax():
            return Variant(item, _index_of(place.nodes[0], parent))
        case ast.FieldSyntax():
            return _declared_field(place, parent)
        case ast.Argument():
            return _argument(database, place, parent, node.text)
        case ast.PatternField():
            return _pattern_field(database, place, node.text)
        case ast.StructLiteral() | ast.StructPattern():
            return _referenced(database, place, node.span) or _type(database, place, node.text)
        case ast.VariantPattern():
            return _referenced(database, place, node.span) or _value(database, item, node.text)
        case ast.Break() | ast.Continue() | ast.LabelledBlock() | ast.While() | ast.Loop() | ast.For():
            return _label(place, node.text)
        case _:
            return _referenced(database, place, node.span)


def _index_of(parent: ast.Syntax, node: ast.Syntax) -> int:
    siblings = parent.variants if isinstance(parent, ast.SumItem) else ()
    return next((index for index, variant in enumerate(siblings) if variant is node), 0)


def _module(database: CompilerDatabase, item: ItemId, node: ast.Name) -> Target | None:
    syntax = database.item_syntax(item).item
    if not isinstance(syntax, ast.ImportItem) or not syntax.is_relative:
        return None
    path = resolve_relative(item.path, node.text)
    return Module(path) if database.workspace.module_items.contains(path) else None


def _imported(database: CompilerDatabase, place: Place, imported: ast.ImportedName) -> Target | None:
    syntax = place.nodes[0]
    module = _module(database, place.item, syntax.path) if isinstance(syntax, ast.ImportItem) else None
    if not isinstance(module, Module):
        return None
    name = imported.name.text
    for is_type in (False, True):
        found = database.exported(Lookup(module.path, name, is_type))
        if found is not None:
            return _entity_target(found)
    return None


def _declared_field(place: Place, field: ast.FieldSyntax) -> Target | None:
    """The field at its own declaration, in a struct or in a variant's payload."""
    owner, root = place.nodes[-3], place.nodes[0]
    if isinstance(owner, ast.StructItem):
        return Field(place.item, owner.fields.index(field))
    if isinstance(owner, ast.VariantSyntax):
        return Field(place.item, owner.fields.index(field), _index_of(root, owner))
    return None


def _argument(database: CompilerDatabase, place: Place, argument: ast.Argument, name: str) -> Target | None:
    """A named argument: a parameter of the function, or a payload field of the variant, that is called."""
    call = place.nodes[-3]
    if isinstance(argument.value, ast.NameRef) and argument.value.span == place.node.span:
        # `name:` is short for `name: name`; the local is what the writer thinks of.
        local = _referenced(database, place, argument.value.span)
        if local is not None:
            return local
    if not isinstance(call, ast.Call) or not isinstance(call.callee, ast.NameRef):
        return None
    callee = _referenced(database, place, call.callee.span) or _value(database, place.item, call.callee.name)
    match callee:
        case Declared(function):
            names = [parameter.name for parameter in database.signature(function).parameters]
            return Parameter(function, names.index(name)) if name in names else None
        case Variant():
            return _payload_field(database, callee, name)
        case _:
            return None


def _pattern_field(database: CompilerDatabase, place: Place, name: str) -> Target | None:
    """The field that a part of a pattern looks at; where the part binds the field's name, that local."""
    part, pattern = place.nodes[-2], place.nodes[-3]
    if isinstance(part, ast.PatternField) and part.pattern.span == place.node.span:
        return _bound(database, place, place.node.span)
    if isinstance(pattern, ast.VariantPattern):
        variant = _referenced(database, place, pattern.name.span)
        return _payload_field(database, variant, name) if isinstance(variant, Variant) else None
    body = body_at(database, place)
    type_ = body.types.get(pattern.span) if body is not None else None
    if type_ is None or not database.pool.is_nominal(type_):
        return None
    declaration = database.pool.declaration(type_)
    syntax = database.item_syntax(declaration).item
    names = (
        [f.name.text if f.name is not None else "" for f in syntax.fields] if isinstance(syntax, ast.StructItem) else []
    )
    return Field(declaration, names.index(name)) if name in names else None


def _payload_field(database: CompilerDatabase, variant: Variant, name: str) -> Target | None:
    syntax = database.item_syntax(variant.item).item
    fields = syntax.variants[variant.index].fields if isinstance(syntax, ast.SumItem) else ()
    names = [field.name.text if field.name is not None else "" for field in fields]
    return Field(variant.item, names.index(name), variant.index) if name in names else None


def _label(place: Place, name: str) -> Target | None:
    """The innermost construct around the place that has this label."""
    for node in reversed(place.nodes):
        if isinstance(node, _Labelled) and node.label is not None and node.label.text == name:
            return LabelName(place.item, node.label.span, name)
    return None
