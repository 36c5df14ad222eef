"""How the rules report: places are in one item."""

from ori_compiler.diagnostics.diagnostic import Label, Suggestion
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.types.environment import Environment
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import Pool


class Report:
    """The messages about one item, and what is needed to write them."""

    __slots__ = ("environment", "errors", "item", "pool")

    def __init__(self, item: ItemId, environment: Environment) -> None:
        self.item = item
        self.environment = environment
        self.pool: Pool = environment.pool
        self.errors = PhaseErrors()

    def at(self, span: Span) -> ItemSpan:
        """A place in the item."""
        return ItemSpan(self.item, span)

    def declared(self, item: ItemId, text: str) -> Label:
        """A label at the name of some item."""
        return Label(self.environment.declaration_span(item), text)

    def member(self, function: ItemId | MemberId, text: str) -> Label:
        """A label at the name of a function or method."""
        return Label(self.environment.member_span(function), text)

    def problem(
        self,
        code: str,
        message: str,
        span: Span,
        label: str = "",
        secondary: tuple[Label, ...] = (),
        help_: str = "",
        suggestion: Suggestion | None = None,
    ) -> None:
        """Reports a mistake. Places in the prelude are left out: nothing can be changed there."""
        own = tuple(place for place in secondary if not is_library(place.at.item.path))
        self.errors.emit(TypeProblem(code, message, self.at(span), label, own, help_, suggestion))

    def warning(
        self, code: str, message: str, span: Span, label: str, secondary: tuple[Label, ...], help_: str
    ) -> None:
        """Reports what is no mistake, but hardly wanted."""
        self.errors.warn(TypeProblem(code, message, self.at(span), label, secondary, help_, is_warning=True))
