"""What checking types has to say: facts that know how to tell themselves."""

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity, Suggestion, replacement
from ori_compiler.source.location import ItemSpan


class TypeMismatch(msgspec.Struct, frozen=True):
    """`because` labels the place that asks for the expected type."""

    at: ItemSpan
    expected: str
    found: str
    because: Label | None = None
    help: str = ""
    suggestion: Suggestion | None = None

    def into_diagnostic(self) -> Diagnostic:
        # What has no type of its own is described: a tuple pattern, a lambda.
        found = self.found if self.found.startswith("a ") else f"`{self.found}`"
        return Diagnostic(
            "E2001",
            Severity.ERROR,
            f"expected `{self.expected}`, found {found}",
            Label(self.at, f"this is {found}"),
            (self.because,) if self.because is not None else (),
            help=(self.help,) if self.help else (),
            suggestions=(self.suggestion,) if self.suggestion is not None else (),
        )


class BranchMismatch(msgspec.Struct, frozen=True):
    """The branches of an `if`, `match`, or the breaks of a loop, have different types."""

    what: str
    at: ItemSpan
    type: str
    first_at: ItemSpan
    first_type: str
    code: str = "E2001"

    def into_diagnostic(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            Severity.ERROR,
            f"{self.what} have different types: `{self.first_type}` and `{self.type}`",
            Label(self.at, f"this is `{self.type}`"),
            (Label(self.first_at, f"this is `{self.first_type}`"),),
        )


class CompileError(msgspec.Struct, frozen=True):
    """`compile_error` is part of the program."""

    message: str
    at: ItemSpan

    def into_diagnostic(self) -> Diagnostic:
        help_ = "an item with `#target(…)` or `#cfg(…)`, or an `if` on `$target_os` and its like, keeps it out"
        return Diagnostic("E0934", Severity.ERROR, self.message, Label(self.at, "asked for here"), help=(help_,))


class UnknownName(msgspec.Struct, frozen=True):
    """`similar` is a name that may have been meant; `owner` is the type or variant that should have the name.

    `missing_import` would make it known.
    """

    what: str
    name: str
    at: ItemSpan
    code: str = "E2003"
    similar: str = ""
    help: str = ""
    owner: str = ""
    missing_import: Suggestion | None = None

    def into_diagnostic(self) -> Diagnostic:
        message = f"unknown {self.what} `{self.name}`"
        if self.owner:
            message = f"`{self.owner}` has no {self.what} `{self.name}`"
        helps = (self.help,) if self.help else ()
        suggestions: tuple[Suggestion, ...] = ()
        if self.missing_import is not None:
            suggestions, helps = (self.missing_import,), ("another module of the program declares it",)
        elif self.similar:
            suggestions, helps = (replacement(self.similar, self.at),), ()
        return Diagnostic(
            self.code,
            Severity.ERROR,
            message,
            Label(self.at, "not known here" if not self.owner else f"no such {self.what}"),
            help=helps,
            suggestions=suggestions,
        )


class TypeProblem(msgspec.Struct, frozen=True):
    """A mistake whose facts are few: its code, what is wrong, and what to do."""

    code: str
    message: str
    at: ItemSpan
    label: str = ""
    secondary: tuple[Label, ...] = ()
    help: str = ""
    suggestion: Suggestion | None = None
    notes: tuple[str, ...] = ()
    is_warning: bool = False

    def into_diagnostic(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            Severity.WARNING if self.is_warning else Severity.ERROR,
            self.message,
            Label(self.at, self.label),
            self.secondary,
            self.notes,
            (self.help,) if self.help else (),
            (self.suggestion,) if self.suggestion is not None else (),
        )


class OperatorMismatch(msgspec.Struct, frozen=True):
    """An operator that these operand types do not have."""

    operator: str
    at: ItemSpan
    left: str
    left_at: ItemSpan
    right: str
    right_at: ItemSpan
    help: str = ""

    def into_diagnostic(self) -> Diagnostic:
        left, right = Label(self.left_at, f"`{self.left}`"), Label(self.right_at, f"`{self.right}`")
        is_left = self.at == self.left_at
        return Diagnostic(
            "E2020",
            Severity.ERROR,
            f"`{self.operator}` does not work on `{self.left}` and `{self.right}`",
            left if is_left else Label(self.at, "no such operation"),
            (right,) if is_left else (left, right),
            help=(self.help,) if self.help else (),
        )


class ArgumentProblem(msgspec.Struct, frozen=True):
    """A call whose arguments do not fit the parameters; `declared` is where the callee's name stands."""

    message: str
    at: ItemSpan
    label: str
    declared: ItemSpan | None
    help: str = ""
    suggestion: Suggestion | None = None
    code: str = "E2004"

    def into_diagnostic(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            Severity.ERROR,
            self.message,
            Label(self.at, self.label),
            (Label(self.declared, "declared here"),) if self.declared is not None else (),
            help=(self.help,) if self.help else (),
            suggestions=(self.suggestion,) if self.suggestion is not None else (),
        )
