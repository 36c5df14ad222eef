"""Random canonical programs: three functions over strings, structs, recursive sums, lists and objects, with lambdas.

Every program is well typed, and ends: loops count up to a small bound, and a function calls only later ones, or
itself with less fuel. `random` decides everything, so one number stands for one program.
"""

from collections.abc import Callable
from random import Random

from arc_building import (
    ADDER,
    CHAIN,
    COLOR,
    DEFINITIONS,
    FLAGS,
    FOREST,
    GRID,
    HOLDER,
    MAKER,
    NAMER,
    NODE,
    NODES,
    NUMBERS,
    OUTCOME,
    PEOPLE,
    PERSON,
    POINT,
    ROSE,
    SHAPE,
    SLOTS,
    SMALL,
    SPEAKER,
    TEAM,
    TREE,
    TREES,
    UNIT,
    UNITS,
    add,
    again,
    assign,
    binary,
    block,
    boolean,
    call,
    concat,
    field,
    function_id,
    get,
    integer,
    intrinsic,
    labelled,
    leave,
    length,
    less,
    let,
    list_of,
    local,
    loop,
    object_call,
    object_new,
    panic,
    part_of,
    push,
    put,
    reserve,
    returning,
    say,
    shown,
    struct,
    text,
    truncate,
    update,
    variant,
    when,
)
from arc_building import WORDS as TEXTS

from ori_compiler.canon import ir as canon
from ori_compiler.canon.ir import BinaryOperator, CanonFunction, Expr, Intrinsic, Local, LocalId
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.value import UNIT as UNIT_VALUE
from ori_compiler.eval.value import StructValue, SumValue, Value
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.definitions import ListDefinition, StructDefinition, SumDefinition
from ori_compiler.types.functions import LambdaFunction
from ori_compiler.types.pool import BOOL, INT, STR, VOID, Idx

RECURSIVE_TYPES = (CHAIN, CHAIN, TREE, TREE, TREE, ROSE, FOREST, NODE)
LIST_TYPES = (NUMBERS, TEXTS, TEXTS, PEOPLE, GRID, GRID, FLAGS, UNITS, TREES, NODES)
TYPES = (INT, BOOL, STR, STR, PERSON, POINT, TEAM, SHAPE, COLOR, OUTCOME, *RECURSIVE_TYPES, *LIST_TYPES)
STRUCTS = tuple(idx for idx, known in DEFINITIONS.items() if isinstance(known, StructDefinition) and idx != SMALL)
LISTS = {idx: known.element for idx, known in DEFINITIONS.items() if isinstance(known, ListDefinition)}
SUMS = tuple(idx for idx, known in DEFINITIONS.items() if isinstance(known, SumDefinition))
ANY_TYPES = (*TYPES, ADDER, NAMER, MAKER, SPEAKER, HOLDER)
"""With those that an entry function cannot have: whoever calls it knows no objects."""
CAPTURED = (VOID, INT, STR, PERSON, TEAM, TREE, ADDER, HOLDER)
WORDS = ("", "a", "bc", "a long text that has an object of its own")


def random_program(seed: int, size: int) -> tuple[CanonFunction, ...]:
    """Three functions and their lambdas; the first is the entry. A bigger `size` (from 1) makes deeper expressions."""
    random = Random(seed)
    signatures = []
    for index in range(3):
        types = ANY_TYPES if index else TYPES
        parameters = tuple(random.choice(types) for _ in range(random.randrange(4)))
        result = random.choice(parameters) if parameters and random.random() < 0.5 else random.choice(types)
        signatures.append((function_id(f"f{index}"), (INT, *parameters), result))
    lambdas: list[CanonFunction] = []
    functions = [_Writer(random, signatures, index, size, lambdas).function() for index in range(3)]
    return (*functions, *lambdas)


def random_value(random: Random, idx: Idx, depth: int = 3) -> Value:
    """An argument for an entry function."""
    known = DEFINITIONS.get(idx)
    if isinstance(known, StructDefinition):
        return StructValue(tuple(random_value(random, part.type, depth - 1) for part in known.fields))
    if isinstance(known, SumDefinition):
        index = random.randrange(len(known.variants)) if depth > 0 else 0
        payload = known.variants[index].fields
        return SumValue(index, tuple(random_value(random, part.type, depth - 1) for part in payload))
    if idx in LISTS:
        count = random.randrange(4) if depth > 0 else 0
        return ListValue([random_value(random, LISTS[idx], depth - 1) for _ in range(count)])
    if idx == STR:
        return random.choice(WORDS)
    if idx == VOID:
        return UNIT_VALUE
    return random.random() < 0.5 if idx == BOOL else random.randrange(4)


