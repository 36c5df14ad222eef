"""What an `extend` may add (language reference, part 2, 8.5).

Whether it belongs to the package of what it extends is not asked: a program is one package, and adding methods to the
types of the prelude is what extensions are for.
"""

from collections.abc import Iterator

import msgspec

from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import ImplDefinition
from ori_compiler.types.environment import head_of
from ori_compiler.types.functions import MemberId
from ori_compiler.types.rules.overlap import overlap
from ori_compiler.types.rules.report import Report
from ori_compiler.types.selection import Selector
from ori_compiler.types.supertraits import bound_closure


def check_extension(report: Report, syntax: ast.ExtendItem) -> None:
    """Reports what an extension adds without being allowed to."""
    definition = report.environment.impl(report.item)
    if definition is None or report.pool.has_errors(definition.type):
        return
    target = report.pool.name(definition.trait if definition.trait is not None else definition.type)
    for member in syntax.members:
        name = member.name
        if not isinstance(member, ast.Method):
            message = f"an extension adds methods only, not a type or constant such as `{name.text}`"
            report.problem("E2073", message, name.span, "", (), "declare a trait with it")
        elif not member.has_self:
            message = f"the extension function `{name.text}` has no `self`"
            help_ = "write `self` as the first parameter, or a function outside of the extension"
            report.problem("E2073", message, name.span, "called without a value", (), help_)
        else:
            existing = _existing(report, definition, name.text)
            if existing is not None:
                message = f"`{target}` has a method `{name.text}` already, which an extension cannot replace"
                report.problem("E2073", message, name.span, "never called", (existing,), "give it another name")
    if definition.trait is None:
        for span in _self_types(syntax):
            message = "`Self` is not known in the extension of a type"
            report.problem("E2002", message, span, "not known here", (), f"write `{target}`")


def _existing(report: Report, definition: ImplDefinition, name: str) -> Label | None:
    """The method of this name that the target has by itself or by a trait."""
    environment = report.environment
    if definition.trait is not None:
        for bound in bound_closure(environment, definition.trait, definition.type):
            trait = environment.trait(report.pool.declaration(bound))
            if trait is not None and trait.method(name) is not None:
                return report.member(MemberId(trait.trait, name), f"a method of `{trait.trait.name}`")
        return None
    head = head_of(report.pool, definition.type)
    for impl in environment.inherent_impls(head) if head is not None else ():
        other = environment.impl(impl)
        if other is not None and name in other.methods and overlap(report.pool, definition, other):
            return report.member(MemberId(impl, name), "a method of the type")
    selector = Selector(environment, definition.generics.predicates)
    for item in environment.traits_in_scope(name):
        trait = environment.trait(item)
        if trait is not None and not trait.generics.parameters and selector.select(definition.type, trait.bound):
            return report.member(MemberId(item, name), f"a method of `{item.name}`, which it implements")
    return None


def _self_types(syntax: ast.ExtendItem) -> Iterator[Span]:
    """Where `Self` is written as a type."""
    work: list[object] = [syntax.members]
    while work:
        node = work.pop()
        if isinstance(node, ast.NamedType) and node.name == "Self":
            yield node.span
        elif isinstance(node, msgspec.Struct):
            work.extend(getattr(node, field) for field in node.__struct_fields__)
        elif isinstance(node, tuple):
            work.extend(reversed(node))
