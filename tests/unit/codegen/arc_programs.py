"""Hand-built final ARC IR: types, and a small builder of functions."""

from collections.abc import Sequence

from ori_compiler.arc.ir import (
    ArcFunction,
    Block,
    BlockId,
    Instruction,
    Jump,
    Ownership,
    Return,
    Terminator,
    Unreachable,
    Variable,
    VariableKind,
    VarId,
)
from ori_compiler.codegen.config import CodegenConfig, OptLevel, codegen_config
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.location import ItemOrigin
from ori_compiler.source.span import Span
from ori_compiler.types.definitions import (
    Field,
    ObjectDefinition,
    Representation,
    StructDefinition,
    SumDefinition,
    Variant,
)
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import Idx, Pool

PATH = "examples/sample.ori"
X86_64 = "x86_64-unknown-linux-gnu"
AARCH64 = "aarch64-unknown-linux-gnu"
SOURCE = "".join(f"line {number:02}\n" for number in range(1, 60))
LINE_LENGTH = len("line 01\n")


def item(name: str, kind: ItemKind = ItemKind.FUNCTION, path: str = PATH) -> ItemId:
    return ItemId(path, kind, name)


def line(number: int) -> Span:
    """The text of a 1-based line of `SOURCE`."""
    start = (number - 1) * LINE_LENGTH
    return Span(start, start + LINE_LENGTH - 1)


class Types:
    """A pool and the definitions made in it."""

    def __init__(self) -> None:
        self.pool = Pool()
        self.definitions: dict[Idx, Representation] = {}

    def struct(self, name: str, /, **fields: Idx) -> Idx:
        declaration = item(name, ItemKind.TYPE)
        idx = self.pool.struct(declaration)
        placed = tuple(Field(field, each) for field, each in fields.items())
        self.definitions[idx] = StructDefinition(declaration, idx, placed)
        return idx

    def object(self, parameters: tuple[Idx, ...], result: Idx) -> Idx:
        """A function type."""
        idx = self.pool.function(parameters, result)
        self.definitions[idx] = ObjectDefinition(idx, self.pool.name(idx))
        return idx

    def declare_sum(self, name: str) -> Idx:
        """A sum whose variants follow, so that they can mention it."""
        return self.pool.sum(item(name, ItemKind.TYPE))

    def sum(self, name: str, /, **variants: dict[str, Idx]) -> Idx:
        declaration = item(name, ItemKind.TYPE)
        idx = self.pool.sum(declaration)
        placed = tuple(
            Variant(variant, tuple(Field(field, each) for field, each in fields.items()))
            for variant, fields in variants.items()
        )
        self.definitions[idx] = SumDefinition(declaration, idx, placed)
        return idx

    def config(
        self,
        triple: str = X86_64,
        opt_level: OptLevel = OptLevel.NONE,
        items: Sequence[ItemId] = (),
        main: FunctionId | None = None,
    ) -> CodegenConfig:
        """A checking configuration in which the given items begin at the start of `SOURCE`."""
        lines = LineIndex(SOURCE)
        origins = {each: ItemOrigin(each.path, 0, lines) for each in items}
        return codegen_config(
            self.definitions,
            self.pool.name,
            triple,
            origins=origins,
            module_name="sample",
            opt_level=opt_level,
            checks=True,
            main=main,
        )


class Function:
    """Collects variables and blocks of one function."""

    def __init__(self, name: str, result: Idx, kind: ItemKind = ItemKind.FUNCTION) -> None:
        self.id = item(name, kind)
        self._result = result
        self._variables: list[Variable] = []
        self._parameters: list[VarId] = []
        self._ownership: list[Ownership] = []
        self._blocks: dict[BlockId, Block] = {}

    def parameter(self, idx: Idx, name: str = "", ownership: Ownership = Ownership.BORROWED) -> VarId:
        variable = self.var(idx, name)
        self._parameters.append(variable)
        self._ownership.append(ownership)
        return variable

    def var(self, idx: Idx, name: str = "", kind: VariableKind = VariableKind.VALUE) -> VarId:
        self._variables.append(Variable(idx, kind, name))
        return VarId(len(self._variables) - 1)

    def box(self, idx: Idx, name: str = "") -> VarId:
        return self.var(idx, name, VariableKind.BOX)

    def token(self, idx: Idx, name: str = "") -> VarId:
        return self.var(idx, name, VariableKind.TOKEN)

    def block(
        self, number: int, *instructions: Instruction, end: Terminator, parameters: tuple[VarId, ...] = ()
    ) -> None:
        self._blocks[BlockId(number)] = Block(parameters, instructions, end)

    def build(self) -> ArcFunction:
        blocks = tuple(self._blocks[BlockId(number)] for number in range(len(self._blocks)))
        return ArcFunction(
            self.id,
            tuple(self._parameters),
            tuple(self._ownership),
            self._result,
            tuple(self._variables),
            blocks,
            Span(0, 1),
        )


def jump(target: int, *arguments: VarId) -> Jump:
    return Jump(BlockId(target), arguments)


__all__ = ["AARCH64", "X86_64", "Function", "Return", "Types", "Unreachable", "item", "jump", "line"]
