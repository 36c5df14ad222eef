"""From an item's text to tokens: kinds, texts, and the trivia in front of each.

One possessive regular expression reads trivia and token together. Text with a template takes a slower path
with a stack of modes, because an interpolation holds ordinary tokens, nested templates included. Nothing that
starts with `>` is ever joined: the expression parser joins `>` `>` and `>` `=` where they touch.
"""

import re
from itertools import accumulate
from operator import add, sub
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import kinds
from ori_compiler.syntax.block_comments import blank_block_comments
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.literals import check_char, check_number, check_string, check_template_text

_TRIVIA: Final = r"([ \t\r\n]*+(?://[^\n\r]*+[ \t\r\n]*+)*+)"
_NAMES_TO_STRINGS: Final = (
    r"((?!b')[A-Za-z_][A-Za-z0-9_]*+|[()\[\]{},;]"
    r"|0[xX][A-Za-z0-9_]*+"
    r"|[0-9](?:[eE][+-]|[A-Za-z0-9_])*+(?:\.[0-9](?:[eE][+-]|[A-Za-z0-9_])*+)?"
    r'|"(?:[^"\\\n\r]++|\\[^\n\r])*+'
    # One that goes on behind a line end, up to a quote that looks like a closing one, is still one string.
    r'(?:"|\\?[\n\r][^"\\]*+(?:\\.[^"\\]*+)*+"(?=[ \t]*+(?:[)\]},;.?+=\n\r]|\Z)))?'
)
_CHARACTERS_TO_SIGNS: Final = (
    r"|b?'(?:\r\n?|\n)'"
    r"|b?'(?:[^'\\\n\r]|\\u\{[^}'\n\r]*+\}|\\x[0-9A-Fa-f]{0,2}|\\[^\n\r])?(?:[^'\n\r;,)]*+')?"
    r"|->|[-+*/%&|^@!=<]=|\.\.[.=]?|=>|<<=?|&&=?|\|\|=?|\|>|\?\?|\*\*=?|::|#!|.|)"
)
# A template whose interpolations hold neither quotes, braces nor colons; `_split_template` takes it apart.
_SIMPLE_TEMPLATE: Final = r"|`(?:[^`{}\\]++|\\u\{[^{}`\n]*+\}|\\.|\{\{|\}\}|\{[^`{}\"':]*+\})*+`"
_SCAN: Final = re.compile(_TRIVIA + _NAMES_TO_STRINGS + _SIMPLE_TEMPLATE + _CHARACTERS_TO_SIGNS, re.DOTALL)
# Names have ASCII letters only; where there are others, a whole word is still one token, and one mistake.
_SCAN_ANY_LETTERS: Final = re.compile(
    _TRIVIA
    + _NAMES_TO_STRINGS.replace("[A-Za-z_][A-Za-z0-9_]*+", r"[^\W\d]\w*+")
    + _SIMPLE_TEMPLATE
    + _CHARACTERS_TO_SIGNS,
    re.DOTALL,
)
_SCAN_IN_MODES: Final = re.compile(_TRIVIA + _NAMES_TO_STRINGS + _CHARACTERS_TO_SIGNS, re.DOTALL)
_TEMPLATE_TEXT: Final = re.compile(r"(?:[^`{}\\]|\\u\{[^{}`\n]*+\}|\\.|\{\{|\}\})*+", re.DOTALL)
_FORMAT: Final = re.compile(r":[^}`\n]*+")


