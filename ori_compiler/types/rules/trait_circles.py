"""Whether a trait builds on itself (language reference, part 2, 7.2)."""

from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.rules.report import Report
from ori_compiler.types.supertraits import bound_closure


def check_supertraits(report: Report, syntax: ast.TraitItem) -> None:
    """Reports a trait among its own supertraits; of several on one circle, only the first in order."""
    trait = report.environment.trait(report.item)
    if trait is None or len(trait.supertraits) != len(syntax.supertraits):
        return
    for written, bound in zip(syntax.supertraits, trait.supertraits, strict=True):
        reached = [
            report.pool.declaration(found) for found in bound_closure(report.environment, bound, trait.self_type)
        ]
        if report.item in reached and report.item == min(item for item in reached if _leads_back(report, item)):
            message = f"the trait `{report.item.name}` builds on itself"
            others = [item for item in dict.fromkeys(reached) if item != report.item and _leads_back(report, item)]
            places = tuple(report.declared(item, "through this one") for item in others)
            report.problem("E2008", message, written.span, "leads back to it", places, "take one of the bounds away")
            return


def _leads_back(report: Report, item: ItemId) -> bool:
    trait = report.environment.trait(item)
    return trait is not None and any(
        report.pool.declaration(found) == item
        for bound in trait.supertraits
        for found in bound_closure(report.environment, bound, trait.self_type)
    )
