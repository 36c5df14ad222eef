"""Names of functions in object files: readable, unique, and the same in every build.

    examples/report.ori, function total      examples.report.total
    the second function of that name there   examples.report.total.2
    test total                               examples.report.$test.total
    constant limit                           examples.report.$const.limit
    second example of total                  examples.report.$example.total.2
    == of struct Point                       examples.report.Point.$equals

What is neither a letter, a digit, `_` nor `-` in a name stands as `$` and two upper-case hexadecimal digits a byte;
markers are `$` and lower-case letters. So two different functions never share a name, nor does one clash with C.
"""

import re

from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.functions import DerivedFunction, FunctionId, Instance, LambdaFunction, MemberId, Thunk

_SPECIAL = re.compile(r"[^A-Za-z0-9_-]")
_MARKERS = {ItemKind.TEST: "$test.", ItemKind.CONSTANT: "$const.", ItemKind.EXAMPLE: "$example."}


def symbol(function: FunctionId) -> str:
    """The symbol of a function, test, example, constant or derived function."""
    match function:
        case ItemId():
            return item_symbol(function)
        case MemberId(item=item, name=name):
            return f"{item_symbol(item)}.{escaped(name)}"
        case DerivedFunction(operation=operation, declaration=declaration, symbol=type_symbol):
            owner = escaped(type_symbol) if type_symbol else item_symbol(declaration)
            return f"{owner}.${operation.value}"
        case Instance(base=base, symbol=arguments):
            return f"{symbol(base)}.$of.{escaped(arguments)}"
        case LambdaFunction(owner=owner, index=index):
            return f"{symbol(owner)}.$lambda.{index}"
        case Thunk(function=behind, is_tail=is_tail):
            return f"{symbol(behind)}.${'tail' if is_tail else 'thunk'}"


def entry_symbol(function: FunctionId) -> str:
    """The symbol of the trampoline by which the host enters a function."""
    return f"{symbol(function)}.$entry"


def item_symbol(item: ItemId) -> str:
    """The name of an item, qualified by its file."""
    path = item.path.removesuffix(".ori")
    module = ".".join(escaped(part) for part in path.split("/"))
    nth = f".{item.nth + 1}" if item.nth else ""
    return f"{module}.{_MARKERS.get(item.kind, '')}{escaped(item.name)}{nth}"


def escaped(text: str) -> str:
    """Text with everything but letters, digits, `_` and `-` spelled out."""
    return _SPECIAL.sub(lambda found: "".join(f"${byte:02X}" for byte in found[0].encode("utf-8")), text)
