"""One module's view of the program: what the phases that check and lower bodies may ask."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ori_compiler.canon.ir import Expr
from ori_compiler.resolve.module_path import PRELUDE
from ori_compiler.resolve.scope import Entity
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Definition, Signature
from ori_compiler.types.pool import Idx, Pool

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


class ModuleEnvironment:
    """Answers out of the queries, so that every answer is recorded as a dependency of the asker."""

    __slots__ = ("_database", "_path")

    def __init__(self, database: "CompilerDatabase", path: str) -> None:
        self._database = database
        self._path = path

    @property
    def pool(self) -> Pool:
        """The session's types."""
        return self._database.pool

    def lookup_type(self, name: str) -> Entity | None:
        """What a name means where a type is expected."""
        return self._lookup(name, is_type=True)

    def lookup_value(self, name: str) -> Entity | None:
        """What a name means where a value is expected, locals aside."""
        return self._lookup(name, is_type=False)

    def _lookup(self, name: str, *, is_type: bool) -> Entity | None:
        from ori_compiler.database.compiler import Lookup

        return self._database.lookup(Lookup(self._path, name, is_type))

    def declared_type(self, item: ItemId) -> Idx:
        """The type that a struct or sum declaration introduces."""
        return self._database.declared_type(item)

    def definition(self, idx: Idx) -> Definition | None:
        """The fields or variants of a user's type."""
        return self._database.definition(idx)

    def signature(self, item: ItemId) -> Signature:
        """The signature of a function."""
        return self._database.signature(item)

    def constant_type(self, item: ItemId) -> Idx:
        """The type of a module constant."""
        return self._database.constant_type(item)

    def constant_value(self, item: ItemId) -> Expr | None:
        """A module constant's value as an expression of literals."""
        return self._database.constant_expression(item)

    def declaration_span(self, item: ItemId) -> ItemSpan:
        """Where an item's name is declared."""
        return self._database.name_span(item)

    def parameter_span(self, item: ItemId, index: int) -> ItemSpan:
        """Where a function's parameter is declared."""
        syntax = self._database.item_syntax(item).item
        if isinstance(syntax, ast.FunctionItem):
            return ItemSpan(item, syntax.parameters[index].span)
        return self._database.name_span(item)

    def visible_names(self) -> Iterable[str]:
        """The names a value or type could have had: for suggestions."""
        scope = self._database.scope(self._path)
        yield from scope.values
        yield from scope.types
        for _, header in scope.imports:
            yield from (imported.alias for imported in header.names)
        if self._path != PRELUDE:
            yield from self._database.scope(PRELUDE).values
