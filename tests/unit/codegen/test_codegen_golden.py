"""IR and ABI tables as people read them, on both targets."""

import llvmlite.binding as llvm
import pytest
from arc_programs import AARCH64, X86_64, Function, Return, Types, item, jump, line
from golden import check_golden
from test_codegen_boxes import count_down, increment_all, linked_list, total
from test_codegen_values import describe, shapes

from ori_compiler.arc.ir import (
    ArcFunction,
    Binary,
    BlockId,
    Branch,
    Call,
    CallIntrinsic,
    CallObject,
    Checked,
    Construct,
    Literal,
    MakeBox,
    MakeObject,
    Ownership,
    Project,
    RcDecrement,
)
from ori_compiler.canon.ir import BinaryOperator as B
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.codegen.abi_report import AbiReport, FunctionReport, TypeReport, WithoutLayout, abi_report, render
from ori_compiler.codegen.config import OptLevel
from ori_compiler.codegen.module import compile_module, compile_one, function_shape
from ori_compiler.types.definitions import Parameter, Signature
from ori_compiler.types.pool import BOOL, BYTE, ERROR, FLOAT, INT, STR, VOID, Idx

TARGETS = {"x86_64": X86_64, "aarch64": AARCH64}


def verified(ir: str) -> str:
    llvm.parse_assembly(ir, llvm.create_context()).verify()
    return ir


def report_functions(types: Types) -> list[ArcFunction]:
    """A function that owns a text across calls that panic, and one that passes structs."""
    point, mixed = types.struct("Point", x=FLOAT, y=FLOAT), types.struct("Mixed", a=BYTE, b=INT, c=BYTE)
    shift = Function("shift", point)
    at, by, factor = shift.parameter(point, "at"), shift.parameter(mixed, "by"), shift.parameter(FLOAT, "factor")
    x, y, b, amount, moved = (shift.var(idx) for idx in (FLOAT, FLOAT, INT, FLOAT, FLOAT))
    result = shift.var(point, "result")
    shift.block(
        0,
        Project(line(2), x, at, 0),
        Project(line(2), y, at, 1),
        Project(line(3), b, by, 1),
        CallIntrinsic(line(3), amount, Intrinsic.INT_TO_FLOAT, (b,)),
        Binary(line(4), moved, B.FLOAT_MULTIPLY, amount, factor),
        Construct(line(5), result, (moved, y)),
        end=Return(result),
    )
    table = Function("table", STR)
    title, rows = table.parameter(STR, "title", Ownership.OWNED), table.parameter(INT, "rows")
    zero, one, n, text, more = (
        table.var(INT),
        table.var(INT),
        table.var(INT, "n"),
        table.var(STR, "text"),
        table.var(INT),
    )
    done, number, longer = table.var(BOOL, "done"), table.var(STR, "number"), table.var(STR, "longer")
    table.block(0, Literal(line(10), zero, 0), Literal(line(10), one, 1), end=jump(1, rows, title))
    table.block(
        1,
        Binary(line(11), done, B.EQUAL, n, zero),
        end=Branch(done, BlockId(3), BlockId(2)),
        parameters=(n, text),
    )
    table.block(
        2,
        CallIntrinsic(line(12), number, Intrinsic.INT_TO_STR, (n,)),
        CallIntrinsic(line(12), longer, Intrinsic.STR_CONCAT, (text, number)),
        RcDecrement(line(12), number),
        RcDecrement(line(12), text),
        Checked(line(13), more, B.INT_SUBTRACT, n, one, (longer,)),
        end=jump(1, more, longer),
    )
    table.block(3, end=Return(text))
    main = Function("main", VOID)
    header, count, made, nothing = main.var(STR), main.var(INT), main.var(STR, "made"), main.var(VOID)
    main.block(
        0,
        Literal(line(20), header, "rows: "),
        Literal(line(20), count, 3),
        Call(line(21), made, table.id, (header, count)),
        CallIntrinsic(line(22), nothing, Intrinsic.PRINT, (made,)),
        RcDecrement(line(23), made),
        end=Return(nothing),
    )
    return [shift.build(), table.build(), main.build()]


def sum_functions(types: Types) -> list[ArcFunction]:
    shape = shapes(types)
    cell = linked_list(types)
    return [describe(shape), count_down(cell), total(cell), increment_all(cell, reuse=True)]


def object_functions(types: Types) -> list[ArcFunction]:
    """A closure that owns a text, made by one function and called by another that has something to clean up."""
    greeter, captures = types.object((STR,), STR), types.struct("Captures", name=STR)
    greet = Function("greet", STR)
    captured, end, name, text = (
        greet.parameter(captures, "captured"),
        greet.parameter(STR, "end"),
        greet.var(STR, "name"),
        greet.var(STR),
    )
    greet.block(
        0,
        Project(line(1), name, captured, 0),
        CallIntrinsic(line(1), text, Intrinsic.STR_CONCAT, (name, end)),
        end=Return(text),
    )
    make = Function("make", greeter)
    whom, value = make.parameter(STR, "whom", Ownership.OWNED), make.var(captures)
    box, made = make.box(captures), make.var(greeter, "made")
    make.block(
        0,
        Construct(line(2), value, (whom,)),
        MakeBox(line(2), box, value),
        MakeObject(line(2), made, box, (greet.id,)),
        end=Return(made),
    )
    use = Function("use", STR)
    callee, given, result = use.parameter(greeter, "callee", Ownership.OWNED), use.var(STR), use.var(STR)
    use.block(
        0,
        Literal(line(3), given, "!"),
        CallObject(line(3), result, callee, 0, (given,), (callee,)),
        RcDecrement(line(3), callee),
        end=Return(result),
    )
    return [greet.build(), make.build(), use.build()]