class _Writer:
    """Writes one function. `scope` holds what a name may mean here: local, type, whether it may be assigned."""

    def __init__(
        self, random: Random, signatures: list, index: int, size: int, lambdas: list[CanonFunction], depth: int = 0
    ) -> None:
        self.random = random
        self.signatures = signatures
        self.index = index
        self.size = size
        self.lambdas = lambdas
        self.lambda_depth = depth
        self.locals: list[Local] = []
        self.scope: list[tuple[int, Idx, bool]] = []
        self.labels = 0
        self.exits: list[tuple[int, Idx]] = []
        self.rounds: list[int] = []

    def function(self) -> CanonFunction:
        id_, parameters, result = self.signatures[self.index]
        for idx in parameters:
            self.new_local(idx, is_mutable=False)
        body = self.expression(result, self.size + 1)
        if self.random.random() < 0.3:
            body = self.with_tail_call(body)
        return CanonFunction(id_, len(parameters), tuple(self.locals), result, body, NO_SPAN)

    def with_tail_call(self, body: Expr) -> Expr:
        """`if fuel > 0 && condition then f(fuel - 1, ..) else body`: a loop, after lowering."""
        id_, parameters, result = self.signatures[self.index]
        arguments = [self.expression(idx, min(self.size, 2)) for idx in parameters[1:]]
        called = call(id_, result, binary(BinaryOperator.INT_SUBTRACT, local(0), integer(1)), *arguments)
        condition = when(less(integer(0), local(0)), self.expression(BOOL, 1), boolean(False))
        return when(condition, called, body)

    def lambda_body(self) -> CanonFunction:
        """The function as a lambda: it calls nothing but objects, so it ends without fuel."""
        id_, parameters, result = self.signatures[self.index]
        for idx in parameters:
            self.new_local(idx, is_mutable=False)
        body = self.expression(result, self.size)
        return CanonFunction(id_, len(parameters), tuple(self.locals), result, body, NO_SPAN)

    def object(self, idx: Idx, depth: int) -> Expr:
        """An object whose methods are new lambdas."""
        captured = self.random.choice(CAPTURED)
        if captured in (ADDER, HOLDER) and depth <= 0:
            captured = STR
        methods = []
        for parameters, result in SLOTS[idx]:
            id_ = LambdaFunction(self.signatures[0][0], len(self.lambdas))
            self.lambdas.append(CanonFunction(id_, 0, (), result, UNIT, NO_SPAN))
            signature = (id_, (captured, *parameters), result)
            size = 0 if self.lambda_depth > 1 else 1
            writer = _Writer(self.random, [signature], 0, size, self.lambdas, self.lambda_depth + 1)
            self.lambdas[id_.index] = writer.lambda_body()
            methods.append(id_)
        value = UNIT if captured == VOID else self.expression(captured, depth - 1)
        return object_new(idx, value, *methods)

    def called_object(self, idx: Idx, depth: int) -> Expr:
        """A call through an object, where an object has a slot with this result."""
        fitting = [
            (known, slot) for known, slots in SLOTS.items() for slot, (_, result) in enumerate(slots) if result == idx
        ]
        if not fitting:
            return self.operation(idx, depth)
        known, slot = self.random.choice(fitting)
        arguments = [self.expression(type_, depth) for type_ in SLOTS[known][slot][0]]
        return object_call(self.expression(known, depth), slot, *arguments)

    def new_local(self, idx: Idx, is_mutable: bool = True) -> int:
        self.locals.append(Local(f"v{len(self.locals)}", idx, is_mutable))
        self.scope.append((len(self.locals) - 1, idx, is_mutable))
        return len(self.locals) - 1

    def label(self) -> int:
        self.labels += 1
        return self.labels

    def expression(self, idx: Idx, depth: int) -> Expr:
        if depth <= 0:
            return self.simple(idx)
        forms = [
            self.simple,
            self.operation,
            self.operation,
            self.branch,
            self.sequence,
            self.sequence,
            self.match,
            self.match,
            self.call,
            self.called_object,
            self.labelled_block,
            self.searching_loop,
        ]
        if idx in (CHAIN, TREE, ROSE):
            forms += [self.rebuilding] * 4
        form = self.random.choice(forms)
        mark = len(self.scope)
        made = form(idx) if form == self.simple else form(idx, depth - 1)
        del self.scope[mark:]
        return made

    def simple(self, idx: Idx) -> Expr:
        known = [index for index, type_, _ in self.scope if type_ == idx]
        if known and self.random.random() < 0.8:
            return local(self.random.choice(known), idx)
        holders = [
            (index, type_, position)
            for index, type_, _ in self.scope
            if type_ in STRUCTS
            for position, part in enumerate(DEFINITIONS[type_].fields)
            if part.type == idx
        ]
        if holders and self.random.random() < 0.7:
            index, type_, position = self.random.choice(holders)
            return field(local(index, type_), position)
        return self.constant(idx, 2)

    def constant(self, idx: Idx, depth: int) -> Expr:
        known = DEFINITIONS.get(idx)
        if idx in SLOTS:
            return self.object(idx, depth - 1)
        if isinstance(known, StructDefinition):
            return struct(idx, *(self.constant(part.type, depth - 1) for part in known.fields))
        if isinstance(known, SumDefinition):
            index = self.random.randrange(len(known.variants)) if depth > 0 else 0
            payload = known.variants[index].fields
            return variant(idx, index, *(self.constant(part.type, depth - 1) for part in payload))
        if idx in LISTS:
            count = self.random.randrange(3) if depth > 0 else 0
            return list_of(idx, *(self.constant(LISTS[idx], depth - 1) for _ in range(count)))
        if idx == STR:
            return text(self.random.choice(WORDS))
        if idx == VOID:
            return UNIT
        return boolean(self.random.random() < 0.5) if idx == BOOL else integer(self.random.randrange(4))

    def operation(self, idx: Idx, depth: int) -> Expr:
        known = DEFINITIONS.get(idx)
        if idx in SLOTS:
            return self.object(idx, depth)
        of_these = [each for each in LIST_TYPES if LISTS[each] == idx]
        if of_these and self.random.random() < 0.3:
            return self.in_range(self.random.choice(of_these), idx, depth, get)
        if idx in LISTS:
            return self.list_operation(idx, depth)
        if idx == VOID:
            return UNIT
        if isinstance(known, StructDefinition):
            if self.random.random() < 0.4:
                position = self.random.randrange(len(known.fields))
                value = self.expression(known.fields[position].type, depth)
                return update(self.expression(idx, depth), position, value)
            return struct(idx, *(self.expression(part.type, depth) for part in known.fields))
        if isinstance(known, SumDefinition):
            index = self.random.randrange(len(known.variants))
            return variant(idx, index, *(self.expression(part.type, depth) for part in known.variants[index].fields))
        if idx == STR:
            if self.random.random() < 0.3:
                return shown(self.expression(INT, depth))
            return concat(self.expression(STR, depth), self.expression(STR, depth))
        if idx == BOOL:
            if self.random.random() < 0.5:
                return intrinsic(Intrinsic.STR_EQUAL, BOOL, self.expression(STR, depth), self.expression(STR, depth))
            return less(self.expression(INT, depth), self.expression(INT, depth))
        if self.random.random() < 0.2:
            return length(self.expression(self.random.choice(LIST_TYPES), depth))
        if self.random.random() < 0.3:
            return intrinsic(Intrinsic.STR_LENGTH, INT, self.expression(STR, depth))
        operator = self.random.choice((BinaryOperator.INT_ADD, BinaryOperator.INT_DIVIDE, BinaryOperator.INT_BIT_AND))
        return binary(operator, self.expression(INT, depth), self.expression(INT, depth))

    def list_operation(self, idx: Idx, depth: int) -> Expr:
        element = LISTS[idx]
        match self.random.randrange(8):
            case 0:
                return list_of(idx, *(self.expression(element, depth) for _ in range(self.random.randrange(4))))
            case 1 | 2:
                return push(self.expression(idx, depth), self.expression(element, depth))
            case 3 | 4:
                return self.in_range(idx, idx, depth, lambda base, at: put(base, at, self.expression(element, depth)))
            case 5 | 6:
                return self.in_range(
                    idx, idx, depth, lambda base, at: put(base, at, self.changed(get(base, at), depth))
                )
            case _ if self.random.random() < 0.3:
                return reserve(self.expression(idx, depth), integer(self.random.randrange(6)))
            case _ if self.random.random() < 0.5:
                return self.in_range(idx, idx, depth, truncate)
            case _:
                return self.in_range(idx, idx, depth, lambda base, at: self.part(base, at))

    def part(self, base: Expr, at: Expr) -> Expr:
        """What is before an element, from it on, or behind the first one."""
        match self.random.randrange(3):
            case 0:
                return part_of(base, integer(0), at)
            case 1:
                return part_of(base, at, length(base))
            case _:
                return part_of(base, integer(1), length(base))

    def changed(self, value: Expr, depth: int) -> Expr:
        """Something made of a list or struct, so that the old value is not needed any more."""
        if value.type in LISTS:
            more = push(value, self.expression(LISTS[value.type], depth))
            return push(more, self.expression(LISTS[value.type], depth)) if self.random.random() < 0.5 else more
        if value.type in STRUCTS:
            position = self.random.randrange(len(DEFINITIONS[value.type].fields))
            return update(value, position, self.changed(field(value, position), depth))
        return self.expression(value.type, depth)

    def in_range(self, idx: Idx, result: Idx, depth: int, made: Callable[[Expr, Expr], Expr]) -> Expr:
        """What is made of a list and an index, where the list has such an element."""
        value = self.expression(idx, depth)
        known = self.new_local(idx, is_mutable=False)
        at = integer(self.random.randrange(3))
        condition = less(at, length(local(known, idx)))
        return block(let(known, value), when(condition, made(local(known, idx), at), self.simple(result)))

    def branch(self, idx: Idx, depth: int) -> Expr:
        condition = self.expression(BOOL, depth)
        then = self.diverging(depth) if self.random.random() < 0.1 else self.expression(idx, depth)
        return when(condition, then, self.expression(idx, depth), idx)

    def diverging(self, depth: int) -> Expr:
        """Something of type `Never`."""
        if self.exits and self.random.random() < 0.5:
            label, idx = self.random.choice(self.exits)
            return leave(label, UNIT if idx == VOID else self.expression(idx, depth - 1))
        if self.rounds and self.random.random() < 0.4:
            return again(self.random.choice(self.rounds))
        if self.random.random() < 0.5:
            return panic("on purpose")
        return returning(self.expression(self.signatures[self.index][2], depth - 1))

    def sequence(self, idx: Idx, depth: int) -> Expr:
        statements = [self.statement(depth) for _ in range(self.random.randrange(1, 4))]
        return block(*statements, self.expression(idx, depth))

    def statement(self, depth: int) -> Expr:
        kind = self.random.randrange(8)
        mutable = [(index, type_) for index, type_, is_mutable in self.scope if is_mutable]
        if kind <= 2 or (kind == 3 and not mutable):
            idx = self.random.choice(ANY_TYPES)
            value = self.expression(idx, depth)
            return let(self.new_local(idx), value)
        if kind <= 4 and mutable:
            index, idx = self.random.choice(mutable)
            return assign(index, self.expression(idx, depth))
        mark = len(self.scope)
        if kind == 5:
            made = when(self.expression(BOOL, depth), self.void(depth), self.void(depth), VOID)
        elif kind == 6:
            made = self.counting_loop(depth)
        else:
            made = say(self.expression(STR, depth))
        del self.scope[mark:]
        return made

    def void(self, depth: int) -> Expr:
        mark = len(self.scope)
        statements = [self.statement(depth - 1) for _ in range(self.random.randrange(3))] if depth > 0 else []
        del self.scope[mark:]
        last = self.diverging(depth) if self.random.random() < 0.15 else UNIT
        return canon.Block(VOID, NO_SPAN, tuple(statements), last)

    def counting_loop(self, depth: int) -> Expr:
        """`let i = 0; loop { if i >= n then break; i = i + 1; .. }`: ends whatever is in it."""
        counter = self.new_local(INT, is_mutable=False)
        label = self.label()
        self.exits.append((label, VOID))
        self.rounds.append(label)
        inner = self.void(depth)
        self.rounds.pop()
        self.exits.pop()
        body = block(
            when(less(local(counter), integer(self.random.randrange(3))), UNIT, leave(label)),
            assign(counter, add(local(counter), integer(1))),
            inner,
        )
        return block(let(counter, integer(0)), loop(label, body))

    def searching_loop(self, idx: Idx, depth: int) -> Expr:
        """A loop that is left with a value."""
        counter = self.new_local(INT, is_mutable=False)
        label = self.label()
        last = self.expression(idx, depth)
        self.exits.append((label, idx))
        self.rounds.append(label)
        inner = self.void(depth)
        self.rounds.pop()
        self.exits.pop()
        body = block(
            when(less(local(counter), integer(2)), UNIT, leave(label, last)),
            assign(counter, add(local(counter), integer(1))),
            inner,
        )
        return block(let(counter, integer(0)), loop(label, body, idx))

    def labelled_block(self, idx: Idx, depth: int) -> Expr:
        label = self.label()
        self.exits.append((label, idx))
        body = self.expression(idx, depth)
        self.exits.pop()
        return labelled(label, canon.Block(idx, NO_SPAN, (), body))

    def call(self, idx: Idx, depth: int) -> Expr:
        if self.lambda_depth:
            return self.operation(idx, depth)
        id_, parameters, result = self.signatures[self.index]
        fuel = local(0)
        if result == idx and self.random.random() < 0.7:
            arguments = [self.expression(type_, depth) for type_ in parameters[1:]]
            less_fuel = binary(BinaryOperator.INT_SUBTRACT, fuel, integer(1))
            return when(less(integer(0), fuel), call(id_, idx, less_fuel, *arguments), self.simple(idx))
        for callee, types, returned in self.signatures[self.index + 1 :]:
            if returned == idx:
                return call(callee, idx, fuel, *(self.expression(type_, depth) for type_ in types[1:]))
        return self.operation(idx, depth)

    def rebuilding(self, idx: Idx, depth: int) -> Expr:
        """A match on a recursive value whose arms make the same variants anew: what reuse lives on."""
        scrutinee = self.simple(idx) if self.random.random() < 0.7 else self.expression(idx, depth)
        whole = self.new_local(idx, is_mutable=False)
        at = canon.Place(LocalId(whole), (), idx)
        cases, arms = [], []
        for index, known in enumerate(DEFINITIONS[idx].variants):
            mark = len(self.scope)
            steps = [canon.PayloadStep(index, position, part.type) for position, part in enumerate(known.fields)]
            bindings = tuple(
                canon.Bind(LocalId(self.new_local(step.type)), canon.Place(at.local, (step,), step.type))
                for step in steps
                if self.random.random() < 0.9
            )
            cases.append((index, canon.Leaf(bindings, index)))
            arms.append(self.rebuilt(idx, index, depth))
            del self.scope[mark:]
        return canon.Match(idx, NO_SPAN, scrutinee, at.local, tuple(arms), canon.SwitchVariant(at, tuple(cases), None))

    def rebuilt(self, idx: Idx, index: int, depth: int) -> Expr:
        form = self.random.randrange(4)
        if form == 0:
            return self.expression(idx, depth)
        payload = DEFINITIONS[idx].variants[index].fields
        made = variant(idx, index, *(self.recursion(part.type, depth) for part in payload))
        return when(self.expression(BOOL, depth - 1), made, self.simple(idx)) if form == 1 else made

    def recursion(self, idx: Idx, depth: int) -> Expr:
        """A value of a part's type: a call of this function on a part where that fits, or something small."""
        _, parameters, result = self.signatures[self.index]
        if result == idx and idx in parameters and self.random.random() < 0.7:
            return self.call(idx, min(depth, 1))
        return self.expression(idx, min(depth - 1, 1))

    def match(self, idx: Idx, depth: int) -> Expr:
        scrutinee_type = self.random.choice((*SUMS, *SUMS, INT, STR, BOOL, TEAM))
        scrutinee = self.expression(scrutinee_type, depth)
        whole = self.new_local(scrutinee_type, is_mutable=False)
        tree = _Tree(self, whole, scrutinee_type, idx, depth)
        root = tree.grow({canon.Place(LocalId(whole), (), scrutinee_type): None}, 3)
        return canon.Match(idx, NO_SPAN, scrutinee, LocalId(whole), tuple(tree.arms), root)