class Tokens:
    """The tokens of one item. The last one is `END`; joining prefixes and texts gives the source back."""

    __slots__ = ("_starts", "kinds", "prefixes", "texts")

    def __init__(self, token_kinds: list[int], texts: list[str], prefixes: list[str]) -> None:
        self.kinds = token_kinds
        self.texts = texts
        self.prefixes = prefixes
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Where each token begins; computed when somebody asks."""
        if self._starts is None:
            lengths = list(map(len, self.texts))
            ends = accumulate(map(add, map(len, self.prefixes), lengths))
            self._starts = list(map(sub, ends, lengths))
        return self._starts

    def span(self, index: int) -> Span:
        """Where a token stands."""
        start = self.starts[index]
        return Span(start, start + len(self.texts[index]))

    def source(self) -> str:
        """The text that was lexed."""
        return "".join(prefix + text for prefix, text in zip(self.prefixes, self.texts, strict=True))


def lex(text: str) -> tuple[Tokens, list[SyntaxProblem]]:
    """The tokens of an item's text, and what is wrong with them. Never fails."""
    if "/*" in text:
        blanked, comments = blank_block_comments(text)
        if comments:
            tokens, problems = lex(blanked)
            return _of_text(text, tokens), [*problems, *comments]
    prefixes, texts, token_kinds = _lex_plain(text) or _TemplateLexer(text).run()
    tokens = Tokens(token_kinds, texts, prefixes)
    return tokens, _check(tokens, text)


def _of_text(text: str, tokens: Tokens) -> Tokens:
    """The same tokens, and the trivia before each, as they are in a text of the same length."""
    ends = list(map(add, tokens.starts, map(len, tokens.texts)))
    prefixes = [text[end:start] for end, start in zip([0, *ends], tokens.starts, strict=False)]
    # A string or template without end may hold what looked like a comment.
    texts = [text[start:end] for start, end in zip(tokens.starts, ends, strict=False)]
    return Tokens(tokens.kinds, texts, prefixes)


_OPEN_STRING: Final = -1
"""The kind of a string without its closing quote, until it is known what belongs to it."""
_KNOWN_NAMES: Final = 50_000


class _Kinds(dict[str, int]):
    """The kinds of tokens by their texts. Names that were met are known from then on, as many as there is room for."""

    def __missing__(self, token: str) -> int:
        kind = _kind_by_first(token)
        if kind == kinds.NAME and len(self) < _KNOWN_NAMES:
            self[token] = kind
        elif kind == kinds.STRING and (len(token) == 1 or token[-1] != '"'):
            return _OPEN_STRING
        return kind


_kind_of: Final = _Kinds(kinds.KIND_OF).__getitem__


def _lex_plain(text: str) -> tuple[list[str], list[str], list[int]] | None:
    """Lexes in one sweep; none if there is a template that needs modes."""
    scan = _SCAN if text.isascii() else _SCAN_ANY_LETTERS
    # What is between two matches (nothing), trivia and token, again and again.
    pieces = scan.split(text)
    prefixes, texts = pieces[1::3], pieces[2::3]
    if len(texts) > 1 and not texts[-2]:
        del prefixes[-1], texts[-1]
    token_kinds = list(map(_kind_of, texts))
    if "`" in text and not _split_templates(scan, prefixes, texts, token_kinds):
        return None
    if _OPEN_STRING in token_kinds:
        _give_back_closers(prefixes, texts, token_kinds)
    return prefixes, texts, token_kinds


_HOLE: Final = re.compile(r"\\u\{[^{}`\n]*+\}|\\.|\{\{|\}\}|(\{[^`{}]*+\})", re.DOTALL)


def _split_templates(scan: "re.Pattern[str]", prefixes: list[str], texts: list[str], token_kinds: list[int]) -> bool:
    """Replaces each template by its pieces and the tokens of its interpolations; false if one needs modes."""
    at = -1
    for _ in range(token_kinds.count(kinds.TEMPLATE)):
        at = token_kinds.index(kinds.TEMPLATE, at + 1)
        template = texts[at]
        if len(template) == 1:
            return False
        holes = [found for found in _HOLE.finditer(template) if found[1]] if "{" in template else []
        if holes:
            pieces = _split_template(scan, template, holes, prefixes[at])
            prefixes[at : at + 1], texts[at : at + 1], token_kinds[at : at + 1] = pieces
            at += len(pieces[0]) - 1
    return True


