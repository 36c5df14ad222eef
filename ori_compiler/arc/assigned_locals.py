"""Which locals an expression assigns or reads: a loop carries exactly those that it assigns from round to round."""

from collections.abc import Iterator
from typing import assert_never

from ori_compiler.canon import ir as canon


def assigned_locals(expression: canon.Expr) -> frozenset[canon.LocalId]:
    """The locals that some `Assign` inside `expression` replaces. Iterative: the tree may be deep."""
    found: set[canon.LocalId] = set()
    work: list[canon.Expr] = [expression]
    while work:
        node = work.pop()
        if isinstance(node, canon.Assign):
            found.add(node.local)
        work.extend(children(node))
    return frozenset(found)


def mentioned_locals(expression: canon.Expr) -> frozenset[canon.LocalId]:
    """The locals that some `LocalRef` inside `expression` reads. Iterative, too."""
    found: set[canon.LocalId] = set()
    work: list[canon.Expr] = [expression]
    while work:
        node = work.pop()
        if isinstance(node, canon.LocalRef):
            found.add(node.local)
        work.extend(children(node))
    return frozenset(found)


def children(expression: canon.Expr) -> tuple[canon.Expr, ...]:
    """The direct parts of an expression, guards included, in no promised order."""
    match expression:
        case (
            canon.IntConstant()
            | canon.FloatConstant()
            | canon.BoolConstant()
            | canon.CharConstant()
            | canon.StrConstant()
            | canon.UnitConstant()
            | canon.LocalRef()
            | canon.EndScope()
            | canon.Continue()
            | canon.Poison()
        ):
            return ()
        case canon.Binary(left=left, right=right):
            return (left, right)
        case canon.Unary(operand=operand):
            return (operand,)
        case canon.Call(arguments=arguments) | canon.CallIntrinsic(arguments=arguments):
            return arguments
        case canon.StructNew(fields=fields) | canon.VariantNew(fields=fields):
            return fields
        case canon.ListNew(elements=elements):
            return elements
        case canon.ObjectNew(value=value):
            return (value,)
        case canon.ObjectCall(object=callee, arguments=arguments):
            return (callee, *arguments)
        case canon.StructUpdate(base=base, value=value):
            return (value, base)
        case canon.FieldGet(base=base):
            return (base,)
        case canon.If(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case canon.Let(value=value) | canon.Assign(value=value) | canon.Break(value=value) | canon.Return(value=value):
            return (value,)
        case canon.Block(statements=statements, result=result):
            return (*statements, result)
        case canon.Loop(body=body) | canon.Labelled(body=body):
            return (body,)
        case canon.Match(scrutinee=scrutinee, arms=arms, tree=tree):
            return (scrutinee, *arms, *_guards(tree))
        case _:
            assert_never(expression)


def _guards(root: canon.DecisionTree) -> Iterator[canon.Expr]:
    work: list[canon.DecisionTree] = [root]
    while work:
        tree = work.pop()
        match tree:
            case canon.Leaf() | canon.Unmatched():
                pass
            case canon.Guard(condition=condition, then=then, otherwise=otherwise):
                yield condition
                work += (then, otherwise)
            case canon.SwitchVariant(cases=cases, default=default):
                work.extend(case for _, case in cases)
                if default is not None:
                    work.append(default)
            case canon.SwitchLiteral(cases=literal_cases, default=default):
                work.extend(case for _, case in literal_cases)
                if default is not None:
                    work.append(default)
            case canon.Compute(value=value, then=then):
                yield value
                work.append(then)
            case canon.TestRange(then=then, otherwise=otherwise):
                work += (then, otherwise)
            case _:
                assert_never(tree)
