"""Which patterns always match."""

from typing import assert_never

from ori_compiler.syntax import ast
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.typed_body import VariantReference


def is_irrefutable(c: Checker, pattern: ast.Pattern) -> bool:
    """Whether a checked pattern matches every value of its type."""
    match pattern:
        case ast.WildcardPattern() | ast.Missing():
            return True
        case ast.TuplePattern():
            return all(is_irrefutable(c, element) for element in pattern.elements)
        case ast.ListPattern():
            return not pattern.elements and pattern.rest is not None
        case ast.QualifiedPattern():
            reference = c.references.get(pattern.span)
            only = not isinstance(reference, VariantReference) or _is_only_variant(c, reference)
            return only and all(is_irrefutable(c, field.pattern) for field in pattern.fields)
        case ast.NamePattern():
            reference = c.references.get(pattern.span)
            return not isinstance(reference, VariantReference) or _is_only_variant(c, reference)
        case ast.VariantPattern():
            reference = c.references.get(pattern.span)
            only = not isinstance(reference, VariantReference) or _is_only_variant(c, reference)
            return only and all(is_irrefutable(c, field.pattern) for field in pattern.fields)
        case ast.StructPattern():
            return all(is_irrefutable(c, field.pattern) for field in pattern.fields)
        case ast.AtPattern():
            return is_irrefutable(c, pattern.pattern)
        case ast.OrPattern():
            return any(is_irrefutable(c, alternative) for alternative in pattern.alternatives)
        case ast.LiteralPattern() | ast.RangePattern() | ast.ConstantRangePattern():
            return False
        case _:
            assert_never(pattern)


def _is_only_variant(c: Checker, reference: VariantReference) -> bool:
    definition = c.environment.definition(reference.type)
    return isinstance(definition, SumDefinition) and len(definition.variants) == 1