def _split_template(
    scan: "re.Pattern[str]", template: str, holes: list["re.Match[str]"], prefix: str
) -> tuple[list[str], list[str], list[int]]:
    prefixes, texts, token_kinds = [prefix], [], []
    start, kind = 0, kinds.TEMPLATE_HEAD
    for hole in holes:
        texts.append(template[start : hole.start() + 1])
        token_kinds.append(kind)
        for before, token in scan.findall(hole[1][1:-1]):
            prefixes.append(before)
            if not token:
                break  # at the end: the prefix is that of the next piece of the template
            texts.append(token)
            token_kinds.append(_kind_of(token))
        start, kind = hole.end() - 1, kinds.TEMPLATE_MIDDLE
    texts.append(template[start:])
    token_kinds.append(kinds.TEMPLATE_TAIL)
    return prefixes, texts, token_kinds


_CLOSERS_AT_END: Final = re.compile(r"[)\]},;]++\Z")


def _give_back_closers(prefixes: list[str], texts: list[str], token_kinds: list[int]) -> None:
    """What closes brackets at the end of an unclosed string most likely stands behind it."""
    at = -1
    for _ in range(token_kinds.count(_OPEN_STRING)):
        at = token_kinds.index(_OPEN_STRING, at + 1)
        token_kinds[at] = kinds.STRING
        found = _CLOSERS_AT_END.search(texts[at])
        if found is not None and found.start() > 0:
            closers = found.group()
            texts[at : at + 1] = [texts[at][: found.start()], *closers]
            prefixes[at + 1 : at + 1] = [""] * len(closers)
            token_kinds[at + 1 : at + 1] = [kinds.KIND_OF[closer] for closer in closers]


def _kind_by_first(token: str) -> int:
    if not token:
        return kinds.END
    first = token[0]
    if "0" <= first <= "9":
        return _kind_of_number(token)
    if first == '"':
        return kinds.STRING
    if first == "'":
        return kinds.CHAR
    if first == "b" and token[1:2] == "'":
        return kinds.BYTE
    if first == "`":
        return kinds.TEMPLATE
    return kinds.NAME if first == "_" or first.isidentifier() else kinds.ERROR


def _kind_of_number(token: str) -> int:
    if token.isdecimal():
        return kinds.INT
    if token[:2] in ("0x", "0X") or (token[:2] in ("0b", "0B") and len(token) > 2):
        return kinds.INT
    if token[-1].isalpha() and token[-1] not in "eE":
        return kinds.QUANTITY
    if "." in token or "e" in token or "E" in token:
        return kinds.FLOAT
    return kinds.INT


class _TemplateLexer:
    """Lexes text that has templates. `_depths` holds, for each open interpolation, its bracket depth."""

    __slots__ = ("_depths", "_kinds", "_prefixes", "_text", "_texts")

    def __init__(self, text: str) -> None:
        self._text = text
        self._prefixes: list[str] = []
        self._texts: list[str] = []
        self._kinds: list[int] = []
        self._depths: list[int] = []

    def _add(self, prefix: str, text: str, kind: int) -> None:
        self._prefixes.append(prefix)
        self._texts.append(text)
        self._kinds.append(kind)

    def _template_part(self, prefix: str, start: int, whole: int, open_: int) -> int:
        """Reads template text after the character at `start`; `whole` ends the template, `open_` a hole."""
        text = self._text
        found = _TEMPLATE_TEXT.match(text, start + 1)
        end = found.end() if found is not None else start + 1
        if text[end : end + 1] == "{":
            self._add(prefix, text[start : end + 1], open_)
            self._depths.append(0)
        else:
            # A lone `}` is kept in the text and reported by the check of its escapes.
            while text[end : end + 1] in ("}", "\\"):
                found = _TEMPLATE_TEXT.match(text, end + 1)
                end = found.end() if found is not None else end + 1
                if text[end : end + 1] == "{":
                    self._add(prefix, text[start : end + 1], open_)
                    self._depths.append(0)
                    return end + 1
            end = min(end, len(text) - 1)
            self._add(prefix, text[start : end + 1], whole)
        return end + 1

    def run(self) -> tuple[list[str], list[str], list[int]]:
        """All tokens up to and including `END`."""
        text, kind_of, at = self._text, kinds.KIND_OF, 0
        while True:
            found = _SCAN_IN_MODES.match(text, at)
            if found is None:
                raise AssertionError("the token expression matches everywhere")
            prefix, token = found.groups()
            token = token or ""
            start = found.start(2) if token else found.end()
            depths = self._depths
            if token == "`":
                at = self._template_part(prefix, start, kinds.TEMPLATE, kinds.TEMPLATE_HEAD)
                continue
            if depths and depths[-1] == 0 and token == "}":
                depths.pop()
                at = self._template_part(prefix, start, kinds.TEMPLATE_TAIL, kinds.TEMPLATE_MIDDLE)
                continue
            if depths and depths[-1] == 0 and token in (":", "::"):
                spec = _FORMAT.match(text, start)
                token = spec.group() if spec is not None else token
                self._add(prefix, token, kinds.FORMAT)
                at = start + len(token)
                continue
            if depths and token:
                if token in "([{":
                    depths[-1] += 1
                elif token in ")]}":
                    depths[-1] -= 1
            kind = kind_of.get(token, -1)
            self._add(prefix, token, kind if kind >= 0 else _kind_by_first(token))
            if not token:
                return self._prefixes, self._texts, self._kinds
            at = found.end()


