"""Small damage to source text, as typing, deleting and pasting do it."""

from random import Random
from typing import Final

from ori_compiler.syntax.lexer import lex

JUNK_TOKENS: Final = (
    *("( ) [ ] { } , ; : :: . .. ..= ... = == != < > <= -> => + - * / % ** & | ^ ~ ! && || ?? |> ? @ $ # #!".split()),
    *("' \" ` _ // \\ \0 é 🦊 0 1 9223372036854775807 99999999999999999999 0x 1.5 1e999 5s 3kg 'a' b'a' \"t\"".split()),
    *("if then else match for in do while loop let break continue as type use pub tests true false void".split()),
    *("impl trait yield with where uses div self Self by block int str float Never x f Point Some `t{x}`".split()),
    "\n",
    "\r",
    "\r\n",
    " ",
    "\u2028",
    "`{",
    "}`",
    "\n@f () -> int = 1;\n",
    "\nlet $c = 1;\n",
)
JUNK_CHARACTERS: Final = "(){}[];,.:=<>+-*/%&|^~!?@$#'\"`\\_ \n\r\tabz019éß🦊\0\x01\x7f\ufeff"


def mutate_tokens(text: str, random: Random) -> str:
    """Deletes, doubles, inserts, replaces or swaps some tokens, or cuts the text off."""
    tokens, _ = lex(text)
    pieces = [prefix + token for prefix, token in zip(tokens.prefixes, tokens.texts, strict=True)]
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        at = random.randrange(len(pieces))
        match random.randrange(7):
            case 0:
                del pieces[at]
            case 1:
                pieces.insert(at, f" {random.choice(JUNK_TOKENS)} ")
            case 2:
                pieces[at] = f" {random.choice(JUNK_TOKENS)} "
            case 3:
                other = random.randrange(len(pieces))
                pieces[at], pieces[other] = pieces[other], pieces[at]
            case 4:
                del pieces[at:]
            case 5:
                pieces.insert(at, pieces[at])
            case _:
                del pieces[at : at + random.randrange(1, 8)]
        if not pieces:
            break
    return "".join(pieces)


def mutate_characters(text: str, random: Random) -> str:
    """Deletes, inserts or replaces some characters."""
    for _ in range(random.choice((1, 1, 2, 4))):
        at = random.randrange(len(text) + 1)
        length = random.choice((0, 0, 1, 1, 3))
        inserted = "".join(random.choice(JUNK_CHARACTERS) for _ in range(random.choice((0, 1, 1, 2))))
        text = text[:at] + inserted + text[at + length :]
    return text


def swap_names(text: str, random: Random) -> str:
    """Puts words and literals of the text in each other's place: still well formed, but wrong in meaning."""
    tokens, _ = lex(text)
    words = [i for i, token in enumerate(tokens.texts) if token[:1].isalnum() or token[:1] in ('"', "'")]
    texts = list(tokens.texts)
    for _ in range(random.randrange(1, 4)):
        if words:
            texts[random.choice(words)] = tokens.texts[random.choice(words)]
    return "".join(prefix + token for prefix, token in zip(tokens.prefixes, texts, strict=True))


def splice(text: str, other: str, random: Random) -> str:
    """Puts a run of another text's tokens somewhere into this one."""
    tokens, _ = lex(other)
    start = random.randrange(len(tokens.texts))
    piece = "".join(
        prefix + token
        for prefix, token in zip(
            tokens.prefixes[start : start + 12], tokens.texts[start : start + random.randrange(1, 12)], strict=False
        )
    )
    mine, _ = lex(text)
    at = mine.starts[random.randrange(len(mine.starts))]
    return text[:at] + piece + text[at:]


def mutate(text: str, other: str, random: Random) -> str:
    """One kind of damage or another."""
    kind = random.randrange(8)
    if kind < 3:
        return mutate_tokens(text, random)
    if kind < 5:
        return mutate_characters(text, random)
    return swap_names(text, random) if kind < 7 else splice(text, other, random)
