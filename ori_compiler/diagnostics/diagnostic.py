"""A diagnostic: what is wrong, where, why, and what to do."""

from enum import StrEnum

import msgspec

from ori_compiler.source.location import ItemSpan


class Severity(StrEnum):
    """How bad it is; only an error stops compilation."""

    ERROR = "error"
    WARNING = "warning"


class Label(msgspec.Struct, frozen=True):
    """A piece of source with a remark; the text may be empty."""

    at: ItemSpan
    text: str = ""


class Edit(msgspec.Struct, frozen=True):
    """Replace the source at a span; an insertion has an empty span."""

    at: ItemSpan
    replacement: str


class Suggestion(msgspec.Struct, frozen=True):
    """A repair that a tool can apply as it is; one that `is_certain` also without asking, among many others."""

    title: str
    edits: tuple[Edit, ...]
    is_certain: bool = False


def replacement(text: str, at: ItemSpan) -> Suggestion:
    """The repair that writes a text where another one stands."""
    return Suggestion(f"write `{text}`", (Edit(at, text),))


class Diagnostic(msgspec.Struct, frozen=True):
    """One mistake, told once.

    `primary` is the place to look at first; `secondary` are other places that take part; `notes` say why;
    `help` says what to do.
    """

    code: str
    severity: Severity
    message: str
    primary: Label
    secondary: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def advice(self) -> tuple[str, ...]:
        """What to do, for readers who are not shown repairs: the help, else what the repairs do."""
        return self.help or tuple(suggestion.title for suggestion in self.suggestions)