_CHECKED: Final = frozenset(range(kinds.ERROR, kinds.FORMAT)) - {kinds.NAME}
# Literals that are right at one look: most of them.
_SOUND: Final = re.compile(r'(?:"[^"\\\n\r]*+"|0|[1-9][0-9]{0,17}|[0-9]{1,15}\.[0-9]{1,15}|[`}][^`{}\\]*+[`{])\Z')


def _check(tokens: Tokens, text: str) -> list[SyntaxProblem]:
    """What is wrong with single tokens and with comments."""
    problems: list[SyntaxProblem] = []
    texts, prefixes = tokens.texts, tokens.prefixes
    if not _CHECKED.isdisjoint(tokens.kinds):
        for i, kind in enumerate(tokens.kinds):
            if kind in _CHECKED and not _SOUND.match(texts[i]):
                problems.extend(_check_literal(tokens, i, kind))
    if not kinds.FUTURE_WORDS.isdisjoint(texts):
        words = (i for i, word in enumerate(texts) if word in kinds.FUTURE_WORDS and not _names_member(tokens, i))
        problems.extend(_future_word(texts[i], tokens.span(i)) for i in words)
    if not text.isascii():
        problems.extend(_check_names(tokens))
    if "//" in text:
        for i, prefix in enumerate(prefixes):
            if i and "//" in prefix:
                head = prefix[: prefix.index("//")]
                if "\n" not in head and "\r" not in head:
                    problems.append(_comment_after_code(tokens, i))
    return problems


def _check_literal(tokens: Tokens, i: int, kind: int) -> list[SyntaxProblem]:
    text, start = tokens.texts[i], tokens.starts[i]
    if kind == kinds.ERROR:
        return [_bad_character(text, tokens.span(i))]
    if kind in (kinds.INT, kinds.FLOAT, kinds.QUANTITY):
        return check_number(text, kind, start)
    if kind == kinds.STRING:
        return check_string(text, start)
    if kind in (kinds.CHAR, kinds.BYTE):
        return check_char(text, kind, start)
    return check_template_text(text, kind, start, lambda: _template_start(tokens, i))


def _template_start(tokens: Tokens, i: int) -> int:
    """Where the template begins that a piece of template text belongs to."""
    depth = 0
    for index in range(i, -1, -1):
        kind = tokens.kinds[index]
        if kind == kinds.TEMPLATE_TAIL:
            depth += 1
        elif kind in (kinds.TEMPLATE_HEAD, kinds.TEMPLATE):
            depth -= kind == kinds.TEMPLATE_HEAD
            if depth <= 0 and (kind == kinds.TEMPLATE_HEAD or index == i):
                return tokens.starts[index]
    return tokens.starts[i]


