"""Whether a set of capabilities can be used (language reference, part 2, 21.6)."""

from ori_compiler.diagnostics.diagnostic import replacement
from ori_compiler.resolve.scope import BrokenEntity, CapsetEntity, TraitEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.syntax import ast
from ori_compiler.types.pool import PRIMITIVE_NAMES
from ori_compiler.types.rules.report import Report


def check_capset(report: Report, syntax: ast.CapsetItem) -> None:
    """Reports an empty set, members that are no capabilities, and a set that contains itself."""
    if not syntax.capabilities:
        message = f"the set `{syntax.name.text}` has no capabilities"
        report.problem("E1221", message, syntax.name.span, "empty", (), "write at least one: `capset Name = Trait;`")
    sets = report.environment.capset_sets(report.item)
    if _is_trait_of_the_prelude(report, syntax.name.text):
        message = f"the set `{syntax.name.text}` has the name of a trait that is known everywhere"
        report.problem("E1222", message, syntax.name.span, "", (), "give the set another name")
    # Of the sets on one circle only the first is told.
    circle = [item for item in sets if report.item in report.environment.capset_sets(item)]
    is_first = report.item in sets and report.item == min(circle)
    for member in syntax.capabilities:
        entity = report.environment.lookup_type(member.text)
        if is_first and isinstance(entity, CapsetEntity) and entity.item in circle:
            message = f"the set `{syntax.name.text}` contains itself"
            others = tuple(report.declared(item, "through this one") for item in circle if item != report.item)
            report.problem("E1220", message, member.span, "leads back to it", others, "take this member away")
            return
        if isinstance(entity, TraitEntity):
            _check_trait(report, syntax, member, entity)
        elif not isinstance(entity, CapsetEntity | BrokenEntity):
            names = [n for n in report.environment.visible_names() if _is_capability(report, n)]
            similar = closest(member.text, names)
            is_known = entity is not None or member.text in PRIMITIVE_NAMES
            what = "is a type, not a capability" if is_known else "is not known"
            help_ = "" if similar else "a member is a trait, or another set"
            fix = replacement(similar, report.at(member.span)) if similar else None
            report.problem("E1223", f"`{member.text}` {what}", member.span, "", (), help_, fix)


def _is_trait_of_the_prelude(report: Report, name: str) -> bool:
    try:
        return report.environment.trait(report.environment.prelude_type(name)) is not None
    except LookupError:
        return False


def _check_trait(report: Report, syntax: ast.CapsetItem, member: ast.Name, trait: TraitEntity) -> None:
    if report.environment.generics(trait.item).parameters:
        message = f"`{member.text}` cannot be a capability: it has type parameters"
        report.problem("E1223", message, member.span, "a generic trait", (), "take this member away")
    if syntax.is_public and not trait.is_public:
        message = f"`{member.text}` is private, but the set `{syntax.name.text}` is public"
        declared = (report.declared(trait.item, "declared here without `pub`"),)
        help_ = "make the trait public, or the set private: whoever imports the set needs its members"
        report.problem("E1223", message, member.span, "not visible to importers", declared, help_)


def _is_capability(report: Report, name: str) -> bool:
    return isinstance(report.environment.lookup_type(name), TraitEntity | CapsetEntity)
