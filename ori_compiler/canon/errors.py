"""What canonicalization has to say."""

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity, Suggestion
from ori_compiler.source.location import ItemSpan


def _listed(missing: tuple[str, ...]) -> str:
    """The first examples of what is not covered."""
    shown = ", ".join(f"`{pattern}`" for pattern in missing[:3])
    return f"{shown} and {len(missing) - 3} more" if len(missing) > 3 else shown


class NotExhaustive(msgspec.Struct, frozen=True):
    """`missing` are patterns that no arm matches; `insert_at` is where further arms can go."""

    at: ItemSpan
    type: str
    missing: tuple[str, ...]
    insert_at: ItemSpan
    insert: str

    def into_diagnostic(self) -> Diagnostic:
        covers = f"cover every value of `{self.type}`"
        suggestion = Suggestion("add the missing arms", (Edit(self.insert_at, self.insert),))
        return Diagnostic(
            "E2060",
            Severity.ERROR,
            f"this `match` does not {covers if self.missing == ('_',) else f'cover {_listed(self.missing)}'}",
            Label(self.at, f"a value of `{self.type}` that no arm matches would have no result"),
            help=("add an arm for it, or `_` for everything else",),
            suggestions=(suggestion,),
        )


class ClausesNotExhaustive(msgspec.Struct, frozen=True):
    """`missing` are lists of arguments that no clause takes; `insert` is written where another clause can go."""

    at: ItemSpan
    function: str
    missing: tuple[str, ...]
    insert_at: ItemSpan
    insert: str

    def into_diagnostic(self) -> Diagnostic:
        suggestion = Suggestion("add the missing clauses", (Edit(self.insert_at, self.insert),))
        is_any = all(set(pattern) <= set("(_, )") for pattern in self.missing)
        what = "do not take every argument" if is_any else f"do not take {_listed(self.missing)}"
        return Diagnostic(
            "E2060",
            Severity.ERROR,
            f"the clauses of `@{self.function}` {what}",
            Label(self.at, "such a call would have no result"),
            help=("add a clause for it, or a last one whose parameters are names, without a guard",),
            suggestions=(suggestion,),
        )


class UnreachableClause(msgspec.Struct, frozen=True):
    at: ItemSpan

    def into_diagnostic(self) -> Diagnostic:
        message = "this clause is never chosen"
        return Diagnostic("W2002", Severity.WARNING, message, Label(self.at, "the clauses above take all of it"))


class UnreachableArm(msgspec.Struct, frozen=True):
    """`is_empty`: the pattern matches nothing, whatever stands above it."""

    at: ItemSpan
    is_empty: bool = False

    def into_diagnostic(self) -> Diagnostic:
        message = "this arm is never chosen"
        label = "no value lies in this range" if self.is_empty else "the arms above match all of it"
        return Diagnostic("W2002", Severity.WARNING, message, Label(self.at, label))


class UnreachableAlternative(msgspec.Struct, frozen=True):
    at: ItemSpan

    def into_diagnostic(self) -> Diagnostic:
        message = "this alternative never matches"
        label = Label(self.at, "the patterns before it match all of it")
        return Diagnostic("W2002", Severity.WARNING, message, label, help=("leave it out",))


class OverlappingRange(msgspec.Struct, frozen=True):
    """`shared` are the values that the range has in common with one above it."""

    at: ItemSpan
    shared: str
    earlier: ItemSpan

    def into_diagnostic(self) -> Diagnostic:
        return Diagnostic(
            "W2004",
            Severity.WARNING,
            f"this range overlaps one above: `{self.shared}` never comes here",
            Label(self.at, "a part of this is taken already"),
            (Label(self.earlier, "by this range"),),
            help=("let one range begin where the other ends; the arms may be meant in another order",),
        )
