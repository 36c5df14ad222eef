"""Lists in native code: elements of every kind and alignment, sharing, growth, ends; and as Python values."""

import ctypes

import pytest
from arc_building import (
    BYTES,
    CHARS,
    DEFINITIONS,
    FLAGS,
    FLOATS,
    GRID,
    NODE,
    NODES,
    NUMBERS,
    OUTCOME,
    OUTCOMES,
    PEOPLE,
    PERSON,
    POOL,
    SHAPE,
    SMALL,
    SMALLS,
    UNIT,
    UNITS,
    WORDS,
    F,
    add,
    assign,
    block,
    boolean,
    byte,
    character,
    compiled,
    concat,
    element_type,
    field,
    function,
    get,
    integer,
    intrinsic,
    leave,
    length,
    less,
    let,
    list_of,
    local,
    loop,
    panic,
    push,
    put,
    real,
    reserve,
    shown,
    struct,
    text,
    truncate,
    update,
    variant,
    when,
)
from native_values import NativeValues
from running import LEVELS, Machine
from test_codegen_random import releasing

from ori_compiler.backend.jit import Panicked
from ori_compiler.canon.ir import CanonFunction, Expr, Intrinsic
from ori_compiler.canon.program import CanonProgram
from ori_compiler.codegen.abi.function_abi import Direct, parameter_shapes, value_shape
from ori_compiler.codegen.abi.strategy import strategy_for
from ori_compiler.codegen.abi_report import abi_report, render
from ori_compiler.codegen.config import OptLevel, codegen_config
from ori_compiler.codegen.layout import Layouts, ListShape, TypeLayout
from ori_compiler.codegen.module import compile_module
from ori_compiler.driver.calling import ArgumentError, Marshaller
from ori_compiler.eval.interpreter import Completed, interpret
from ori_compiler.eval.interpreter import Panicked as Failed
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.value import Value
from ori_compiler.types.definitions import Parameter, Signature, StructDefinition
from ori_compiler.types.pool import INT, STR, Idx

