"""The text form of canonical IR, on one function that uses most of it."""

from canon_building import (
    UNIT_NODE,
    F,
    add,
    binary,
    block,
    boolean,
    call,
    function,
    integer,
    intrinsic,
    let,
    local,
    when,
)

from ori_compiler.canon import ir
from ori_compiler.canon.printer import print_function
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.functions import DerivedFunction, DerivedOperation
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, NEVER, STR, VOID, Idx, Pool

POOL = Pool()
SHAPE = POOL.sum(ItemId("main.ori", ItemKind.TYPE, "Shape"))
POINT = POOL.struct(ItemId("main.ori", ItemKind.TYPE, "Point"))


def place(*steps: ir.FieldStep | ir.PayloadStep, of: int = 1, type_: Idx = INT) -> ir.Place:
    return ir.Place(ir.LocalId(of), steps, type_)


def shown(body: ir.Expr, *names: str, parameters: int = 0, **types: Idx) -> list[str]:
    text = print_function(function(body, *names, parameters=parameters, types=types), POOL.name)
    assert text.endswith("}\n")
    return text.splitlines()


def test_match_stands_with_its_tree() -> None:
    side = place(ir.PayloadStep(0, 0, INT))
    tree = ir.SwitchVariant(place(type_=SHAPE), ((0, ir.Leaf((ir.Bind(ir.LocalId(2), side),), 0)),), ir.Leaf((), 1))
    square = binary(ir.BinaryOperator.INT_MULTIPLY, local(2), local(2))
    body = ir.Match(INT, NO_SPAN, local(0), ir.LocalId(1), (square, integer(0)), tree)
    assert shown(body, "shape", "", "side", parameters=1, shape=SHAPE) == [
        "fn @f(%shape.0: Shape) -> int {",
        "  match %1 = %shape.0 {",
        "    switch %1 {",
        "      variant 0 -> let %side.2 = %1.0#0; arm 0",
        "      else -> arm 1",
        "    }",
        "    arm 0: int_multiply(%side.2, %side.2)",
        "    arm 1: 0",
        "  }",
        "}",
    ]


def test_loops_labels_and_branches_nest() -> None:
    label = ir.LabelId(0)
    body = block(
        ir.Loop(
            VOID,
            NO_SPAN,
            label,
            when(
                binary(ir.BinaryOperator.LESS, local(0), integer(3), type_=BOOL),
                block(ir.Assign(VOID, NO_SPAN, ir.LocalId(0), add(local(0), integer(1))), UNIT_NODE),
                ir.Break(NEVER, NO_SPAN, label, UNIT_NODE),
            ),
        ),
        when(boolean(True), ir.Return(NEVER, NO_SPAN, integer(1))),
        local(0),
    )
    assert shown(body, "n", parameters=1) == [
        "fn @f(%n.0: int) -> int {",
        "  loop '0: void {",
        "    if less(%n.0, 3) {",
        "      %n.0 = int_add(%n.0, 1);",
        "      ()",
        "    } else {",
        "      break '0 ()",
        "    }",
        "  };",
        "  if true {",
        "    return 1",
        "  };",
        "  %n.0",
        "}",
    ]


def test_arguments_that_hold_blocks_take_lines_of_their_own() -> None:
    derived = DerivedFunction(DerivedOperation.DEBUG, POINT, ItemId("main.ori", ItemKind.TYPE, "Point"))
    point = ir.StructNew(POINT, NO_SPAN, (integer(1), block(let(0, integer(2)), local(0))))
    assert shown(call(derived, point), "y") == [
        "fn @f() -> int {",
        "  @Point.debug(",
        "    new Point(",
        "      1,",
        "      {",
        "        let %y.0: int = 2;",
        "        %y.0",
        "      },",
        "    ),",
        "  )",
        "}",
    ]


def test_constants_tell_their_type() -> None:
    values = (
        ir.IntConstant(BYTE, NO_SPAN, 7),
        ir.FloatConstant(FLOAT, NO_SPAN, 2.0),
        ir.CharConstant(CHAR, NO_SPAN, 0x27),
        ir.StrConstant(STR, NO_SPAN, 'é"\n'),
        UNIT_NODE,
    )
    assert shown(call(F, *values))[1] == r"""  @f(7: byte, 2.0, '\'', "é\"\u{a}", ())"""


def test_guards_ranges_and_literals_of_a_tree() -> None:
    leaf = ir.Leaf((), 0)
    literals = ir.SwitchLiteral(place(type_=STR), (("a", leaf),), ir.Unmatched())
    ranged = ir.TestRange(place(ir.FieldStep(2, CHAR), type_=CHAR), 97, 122, leaf, literals)
    tree = ir.Guard((), boolean(True), ranged, leaf)
    body = ir.Match(INT, NO_SPAN, local(0), ir.LocalId(1), (integer(0),), tree)
    assert shown(body, "x", "", parameters=1)[2:-3] == [
        "    if true {",
        "      if %1.2 in 'a'..='z' {",
        "        arm 0",
        "      } else {",
        "        switch %1 {",
        '          "a" -> arm 0',
        "          else -> unmatched",
        "        }",
        "      }",
        "    } else {",
        "      arm 0",
        "    }",
    ]


def test_intrinsics_and_updates() -> None:
    update = ir.StructUpdate(POINT, NO_SPAN, local(0, POINT), 1, integer(5))
    field = ir.FieldGet(INT, NO_SPAN, update, 1)
    body = intrinsic(ir.Intrinsic.PRINT, intrinsic(ir.Intrinsic.INT_TO_STR, field, type_=STR))
    assert shown(body, "p", parameters=1, p=POINT)[1] == "  #print(#int_to_str(update .1(%p.0, 5).1))"


def test_the_end_of_a_scope() -> None:
    body = block(let(0, integer(1)), ir.EndScope(VOID, NO_SPAN, (ir.LocalId(1), ir.LocalId(0))), integer(2))
    assert "  end %b.1, %a.0;" in shown(body, "a", "b")
