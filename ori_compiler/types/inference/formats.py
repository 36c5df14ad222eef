"""Values with a format specification in a template (language reference, part 4, section 28)."""

from typing import Final

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.format_spec import FLOAT_LETTERS, INT_LETTERS
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.inference.access import receiver_type
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.inference.obligation import Format, Obligation
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, Idx, Tag
from ori_compiler.types.selection import AssumedSelection, ImplSelection

_LETTERS: Final = {INT: INT_LETTERS, BYTE: INT_LETTERS, FLOAT: FLOAT_LETTERS, STR: "", BOOL: "", CHAR: ""}


def demand_format(c: Checker, type_: Idx, e: ast.Formatted) -> None:
    """Demands that values of the type can be formatted this way, now or as soon as the type is known."""
    if e.format is None:
        return
    type_ = receiver_type(c, type_)
    if type_ < 0:
        c.obligations.append(Obligation(Format(type_, e.format), e.span))
        return
    check_format(c, type_, e.format, e.span)


def check_format(c: Checker, type_: Idx, format_: ast.FormatSyntax, at: Span) -> None:
    """Reports a type that cannot be formatted, or not with this letter."""
    if type_ in (ERROR, NEVER) or c.pool.has_errors(type_):
        return
    letters = _letters_of(c, type_)
    name = c.name(type_)
    if letters is None:
        help_ = "its parts have no text form"
        if c.pool.tag(type_) is Tag.PARAMETER:
            help_ = f"demand it of the parameter: `{name}: Formattable`"
        elif c.pool.tag(type_) is Tag.FUNCTION:
            help_ = "a function has no text form"
        message = f"a value of type `{name}` cannot be formatted"
        c.report(TypeProblem("E0972", message, c.at(at), "it has no `Formattable`", (), help_))
    elif letters != _ANY and format_.letter and format_.letter not in letters:
        _report_letter(c, name, letters, format_, at)


_ANY: Final = "any"


def _letters_of(c: Checker, type_: Idx) -> str | None:
    """The type letters that a type supports; none if its values cannot be formatted at all."""
    known = _LETTERS.get(type_)
    if known is not None:
        return known
    selection = c.selector.select(type_, c.pool.bound(c.environment.prelude_type("Formattable")))
    match selection:
        case AssumedSelection():
            return _ANY
        case ImplSelection(impl=impl) if not is_prelude(impl.path):
            return _ANY
        case None if not c.pool.is_nominal(type_):
            return None
        case _:
            return ""


def _report_letter(c: Checker, name: str, letters: str, format_: ast.FormatSyntax, at: Span) -> None:
    if letters:
        listed = " ".join(f"`{letter}`" for letter in letters)
        help_ = f"the type letters for `{name}` are {listed}"
    else:
        help_ = f"a value of type `{name}` is formatted as text, which has no type letters"
    message = f"the type letter `{format_.letter}` does not fit a value of type `{name}`"
    secondary = (Label(c.at(at), f"this is `{name}`"),)
    c.report(TypeProblem("E0971", message, c.at(format_.letter_at), "", secondary, help_))
