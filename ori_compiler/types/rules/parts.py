"""The fields and payloads of a declared type, with where they are written."""

from collections.abc import Iterator

import msgspec

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import StructDefinition, SumDefinition
from ori_compiler.types.pool import Idx
from ori_compiler.types.rules.report import Report


class Part(msgspec.Struct, frozen=True):
    """A field, payload, or the inside of a newtype; `name` is what messages call it."""

    name: str
    type: Idx
    span: Span


def parts_of(report: Report, syntax: ast.TypeItem) -> Iterator[Part]:
    """All parts whose types are not broken, in order."""
    definition = report.environment.definition(
        report.environment.declared_type(report.item, report.environment.generics(report.item).types)
    )
    written: list[tuple[str, Span]] = []
    match syntax:
        case ast.StructItem(fields=fields):
            written = _fields("the field", fields)
        case ast.SumItem(variants=variants):
            written = [found for variant in variants for found in _fields("the payload", variant.fields)]
        case ast.NewtypeItem(underlying=underlying):
            written = [("its inside", underlying.span)]
    match definition:
        case StructDefinition(fields=known):
            types = [field.type for field in known]
        case SumDefinition(variants=alternatives):
            types = [field.type for variant in alternatives for field in variant.fields]
        case None:
            types = []
    if len(types) != len(written):
        # Two fields have one name, which was reported.
        return
    for (name, span), type_ in zip(written, types, strict=True):
        if not report.pool.has_errors(type_):
            yield Part(name, type_, span)


def _fields(what: str, fields: tuple[ast.FieldSyntax, ...]) -> list[tuple[str, Span]]:
    return [(f"{what} `{f.name.text}`" if f.name is not None else f"a {what[4:]}", f.type.span) for f in fields]
