"""All actions, in the order in which they are offered."""

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from ori_compiler.ide.actions.extract_function import extract_function
from ori_compiler.ide.actions.extract_variable import extract_variable
from ori_compiler.ide.actions.generate_test import generate_test
from ori_compiler.ide.actions.inline_variable import inline_variable
from ori_compiler.ide.actions.offer import ActionKind, Offer, Selection
from ori_compiler.ide.actions.organize_imports import organize_imports
from ori_compiler.ide.actions.use_in_trait import use_in_trait


class Action(Protocol):
    """Looks whether an action makes sense for a selection."""

    def __call__(self, at: Selection, /) -> Offer | None: ...


ACTIONS: Final[Mapping[ActionKind, tuple[Action, ...]]] = {
    ActionKind.QUICK_FIX: (use_in_trait,),
    ActionKind.EXTRACT: (extract_variable, extract_function),
    ActionKind.INLINE: (inline_variable,),
    ActionKind.GENERATE: (generate_test,),
    ActionKind.ORGANIZE_IMPORTS: (organize_imports,),
}


def offers(at: Selection, kinds: frozenset[ActionKind]) -> Iterator[Offer]:
    """What can be done with a selection."""
    for kind, actions in ACTIONS.items():
        if kind in kinds:
            for action in actions:
                offer = action(at)
                if offer is not None:
                    yield offer
