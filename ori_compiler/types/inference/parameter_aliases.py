"""Second names of parameters in the prelude (language reference, part 4, 31: where sources disagree, both are taken).

Some first names are words of the language (`where`, `then`): they can name an argument, but no parameter.
"""

from typing import Final

from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.definitions import Parameter
from ori_compiler.types.functions import MemberId, item_of

_ALIASES: Final = {
    ("find", "predicate"): "where",
    ("and_then", "f"): "then",
    ("flat_map", "f"): "then",
    ("fold", "op"): "combine",
    ("reduce", "op"): "f",
    ("partition", "predicate"): "f",
    ("take_while", "predicate"): "f",
    ("skip_while", "predicate"): "f",
    ("take", "n"): "count",
    ("skip", "n"): "count",
    ("drop", "n"): "count",
    ("take", "count"): "n",
    ("skip", "count"): "n",
    ("remove", "index"): "n",
    ("join", "separator"): "sep",
    ("expect", "msg"): "message",
    ("expect", "message"): "msg",
    ("expect_err", "message"): "msg",
    ("pow", "exp"): "other",
    ("assert", "condition"): "cond",
    ("assert_some", "option"): "opt",
    ("assert_none", "option"): "opt",
    ("assert_panics", "expr"): "f",
    ("assert_panics_with", "expr"): "f",
    ("assert_panics_with", "message"): "msg",
}
"""By function and parameter."""


def parameter_aliases(function: ItemId | MemberId, parameters: tuple[Parameter, ...]) -> tuple[str, ...]:
    """The second name of each parameter, or its first one again; nothing for functions outside of the prelude."""
    if not is_prelude(item_of(function).path):
        return ()
    return tuple(_ALIASES.get((function.name, parameter.name), parameter.name) for parameter in parameters)
