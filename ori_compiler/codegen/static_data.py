"""Read-only data of a module: string literals and the places that panics name. Equal data exists once."""

from collections.abc import Sequence

from ori_compiler.codegen.config import CodegenConfig
from ori_compiler.codegen.ir_builder import IrBuilder, TypeId, ValueId
from ori_compiler.codegen.runtime_registry import HEADER_SIZE, IMMORTAL_COUNT
from ori_compiler.codegen.text_form import inline_words
from ori_compiler.source.span import Span
from ori_compiler.source.text_bytes import bytes_of
from ori_compiler.types.functions import DerivedFunction, FunctionId, item_of, name_of


class StaticData:
    """What is known when the program is compiled and lives as long as it runs."""

    __slots__ = ("_builder", "_config", "_empty_list", "_locations", "_strings", "_texts")

    def __init__(self, config: CodegenConfig, builder: IrBuilder) -> None:
        self._config = config
        self._builder = builder
        self._empty_list: ValueId | None = None
        self._strings: dict[bytes, ValueId] = {}
        self._texts: dict[str, ValueId] = {}
        self._locations: dict[tuple[str, str, int, int], ValueId] = {}

    def empty_list(self) -> ValueId:
        """The list without elements: an object with an immortal count, and a size that never has room for one."""
        if self._empty_list is None:
            builder, types = self._builder, self._builder.types
            nothing = builder.const_i64(0)
            parts = (nothing, builder.const_i64(IMMORTAL_COUNT), nothing, builder.const_null())
            value = builder.const_struct(types.struct((types.i64, types.i64, types.i64, types.ptr)), parts)
            self._empty_list = builder.const_offset(builder.private_constant("empty_list", value, 8), HEADER_SIZE)
        return self._empty_list

    def string(self, text: str, str_type: TypeId) -> ValueId:
        """A `str` operand; the object of a long one has an immortal count, so that counting leaves it alone."""
        builder = self._builder
        data = bytes_of(text)
        words = inline_words(data)
        if words is not None:
            first, second = words
            return builder.const_struct(str_type, (builder.const_word_as_pointer(first), builder.const_i64(second)))
        length = builder.const_i64(len(data))
        found = self._strings.get(data)
        if found is None:
            content = builder.const_bytes(data)
            types = builder.types
            object_type = types.struct((types.i64, types.i64, builder.type_of(content)))
            value = builder.const_struct(object_type, (length, builder.const_i64(IMMORTAL_COUNT), content))
            found = self._strings[data] = builder.private_constant(f"str.{len(self._strings)}", value, 8)
        return builder.const_struct(str_type, (builder.const_offset(found, HEADER_SIZE), length))

    def place(self, function: FunctionId, span: Span) -> tuple[str, str, int, int]:
        """File, function, line and column of a span; no file if nobody said where the function's text is."""
        name = display_name(function, self._config)
        origin = self._config.origins.get(item_of(function))
        if origin is None:
            return "", name, 0, 0
        return origin.path, name, *origin.lines.position(origin.absolute(span).start)

    def location(self, function: FunctionId, span: Span) -> ValueId:
        """The `OriLocation` of a span; null if nobody said where the function's text is."""
        builder = self._builder
        key = self.place(function, span)
        if not key[0]:
            return builder.const_null()
        line, column = key[2:]
        found = self._locations.get(key)
        if found is None:
            types = builder.types
            parts = (
                self._text(key[0]),
                self._text(key[1]),
                builder.const_int(types.i32, line),
                builder.const_int(types.i32, column),
            )
            location_type = types.struct((types.ptr, types.ptr, types.i32, types.i32))
            value = builder.const_struct(location_type, parts)
            found = self._locations[key] = builder.private_constant(f"location.{len(self._locations)}", value, 8)
        return found

    def table(self, name: str, entries: Sequence[ValueId]) -> ValueId:
        """The table of an object's functions; the caller asks for each name once."""
        types = self._builder.types
        value = self._builder.const_struct(types.struct((types.ptr,) * len(entries)), entries)
        return self._builder.private_constant(name, value, 8)

    def _text(self, text: str) -> ValueId:
        """A NUL-terminated text, as C takes it."""
        found = self._texts.get(text)
        if found is None:
            content = self._builder.const_bytes(text.encode("utf-8", "surrogatepass") + b"\0")
            found = self._texts[text] = self._builder.private_constant(f"text.{len(self._texts)}", content, 1)
        return found


def display_name(function: FunctionId, config: CodegenConfig) -> str:
    """A function as traces name it."""
    if isinstance(function, DerivedFunction):
        return f"{config.type_name(function.type)}.{function.operation.value}"
    return f"@{name_of(function)}"
