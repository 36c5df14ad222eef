"""Which type is wanted where a name is being typed."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.bodies import function_at
from ori_compiler.ide.call_at import Calling, call_target, parameters_of
from ori_compiler.ide.probe import Probe
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import StructDefinition
from ori_compiler.types.pool import BOOL, Idx


def expected_type(database: CompilerDatabase, at: Probe) -> Idx | None:
    """The type of the parameter, field or result that the name at the cursor is for; none where any would do."""
    found = _expected(database, at)
    pool = database.pool
    return found if found is not None and found > 0 and not pool.has_parameters(found) else None


def _expected(database: CompilerDatabase, at: Probe) -> Idx | None:
    match at.place.nodes:
        case (*_, call, ast.Argument(name=ast.Name(text=name)), ast.NameRef()) if isinstance(call, Calling):
            parameters = dict(parameters_of(database, call_target(database, at, call)))
            return parameters.get(name)
        case (*_, ast.StructLiteral() as literal, ast.FieldInit(name=name), ast.NameRef()):
            return _field(database, at, literal, name.text)
        case (*_, ast.FunctionItem() | ast.Method(), ast.NameRef()):
            return _result(database, at)
        case (*_, ast.FunctionItem() | ast.Method(), ast.Block(result=result), ast.NameRef() as name):
            return _result(database, at) if name is result else None
        case (*_, ast.If(condition=condition) | ast.While(condition=condition), ast.NameRef() as name):
            return BOOL if name is condition else None
        case _:
            return None


def _result(database: CompilerDatabase, at: Probe) -> Idx | None:
    function = function_at(at.place)
    return database.signature(function).result if function is not None else None


def _field(database: CompilerDatabase, at: Probe, literal: ast.StructLiteral, name: str) -> Idx | None:
    type_ = at.body.types.get(literal.span) if at.body is not None else None
    definition = database.definition(type_) if type_ is not None and type_ >= 0 else None
    fields = definition.fields if isinstance(definition, StructDefinition) else ()
    return next((field.type for field in fields if field.name == name), None)
