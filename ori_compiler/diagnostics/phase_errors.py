"""How phases report: facts in, diagnostics out, and a proof that something was reported.

An `ErrorGuaranteed` can be had only from `PhaseErrors.emit`. Poisoned nodes and types are built from it, so a
phase cannot go on past an error that nobody heard of, and later phases may stay silent about poison.
"""

from typing import Final, Protocol

from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity


class IntoDiagnostic(Protocol):
    """An error of one phase: a small record of facts that knows how to tell them."""

    def into_diagnostic(self) -> Diagnostic:
        """The facts as a message for people."""
        ...


class _Key:
    """Only this module has one."""


_KEY: Final = _Key()


class ErrorGuaranteed:
    """The proof that an error was reported."""

    __slots__ = ()

    def __init__(self, key: _Key) -> None:
        if key is not _KEY:
            raise TypeError("an ErrorGuaranteed comes from PhaseErrors.emit")


_GUARANTEE: Final = ErrorGuaranteed(_KEY)


class PhaseErrors:
    """Collects what one run of one phase has to say, in order and without repetition."""

    __slots__ = ("_diagnostics",)

    def __init__(self) -> None:
        self._diagnostics: dict[Diagnostic, None] = {}

    def emit(self, error: IntoDiagnostic) -> ErrorGuaranteed:
        """Reports an error; the result entitles to build poison.

        Raises `ValueError` for a warning, which proves nothing.
        """
        diagnostic = error.into_diagnostic()
        if diagnostic.severity is not Severity.ERROR:
            raise ValueError(f"{diagnostic.code} is no error; use warn")
        self._diagnostics[diagnostic] = None
        return _GUARANTEE

    def warn(self, warning: IntoDiagnostic) -> None:
        """Reports something that does not stop compilation."""
        self._diagnostics[warning.into_diagnostic()] = None

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that was reported so far."""
        return tuple(self._diagnostics)
