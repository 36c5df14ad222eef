"""`let?` never throws an error away: where its pattern does not match, nothing may hold an `Err` (part 3, 3.3)."""

from ori_compiler.syntax import ast
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.inference.irrefutable import is_irrefutable
from ori_compiler.types.typed_body import VariantReference


def loses_error(c: Checker, pattern: ast.Pattern) -> bool:
    """Whether a checked pattern may fail to match because of an `Err`, at any depth."""
    match pattern:
        case ast.VariantPattern() | ast.QualifiedPattern():
            if _is_of_result(c, pattern):
                is_err = _variant_name(c, pattern) == "Err"
                return not (is_err and all(is_irrefutable(c, field.pattern) for field in pattern.fields))
            return any(loses_error(c, field.pattern) for field in pattern.fields)
        case ast.StructPattern():
            return any(loses_error(c, field.pattern) for field in pattern.fields)
        case ast.TuplePattern() | ast.ListPattern():
            return any(loses_error(c, element) for element in pattern.elements)
        case ast.AtPattern():
            return loses_error(c, pattern.pattern)
        case ast.OrPattern():
            # What one alternative of a `Result` takes is not lost by the others.
            found = [loses_error(c, alternative) for alternative in pattern.alternatives]
            return all(found) if _is_of_result(c, pattern.alternatives[0]) else any(found)
        case _:
            return False


def _is_of_result(c: Checker, pattern: ast.Pattern) -> bool:
    reference = c.references.get(pattern.span)
    if not isinstance(reference, VariantReference):
        return False
    type_ = c.resolve(reference.type)
    return c.pool.is_nominal(type_) and c.pool.declaration(type_) == c.environment.prelude_type("Result")


def _variant_name(c: Checker, pattern: ast.Pattern) -> str:
    reference = c.references.get(pattern.span)
    definition = c.environment.definition(reference.type) if isinstance(reference, VariantReference) else None
    if not isinstance(reference, VariantReference) or not isinstance(definition, SumDefinition):
        return ""
    return definition.variants[reference.index].name
