"""Inlay hints: the inferred types of locals and of parameters of lambdas that are written without one."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.members import bodies_of
from ori_compiler.ide.position import children, item_range, items_of
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.pool import PRIMITIVE_NAMES, Tag

_NAME: Final = re.compile(r"[^\W\d]\w*")


class InlayHint(msgspec.Struct, frozen=True):
    """A text to show at an absolute offset; it may be written there if it `is_code`."""

    offset: int
    text: str
    is_code: bool = False


def inlay_hints(database: CompilerDatabase, path: str, shown: Span) -> tuple[InlayHint, ...]:
    """The hints in a range of a file, in order."""
    found: list[InlayHint] = []
    for item in items_of(database, path):
        whole = item_range(database, item)
        if whole.start <= shown.end and shown.start <= whole.end:
            found += _of_item(database, item)
    return tuple(sorted((h for h in found if shown.start <= h.offset <= shown.end), key=lambda hint: hint.offset))


def _of_item(database: CompilerDatabase, item: ItemId) -> Iterator[InlayHint]:
    origin = database.workspace.origins[item]
    for function in bodies_of(database, item):
        body = database.typed_body(function)
        lets, lambdas = _untyped(body.body)
        places = lets | lambdas
        for span, binding in body.bindings.items():
            type_ = binding.type
            is_known = type_ > 0 and not database.pool.has_errors(type_) and not database.pool.has_variables(type_)
            # The type of a lambda says less than the lambda.
            if is_known and database.pool.tag(type_) is not Tag.FUNCTION and _is_below(span, places):
                name = database.pool.name(type_)
                is_code = span in lets and _can_be_written(database, item, name)
                yield InlayHint(origin.absolute(span).end, f": {name}", is_code)


def _can_be_written(database: CompilerDatabase, item: ItemId, type_: str) -> bool:
    """Whether all names in the name of a type mean something in a file."""
    environment = database.environment(item.path)
    return all(name in PRIMITIVE_NAMES or environment.lookup_type(name) is not None for name in _NAME.findall(type_))


def _is_below(span: Span, places: Iterable[Span]) -> bool:
    return any(place.start <= span.start and span.end <= place.end for place in places)


def _untyped(node: ast.Syntax) -> tuple[set[Span], set[Span]]:
    """The patterns of `let` and the parameters of lambdas below a node that stand without a type.

    To a parameter no type can be added: a lambda has the types of all its parameters and of its result, or none.
    """
    lets, lambdas = set[Span](), set[Span]()
    work = [node]
    while work:
        found = work.pop()
        match found:
            case ast.Let(annotation=None, pattern=pattern) | ast.LetElse(annotation=None, pattern=pattern):
                lets.add(pattern.span)
            case ast.LambdaParameter(type=None, name=name):
                lambdas.add(name.span)
            case _:
                pass
        work += children(found)
    return lets, lambdas
