"""Types and canonical IR by hand for tests of the ARC passes.

The types are the smallest that show each case: strings, structs of them, sums with and without recursion.
"""

from ori_compiler.arc.borrow_inference import infer_ownership
from ori_compiler.arc.ir import ArcFunction, Ownership
from ori_compiler.arc.lower import lower_to_arc
from ori_compiler.arc.pipeline import arc_pipeline
from ori_compiler.canon import ir as canon
from ori_compiler.canon.ir import BinaryOperator, CanonFunction, Expr, Intrinsic, LabelId, Local, LocalId
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.definitions import (
    Field,
    ListDefinition,
    ObjectDefinition,
    StructDefinition,
    SumDefinition,
    TypeDefinitions,
    Variant,
)
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, NEVER, STR, VOID, Idx, Pool

POOL = Pool()


def _declaration(name: str) -> ItemId:
    return ItemId("test.ori", ItemKind.TYPE, name)


PERSON = POOL.struct(_declaration("Person"))
POINT = POOL.struct(_declaration("Point"))
TEAM = POOL.struct(_declaration("Team"))
SHAPE = POOL.sum(_declaration("Shape"))
COLOR = POOL.sum(_declaration("Color"))
CHAIN = POOL.sum(_declaration("Chain"))
TREE = POOL.sum(_declaration("Tree"))
ROSE = POOL.sum(_declaration("Rose"))
FOREST = POOL.struct(_declaration("Forest"))
NUMBERS = POOL.struct(_declaration("[int]"))
WORDS = POOL.struct(_declaration("[str]"))
PEOPLE = POOL.struct(_declaration("[Person]"))
GRID = POOL.struct(_declaration("[[int]]"))
FLAGS = POOL.struct(_declaration("[bool]"))
UNITS = POOL.struct(_declaration("[void]"))
TREES = POOL.struct(_declaration("[Tree]"))
NODE = POOL.struct(_declaration("Node"))
NODES = POOL.struct(_declaration("[Node]"))
BYTES = POOL.struct(_declaration("[byte]"))
CHARS = POOL.struct(_declaration("[char]"))
FLOATS = POOL.struct(_declaration("[float]"))
SMALL = POOL.struct(_declaration("Small"))
SMALLS = POOL.struct(_declaration("[Small]"))
OUTCOMES = POOL.struct(_declaration("[Outcome]"))
OUTCOME = POOL.sum(_declaration("Outcome"))

ADDER = POOL.function((INT,), INT)
NAMER = POOL.function((STR, PERSON), STR)
MAKER = POOL.function((), TEAM)
SPEAKER = POOL.struct(_declaration("Speaker"))
HOLDER = POOL.struct(_declaration("Holder"))
SLOTS: dict[Idx, tuple[tuple[tuple[Idx, ...], Idx], ...]] = {
    ADDER: (((INT,), INT),),
    NAMER: (((STR, PERSON), STR),),
    MAKER: (((), TEAM),),
    SPEAKER: (((INT,), STR), ((), INT)),
}
"""The parameters and the result of each slot of each type of objects."""


def _struct(idx: Idx, **fields: Idx) -> StructDefinition:
    return StructDefinition(POOL.declaration(idx), idx, tuple(Field(name, type_) for name, type_ in fields.items()))


def _sum(idx: Idx, **variants: tuple[Idx, ...]) -> SumDefinition:
    return SumDefinition(
        POOL.declaration(idx),
        idx,
        tuple(Variant(name, tuple(Field("", type_) for type_ in payload)) for name, payload in variants.items()),
    )


def _list(idx: Idx, element: Idx) -> ListDefinition:
    return ListDefinition(idx, element, POOL.name(idx))


DEFINITIONS: TypeDefinitions = {
    definition.type: definition
    for definition in (
        _struct(PERSON, name=STR, age=INT),
        _struct(POINT, x=INT, y=INT),
        _struct(TEAM, lead=PERSON, motto=STR, size=INT),
        _sum(SHAPE, Dot=(), Named=(STR,), Held=(PERSON, INT)),
        _sum(COLOR, Red=(), Green=(), Blue=(INT,)),
        _sum(CHAIN, End=(), Link=(INT, CHAIN)),
        _sum(TREE, Leaf=(), Node=(TREE, STR, TREE)),
        _sum(ROSE, Bare=(), Grown=(STR, FOREST)),
        _struct(FOREST, first=ROSE, label=STR),
        _struct(HOLDER, run=ADDER, label=STR),
        *(ObjectDefinition(idx, f"object.{idx}") for idx in SLOTS),
        _list(NUMBERS, INT),
        _list(WORDS, STR),
        _list(PEOPLE, PERSON),
        _list(GRID, NUMBERS),
        _list(FLAGS, BOOL),
        _list(UNITS, VOID),
        _list(TREES, TREE),
        _struct(NODE, name=STR, children=NODES, seal=VOID),
        _list(NODES, NODE),
        _list(BYTES, BYTE),
        _list(CHARS, CHAR),
        _list(FLOATS, FLOAT),
        _struct(SMALL, a=BYTE, b=CHAR, c=BOOL),
        _list(SMALLS, SMALL),
        _list(OUTCOMES, OUTCOME),
        _sum(OUTCOME, Good=(VOID,), Bad=(STR,), Many=(NUMBERS, VOID)),
    )
}


