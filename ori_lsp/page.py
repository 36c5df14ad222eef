"""Texts for people, as Markdown or as plain text."""

from lsprotocol import types

from ori_compiler.ide.documentation import Documentation


class Page:
    """Paragraphs and pieces of code, one below the other."""

    def __init__(self, is_markdown: bool) -> None:
        self.is_markdown = is_markdown
        self._parts: list[str] = []

    def code(self, language: str, text: str) -> None:
        # More backticks than the code has in a row.
        fence = "```" if "```" not in text else "`````"
        self._parts.append(f"{fence}{language}\n{text}\n{fence}" if self.is_markdown else text)

    def heading(self, text: str) -> None:
        self._parts.append(f"**{text}**" if self.is_markdown else text)

    def paragraph(self, text: str) -> None:
        if text:
            self._parts.append(text)

    def text(self) -> str:
        """All of it."""
        return "\n\n".join(self._parts)


def write_documentation(page: Page, documentation: Documentation) -> None:
    """The parts of a documentation comment that are there."""
    page.paragraph(documentation.description)
    if page.is_markdown:
        page.paragraph("\n".join(f"- `{name}`: {text}" for name, text in documentation.parameters))
        page.paragraph("\n".join(f"- ⚠ {condition}" for condition in documentation.conditions))
    else:
        page.paragraph("\n".join(f"{name}: {text}" for name, text in documentation.parameters))
        page.paragraph("\n".join(f"! {condition}" for condition in documentation.conditions))
    if documentation.examples:
        page.code("ori", "\n".join(documentation.examples))


def markup(documentation: Documentation | None, format_: types.MarkupKind | None) -> types.MarkupContent | str | None:
    """A documentation comment by itself, in a format that the client takes; without one, as a bare text."""
    if documentation is None:
        return None
    page = Page(format_ is types.MarkupKind.Markdown)
    write_documentation(page, documentation)
    return types.MarkupContent(format_, page.text()) if format_ is not None else page.text()