class _Tree:
    """Grows a decision tree and its arms. `known` maps the places of a path to the variant they hold, if tested."""

    def __init__(self, writer: _Writer, whole: int, scrutinee: Idx, idx: Idx, depth: int) -> None:
        self.writer = writer
        self.random = writer.random
        self.idx = idx
        self.depth = depth
        self.arms: list[Expr] = []
        self.bound: list[list[tuple[int, Idx]]] = []

    def grow(self, known: dict[canon.Place, int | None], budget: int) -> canon.DecisionTree:
        open_places = [place for place, tested in known.items() if tested is None and self.can_test(place)]
        if not open_places or budget == 0 or self.random.random() < 0.15:
            return self.end(known, budget)
        place = self.random.choice(open_places)
        rest = {other: tested for other, tested in known.items() if other != place}
        definition = DEFINITIONS.get(place.type)
        if isinstance(definition, StructDefinition):
            for index, part in enumerate(definition.fields):
                rest[self.below(place, canon.FieldStep(index, part.type), part.type)] = None
            return self.grow({**rest, place: -1}, budget - 1)
        if isinstance(definition, SumDefinition):
            return self.variants(place, definition, rest, budget)
        return self.literals(place, rest, budget)

    def can_test(self, place: canon.Place) -> bool:
        return place.type in STRUCTS or place.type in SUMS or place.type in (INT, STR, BOOL)

    def below(self, place: canon.Place, step: canon.FieldStep | canon.PayloadStep, idx: Idx) -> canon.Place:
        return canon.Place(place.local, (*place.steps, step), idx)

    def variants(self, place, definition, rest, budget) -> canon.DecisionTree:
        chosen = [index for index in range(len(definition.variants)) if self.random.random() < 0.8]
        cases = []
        for index in chosen:
            inside = dict(rest)
            inside[place] = index
            for position, part in enumerate(definition.variants[index].fields):
                inside[self.below(place, canon.PayloadStep(index, position, part.type), part.type)] = None
            cases.append((index, self.grow(inside, budget - 1)))
        is_complete = len(chosen) == len(definition.variants)
        return canon.SwitchVariant(
            place, tuple(cases), None if is_complete else self.grow({**rest, place: -1}, budget - 1)
        )

    def literals(self, place, rest, budget) -> canon.DecisionTree:
        inside = {**rest, place: -1}
        if place.type == BOOL:
            cases = tuple((value, self.grow(inside, budget - 1)) for value in (True, False))
            return canon.SwitchLiteral(place, cases, None)
        if place.type == INT and self.random.random() < 0.4:
            return canon.TestRange(place, 1, 2, self.grow(inside, budget - 1), self.grow(inside, budget - 1))
        values = (0, 2) if place.type == INT else ("a", "")
        cases = tuple((value, self.grow(inside, budget - 1)) for value in values)
        return canon.SwitchLiteral(place, cases, self.grow(inside, budget - 1))

    def end(self, known: dict[canon.Place, int | None], budget: int) -> canon.DecisionTree:
        shared = self.shared_arm(known)
        if shared is not None:
            return shared
        chosen = [place for place in known if self.random.random() < 0.6]
        mark = len(self.writer.scope)
        bindings = tuple(
            canon.Bind(LocalId(self.writer.new_local(place.type, is_mutable=self.random.random() < 0.2)), place)
            for place in chosen
        )
        if budget > 0 and self.random.random() < 0.2:
            condition = self.writer.expression(BOOL, self.depth - 1)
            del self.writer.scope[mark:]
            return canon.Guard(bindings, condition, self.grow(known, budget - 1), self.grow(known, budget - 1))
        self.bound.append([(binding.local, place.type) for binding, place in zip(bindings, chosen, strict=True)])
        self.arms.append(UNIT)
        position = len(self.arms) - 1
        self.arms[position] = self.writer.expression(self.idx, self.depth)
        del self.writer.scope[mark:]
        return canon.Leaf(bindings, position)

    def shared_arm(self, known: dict[canon.Place, int | None]) -> canon.Leaf | None:
        """A leaf to an arm that another leaf leads to already, if this path can bind what it needs."""
        for arm, needed in enumerate(self.bound):
            if self.arms[arm] is not UNIT and self.random.random() < 0.3:
                bindings = []
                for local_, idx in needed:
                    fitting = [place for place in known if place.type == idx]
                    if not fitting:
                        break
                    bindings.append(canon.Bind(local_, self.random.choice(fitting)))
                else:
                    return canon.Leaf(tuple(bindings), arm)
        return None
