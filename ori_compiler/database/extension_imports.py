"""What can be wrong with an `extension path { Type.method }` (language reference, part 2, 8.5)."""

from typing import TYPE_CHECKING

from ori_compiler.database.traits_in_scope import exported_extensions, private_extension
from ori_compiler.diagnostics.diagnostic import Label, replacement
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.header import ExtensionImportHeader
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.functions import MemberId

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def check_imported_methods(
    database: "CompilerDatabase", item: ItemId, header: ExtensionImportHeader, target: str, errors: PhaseErrors
) -> None:
    """Reports methods that no extension of the module adds, or only one that it keeps to itself."""
    syntax = database.item_syntax(item).item
    if not isinstance(syntax, ast.ExtensionImportItem):
        return
    for owner, method in syntax.methods:
        if not owner.text or not method.text or exported_extensions(database, target, owner.text, method.text):
            continue
        name, at = f"{owner.text}.{method.text}", ItemSpan(item, method.span)
        private = private_extension(database, target, owner.text, method.text)
        if private is None:
            errors.emit(_unknown(database, header.path, name, at, target, owner.text))
            continue
        declared = (Label(database.name_span(private), "this `extend` is without `pub`"),)
        message = f"the extension method `{name}` is private to `{header.path}`"
        errors.emit(TypeProblem("E2067", message, at, "not visible here", declared, "write `pub extend` there"))


def check_clashes(database: "CompilerDatabase", path: str, errors: PhaseErrors) -> None:
    """Reports imports that bring different methods of one name for one type, each at the later one."""
    first: dict[tuple[str, str], tuple[tuple[ItemId, ...], ItemSpan]] = {}
    for item, header in database.type_scope(path).extension_imports:
        syntax = database.item_syntax(item).item
        target = database.import_target(path, header)
        if not isinstance(syntax, ast.ExtensionImportItem) or target is None or target == path:
            continue
        for owner, method in syntax.methods:
            found = exported_extensions(database, target, owner.text, method.text)
            at = ItemSpan(item, method.span)
            before, before_at = first.setdefault((owner.text, method.text), (found, at)) if found else (found, at)
            if before != found:
                member_span, name = database.environment(path).member_span, method.text
                labels = (
                    Label(before_at, "brings the first one"),
                    Label(member_span(MemberId(before[0], name)), "the first one"),
                    Label(member_span(MemberId(found[0], name)), "the second one"),
                )
                message = f"two imports bring different extension methods `{owner.text}.{method.text}`"
                errors.emit(TypeProblem("E0850", message, at, "brings another one", labels, "import only one of them"))


def _unknown(
    database: "CompilerDatabase", module: str, name: str, at: ItemSpan, target: str, owner: str
) -> TypeProblem:
    extends = [header for _, header in database.type_scope(target).extends if header.is_public and header.head == owner]
    similar = closest(name.rpartition(".")[2], (method for header in extends for method in header.methods))
    fix = replacement(similar, at) if similar else None
    message = f"no extension of `{module}` adds `{name}`"
    return TypeProblem("E2067", message, at, "no such method in that module", suggestion=fix)
