"""Signature help: what the call around the cursor takes, and which parameter is being written."""

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.members import callable_syntax
from ori_compiler.ide.call_at import Calling, call_target, innermost_call
from ori_compiler.ide.declaration import declaring_syntax
from ori_compiler.ide.documentation import Documentation
from ori_compiler.ide.implementations import parameter_index
from ori_compiler.ide.position import source_of
from ori_compiler.ide.probe import probe
from ori_compiler.ide.signature import signature_of
from ori_compiler.ide.target import Declared, Member, Target, Variant
from ori_compiler.ide.target_documentation import documentation_of
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


class ParameterHelp(msgspec.Struct, frozen=True):
    """A parameter, where it stands in the text of the signature, and what is written about it."""

    name: str
    at: Span
    documentation: str


class SignatureHelp(msgspec.Struct, frozen=True):
    """A signature; `active` is the index of the parameter that the cursor is at, none behind the last."""

    text: str
    parameters: tuple[ParameterHelp, ...]
    active: int | None
    documentation: Documentation | None


def signature_help(database: CompilerDatabase, path: str, offset: int) -> SignatureHelp | None:
    """The signature of what is called around an offset; none outside of calls."""
    at = probe(database, path, offset)
    found = innermost_call(at) if at is not None else None
    if at is None or found is None:
        return None
    call, argument = found
    target = call_target(database, at, call)
    if target is None:
        return None
    documentation, text = documentation_of(database, target), signature_of(database, target)
    parameters: list[ParameterHelp] = []
    end = text.find("(") + 1
    for name, written in _written_parameters(database, target):
        start = text.find(written, end)
        end = start + len(written)
        about = documentation.of_parameter(name) if documentation is not None else ""
        parameters.append(ParameterHelp(name, Span(start, end), about))
    active = _active(database, target, [parameter.name for parameter in parameters], call, argument)
    return SignatureHelp(text, tuple(parameters), active, documentation)


def _written_parameters(database: CompilerDatabase, target: Target) -> list[tuple[str, str]]:
    nodes: tuple[ast.Parameter | ast.FieldSyntax, ...] = ()
    match target:
        case Declared(item):
            function = callable_syntax(database, item)
            nodes = function.parameters if function is not None else ()
        case Member(member):
            function = callable_syntax(database, member)
            nodes = function.parameters if function is not None else ()
        case Variant():
            variant = declaring_syntax(database, target)
            nodes = variant.fields if isinstance(variant, ast.VariantSyntax) else ()
        case _:
            return []
    return [(node.name.text if node.name else "", source_of(database, target.item, node.span)) for node in nodes]


def _active(
    database: CompilerDatabase, target: Target, names: list[str], call: Calling, argument: ast.Argument | None
) -> int | None:
    """The parameter that an argument names; for one without a name the first that no other argument is for."""
    if argument is not None and argument.name is not None:
        index = parameter_index(database, target, argument.name.text)
        if index is not None:
            return index
        return names.index(argument.name.text) if argument.name.text in names else None
    given = {other.name.text for other in call.arguments if other.name is not None}
    unnamed = [other for other in call.arguments if other.name is None]
    before = unnamed.index(argument) if argument in unnamed else len(unnamed)
    free = [index for index, name in enumerate(names) if name not in given]
    return free[before] if before < len(free) else None