PROGRAMS = {"report": report_functions, "sums": sum_functions, "objects": object_functions}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("level", [OptLevel.NONE, OptLevel.DEFAULT])
def test_module(program: str, target: str, level: OptLevel) -> None:
    types = Types()
    functions = PROGRAMS[program](types)
    main = functions[-1].id if functions[-1].id.name == "main" else None
    config = types.config(TARGETS[target], level, [function.id for function in functions], main)
    module = compile_module(functions, [functions[-1].id], config)
    check_golden(f"ir/{program}.{target}.O{int(level)}.ll", verified(module.text))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_single_functions_with_their_lines(program: str, target: str) -> None:
    types = Types()
    functions = PROGRAMS[program](types)
    signatures = {function.id: function_shape(function) for function in functions}
    config = types.config(TARGETS[target], items=list(signatures))
    for function in functions:
        ir = compile_one(function, config, signatures)
        lines = verified(ir.text).split("\n")[:-1]
        assert len(lines) == len(ir.line_map)
        numbers = [span.span.start // len("line 01\n") + 1 if span else None for span in ir.line_map]
        annotated = [f"{number or '':>2} | {text}".rstrip() for number, text in zip(numbers, lines, strict=True)]
        check_golden(f"ir/{program}.{function.id.name}.{target}.txt", "\n".join(annotated) + "\n")


def signature(name: str, result: Idx, /, **parameters: Idx) -> Signature:
    declared = tuple(Parameter(parameter, idx) for parameter, idx in parameters.items())
    return Signature(item(name), (), declared, result)


def sample_report(triple: str) -> AbiReport:
    types = Types()
    mixed = types.struct("Mixed", a=BYTE, b=INT, c=BYTE)
    pair = types.struct("Pair", x=INT, y=INT)
    point = types.struct("Point", x=FLOAT, y=FLOAT)
    box = types.struct("Box", low=point, high=point)
    nothing = types.struct("Nothing")
    colour = types.sum("Colour", Red={}, Green={})
    shape = shapes(types)
    cell = linked_list(types)
    adder = types.object((INT,), INT)
    asked = [mixed, pair, point, box, nothing, colour, shape, cell, adder, STR, INT, BOOL, ERROR]
    functions = [
        signature("first", INT, pair=pair, mixed=mixed),
        signature("draw", VOID, shape=shape, at=point, inside=box, name=STR, colour=colour),
        signature("mix", mixed, left=BYTE, on=BOOL, list=cell),
        signature("many", pair, a=pair, b=pair, c=pair, d=pair),
        signature("broken", ERROR, x=INT),
    ]
    return abi_report(asked, functions, types.definitions, types.pool.name, triple)


@pytest.mark.parametrize("target", TARGETS)
def test_abi_table(target: str) -> None:
    check_golden(f"abi/sample.{target}.txt", render(sample_report(TARGETS[target])))


@pytest.mark.parametrize("triple", TARGETS.values())
def test_padding_makes_mixed_large_and_indirect(triple: str) -> None:
    (mixed, *_) = sample_report(triple).types
    assert isinstance(mixed, TypeReport)
    assert (mixed.name, mixed.size, mixed.alignment, mixed.as_parameter.how) == ("Mixed", 24, 8, "Indirect")
    assert sum(row.size for row in mixed.rows) == mixed.size


def test_two_ints_travel_as_the_target_likes_it() -> None:
    found = []
    for triple in TARGETS.values():
        pair = sample_report(triple).types[1]
        assert isinstance(pair, TypeReport)
        found.append((pair.as_parameter.how, pair.as_parameter.carrier))
    assert found == [("Coerce", "{ i64, i64 }"), ("Coerce", "[2 x i64]")]


def test_what_has_no_layout_is_listed_with_its_reason() -> None:
    report = sample_report(X86_64)
    assert isinstance(report.types[-1], WithoutLayout)
    assert isinstance(report.functions[-1], WithoutLayout)
    assert isinstance(report.functions[0], FunctionReport)


def test_rows_of_a_type_cover_it_without_gap() -> None:
    """In every variant the rows follow each other from the payload's start to the end."""
    for report in sample_report(X86_64).types:
        if not isinstance(report, TypeReport):
            continue
        ends: dict[str, int] = {}
        for row in report.rows:
            assert row.offset == ends.get(row.variant, ends.get("", 0))
            ends[row.variant] = row.offset + row.size
        variants = {name: end for name, end in ends.items() if name} or ends
        assert all(end == report.size for end in variants.values())
