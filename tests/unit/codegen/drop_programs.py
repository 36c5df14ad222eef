"""Types with a `drop`, and functions that say what is dropped; random programs over them.

Every random program ends its locals as lowering does: at the end of a scope in reverse order, and before each
`break`, `continue` and `return` those of all the scopes that it leaves.
"""

from random import Random

from arc_building import (
    DEFINITIONS,
    POOL,
    UNIT,
    add,
    again,
    assign,
    block,
    call,
    concat,
    function,
    function_id,
    integer,
    intrinsic,
    leave,
    less,
    let,
    list_of,
    local,
    loop,
    panic,
    push,
    returning,
    say,
    shown,
    struct,
    text,
    update,
    variant,
    when,
)

from ori_compiler.canon import ir as canon
from ori_compiler.canon.ir import CanonFunction, Expr, Intrinsic, Local, LocalId
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.definitions import (
    Field,
    ListDefinition,
    StructDefinition,
    SumDefinition,
    TypeDefinitions,
    Variant,
)
from ori_compiler.types.pool import INT, STR, VOID, Idx


def _declaration(name: str) -> ItemId:
    return ItemId("drops.ori", ItemKind.TYPE, name)


GUARD = POOL.struct(_declaration("Guard"))
NUMBER = POOL.struct(_declaration("Number"))
PAIR = POOL.struct(_declaration("Pair"))
OWNER = POOL.struct(_declaration("Owner"))
LAMP = POOL.sum(_declaration("Lamp"))
MAYBE = POOL.sum(_declaration("Maybe"))
NEST = POOL.sum(_declaration("Nest"))
EMPTY = POOL.struct(_declaration("Empty"))
FATAL = POOL.struct(_declaration("Fatal"))
GUARDS = POOL.struct(_declaration("Guards"))

MAIN = function_id("main")
DROPS = {idx: function_id(f"drop_{idx}") for idx in (GUARD, NUMBER, OWNER, LAMP, NEST, EMPTY, FATAL)}


def _struct(idx: Idx, **fields: Idx) -> StructDefinition:
    placed = tuple(Field(name, type_) for name, type_ in fields.items())
    return StructDefinition(POOL.declaration(idx), idx, placed, drop=DROPS.get(idx))


def _sum(idx: Idx, **variants: tuple[Idx, ...]) -> SumDefinition:
    placed = tuple(Variant(name, tuple(Field("", each) for each in payload)) for name, payload in variants.items())
    return SumDefinition(POOL.declaration(idx), idx, placed, drop=DROPS.get(idx))


TYPES: TypeDefinitions = {
    **DEFINITIONS,
    **{
        definition.type: definition
        for definition in (
            _struct(GUARD, name=STR),
            _struct(NUMBER, n=INT),
            _struct(PAIR, first=GUARD, second=GUARD),
            _struct(OWNER, name=STR, first=GUARD, second=NUMBER),
            _sum(LAMP, Off=(), On=(STR, NUMBER)),
            _sum(MAYBE, None_=(), Some=(GUARD,)),
            _sum(NEST, End=(), Twig=(INT, NEST)),
            _struct(EMPTY),
            _struct(FATAL, name=STR),
        )
    },
    GUARDS: ListDefinition(GUARDS, GUARD, "guards"),
}


def field(base: Expr, index: int) -> Expr:
    definition = TYPES[base.type]
    assert isinstance(definition, StructDefinition)
    return canon.FieldGet(definition.fields[index].type, NO_SPAN, base, index)


def end(*locals_: int) -> Expr:
    return canon.EndScope(VOID, NO_SPAN, tuple(map(LocalId, locals_)))


def dropping(idx: Idx, described: Expr) -> CanonFunction:
    """The `drop` of a type, which says what is dropped."""
    body = block(say(concat(text("drop "), described)), end(0), UNIT)
    return function(body, idx, parameters=1, id=DROPS[idx])


def _lamp_text() -> Expr:
    lamp = canon.Place(LocalId(1), (), LAMP)
    word = canon.Place(LocalId(1), (canon.PayloadStep(1, 0, STR),), STR)
    tree = canon.SwitchVariant(
        lamp, ((0, canon.Leaf((), 0)), (1, canon.Leaf((canon.Bind(LocalId(2), word),), 1))), None
    )
    return canon.Match(STR, NO_SPAN, local(0, LAMP), LocalId(1), (text("dark"), local(2, STR)), tree)


