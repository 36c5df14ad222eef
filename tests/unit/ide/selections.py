"""Sources with a selection, `‹…›` or the cursor `‸`, and what is offered there."""

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.actions.every import offers
from ori_compiler.ide.actions.offer import ActionKind, Offer, Selection
from ori_compiler.ide.text_edits import applied
from ori_compiler.source.span import Span


def selection(sources: dict[str, str]) -> Selection:
    path = next(path for path, text in sources.items() if "‸" in text or "‹" in text)
    text = sources[path].replace("‸", "‹›")
    start = text.index("‹")
    range_ = Span(start, text.index("›") - 1)
    plain = {**sources, path: text.replace("‹", "").replace("›", "")}
    return Selection(CompilationPipeline.from_sources(plain).database, path, range_)


def _offers(at: Selection) -> list[Offer]:
    return list(offers(at, frozenset(ActionKind)))


def offered_titles(sources: dict[str, str]) -> list[str]:
    return [offer.title for offer in _offers(selection(sources))]


def after(sources: dict[str, str], title: str) -> str | None:
    """The source when an offer is taken; none if it is not offered."""
    at = selection(sources)
    offer = next((offer for offer in _offers(at) if offer.title == title), None)
    return applied(at.text, offer.edits()[at.path]) if offer is not None else None
