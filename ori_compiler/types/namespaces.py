"""Names behind the name of a module: `geo.area` after `use "./geometry" as geo` (language reference, part 1, 11)."""

from ori_compiler.diagnostics.diagnostic import Label, replacement
from ori_compiler.diagnostics.phase_errors import IntoDiagnostic
from ori_compiler.resolve.scope import NamespaceEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.types.environment import Environment
from ori_compiler.types.errors import TypeProblem


def qualified(environment: Environment, path: tuple[str, ...]) -> tuple[str, ...]:
    """A path whose first words, if they name a module and something in it, are one name with a dot."""
    if len(path) > 1 and isinstance(environment.lookup_type(path[0]), NamespaceEntity):
        return f"{path[0]}.{path[1]}", *path[2:]
    return path


def missing_member(environment: Environment, name: str, at: ItemSpan) -> IntoDiagnostic | None:
    """Why `namespace.member` means nothing; none if no module stands in front. `at` begins with the name."""
    prefix, _, member = name.rpartition(".")
    namespace = environment.lookup_type(prefix) if prefix else None
    if not isinstance(namespace, NamespaceEntity):
        return None
    is_name = at.span.end - at.span.start <= len(name) + 1
    # Behind a type its arguments may stand, in front of a constant its `$`.
    start = at.span.end - len(member) if is_name else at.span.start + len(prefix) + 1
    place = ItemSpan(at.item, Span(start, start + len(member)))
    hidden = environment.hidden_member(namespace.path, member)
    if hidden is not None:
        declared = (Label(environment.declaration_span(hidden), "declared here without `pub`"),)
        help_ = f"make it `pub`, or import it as `::{member}`, which modules of the same program may do"
        return TypeProblem("E2067", f"`{member}` is private to `{prefix}`", place, "not visible here", declared, help_)
    similar = closest(member, environment.exported_names(namespace.path))
    suggestion = replacement(similar, place) if similar else None
    message = f"the module `{prefix}` declares no `{member}`"
    return TypeProblem("E2067", message, place, "no such name in that module", suggestion=suggestion)
