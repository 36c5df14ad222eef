"""What a canonical function mentions: the functions it calls or puts into objects, and the types of its values."""

from collections.abc import Iterator

import msgspec

from ori_compiler.canon.ir import Call, CanonFunction, Expr, ObjectNew, Poison, UnitConstant
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import STR, Idx


class References(msgspec.Struct, frozen=True):
    """Functions and nominal types, each once, in order of first mention."""

    functions: tuple[FunctionId, ...]
    types: tuple[Idx, ...]
    has_poison: bool


def references(function: CanonFunction) -> References:
    """Walks a function once."""
    functions: dict[FunctionId, None] = {}
    types: dict[Idx, None] = dict.fromkeys(local.type for local in function.locals)
    types[function.result] = None
    has_poison = False
    for node in _nodes(function.body):
        if isinstance(node, Call):
            functions[node.function] = None
        elif isinstance(node, ObjectNew):
            functions.update(dict.fromkeys(node.methods))
        has_poison = has_poison or isinstance(node, Poison)
        type_ = getattr(node, "type", None)
        if isinstance(type_, int):
            types[Idx(type_)] = None
    return References(tuple(functions), tuple(type_ for type_ in types if type_ > STR), has_poison)


def _nodes(root: Expr) -> Iterator[msgspec.Struct]:
    """Every structure below an expression, the expression included; without recursion."""
    work: list[object] = [root]
    while work:
        item = work.pop()
        if isinstance(item, msgspec.Struct):
            yield item
            if not isinstance(item, UnitConstant):
                work.extend(getattr(item, name) for name in item.__struct_fields__)
        elif isinstance(item, tuple):
            work.extend(item)
