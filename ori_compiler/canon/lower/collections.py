"""Structs, tuples, lists, maps, ranges, and their elements, to canonical IR."""

from collections.abc import Callable, Sequence

from ori_compiler.canon import ir
from ori_compiler.canon.ir import BinaryOperator, Expr, Intrinsic, LocalId
from ori_compiler.canon.lower import calls, expressions
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import StructDefinition, SumDefinition
from ori_compiler.types.hidden import may_be_left_out
from ori_compiler.types.pool import BOOL, ERROR, INT, NEVER, STR, VOID, Idx, Tag
from ori_compiler.types.typed_body import TraitMethodReference


def struct_literal(s: Lowering, e: ast.StructLiteral) -> Expr:
    """Fields are evaluated as written; later entries win, a spread gives what nothing later gives."""
    type_ = s.type_of(e)
    definition = s.environment.definition(type_) if type_ != ERROR else None
    if not isinstance(definition, StructDefinition):
        return ir.Poison(ERROR, e.span)
    names = [field.name for field in definition.fields]
    written = [field.name.text for field in e.fields if isinstance(field, ast.FieldInit)]
    if len(written) == len(e.fields) and written == names:
        fields = tuple(expressions.lower(s, field.value) for field in e.fields)
        return ir.StructNew(type_, e.span, fields)
    statements: list[Expr] = []
    values: dict[str, Expr] = {}
    for field in e.fields:
        value = expressions.lower(s, field.value)
        local = s.new_local(value.type)
        statements.append(ir.Let(VOID, field.span, local, value))
        if isinstance(field, ast.FieldInit):
            values[field.name.text] = s.read(local, field.span)
            continue
        for index, declared in enumerate(definition.fields):
            base = s.read(local, field.span)
            values[declared.name] = ir.FieldGet(declared.type, field.span, base, index)
    for declared in definition.fields:
        if declared.name not in values and may_be_left_out(s.environment, definition, declared):
            values[declared.name] = _nothing(s, declared.type, e.span)
    if any(name not in values for name in names):
        return ir.Poison(ERROR, e.span)
    built = ir.StructNew(type_, e.span, tuple(values[name] for name in names))
    return ir.Block(type_, e.span, tuple(statements), built)


def _nothing(s: Lowering, type_: Idx, span: Span) -> Expr:
    """An empty list, or an `Option` without a value."""
    definition = s.environment.definition(type_)
    if isinstance(definition, SumDefinition):
        none = next(index for index, variant in enumerate(definition.variants) if not variant.fields)
        return ir.VariantNew(type_, span, none, ())
    return ir.ListNew(type_, span, ())


def tuple_(s: Lowering, e: ast.Tuple) -> Expr:
    """A tuple is a struct whose fields are numbered."""
    return ir.StructNew(s.type_of(e), e.span, tuple(expressions.lower(s, element) for element in e.elements))


def list_(s: Lowering, e: ast.ListLiteral) -> Expr:
    """`[a, ...rest]`."""
    return list_of(s, e.elements, s.type_of(e), e.span)


def list_of(s: Lowering, elements: Sequence[ast.Expr], type_: Idx, span: Span) -> Expr:
    """A list of these elements, some of which may be spread."""
    if type_ == ERROR:
        return ir.Poison(ERROR, span)
    if not any(isinstance(element, ast.Spread) for element in elements):
        return ir.ListNew(type_, span, tuple(expressions.lower(s, element) for element in elements))
    result = s.new_local(type_, is_mutable=True)
    statements: list[Expr] = [ir.Let(VOID, span, result, ir.ListNew(type_, span, ()))]
    for element in elements:
        if isinstance(element, ast.Spread):
            more = expressions.lower(s, element.value)
            appended = _appended(s, s.read(result, span), more, span)
        else:
            value = expressions.lower(s, element)
            appended = ir.CallIntrinsic(type_, span, Intrinsic.LIST_PUSH, (s.read(result, span), value))
        statements.append(ir.Assign(VOID, span, result, appended))
    return ir.Block(type_, span, tuple(statements), s.read(result, span))


def _appended(s: Lowering, base: Expr, more: Expr, span: Span) -> Expr:
    if more.type in (NEVER, ERROR):
        return more
    function = s.environment.method(base.type, "append")
    return ir.Call(base.type, span, function, (base, more))


def concatenation(s: Lowering, left: Expr, right: Expr, span: Span) -> Expr:
    """`left + right`."""
    return _appended(s, left, right, span)


def map_(s: Lowering, e: ast.MapLiteral) -> Expr:
    """`{key: value, ...rest}`: later entries win."""
    type_ = s.type_of(e)
    if type_ == ERROR or s.pool.tag(type_) is not Tag.MAP:
        return ir.Poison(ERROR, e.span)
    result = s.new_local(type_, is_mutable=True)
    empty = ir.Call(type_, e.span, s.environment.method(type_, "empty"), ())
    statements: list[Expr] = [ir.Let(VOID, e.span, result, empty)]
    for entry in e.entries:
        current = s.read(result, e.span)
        if isinstance(entry, ast.Spread):
            function = s.environment.method(type_, "merge")
            new: Expr = ir.Call(type_, e.span, function, (current, expressions.lower(s, entry.value)))
        else:
            function = s.environment.method(type_, "insert")
            parts = (expressions.lower(s, entry.key), expressions.lower(s, entry.value))
            new = ir.Call(type_, e.span, function, (current, *parts))
        statements.append(ir.Assign(VOID, e.span, result, new))
    return ir.Block(type_, e.span, tuple(statements), s.read(result, e.span))


