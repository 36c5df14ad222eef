"""Whether a set of capabilities can be used (language reference, part 2, 21.6)."""

from ori_compiler.resolve.scope import BrokenEntity, CapsetEntity, TraitEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.rules.report import Report


def check_capset(report: Report, syntax: ast.CapsetItem) -> None:
    """Reports an empty set, members that are no capabilities, and a set that contains itself."""
    if not syntax.capabilities:
        message = f"the set `{syntax.name.text}` has no capabilities"
        report.problem("E1221", message, syntax.name.span, "empty", (), "write at least one: `capset Name = Trait;`")
    for member in syntax.capabilities:
        entity = report.environment.lookup_type(member.text)
        if isinstance(entity, CapsetEntity) and report.item in _reached(report, entity.item):
            message = f"the set `{syntax.name.text}` contains itself"
            report.problem("E1220", message, member.span, "leads back to it", (), "take this member away")
        elif not isinstance(entity, TraitEntity | CapsetEntity | BrokenEntity):
            names = [n for n in report.environment.visible_names() if _is_capability(report, n)]
            similar = closest(member.text, names)
            what = "is no capability" if entity is not None else "is not known"
            help_ = f"did you mean `{similar}`?" if similar else "a member is a trait, or another set"
            report.problem("E1223", f"`{member.text}` {what}", member.span, "", (), help_)


def _is_capability(report: Report, name: str) -> bool:
    return isinstance(report.environment.lookup_type(name), TraitEntity | CapsetEntity)


def _reached(report: Report, capset: ItemId) -> set[ItemId]:
    """A set and all sets below it."""
    seen: set[ItemId] = set()
    work = [capset]
    while work:
        current = work.pop()
        if current not in seen:
            seen.add(current)
            work += report.environment.capset_sets(current)
    return seen
