"""Declarations as Ori code, in one line where that is how they were written."""

from typing import assert_never

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.declaration import declaring_syntax
from ori_compiler.ide.position import source_of
from ori_compiler.ide.target import (
    Declared,
    Field,
    LabelName,
    Local,
    Member,
    Module,
    Parameter,
    Primitive,
    Target,
    TypeVariable,
    Use,
    Variant,
)
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId
from ori_compiler.types.typed_body import Binding, BindingKind


def signature_of(database: CompilerDatabase, target: Target) -> str:
    """What a name is, as code: a signature, a definition, or a binding with its type."""
    match target:
        case Declared(item):
            return item_signature(database, item)
        case Member():
            member = declaring_syntax(database, target)
            if isinstance(member, ast.Method):
                return callable_signature(database, target.item, member)
            if isinstance(member, ast.AssociatedConst):
                return _constant(database, target.member, member)
            return _source(database, target.item, member.span).rstrip(";") if member is not None else ""
        case Local(function, span):
            binding = database.typed_body(function).bindings.get(span)
            return _binding(database, binding) if binding is not None else "self"
        case Variant(item, index):
            syntax = declaring_syntax(database, target)
            written = _source(database, item, syntax.span) if syntax is not None else f"#{index}"
            return f"{item.name}.{written}"
        case Field(item):
            return _field(database, target)
        case Parameter(_):
            syntax = declaring_syntax(database, target)
            return _source(database, target.item, syntax.span) if syntax is not None else ""
        case Primitive(type_, is_conversion):
            name = database.pool.name(type_)
            return f"{name}(value) -> {name}" if is_conversion else name
        case LabelName(_, _, name):
            return f"label {name}"
        case TypeVariable(item, _, whole):
            return _source(database, item, whole)
        case Module(path):
            return f'use "{path.rsplit("/", 1)[-1].removesuffix(".ori")}"'
        case _:
            assert_never(target)


def _constant(database: CompilerDatabase, member: MemberId, syntax: ast.AssociatedConst) -> str:
    """A constant with its type, whether or not that is written."""
    typed = f"{member.name}: {database.pool.name(database.signature(member).result)}"
    return f"{typed} = {_source(database, member.item, syntax.value.span)}" if syntax.value is not None else typed


def item_signature(database: CompilerDatabase, item: ItemId) -> str:
    """The head of a function, test, trait or implementation; a type or constant as a whole."""
    syntax = database.item_syntax(item).item
    match syntax:
        case ast.FunctionItem():
            return ("pub " if syntax.is_public else "") + callable_signature(database, item, syntax)
        case ast.TestItem():
            targets = ", ".join(f"@{target.text}" for target in syntax.targets) or "_"
            return f"@{syntax.name.text} tests {targets}"
        case ast.ConstantItem():
            public = "pub " if syntax.is_public else ""
            type_ = database.pool.name(database.constant_type(item))
            return f"{public}let ${syntax.name.text}: {type_} = {_source(database, item, syntax.value.span)}"
        case ast.TraitItem() | ast.ImplItem() | ast.ExtendItem():
            return _source(database, item, syntax.span).partition("{")[0].rstrip()
        case ast.BrokenItem():
            return syntax.name.text if syntax.name is not None else ""
        case _:
            return _source(database, item, syntax.span)


def callable_signature(database: CompilerDatabase, item: ItemId, syntax: ast.FunctionItem | ast.Method) -> str:
    """The head of a function or method, with all its clauses, without second names."""
    clauses = (*syntax.clauses.uses, *syntax.clauses.where, *syntax.clauses.contracts)
    ends = (syntax.name.span.end, syntax.result.span.end, *(clause.span.end for clause in clauses))
    with_attributes = [parameter for parameter in syntax.parameters if parameter.attributes]
    starts = [syntax.name.span.start - 1, *(parameter.span.start for parameter in with_attributes)]
    stops = [*(parameter.attributes[0].span.start for parameter in with_attributes), max(ends)]
    return "".join(_source(database, item, Span(*part)) for part in zip(starts, stops, strict=True))


def origin_of(database: CompilerDatabase, target: Target) -> str:
    """The head of the trait, implementation or extension that a member belongs to; empty for all else."""
    return item_signature(database, target.item) if isinstance(target, Member) else ""


def types_of_use(database: CompilerDatabase, target: Target, use: Use) -> str:
    """With which types a generic declaration is used: `T = int, U = str`; empty if it is not generic."""
    pool = database.pool
    if use.type is not None and isinstance(target, (Declared, Variant, Field)):
        parameters = database.generics(target.item).types
        arguments = pool.arguments(use.type) if pool.is_nominal(use.type) else ()
    elif isinstance(target, (Declared, Member, Parameter)):
        function = target.function if isinstance(target, Parameter) else _function(target)
        parameters, arguments = database.signature(function).type_parameters, use.arguments
    else:
        return ""
    if len(parameters) != len(arguments):
        return ""
    pairs = zip(parameters, arguments, strict=True)
    shown = [f"{pool.name(name)} = {pool.name(type_)}" for name, type_ in pairs if name != type_]
    return ", ".join(shown)


def _function(target: Declared | Member) -> ItemId | MemberId:
    return target.member if isinstance(target, Member) else target.item


def _field(database: CompilerDatabase, field: Field) -> str:
    item, syntax = field.item, declaring_syntax(database, field)
    owner = item.name if field.variant is None else _variant_name(database, item, field.variant)
    whole = database.item_syntax(item).item
    if syntax is None and isinstance(whole, ast.NewtypeItem):
        return f"{owner}.inner: {_source(database, item, whole.underlying.span)}"
    return f"{owner}.{_source(database, item, syntax.span)}" if syntax is not None else owner


def _source(database: CompilerDatabase, item: ItemId, span: Span) -> str:
    return source_of(database, item, span)


def _variant_name(database: CompilerDatabase, item: ItemId, index: int) -> str:
    syntax = declaring_syntax(database, Variant(item, index))
    return syntax.name.text if isinstance(syntax, ast.VariantSyntax) else item.name


def _binding(database: CompilerDatabase, binding: Binding) -> str:
    typed = f"{binding.name}: {database.pool.name(binding.type)}"
    match binding.kind:
        case BindingKind.PARAMETER | BindingKind.SELF:
            return typed
        case BindingKind.LET:
            return f"let ${typed}" if binding.is_immutable else f"let {typed}"
        case BindingKind.LOOP:
            return f"for {typed}"
        case BindingKind.MATCH:
            return f"let {typed}"
        case _:
            assert_never(binding.kind)
