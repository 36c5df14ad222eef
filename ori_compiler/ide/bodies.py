"""Which body a place belongs to: that of a function, a method, or of a parameter's default."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.declarations import body_scope
from ori_compiler.database.members import default_of
from ori_compiler.ide.position import Place
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId
from ori_compiler.types.resolution import TypeScope
from ori_compiler.types.typed_body import TypedBody


def function_at(place: Place) -> ItemId | MemberId | None:
    """The function, method, test or constant around a place, signature included; none outside of all."""
    match place.nodes:
        case (ast.FunctionItem() | ast.TestItem() | ast.ConstantItem(), *_):
            return place.item
        case (ast.TraitItem() | ast.ImplItem() | ast.ExtendItem(), ast.Method(name=name), *_):
            return MemberId(place.item, name.text)
        case (ast.TraitItem() | ast.ImplItem(), ast.AssociatedConst() as constant, *_):
            return MemberId(place.item, ast.member_name(constant))
        case _:
            return None


def body_function_at(place: Place) -> ItemId | MemberId | None:
    """As `function_at`; inside the default of a parameter, the default."""
    function = function_at(place)
    for outer, inner in zip(place.nodes, place.nodes[1:], strict=False):
        if function is not None and isinstance(outer, ast.Parameter) and inner is outer.default:
            return default_of(function, outer.name.text)
    return function


def body_at(database: CompilerDatabase, place: Place) -> TypedBody | None:
    """What inference knows about the body around a place."""
    function = body_function_at(place)
    return database.typed_body(function) if function is not None else None


def type_scope_at(database: CompilerDatabase, place: Place) -> TypeScope:
    """What names mean in the types that are written at a place."""
    function = function_at(place)
    root = place.nodes[0]
    if function is not None and not isinstance(root, (ast.TestItem, ast.ConstantItem)):
        return body_scope(database, function)
    if isinstance(root, (ast.TraitItem, ast.ImplItem, ast.ExtendItem)):
        return database.member_scope(place.item)[0]
    generics = database.generics(place.item)
    return TypeScope({parameter.name: parameter.type for parameter in generics.parameters})


def type_parameters_at(place: Place) -> tuple[ast.TypeParameter, ...]:
    """The type parameters that are known at a place, the innermost first."""
    found: list[ast.TypeParameter] = []
    for node in reversed(place.nodes):
        match node:
            case ast.FunctionItem() | ast.Method() | ast.TraitItem() | ast.ImplItem() | ast.ExtendItem():
                found += node.type_parameters
            case ast.StructItem() | ast.SumItem() | ast.NewtypeItem():
                found += node.head.type_parameters
            case _:
                pass
    return tuple(found)
