"""A capability that a method of an implementation uses, added to the trait's method, so that callers provide it."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.actions.offer import ActionKind, Offer, Selection
from ori_compiler.ide.position import place_at
from ori_compiler.ide.text_edits import TextEdit
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId


def use_in_trait(at: Selection) -> Offer | None:
    """Offers to say in the trait what the method around the cursor uses beyond it."""
    place = place_at(at.database, at.path, at.range.start)
    match place.nodes if place is not None else ():
        case (ast.ImplItem(), ast.Method(name=ast.Name(text=name)), *_) if place is not None:
            return _offer(at.database, MemberId(place.item, name))
        case _:
            return None


def _offer(database: CompilerDatabase, method: MemberId) -> Offer | None:
    definition = database.impl(method.item)
    if definition is None or definition.trait is None:
        return None
    trait = database.pool.declaration(definition.trait)
    asked = _method_of(database, trait, method.name) if not is_library(trait.path) else None
    if asked is None:
        return None
    known = database.signature(MemberId(trait, method.name)).capabilities
    more = [each.name for each in database.signature(method).capabilities if each not in known]
    if not more:
        return None
    listed = ", ".join(more)
    uses = asked.clauses.uses
    end = uses[-1].span.end if uses else asked.result.span.end
    here = database.workspace.origins[trait].absolute(Span(end, end))
    edit = TextEdit(here, f", {listed}" if uses else f" uses {listed}")
    title = f"Add `uses {listed}` to `{method.name}` of the trait `{trait.name}`"
    return Offer(title, ActionKind.QUICK_FIX, lambda: {trait.path: (edit,)})


def _method_of(database: CompilerDatabase, trait: ItemId, name: str) -> ast.Method | None:
    syntax = database.item_syntax(trait).item
    members = syntax.members if isinstance(syntax, ast.TraitItem) else ()
    return next((each for each in members if isinstance(each, ast.Method) and each.name.text == name), None)