def function_id(name: str) -> ItemId:
    return ItemId("test.ori", ItemKind.FUNCTION, name)


F = function_id("f")
G = function_id("g")
UNIT = canon.UnitConstant(VOID, NO_SPAN)


def integer(value: int) -> Expr:
    return canon.IntConstant(INT, NO_SPAN, value)


def byte(value: int) -> Expr:
    return canon.IntConstant(BYTE, NO_SPAN, value)


def real(value: float) -> Expr:
    return canon.FloatConstant(FLOAT, NO_SPAN, value)


def character(value: str) -> Expr:
    return canon.CharConstant(CHAR, NO_SPAN, ord(value))


def boolean(value: bool) -> Expr:
    return canon.BoolConstant(BOOL, NO_SPAN, value)


def text(value: str) -> Expr:
    return canon.StrConstant(STR, NO_SPAN, value)


def local(index: int, idx: Idx = INT) -> Expr:
    return canon.LocalRef(idx, NO_SPAN, LocalId(index))


def let(index: int, value: Expr) -> Expr:
    return canon.Let(VOID, NO_SPAN, LocalId(index), value)


def assign(index: int, value: Expr) -> Expr:
    return canon.Assign(VOID, NO_SPAN, LocalId(index), value)


def block(*parts: Expr) -> Expr:
    """All but the last part are statements."""
    *statements, result = parts
    return canon.Block(result.type, NO_SPAN, tuple(statements), result)


def binary(operator: BinaryOperator, left: Expr, right: Expr, idx: Idx = INT) -> Expr:
    return canon.Binary(idx, NO_SPAN, operator, left, right)


def add(left: Expr, right: Expr) -> Expr:
    return binary(BinaryOperator.INT_ADD, left, right)


def less(left: Expr, right: Expr) -> Expr:
    return binary(BinaryOperator.LESS, left, right, BOOL)


def unary(operator: canon.UnaryOperator, operand: Expr) -> Expr:
    return canon.Unary(operand.type, NO_SPAN, operator, operand)


def intrinsic(which: Intrinsic, idx: Idx, *arguments: Expr) -> Expr:
    return canon.CallIntrinsic(idx, NO_SPAN, which, arguments)


def say(what: Expr) -> Expr:
    return intrinsic(Intrinsic.PRINT, VOID, what)


def concat(left: Expr, right: Expr) -> Expr:
    return intrinsic(Intrinsic.STR_CONCAT, STR, left, right)


def shown(number: Expr) -> Expr:
    return intrinsic(Intrinsic.INT_TO_STR, STR, number)


def panic(message: str) -> Expr:
    return intrinsic(Intrinsic.PANIC, NEVER, text(message))


def call(function: FunctionId, idx: Idx, *arguments: Expr) -> Expr:
    return canon.Call(idx, NO_SPAN, function, arguments)


def struct(idx: Idx, *fields: Expr) -> Expr:
    return canon.StructNew(idx, NO_SPAN, fields)


def list_of(idx: Idx, *elements: Expr) -> Expr:
    return canon.ListNew(idx, NO_SPAN, elements)


def element_type(idx: Idx) -> Idx:
    definition = DEFINITIONS[idx]
    assert isinstance(definition, ListDefinition)
    return definition.element


def length(base: Expr) -> Expr:
    return intrinsic(Intrinsic.LIST_LENGTH, INT, base)


def get(base: Expr, index: Expr) -> Expr:
    return intrinsic(Intrinsic.LIST_GET, element_type(base.type), base, index)


def put(base: Expr, index: Expr, value: Expr) -> Expr:
    return intrinsic(Intrinsic.LIST_SET, base.type, base, index, value)


def push(base: Expr, value: Expr) -> Expr:
    return intrinsic(Intrinsic.LIST_PUSH, base.type, base, value)