def _nest_text() -> Expr:
    nest = canon.Place(LocalId(1), (), NEST)
    number = canon.Place(LocalId(1), (canon.PayloadStep(1, 0, INT),), INT)
    tree = canon.SwitchVariant(
        nest, ((0, canon.Leaf((), 0)), (1, canon.Leaf((canon.Bind(LocalId(2), number),), 1))), None
    )
    return canon.Match(STR, NO_SPAN, local(0, NEST), LocalId(1), (text("end"), shown(local(2))), tree)


LIBRARY = (
    dropping(GUARD, field(local(0, GUARD), 0)),
    dropping(NUMBER, shown(field(local(0, NUMBER), 0))),
    dropping(OWNER, concat(text("owner "), field(local(0, OWNER), 0))),
    function(
        block(say(concat(text("drop lamp "), _lamp_text())), end(1, 0), UNIT),
        LAMP,
        LAMP,
        STR,
        parameters=1,
        id=DROPS[LAMP],
    ),
    function(
        block(say(concat(text("drop nest "), _nest_text())), end(1, 0), UNIT),
        NEST,
        NEST,
        INT,
        parameters=1,
        id=DROPS[NEST],
    ),
    function(say(text("drop empty")), EMPTY, parameters=1, result=VOID, id=DROPS[EMPTY]),
    function(
        block(say(concat(text("fail "), field(local(0, FATAL), 0))), panic("in drop")),
        FATAL,
        parameters=1,
        result=VOID,
        id=DROPS[FATAL],
    ),
)

ENDING = (GUARD, GUARD, NUMBER, PAIR, OWNER, LAMP, MAYBE, NEST, GUARDS)


def random_drops(seed: int) -> tuple[CanonFunction, ...]:
    """Three functions, of which the first is the entry, without parameters, and each calls later ones only."""
    random = Random(seed)
    signatures = [(MAIN, (), VOID)]
    for index in range(2):
        parameters = tuple(random.choice(ENDING) for _ in range(random.randrange(1, 3)))
        signatures.append((function_id(f"f{index}"), parameters, random.choice((*ENDING, VOID))))
    functions = [_Writer(random, signatures, index).function() for index in range(len(signatures))]
    return (*functions, *LIBRARY)


