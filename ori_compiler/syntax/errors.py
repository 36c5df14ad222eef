"""What lexing and parsing have to say: small records of facts."""

from typing import Final

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity, Suggestion
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.member_places import MemberPlaces
from ori_compiler.source.span import Span

NESTS_TOO_DEEP: Final = "E1021"
"""The code of what exceeds a limit of depth: the rest of such an item is not parsed."""


class SyntaxProblem(msgspec.Struct, frozen=True):
    """A lexical or syntactic mistake, relative to the item's text, before the item has an identity.

    `repair` is the text that should stand at `repair_at` instead, if that is known.
    """

    code: str
    message: str
    at: Span
    label: str = ""
    help: str = ""
    repair: str | None = None
    repair_at: Span | None = None
    repair_title: str = ""
    is_warning: bool = False


def placed(problem: SyntaxProblem, members: MemberPlaces) -> SyntaxProblem:
    """A problem found at offsets of an item's text, at the positions that these have."""
    if not members.starts:
        return problem
    repair_at = members.span(problem.repair_at) if problem.repair_at is not None else None
    return msgspec.structs.replace(problem, at=members.span(problem.at), repair_at=repair_at)


class ItemSyntaxError(msgspec.Struct, frozen=True):
    """A `SyntaxProblem` of a known item."""

    item: ItemId
    problem: SyntaxProblem

    def into_diagnostic(self) -> Diagnostic:
        """The problem as a message for people."""
        problem = self.problem
        at = ItemSpan(self.item, problem.at)
        suggestions: tuple[Suggestion, ...] = ()
        if problem.repair is not None:
            where = ItemSpan(self.item, problem.repair_at or problem.at)
            suggestions = (Suggestion(problem.repair_title, (Edit(where, problem.repair),), is_certain=True),)
        return Diagnostic(
            problem.code,
            Severity.WARNING if problem.is_warning else Severity.ERROR,
            problem.message,
            Label(at, problem.label),
            # A repair shows itself; help that says the same would say it twice.
            help=(problem.help,) if problem.help and problem.help != problem.repair_title else (),
            suggestions=suggestions,
        )
