"""What the compiler of patterns asks of the body around them."""

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, Intrinsic, LocalId, Place
from ori_compiler.canon.lower import control
from ori_compiler.canon.lower.list_parts import part
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.source.span import Span
from ori_compiler.types.definitions import Definition
from ori_compiler.types.pool import INT, Idx, Tag
from ori_compiler.types.typed_body import TypedBody


class Patterns:
    """Answers for one `match` or `let` of a body; `span` is what computed expressions stand for."""

    __slots__ = ("_lowering", "_span")

    def __init__(self, lowering: Lowering, span: Span) -> None:
        self._lowering = lowering
        self._span = span

    @property
    def typed(self) -> TypedBody:
        """The body."""
        return self._lowering.typed

    def definition(self, idx: Idx) -> Definition | None:
        """The fields or variants of a type."""
        return self._lowering.environment.definition(idx)

    def element_type(self, idx: Idx) -> Idx | None:
        """The type of the elements of a list."""
        pool = self._lowering.pool
        return pool.arguments(idx)[0] if pool.tag(idx) in (Tag.LIST, Tag.FIXED_LIST) else None

    def declare(self, binding: Span) -> LocalId:
        """The local of a source binding."""
        return self._lowering.declare(binding)

    def new_local(self, type_: Idx) -> LocalId:
        """A local of the compiler's own."""
        return self._lowering.new_local(type_)

    def _read(self, place: Place) -> Expr:
        return control.read_place(self._lowering, place, self._span)

    def length(self, list_: Place) -> Expr:
        """How many elements the list at a place has."""
        return ir.CallIntrinsic(INT, self._span, Intrinsic.LIST_LENGTH, (self._read(list_),))

    def element(self, list_: Place, index: int) -> Expr:
        """An element of the list at a place."""
        at = ir.IntConstant(INT, self._span, index)
        type_ = self._lowering.pool.arguments(list_.type)[0]
        return ir.CallIntrinsic(type_, self._span, Intrinsic.LIST_GET, (self._read(list_), at))

    def rest(self, list_: Place, start: int) -> Expr:
        """The elements of the list at a place from an index on, as a list without a limit."""
        pool = self._lowering.pool
        type_ = pool.list_(pool.arguments(list_.type)[0])
        first = ir.IntConstant(INT, self._span, start)
        return part(self._lowering, (self._read(list_), first, self.length(list_)), type_, self._span)