def _names_member(tokens: Tokens, i: int) -> bool:
    """Whether a word follows `.`, or the `@` of a method, where every word is a name."""
    before = tokens.kinds[max(i - 2, 0) : i]
    return before[-1:] == [kinds.DOT] or (before[-1:] == [kinds.AT] and before[0] in _BEFORE_METHOD)


_BEFORE_METHOD: Final = frozenset((kinds.LBRACE, kinds.RBRACE, kinds.SEMICOLON))


def _future_word(word: str, at: Span) -> SyntaxProblem:
    return SyntaxProblem(
        "E0015",
        f"`{word}` is reserved for a later version of Ori",
        at,
        "cannot be a name",
        "choose another name",
        f"{word}_",
        at,
        f"rename it to `{word}_`",
    )


def _check_names(tokens: Tokens) -> list[SyntaxProblem]:
    """Names with letters that are not ASCII: each is told once, where it first stands."""
    seen: set[str] = set()
    problems: list[SyntaxProblem] = []
    for i, (kind, text) in enumerate(zip(tokens.kinds, tokens.texts, strict=True)):
        if kind == kinds.NAME and not text.isascii() and text not in seen:
            seen.add(text)
            problems.append(_foreign_letters(text, tokens.span(i)))
    return problems


def _foreign_letters(name: str, at: Span) -> SyntaxProblem:
    letter = next(character for character in name if not character.isascii())
    message = f"the name `{name}` contains `{letter}`"
    help_ = "names use ASCII letters, digits and `_`; other text belongs in strings and comments"
    return SyntaxProblem("E0002", message, at, "not an ASCII letter", help_)


_FOREIGN_CHARACTERS: Final = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "×": "*", "÷": "/"}


def _bad_character(text: str, at: Span) -> SyntaxProblem:
    shown = text if text.isprintable() else f"\\u{{{ord(text):x}}}"
    better = _FOREIGN_CHARACTERS.get(text)
    if better is not None:
        title = f"write `{better}`"
        return SyntaxProblem(
            "E0002",
            f"the character `{shown}` has no meaning here",
            at,
            f"looks like `{better}`",
            title,
            better,
            at,
            title,
        )
    help_ = "names use ASCII letters, digits and `_`; other text belongs in strings and comments"
    return SyntaxProblem("E0002", f"the character `{shown}` has no meaning here", at, "not part of Ori", help_)


def _comment_after_code(tokens: Tokens, index: int) -> SyntaxProblem:
    """A comment in front of the token at `index` that stands behind the code of its line; the repair moves it up."""
    prefix = tokens.prefixes[index]
    first = prefix.index("//")
    comment = prefix[first:].split("\n", 1)[0].rstrip("\r")
    start = tokens.starts[index] - len(prefix) + first
    at = Span(start, start + len(comment))
    line, line_start = _line_before(tokens, index, start)
    repair = None
    if line is not None:
        indent = line[: len(line) - len(line.lstrip())]
        repair = f"{indent}{comment}\n{line.rstrip()}"
    return SyntaxProblem(
        "W1003",
        "a comment stands alone on its line",
        at,
        "this one follows code",
        "move the comment to the line above",
        repair,
        Span(line_start, at.end),
        "move the comment to the line above",
        is_warning=True,
    )


def _line_before(tokens: Tokens, index: int, end: int) -> tuple[str | None, int]:
    """The text from the start of the line up to `end`, and where that line starts; no text if a token crosses it."""
    position = index - 1
    while position > 0 and "\n" not in tokens.prefixes[position]:
        if "\n" in tokens.texts[position]:
            return None, end
        position -= 1
    if "\n" in tokens.texts[position]:
        return None, end
    prefix = tokens.prefixes[position]
    start = tokens.starts[position] - (len(prefix) - prefix.rfind("\n") - 1)
    parts = [prefix[prefix.rfind("\n") + 1 :]]
    for i in range(position, index):
        parts.append(tokens.texts[i] if i == position else tokens.prefixes[i] + tokens.texts[i])
    parts.append(tokens.prefixes[index][: end - (tokens.starts[index] - len(tokens.prefixes[index]))])
    return "".join(parts), start
