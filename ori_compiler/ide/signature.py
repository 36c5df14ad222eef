"""Declarations as Ori code, in one line where that is how they were written."""

from typing import assert_never

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.declaration import declaring_syntax
from ori_compiler.ide.target import (
    Declared,
    Field,
    LabelName,
    Local,
    Module,
    Parameter,
    Primitive,
    Target,
    TypeVariable,
    Variant,
)
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.typed_body import Binding, BindingKind


def signature_of(database: CompilerDatabase, target: Target) -> str:
    """What a name is, as code: a signature, a definition, or a binding with its type."""
    match target:
        case Declared(item):
            return item_signature(database, item)
        case Local(item, span):
            body = database.typed_body(item)
            binding = body.bindings.get(span)
            return _binding(database, binding) if binding is not None else ""
        case Variant(item, index):
            syntax = declaring_syntax(database, target)
            written = _source(database, item, syntax.span) if syntax is not None else f"#{index}"
            return f"{item.name}.{written}"
        case Field(item):
            syntax = declaring_syntax(database, target)
            owner = item.name if target.variant is None else _variant_name(database, item, target.variant)
            return f"{owner}.{_source(database, item, syntax.span)}" if syntax is not None else owner
        case Parameter(item):
            syntax = declaring_syntax(database, target)
            return _source(database, item, syntax.span) if syntax is not None else ""
        case Primitive(type_, is_conversion):
            name = database.pool.name(type_)
            return f"{name}(value) -> {name}" if is_conversion else name
        case LabelName(_, _, name):
            return f"label {name}"
        case TypeVariable(item, span):
            return _source(database, item, span)
        case Module(path):
            return f'use "{path.rsplit("/", 1)[-1].removesuffix(".ori")}"'
        case _:
            assert_never(target)


def item_signature(database: CompilerDatabase, item: ItemId) -> str:
    """The head of a function or test; a type or constant as a whole."""
    syntax = database.item_syntax(item).item
    match syntax:
        case ast.FunctionItem():
            public = "pub " if syntax.is_public else ""
            end = syntax.result.span.end or syntax.name.span.end
            return public + _source(database, item, Span(syntax.name.span.start - 1, end))
        case ast.TestItem():
            targets = ", ".join(f"@{target.text}" for target in syntax.targets) or "_"
            return f"@{syntax.name.text} tests {targets}"
        case ast.ConstantItem():
            public = "pub " if syntax.is_public else ""
            type_ = database.pool.name(database.constant_type(item))
            return f"{public}let ${syntax.name.text}: {type_} = {_source(database, item, syntax.value.span)}"
        case ast.BrokenItem():
            return syntax.name.text if syntax.name is not None else ""
        case _:
            return _source(database, item, syntax.span)


def _source(database: CompilerDatabase, item: ItemId, span: Span) -> str:
    return database.workspace.item_text.get(item)[span.start : span.end]


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