def range_(s: Lowering, e: ast.Range) -> Expr:
    """`low..high by step` as a value; its fields are those that the prelude declares."""
    type_ = s.type_of(e)
    definition = s.environment.definition(type_) if type_ not in (ERROR, NEVER) else None
    if not isinstance(definition, StructDefinition):
        return ir.Poison(ERROR, e.span)
    low = expressions.lower(s, e.low)
    first = s.new_local(low.type)
    statements: list[Expr] = [ir.Let(VOID, e.span, first, low)]
    high = expressions.lower(s, e.high) if e.high is not None else s.read(first, e.span)
    step = expressions.lower(s, e.step) if e.step is not None else ir.IntConstant(INT, e.span, 1)
    fields = (
        s.read(first, e.span),
        high,
        step,
        ir.BoolConstant(BOOL, e.span, e.is_inclusive),
        ir.BoolConstant(BOOL, e.span, e.high is None),
    )
    return ir.Block(type_, e.span, tuple(statements), ir.StructNew(type_, e.span, fields))


def index(s: Lowering, e: ast.Index) -> Expr:
    """`base[key]`."""
    taken = s.taken_entries.get(e.span)
    if taken is not None:
        return s.read(taken, e.span)
    base = expressions.lower(s, e.base)
    if base.type in (NEVER, ERROR):
        return base
    known = s.known_entries.get(e.span)
    if known is not None:
        function = s.environment.method(base.type, "_value_at")
        return ir.Call(s.type_of(e), e.span, function, (base, s.read(known, e.span)))
    method = s.typed.methods.get(e.span)
    whole = s.new_local(base.type)
    statement = ir.Let(VOID, e.base.span, whole, base)
    key = index_key(s, e, lambda: s.read(whole, e.base.span))
    if isinstance(method, TraitMethodReference):
        found = calls.trait_operation(s, method, (s.read(whole, e.base.span), key), s.type_of(e), e.span)
    else:
        found = element(s, s.read(whole, e.base.span), key, e.span)
    return ir.Block(found.type, e.span, (statement,), found) if found.type != ERROR else found


def index_key(s: Lowering, e: ast.Index, base: Callable[[], Expr]) -> Expr:
    """The key of an index expression, in which `#` is the length of what is indexed."""
    s.index_bases.append(base)
    key = expressions.lower(s, e.index)
    s.index_bases.pop()
    return key


def length(s: Lowering, e: ast.Length) -> Expr:
    """`#`."""
    if not s.index_bases:
        return ir.Poison(ERROR, e.span)
    return length_of(s, s.index_bases[-1](), e.span)


def length_of(s: Lowering, base: Expr, span: Span) -> Expr:
    """How many elements a list or map has, or how many characters a text."""
    match s.pool.tag(base.type):
        case Tag.STR:
            return ir.Call(INT, span, s.environment.prelude_function("char_count"), (base,))
        case Tag.LIST | Tag.FIXED_LIST:
            return ir.CallIntrinsic(INT, span, Intrinsic.LIST_LENGTH, (base,))
        case Tag.MAP:
            return ir.Call(INT, span, s.environment.method(base.type, "len"), (base,))
        case _:
            return ir.Poison(ERROR, span)


def element(s: Lowering, base: Expr, key: Expr, span: Span) -> Expr:
    """What an index expression on a built-in type gives; a panic if a list or text has no such element."""
    if ERROR in (base.type, key.type):
        return ir.Poison(ERROR, span)
    if key.type == NEVER:
        return key
    match s.pool.tag(base.type):
        case Tag.LIST | Tag.FIXED_LIST:
            statements: list[Expr] = []
            whole, at = _named(s, base, statements, span), _named(s, key, statements, span)
            check_index(s, whole, at, statements, span)
            found = unchecked_element(s, s.read(whole, span), s.read(at, span), span)
            return ir.Block(found.type, span, tuple(statements), found)
        case Tag.MAP:
            value = s.pool.arguments(base.type)[1]
            option = s.environment.declared_type(s.environment.prelude_type("Option"), (value,))
            return ir.Call(option, span, s.environment.method(base.type, "get"), (base, key))
        case Tag.STR:
            return ir.Call(STR, span, s.environment.method(STR, "at"), (base, key))
        case _:
            return ir.Poison(ERROR, span)


def _named(s: Lowering, value: Expr, statements: list[Expr], span: Span) -> LocalId:
    if isinstance(value, ir.LocalRef):
        return value.local
    local = s.new_local(value.type)
    statements.append(ir.Let(VOID, span, local, value))
    return local


def unchecked_element(s: Lowering, base: Expr, key: Expr, span: Span) -> Expr:
    """The element of a list at an index that is in range."""
    return ir.CallIntrinsic(s.pool.arguments(base.type)[0], span, Intrinsic.LIST_GET, (base, key))


def check_index(s: Lowering, base: LocalId, key: LocalId, statements: list[Expr], span: Span) -> None:
    """Panics unless an index is in range."""
    count = s.new_local(INT)
    read = ir.CallIntrinsic(INT, span, Intrinsic.LIST_LENGTH, (s.read(base, span),))
    statements.append(ir.Let(VOID, span, count, read))
    zero = ir.IntConstant(INT, span, 0)
    is_low = ir.Binary(BOOL, span, BinaryOperator.GREATER_OR_EQUAL, s.read(key, span), zero)
    is_high = ir.Binary(BOOL, span, BinaryOperator.LESS, s.read(key, span), s.read(count, span))
    inside = ir.If(BOOL, span, is_low, is_high, ir.BoolConstant(BOOL, span, False))
    function = s.environment.prelude_function("index_message")
    message = ir.Call(STR, span, function, (s.read(key, span), s.read(count, span)))
    panic = ir.CallIntrinsic(NEVER, span, Intrinsic.PANIC, (message,))
    statements.append(ir.If(VOID, span, inside, unit(span), panic))
