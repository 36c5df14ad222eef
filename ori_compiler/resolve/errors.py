"""What resolving has to say."""

from typing import Final

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity, Suggestion
from ori_compiler.resolve.module_path import interface_path
from ori_compiler.source.location import ItemSpan


class DuplicateDefinition(msgspec.Struct, frozen=True):
    name: str
    at: ItemSpan
    first: ItemSpan
    code: str = "E2006"
    help: str = "give one of them another name"

    def into_diagnostic(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            Severity.ERROR,
            f"`{self.name}` is declared twice",
            Label(self.at, "declared again here"),
            (Label(self.first, "first declared here"),),
            help=(self.help,),
        )


_OTHER_FILES: Final = 'a file beside this one is imported with `use "./file" { name };`'


class ModuleNotFound(msgspec.Struct, frozen=True):
    """`looked_for` is the file that was expected; empty for a package or standard module. `known` are the latter."""

    path: str
    at: ItemSpan
    looked_for: str
    similar: str = ""
    known: tuple[str, ...] = ()

    def into_diagnostic(self) -> Diagnostic:
        if not self.looked_for:
            message = f"there is no module `{self.path}`"
            note = "the standard modules are " + ", ".join(f"`{name}`" for name in self.known)
            help_ = f"did you mean `{self.similar}`?" if self.similar else _OTHER_FILES
        else:
            message = f"cannot find the module `{self.path}`"
            note = f"there is no readable file `{self.looked_for}` or `{interface_path(self.looked_for)}`"
            help_ = (
                "the path is relative to this file, without `.ori`"
                if self.path.startswith(("./", "../"))
                else f"modules of other packages are not supported yet; a file beside this one is `./{self.path}`"
            )
        return Diagnostic("E2067", Severity.ERROR, message, Label(self.at, "not found"), notes=(note,), help=(help_,))


class ImportedNameNotFound(msgspec.Struct, frozen=True):
    name: str
    module: str
    at: ItemSpan
    similar: str = ""

    def into_diagnostic(self) -> Diagnostic:
        suggestions: tuple[Suggestion, ...] = ()
        if self.similar:
            suggestions = (Suggestion(f"import `{self.similar}`", (Edit(self.at, self.similar),)),)
        return Diagnostic(
            "E2067",
            Severity.ERROR,
            f"`{self.module}` declares no `{self.name}`",
            Label(self.at, "no such name in that module"),
            suggestions=suggestions,
        )


class ImportedNamePrivate(msgspec.Struct, frozen=True):
    """`written` is the name as it is imported, with the `$` of a constant."""

    name: str
    module: str
    at: ItemSpan
    written: ItemSpan
    declared: ItemSpan

    def into_diagnostic(self) -> Diagnostic:
        private = Suggestion(f"import it as `::{self.name}`", (Edit(self.written, f"::{self.name}"),))
        return Diagnostic(
            "E2067",
            Severity.ERROR,
            f"`{self.name}` is private to `{self.module}`",
            Label(self.at, "not visible here"),
            (Label(self.declared, "declared here without `pub`"),),
            help=(f"make it `pub`, or import it as `::{self.name}`, which modules of the same program may do",),
            suggestions=(private,),
        )


class ImportCycle(msgspec.Struct, frozen=True):
    """`modules` begins with the importing one and ends with it again."""

    at: ItemSpan
    modules: tuple[str, ...]

    def into_diagnostic(self) -> Diagnostic:
        if self.modules[0] == self.modules[1]:
            help_ = "what a module declares can be used in it without an import: remove this one"
            message = "this module imports itself"
            return Diagnostic("E2068", Severity.ERROR, message, Label(self.at, "this very file"), help=(help_,))
        return Diagnostic(
            "E2068",
            Severity.ERROR,
            "these modules import each other",
            Label(self.at, "this import closes the circle"),
            notes=("the circle is " + " → ".join(self.modules),),
            help=("move what both need into a third module",),
        )


class MainProblem(msgspec.Struct, frozen=True):
    message: str
    at: ItemSpan
    help: str

    def into_diagnostic(self) -> Diagnostic:
        return Diagnostic("E2069", Severity.ERROR, self.message, Label(self.at), help=(self.help,))


class UnknownTestTarget(msgspec.Struct, frozen=True):
    name: str
    at: ItemSpan
    similar: str = ""

    def into_diagnostic(self) -> Diagnostic:
        suggestions: tuple[Suggestion, ...] = ()
        if self.similar:
            suggestions = (Suggestion(f"test `@{self.similar}`", (Edit(self.at, self.similar),)),)
        return Diagnostic(
            "E2066",
            Severity.ERROR,
            f"there is no function `@{self.name}` to test",
            Label(self.at, "unknown function"),
            help=() if self.similar else ("a test of no function in particular is written `tests _`",),
            suggestions=suggestions,
        )