def truncate(base: Expr, count: Expr) -> Expr:
    return intrinsic(Intrinsic.LIST_TRUNCATE, base.type, base, count)


def part_of(base: Expr, start: Expr, end: Expr) -> Expr:
    return intrinsic(Intrinsic.LIST_SLICE, base.type, base, start, end)


def reserve(base: Expr, count: Expr) -> Expr:
    return intrinsic(Intrinsic.LIST_RESERVE, base.type, base, count)


def variant(idx: Idx, index: int, *fields: Expr) -> Expr:
    return canon.VariantNew(idx, NO_SPAN, index, fields)


def field(base: Expr, index: int) -> Expr:
    definition = DEFINITIONS[base.type]
    assert isinstance(definition, StructDefinition)
    return canon.FieldGet(definition.fields[index].type, NO_SPAN, base, index)


def update(base: Expr, index: int, value: Expr) -> Expr:
    return canon.StructUpdate(base.type, NO_SPAN, base, index, value)


def object_new(idx: Idx, value: Expr, *methods: FunctionId) -> Expr:
    return canon.ObjectNew(idx, NO_SPAN, value, methods)


def object_call(callee: Expr, slot: int, *arguments: Expr) -> Expr:
    return canon.ObjectCall(SLOTS[callee.type][slot][1], NO_SPAN, callee, slot, arguments)


def when(condition: Expr, then: Expr, otherwise: Expr = UNIT, idx: Idx | None = None) -> Expr:
    return canon.If(then.type if idx is None else idx, NO_SPAN, condition, then, otherwise)


def loop(label: int, body: Expr, idx: Idx = VOID) -> Expr:
    return canon.Loop(idx, NO_SPAN, LabelId(label), body)


def labelled(label: int, body: Expr) -> Expr:
    return canon.Labelled(body.type, NO_SPAN, LabelId(label), body)


def leave(label: int, value: Expr = UNIT) -> Expr:
    return canon.Break(NEVER, NO_SPAN, LabelId(label), value)


def again(label: int) -> Expr:
    return canon.Continue(NEVER, NO_SPAN, LabelId(label))


def returning(value: Expr) -> Expr:
    return canon.Return(NEVER, NO_SPAN, value)


def place(index: int, idx: Idx, *steps: canon.FieldStep | canon.PayloadStep) -> canon.Place:
    """The value of a local of type `idx`, or the part of it that the steps lead to."""
    return canon.Place(LocalId(index), steps, steps[-1].type if steps else idx)


def payload(idx: Idx, which: int, index: int) -> canon.PayloadStep:
    """The step from a sum of type `idx` to a payload field."""
    definition = DEFINITIONS[idx]
    assert isinstance(definition, SumDefinition)
    return canon.PayloadStep(which, index, definition.variants[which].fields[index].type)


def member(idx: Idx, index: int) -> canon.FieldStep:
    """The step from a struct of type `idx` to a field."""
    definition = DEFINITIONS[idx]
    assert isinstance(definition, StructDefinition)
    return canon.FieldStep(index, definition.fields[index].type)


def leaf(arm: int, *bindings: tuple[int, canon.Place]) -> canon.Leaf:
    return canon.Leaf(tuple(canon.Bind(LocalId(index), at) for index, at in bindings), arm)


def match(scrutinee: Expr, index: int, tree: canon.DecisionTree, *arms: Expr, idx: Idx | None = None) -> Expr:
    return canon.Match(arms[0].type if idx is None else idx, NO_SPAN, scrutinee, LocalId(index), arms, tree)


def function(
    body: Expr, *types: Idx, parameters: int = 0, result: Idx | None = None, id: FunctionId = F
) -> CanonFunction:
    """A function whose locals `v0`, `v1`, ... have these types, the parameters first."""
    locals_ = tuple(Local(f"v{index}", idx, True) for index, idx in enumerate(types))
    return CanonFunction(id, parameters, locals_, body.type if result is None else result, body, NO_SPAN)


def ownership_of(
    *functions: CanonFunction, definitions: TypeDefinitions = DEFINITIONS
) -> dict[FunctionId, tuple[Ownership, ...]]:
    """The summaries of all of them."""
    return {known.id: infer_ownership(lower_to_arc(known, definitions), definitions) for known in functions}


def compiled(*functions: CanonFunction, definitions: TypeDefinitions = DEFINITIONS) -> dict[FunctionId, ArcFunction]:
    """All of them through the whole pipeline, verified after each stage."""
    table = ownership_of(*functions, definitions=definitions)
    return {known.id: arc_pipeline(known, definitions, table, verify=True).function for known in functions}
