"""What the outcome of a test depends on, as facts that a later run can check without compiling anything.

A fact is a question to the compiler's database and the digest of its answer: the text of an item, what a name means in
a module, which implementations there are of a trait. The questions are the queries at which the compiler itself stops
the effect of an edit, so an edit invalidates the tests whose code it can reach, and no others. Facts about the library
are left out: results are kept for one version of the toolchain.
"""

import hashlib
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, Final

import msgspec

from ori_compiler.canon.program import CanonProgram
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.impls import ImplKey, InherentQuestion
from ori_compiler.database.names import Lookup
from ori_compiler.database.programs import program_or_obstacle
from ori_compiler.database.tests import must_not_compile
from ori_compiler.database.traits_in_scope import MethodQuestion
from ori_compiler.query.cone import Leaves, cone
from ori_compiler.query.engine import Input, Query
from ori_compiler.query.graph import Memo
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.definitions import StructDefinition, SumDefinition
from ori_compiler.types.functions import FunctionId, MemberId

_QUESTIONS: Final[dict[str, Any]] = {
    "outline": ItemId,
    "lookup": Lookup,
    "exported": Lookup,
    "impls": ImplKey,
    "inherent_impls": InherentQuestion,
    "impls_of_trait": ItemId,
    "broken_impls": str,
    "lost_methods": str,
    "traits_with_method": MethodQuestion,
    "extensions_with_method": MethodQuestion,
    "visible_traits": str,
    "derives": ItemId,
    "clauses": ItemId,
}
"""The queries that facts are made of, and what their keys are; their values are plain data without interned types."""

_INPUTS: Final[dict[str, Any]] = {
    "item_text": ItemId,
    "module_items": str,
    "modules": str,
    "configuration": str,
    "embedded_files": str,
    "folder_depths": str,
}
_PRESENCE: Final = "?"
"""Behind the name of an input: whether it has a value at all."""


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """A question, as its query and its key in JSON, and the digest of the answer."""

    query: str
    key: str
    answer: str


Cone = tuple[Fact, ...]


class Cones:
    """The cones of tests that have been compiled in this process."""

    def __init__(self, database: CompilerDatabase) -> None:
        self._database = database
        self._leaves = _leaves(database)
        self._inputs: dict[str, Input[Any, Any]] = {table.name: table for table in database.engine.inputs}

    def of(self, test: ItemId) -> Cone | None:
        """What the test depends on; none if that cannot be told, or is more than the program."""
        database = self._database
        if must_not_compile(database, test):
            self._leaves = _leaves(database)  # it was compiled after those that run
            return self._facts([database.test_errors.memos[test]], ())
        program = program_or_obstacle(database, (test,))
        if not isinstance(program, CanonProgram) or any(map(_reads_the_world, program.functions)):
            return None
        queries = (database.function, database.references)
        memos = [query.memos[f] for query in queries for f in program.functions if f in query.memos]
        return self._facts(memos, self._types(program))

    def _facts(self, memos: Iterable[Memo[Any, Any]], others: Iterable[Fact]) -> Cone | None:
        try:
            found = cone(memos, _QUESTIONS, self._leaves)
            facts = {fact for name, key, value in found if (fact := self._fact(name, key, value)) is not None}
        except _UnknownQuestionError:
            return None
        return tuple(sorted(facts.union(others), key=lambda fact: (fact.query, fact.key)))

    def _fact(self, name: str, key: Hashable, value: object) -> Fact | None:
        if name.endswith(_PRESENCE):
            # Whether there is a value is known by the table, not by the cell that its readers depend on.
            value = self._inputs[name.removesuffix(_PRESENCE)].contains(key) or None
        return _fact(name, key, value)

    def _types(self, program: CanonProgram) -> Iterator[Fact]:
        """The declarations of types whose parts no function names, but which values have nevertheless."""
        for definition in program.definitions.values():
            if not isinstance(definition, StructDefinition | SumDefinition):
                continue
            item = definition.declaration
            if item.kind is not ItemKind.FILE and not is_library(item.path):
                fact = _fact("item_text", item, self._database.workspace.item_text.get(item))
                if fact is not None:
                    yield fact


def _leaves(database: CompilerDatabase) -> Leaves:
    return {cell: (table.name + suffix, key) for table in database.engine.inputs for suffix, key, cell in table.cells()}


class FactCheck:
    """Says which facts still hold; each question is asked once."""

    def __init__(self, database: CompilerDatabase) -> None:
        self._queries: dict[str, Query[Any, Any]] = {query.name: query for query in database.engine.queries}
        self._inputs: dict[str, Input[Any, Any]] = {table.name: table for table in database.engine.inputs}
        self._answers: dict[tuple[str, str], str | None] = {}

    def holds(self, cone_: Cone) -> bool:
        """Whether every answer is what it was."""
        return all(self._answer(fact.query, fact.key) == fact.answer for fact in cone_)

    def _answer(self, name: str, key: str) -> str | None:
        question = (name, key)
        if question not in self._answers:
            self._answers[question] = self._ask(name, key)
        return self._answers[question]

    def _ask(self, name: str, key: str) -> str | None:
        table = name.removesuffix(_PRESENCE)
        type_ = _QUESTIONS.get(table) or _INPUTS.get(table)
        if type_ is None:
            return None
        try:
            asked: Hashable = msgspec.json.decode(key, type=type_)
        except msgspec.MsgspecError:
            return None
        if isinstance(asked, ItemId) and not self._inputs["item_text"].contains(asked):
            return _digest(None)
        if table in _QUESTIONS:
            return _digest(self._queries[table](asked))
        input_ = self._inputs[table]
        is_known = input_.contains(asked)
        if name.endswith(_PRESENCE):
            return _digest(is_known or None)
        return _digest(input_.get(asked) if is_known else None)


_PURE_CAPABILITIES: Final = frozenset({"impl Print", "impl Logger"})
"""Default implementations of the library that only write."""


def _reads_the_world(function: FunctionId) -> bool:
    """Whether a function belongs to the machine's own files, clock, random numbers or environment."""
    if not isinstance(function, MemberId) or not is_library(function.item.path):
        return False
    name = function.item.name
    return name.startswith("impl ") and name not in _PURE_CAPABILITIES


class _UnknownQuestionError(Exception):
    """A test depends on something that cannot be asked again in another process."""


def _fact(name: str, key: object, value: object) -> Fact | None:
    """None for what only depends on the library."""
    table = name.removesuffix(_PRESENCE)
    type_ = _QUESTIONS.get(table) or _INPUTS.get(table)
    if type_ is None:
        raise _UnknownQuestionError(name)
    path = key.path if isinstance(key, ItemId | Lookup | MethodQuestion) else key
    if isinstance(path, str) and path and is_library(path) and table in _ONLY_OF_THEIR_MODULE:
        return None
    return Fact(name, msgspec.json.encode(key).decode(), _digest(value))


_ONLY_OF_THEIR_MODULE: Final = frozenset({"outline", "lookup", "exported", "clauses", "derives", *_INPUTS})
"""Their answers about something of the library say nothing about the program."""


def _digest(value: object) -> str:
    stable = sorted(map(repr, value)) if isinstance(value, frozenset) else value
    return hashlib.blake2b(repr(stable).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