class _Writer:
    """Writes one function. `scopes` has the locals of each open scope, `loops` the label and depth of each loop."""

    def __init__(self, random: Random, signatures: list, index: int) -> None:
        self.random = random
        self.signatures = signatures
        self.index = index
        self.locals: list[Local] = []
        self.scopes: list[list[int]] = [[]]
        self.loops: list[tuple[int, int]] = []
        self.labels = 0
        self.count = 0

    def function(self) -> CanonFunction:
        id_, parameters, result = self.signatures[self.index]
        for idx in parameters:
            self.scopes[0].append(self.new_local(idx))
        statements = self.statements(4)
        if result == VOID:
            body = block(*statements, self.ended(0), UNIT)
        else:
            kept = self.new_local(result)
            value = self.value(result, 2)
            body = block(*statements, let(kept, value), self.ended(0), local(kept, result))
        return CanonFunction(id_, len(parameters), tuple(self.locals), result, body, NO_SPAN)

    def new_local(self, idx: Idx) -> int:
        self.locals.append(Local(f"v{len(self.locals)}", idx, True))
        return len(self.locals) - 1

    def name(self) -> str:
        self.count += 1
        return f"{self.index}{chr(97 + self.count % 26)}{self.count}"

    def ended(self, depth: int) -> Expr:
        """The end of all scopes from the innermost to the one at `depth`."""
        return end(*(local_ for scope in reversed(self.scopes[depth:]) for local_ in reversed(scope)))

    def statements(self, depth: int) -> list[Expr]:
        return [self.statement(depth - 1) for _ in range(self.random.randrange(1, 5))]

    def scope(self, depth: int) -> Expr:
        self.scopes.append([])
        statements = self.statements(depth)
        leaving = self.leaving() if self.random.random() < 0.3 else None
        ended = self.ended(len(self.scopes) - 1)
        self.scopes.pop()
        return canon.Block(VOID, NO_SPAN, tuple(statements), leaving) if leaving else block(*statements, ended, UNIT)

    def leaving(self) -> Expr:
        """Something of type `Never`, with the end of the scopes that it leaves."""
        kind = self.random.randrange(3)
        if kind and self.loops:
            label, depth = self.random.choice(self.loops)
            return block(self.ended(depth), again(label) if kind == 1 else leave(label))
        result = self.signatures[self.index][2]
        if self.random.random() < 0.4:
            return panic(f"panic {self.name()}")
        if result == VOID:
            return block(self.ended(0), returning(UNIT))
        kept = self.new_local(result)
        value = self.value(result, 1)
        return block(let(kept, value), self.ended(0), returning(local(kept, result)))

    def statement(self, depth: int) -> Expr:
        kind = self.random.randrange(10 if depth > 0 else 6)
        visible = [index for scope in self.scopes for index in scope]
        if kind <= 2 or (kind == 3 and not visible):
            idx = self.random.choice(ENDING)
            value = self.value(idx, 2)
            made = self.new_local(idx)
            self.scopes[-1].append(made)
            return let(made, value)
        if kind == 3:
            index = self.random.choice(visible)
            return assign(index, self.value(self.locals[index].type, 2))
        if kind == 4:
            return say(text(f"at {self.name()}"))
        if kind == 5:
            return self.value(self.random.choice(ENDING), 2)
        if kind <= 7:
            condition = less(integer(self.random.randrange(2)), integer(1))
            return when(condition, self.scope(depth), self.scope(depth), VOID)
        return self.loop(depth)

    def loop(self, depth: int) -> Expr:
        """At most three rounds."""
        counter = self.new_local(INT)
        self.labels += 1
        label = self.labels
        self.loops.append((label, len(self.scopes)))
        inner = self.scope(depth)
        self.loops.pop()
        rounds = integer(self.random.randrange(4))
        body = block(
            when(less(local(counter), rounds), UNIT, leave(label), VOID),
            assign(counter, add(local(counter), integer(1))),
            inner,
        )
        return block(let(counter, integer(0)), loop(label, body), UNIT)

    def value(self, idx: Idx, depth: int) -> Expr:
        forms = [self.made, self.copied, self.copied]
        if depth > 0:
            forms += [self.changed, self.called, self.part]
        return self.random.choice(forms)(idx, depth - 1)

    def copied(self, idx: Idx, depth: int) -> Expr:
        known = [index for scope in self.scopes for index in scope if self.locals[index].type == idx]
        return local(self.random.choice(known), idx) if known else self.made(idx, depth)

    def made(self, idx: Idx, depth: int) -> Expr:
        if idx == STR:
            return concat(text(self.name()), text(""))
        if idx == INT:
            self.count += 1
            return integer(100 * self.index + self.count)
        known = TYPES[idx]
        if isinstance(known, ListDefinition):
            return list_of(idx, *(self.value(known.element, depth) for _ in range(self.random.randrange(1, 4))))
        if isinstance(known, StructDefinition):
            return struct(idx, *(self.value(part.type, depth) for part in known.fields))
        assert isinstance(known, SumDefinition)
        which = self.random.randrange(len(known.variants)) if depth > 0 else 0
        return variant(idx, which, *(self.value(part.type, depth) for part in known.variants[which].fields))

    def changed(self, idx: Idx, depth: int) -> Expr:
        known = TYPES.get(idx)
        if isinstance(known, ListDefinition):
            whole = self.value(idx, depth)
            if self.random.random() < 0.5:
                return push(whole, self.value(known.element, depth))
            return intrinsic(Intrinsic.LIST_SET, idx, whole, integer(0), self.value(known.element, depth))
        if isinstance(known, StructDefinition):
            index = self.random.randrange(len(known.fields))
            value = self.value(known.fields[index].type, depth)
            return update(self.value(idx, depth), index, value)
        return self.made(idx, depth)

    def part(self, idx: Idx, depth: int) -> Expr:
        if idx == GUARD and self.random.random() < 0.3:
            return intrinsic(Intrinsic.LIST_GET, GUARD, self.value(GUARDS, depth), integer(0))
        wholes = [
            (whole, index)
            for whole in (PAIR, OWNER, GUARD, NUMBER)
            for index, part in enumerate(TYPES[whole].fields)
            if part.type == idx
        ]
        if not wholes:
            return self.copied(idx, depth)
        whole, index = self.random.choice(wholes)
        return field(self.value(whole, depth), index)

    def called(self, idx: Idx, depth: int) -> Expr:
        for id_, parameters, result in self.signatures[self.index + 1 :]:
            if result == idx:
                return call(id_, idx, *(self.value(parameter, depth) for parameter in parameters))
        return self.made(idx, depth)