TRIPLES = ("x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "riscv64-unknown-linux-gnu")


def run(machine: Machine, level: OptLevel, known: CanonFunction) -> Value:
    """What a function without parameters yields, or the message of its panic; the interpreter has to agree."""
    printed: list[str] = []
    outcome = interpret(CanonProgram({known.id: known}, DEFINITIONS), known.id, (), printed.append)
    release = releasing(known.result)
    config = codegen_config(DEFINITIONS, POOL.name, machine.triple, opt_level=level, checks=True)
    module = compile_module([*compiled(known).values(), release], [known.id, release.id], config)
    layouts = Layouts(DEFINITIONS)
    result = ctypes.create_string_buffer(layouts.of(known.result).size + 8)
    code = machine.jit.load_ir(module.text, int(level))
    live = machine.live_objects
    finished = code.call(module.entries[known.id], 0, ctypes.addressof(result), capture_output=True)
    assert finished.output == "".join(printed)
    if isinstance(finished, Panicked):
        assert isinstance(outcome, Failed)
        assert machine.live_objects == live
        assert finished.message == outcome.message
        return finished.message
    assert isinstance(outcome, Completed)
    value = NativeValues(machine, layouts).read(ctypes.addressof(result), known.result)
    assert value == outcome.value
    code.call(module.entries[release.id], ctypes.addressof(result))
    assert machine.live_objects == live
    return value


def repeat(counter: int, times: int, *body: Expr) -> Expr:
    """`counter` is 0, 1, .. in each round."""
    ends = when(less(local(counter), integer(times)), UNIT, leave(counter))
    step = assign(counter, add(local(counter), integer(1)))
    return block(let(counter, integer(0)), loop(counter, block(ends, *body, step)))


SAMPLES = {
    "int": (NUMBERS, integer(-1), integer(2**62)),
    "byte": (BYTES, byte(255), byte(1)),
    "char": (CHARS, character("😀"), character("a")),
    "bool": (FLAGS, boolean(True), boolean(False)),
    "float": (FLOATS, real(1.5), real(-0.0)),
    "str": (WORDS, shown(integer(12)), text("static")),
    "void": (UNITS, UNIT, UNIT),
    "struct": (PEOPLE, struct(PERSON, shown(integer(3)), integer(4)), struct(PERSON, text(""), integer(5))),
    "struct of little alignment": (
        SMALLS,
        struct(SMALL, byte(1), character("x"), boolean(True)),
        struct(SMALL, byte(2), character("é"), boolean(False)),
    ),
    "sum": (OUTCOMES, variant(OUTCOME, 0, UNIT), variant(OUTCOME, 2, list_of(NUMBERS, integer(1)), UNIT)),
    "list": (GRID, list_of(NUMBERS, integer(1), integer(2)), list_of(NUMBERS)),
    "struct with a list of itself": (
        NODES,
        struct(NODE, text("leaf"), list_of(NODES), UNIT),
        struct(NODE, shown(integer(7)), list_of(NODES, struct(NODE, text("child"), list_of(NODES), UNIT)), UNIT),
    ),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kept_is_wanted", [True, False], ids=["kept", "changed"])
@pytest.mark.parametrize("kind", SAMPLES)
def test_elements_of_each_kind(machine: Machine, level: OptLevel, kind: str, kept_is_wanted: bool) -> None:
    """Fills a list past several growths, keeps it, and changes, lengthens and shortens a copy."""
    idx, one, other = SAMPLES[kind]
    kept, changed, at = 0, 1, 2
    body = block(
        let(kept, list_of(idx, one)),
        repeat(at, 9, assign(kept, push(local(kept, idx), other))),
        let(changed, local(kept, idx)),
        repeat(at, 5, assign(changed, put(local(changed, idx), local(at), other))),
        assign(changed, put(local(changed, idx), integer(9), get(local(kept, idx), integer(0)))),
        assign(changed, reserve(local(changed, idx), integer(30))),
        repeat(at, 7, assign(changed, push(local(changed, idx), one))),
        assign(changed, truncate(local(changed, idx), integer(12))),
        local(kept if kept_is_wanted else changed, idx),
    )
    value = run(machine, level, function(body, idx, idx, INT))
    assert isinstance(value, ListValue)
    assert value.length == (10 if kept_is_wanted else 12)


@pytest.mark.parametrize("level", LEVELS)
def test_the_empty_list(machine: Machine, level: OptLevel) -> None:
    nothing = list_of(WORDS)
    assert run(machine, level, function(nothing)) == ListValue()
    assert run(machine, level, function(length(nothing))) == 0
    assert run(machine, level, function(truncate(nothing, integer(0)))) == ListValue()
    assert run(machine, level, function(reserve(nothing, integer(3)))) == ListValue()
    shared = block(let(0, list_of(WORDS, text("a"))), let(1, truncate(local(0, WORDS), integer(0))), local(1, WORDS))
    assert run(machine, level, function(shared, WORDS, WORDS)) == ListValue()


@pytest.mark.parametrize("level", LEVELS)
def test_a_panic_releases_lists_on_its_way(machine: Machine, level: OptLevel) -> None:
    words = list_of(WORDS, shown(integer(1)), shown(integer(2)))
    nodes = list_of(NODES, struct(NODE, shown(integer(3)), list_of(NODES), UNIT))
    overflow = add(integer(2**63 - 1), length(local(0, WORDS)))
    body = block(let(0, words), let(1, nodes), let(2, overflow), panic("not reached"))
    assert run(machine, level, function(body, WORDS, NODES, INT, result=INT)) == "integer overflow"


@pytest.mark.parametrize("level", LEVELS)
def test_a_panic_while_an_element_is_taken_out(machine: Machine, level: OptLevel) -> None:
    """`nodes[0].children.push(..)` of two, the second of which cannot be made."""
    node = struct(NODE, shown(integer(3)), list_of(NODES), UNIT)
    children = field(get(local(0, NODES), integer(0)), 1)
    longer = push(push(children, node), struct(NODE, shown(local(1)), list_of(NODES), UNIT))
    body = block(
        let(0, list_of(NODES, node, node)),
        let(1, integer(2**63 - 1)),
        assign(0, put(local(0, NODES), integer(0), update(get(local(0, NODES), integer(0)), 1, longer))),
        assign(1, add(local(1), integer(1))),
        length(local(0, NODES)),
    )
    assert run(machine, level, function(body, NODES, INT)) == "integer overflow"
    too_long = push(push(children, node), struct(NODE, shown(add(local(1), integer(1))), list_of(NODES), UNIT))
    body = block(
        let(0, list_of(NODES, node, node)),
        let(1, integer(2**63 - 1)),
        assign(0, put(local(0, NODES), integer(0), update(get(local(0, NODES), integer(0)), 1, too_long))),
        length(local(0, NODES)),
    )
    assert run(machine, level, function(body, NODES, INT)) == "integer overflow"


@pytest.mark.parametrize("level", LEVELS)
def test_lists_in_each_other_need_no_deep_stack_to_end(machine: Machine, level: OptLevel) -> None:
    """A node in the list of a node, 200 000 deep."""
    grown = struct(NODE, text("n"), list_of(NODES, local(0, NODE)), UNIT)
    body = block(
        let(0, struct(NODE, text("first"), list_of(NODES), UNIT)),
        repeat(1, 200_000, assign(0, grown)),
        length(field(local(0, NODE), 1)),
    )
    assert run(machine, level, function(body, NODE, INT)) == 1


@pytest.mark.parametrize("level", LEVELS)
def test_texts_byte_by_byte(machine: Machine, level: OptLevel) -> None:
    """`naïve` cut up: its hash, the second byte of `ï`, and the text without it."""
    word = concat(text("na"), text("ïve"))
    byte_at = intrinsic(Intrinsic.STR_BYTE, element_type(BYTES), local(0, STR), integer(3))
    part = intrinsic(Intrinsic.STR_SLICE, STR, local(0, STR), integer(4), integer(6))
    hash_ = shown(intrinsic(Intrinsic.STR_HASH, INT, local(0, STR)))
    body = block(
        let(0, word),
        list_of(WORDS, hash_, intrinsic(Intrinsic.BYTE_TO_STR, STR, byte_at), part, local(0, STR)),
    )
    value = run(machine, level, function(body, STR))
    assert [*value] == ["2199317677881897643", "175", "ve", "naïve"]
    bits = intrinsic(Intrinsic.FLOAT_BITS, INT, real(-0.0))
    assert run(machine, level, function(bits)) == -(2**63)


@pytest.mark.parametrize("triple", TRIPLES)
def test_a_list_travels_as_one_pointer(triple: str) -> None:
    layouts = Layouts(DEFINITIONS)
    assert layouts.of(NODES) == TypeLayout(NODES, 8, 8, ListShape(NODE))
    shape = value_shape(NODES, layouts)
    abi = strategy_for(triple).function_abi(parameter_shapes((NODES,), layouts), shape)
    assert abi.parameters[0].passing == Direct()
    assert abi.result.passing == Direct()


def test_the_report_says_what_a_list_is() -> None:
    report = render(abi_report((NODES,), (), DEFINITIONS, POOL.name, TRIPLES[0]))
    assert "[Node]: size 8, alignment 8" in report
    assert "pointer to the length and the elements: Node" in report
    assert "as a parameter: Direct ptr" in report


def test_equal_names_of_types_make_no_equal_symbols(machine: Machine) -> None:
    """Two structs that users see as `Same`, of different size: their symbols tell them apart in counting functions."""
    first, second = Idx(1000), Idx(1001)
    person = POOL.declaration(PERSON)
    fields = DEFINITIONS[PERSON].fields
    definitions = {
        **DEFINITIONS,
        first: StructDefinition(person, first, fields, "a.Same"),
        second: StructDefinition(person, second, (*fields, *fields), "b.Same"),
    }
    functions = [releasing(first), releasing(second)]
    config = codegen_config(definitions, lambda idx: "Same", machine.triple, checks=True)
    text_ = compile_module(functions, [each.id for each in functions], config).text
    assert "%Same = type { %str, i64 }" in text_
    assert "%Same.1 = type { %str, i64, %str, i64 }" in text_
    assert "@ori.drop.a$2ESame" in text_
    assert "@ori.drop.b$2ESame" in text_
    machine.jit.load_ir(text_)


def python_call(machine: Machine, known: CanonFunction, *arguments: object) -> object:
    """Calls a function with Python values."""
    types = [local_.type for local_ in known.locals[: known.parameter_count]]
    parameters = tuple(Parameter(f"p{index}", idx) for index, idx in enumerate(types))
    marshaller = Marshaller(Signature(F, (), parameters, known.result), DEFINITIONS, POOL.name)
    config = codegen_config(DEFINITIONS, POOL.name, machine.triple)
    module = compile_module(list(compiled(known).values()), [known.id], config)
    passed, result = marshaller.arguments(arguments), marshaller.result_memory()
    code = machine.jit.load_ir(module.text)
    live = machine.live_objects
    code.call(module.entries[known.id], ctypes.addressof(passed), ctypes.addressof(result))
    value = marshaller.result(result, machine.jit.release)
    assert machine.live_objects == live
    return value


def test_lists_are_passed_and_returned_as_python_lists(machine: Machine) -> None:
    """One list is returned as it came, one is changed, and a row stands twice in a grid."""
    assert python_call(machine, function(local(0, WORDS), WORDS, parameters=1), ["a", "", "é"]) == ["a", "", "é"]
    longer = push(put(local(0, WORDS), integer(0), shown(integer(5))), local(1, STR))
    assert python_call(machine, function(longer, WORDS, STR, parameters=2), ("a", "b"), "c") == ["5", "b", "c"]
    row = let(1, push(local(0, NUMBERS), integer(9)))
    grid = block(row, list_of(GRID, local(1, NUMBERS), local(1, NUMBERS), list_of(NUMBERS), local(0, NUMBERS)))
    assert python_call(machine, function(grid, NUMBERS, NUMBERS, parameters=1), [1]) == [[1, 9], [1, 9], [], [1]]
    tree = {"name": "root", "children": [{"name": "leaf", "children": [], "seal": None}], "seal": None}
    grown = update(local(0, NODE), 1, push(field(local(0, NODE), 1), local(0, NODE)))
    assert python_call(machine, function(grown, NODE, parameters=1), tree) == {
        **tree,
        "children": [*tree["children"], tree],
    }


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        (NUMBERS, [1, "2"], "`p0[1]` takes a `int`, not '2'"),
        (NUMBERS, "12", "`p0` takes a list of `int`, not '12'"),
        (GRID, [[1], 2], "`p0[1]` takes a list of `int`, not 2"),
        (OUTCOMES, [], "`p0` of type `Outcome` has no Python form"),
        (SHAPE, 1, "`p0` of type `Shape` has no Python form"),
    ],
)
def test_what_does_not_fit_into_a_list_is_refused(machine: Machine, type_: Idx, value: object, message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        python_call(machine, function(integer(1), type_, parameters=1), value)
    assert str(caught.value) == message
