"""The one table of diagnostic codes, and their long explanations.

In: a code, or what a user typed for one. Out: its title, its severity, and the text that `oric explain` prints. The
explanations are Markdown files beside this module, read when asked for.
"""

from collections.abc import Mapping
from enum import StrEnum
from importlib import resources
from types import MappingProxyType
from typing import Final

import msgspec

from ori_compiler.diagnostics.diagnostic import Severity


class Provocation(StrEnum):
    """What it takes to see a diagnostic: what the example of its explanation consists of."""

    PROGRAM = "program"
    """One file."""
    FILES = "files"
    """Several files; each begins with a comment that is its path."""
    ENVIRONMENT = "environment"
    """Something outside of the program's text, such as another file; there is no example."""


class Entry(msgspec.Struct, frozen=True):
    """A kind of diagnostic."""

    code: str
    title: str
    severity: Severity = Severity.ERROR
    provoked_by: Provocation = Provocation.PROGRAM


_FILES: Final = Provocation.FILES
_ENVIRONMENT: Final = Provocation.ENVIRONMENT
_ERROR: Final = Severity.ERROR
_WARNING: Final = Severity.WARNING

_ENTRIES: Final = (
    Entry("E0001", "a string does not end"),
    Entry("E0002", "a character that means nothing in Ori"),
    Entry("E0003", "a number is not written right"),
    Entry("E0004", "a character literal is not written right"),
    Entry("E0005", "an unknown escape sequence"),
    Entry("E0006", "a template does not end"),
    Entry("E0015", "a reserved word as a name"),
    Entry("E0016", "the source is not text", _ERROR, _ENVIRONMENT),
    Entry("E0017", "a file cannot be read", _ERROR, _ENVIRONMENT),
    Entry("E0018", "the project file is not right", _ERROR, _ENVIRONMENT),
    Entry("E0500", "a function without a test, or a constant that takes too long to compute"),
    Entry("E0501", "a constant nests calls too deep"),
    Entry("E0502", "a constant needs too much memory"),
    Entry("E0503", "a constant takes too much time", _ERROR, _ENVIRONMENT),
    Entry("E0504", "a constant function does what none may"),
    Entry("E0600", "a capability that the function does not have"),
    Entry("E0700", "what a task captures is used where it may not"),
    Entry("E0701", "a wait where none is allowed"),
    Entry("E0702", "tasks in a function that may not wait"),
    Entry("E0810", "an `impl` type out of place"),
    Entry("E0811", "an `impl` result of several types"),
    Entry("E0812", "an `impl` result lacks what it promises"),
    Entry("E0850", "a method of several extensions"),
    Entry("E0851", "an extension that is not imported", _ERROR, _FILES),
    Entry("E0860", "`break` with a value that the loop cannot give; a `with(…)` that lacks a part"),
    Entry("E0861", "`continue` with a value; a `with(…)` whose release gives something back"),
    Entry("E0871", "a label is already in use"),
    Entry("E0872", "the exits of a block differ in type"),
    Entry("E0873", "`continue` with a value in a loop that collects nothing"),
    Entry("E0930", "an unknown system"),
    Entry("E0931", "an unknown architecture"),
    Entry("E0932", "a name that no feature can have"),
    Entry("E0933", "a file attribute out of place"),
    Entry("E0934", "the program says that it cannot be compiled"),
    Entry("E0970", "a malformed format specification"),
    Entry("E0971", "a type letter that does not fit the value"),
    Entry("E0972", "a value that cannot be formatted"),
    Entry("E0980", "a `drop` that may suspend"),
    Entry("E0990", "a key that a cache cannot look up"),
    Entry("E0991", "a cache where none is provided"),
    Entry("E0992", "a cache with a negative time to live"),
    Entry("E1000", "imports bring different default providers", _ERROR, _FILES),
    Entry("E1001", "an unexpected token"),
    Entry("E1002", "an expression is missing or out of place"),
    Entry("E1003", "a bracket is not closed"),
    Entry("E1004", "a name is missing"),
    Entry("E1005", "a type is missing"),
    Entry("E1008", "a pattern is missing"),
    Entry("E1009", "a form lacks one of its properties"),
    Entry("E1010", "a form has no such property"),
    Entry("E1013", "the properties of a form do not have one name each"),
    Entry("E1014", "a built-in function declared again"),
    Entry("E1015", "a word of another language"),
    Entry("E1016", "a `;` is missing"),
    Entry("E1018", "a lambda with types for some parameters only"),
    Entry("E1019", "an implementation written the wrong way round"),
    Entry("E1020", "this cannot be assigned to"),
    Entry("E1021", "the program nests too deep"),
    Entry("E1022", "an import behind other items", _ERROR, _FILES),
    Entry("E1023", "a representation that does not fit"),
    Entry("E1033", "a condition on constants overflows"),
    Entry("E1040", "a constant parameter of a wrong type"),
    Entry("E1041", "a constant parameter that cannot be inferred"),
    Entry("E1043", "a default breaks a condition"),
    Entry("E1044", "a constant among types is out of range"),
    Entry("E1200", "a call needs a capability that the function does not have"),
    Entry("E1201", "a capability that nothing provides"),
    Entry("E1202", "a provider lacks its capability"),
    Entry("E1203", "a capability that cannot be provided"),
    Entry("E1204", "a handler lacks an operation"),
    Entry("E1205", "an operation of a handler does not fit"),
    Entry("E1206", "the state of a handler changes its type"),
    Entry("E1207", "an operation that the capability does not have"),
    Entry("E1208", "a default provider that needs others"),
    Entry("E1209", "two default providers in a module"),
    Entry("E1220", "a set of capabilities contains itself"),
    Entry("E1221", "an empty set of capabilities"),
    Entry("E1222", "a set of capabilities with the name of a trait"),
    Entry("E1223", "a member of a set is no capability"),
    Entry("E1250", "an unsafe call where none is allowed"),
    Entry("E2001", "types do not agree"),
    Entry("E2002", "an unknown type"),
    Entry("E2003", "an unknown name"),
    Entry("E2004", "the arguments do not fit the parameters"),
    Entry("E2005", "a type cannot be inferred"),
    Entry("E2006", "a name is declared twice"),
    Entry("E2007", "a lambda refers to itself"),
    Entry("E2008", "a type contains itself"),
    Entry("E2009", "a type lacks an ability"),
    Entry("E2010", "an implementation is out of place, or there is a second one"),
    Entry("E2011", "arguments need their names"),
    Entry("E2012", "not a capability"),
    Entry("E2015", "a type parameter without default behind one with"),
    Entry("E2016", "too few type arguments"),
    Entry("E2017", "too many type arguments"),
    Entry("E2018", "an implementation lacks a part of its trait"),
    Entry("E2019", "a struct field of type `Never`"),
    Entry("E2020", "an operator does not work on these types"),
    Entry("E2021", "implementations that overlap"),
    Entry("E2022", "different defaults are inherited"),
    Entry("E2023", "a method of several traits"),
    Entry("E2024", "a trait that cannot be a type"),
    Entry("E2025", "a value that cannot be indexed"),
    Entry("E2026", "an index of a wrong type"),
    Entry("E2027", "an index whose type is not decided"),
    Entry("E2028", "`Default` is derived for a sum"),
    Entry("E2029", "`Hashable` is derived without `Eq`"),
    Entry("E2030", "hashes that do not agree with equality"),
    Entry("E2031", "a type that cannot be a key"),
    Entry("E2032", "a part lacks a derived trait"),
    Entry("E2033", "a trait that cannot be derived"),
    Entry("E2036", "a conversion with `into` that does not exist"),
    Entry("E2037", "a conversion with `into` whose target is not decided"),
    Entry("E2038", "a value has no text form"),
    Entry("E2039", "assignment to an immutable binding"),
    Entry("E2040", "not supported yet"),
    Entry("E2044", "a contract that is no condition"),
    Entry("E2045", "a `post` that does not name the result"),
    Entry("E2046", "a `post` of a function without result"),
    Entry("E2049", "`Drop` for a `Value`"),
    Entry("E2050", "an element that cannot be assigned"),
    Entry("E2051", "assignment to a parameter or loop variable"),
    Entry("E2052", "the alternatives of a pattern bind different names"),
    Entry("E2053", "the alternatives of a pattern bind different types"),
    Entry("E2054", "a value is used after it was dropped"),
    Entry("E2056", "an unknown constant among types"),
    Entry("E2057", "a list without room"),
    Entry("E2058", "a module binding is not a constant"),
    Entry("E2059", "not a constant"),
    Entry("E2060", "a `match` leaves cases out"),
    Entry("E2061", "a struct field is unknown or missing"),
    Entry("E2062", "a variant is unknown or has another payload"),
    Entry("E2063", "an `if` without `else` as a value"),
    Entry("E2064", "there is no such conversion"),
    Entry("E2065", "`break` or `continue` without its loop"),
    Entry("E2066", "a test is not declared right"),
    Entry("E2067", "an import is not found", _ERROR, _FILES),
    Entry("E2068", "modules import each other", _ERROR, _FILES),
    Entry("E2069", "`@main` is not declared right"),
    Entry("E2070", "a pattern does not fit its place"),
    Entry("E2071", "a `Value` that is too large"),
    Entry("E2072", "a trait that only the compiler implements"),
    Entry("E2073", "an extension that adds what it may not"),
    Entry("E2074", "the clauses of a function disagree"),
    Entry("E2075", "`@panic` is not declared right"),
    Entry("E2076", "a path that embeds no file"),
    Entry("E2077", "an embedded file of no possible type"),
    Entry("E2078", "an embedded file that cannot be read"),
    Entry("E2079", "an embedded file that is too large", _ERROR, _ENVIRONMENT),
    Entry("E2080", "an embedded file that is no text", _ERROR, _ENVIRONMENT),
    Entry("E3001", "`self(…)` outside of a `recurse`"),
    Entry("E3002", "a form does not take this"),
    Entry("E5003", "code generation failed", _ERROR, _ENVIRONMENT),
    Entry("E5004", "an unknown target", _ERROR, _ENVIRONMENT),
    Entry("E5005", "the runtime is missing", _ERROR, _ENVIRONMENT),
    Entry("E5006", "linking failed", _ERROR, _ENVIRONMENT),
    Entry("E9001", "the compiler itself failed", _ERROR, _ENVIRONMENT),
    Entry("W1003", "a comment after code", _WARNING),
    Entry("W2001", "code that is never reached", _WARNING),
    Entry("W2002", "a `match` arm that is never reached", _WARNING),
    Entry("W2003", "an endless iterator that is consumed", _WARNING),
    Entry("W2004", "ranges that overlap", _WARNING),
    Entry("W2005", "a `let?` that `?` says shorter", _WARNING),
    Entry("W2040", "a large `Value`", _WARNING),
)

CATALOGUE: Final[Mapping[str, Entry]] = MappingProxyType({entry.code: entry for entry in _ENTRIES})
"""Every code the compiler may report."""

_SIMILAR: Final = 0.75
"""The least likeness, by `SequenceMatcher`, of a code that may have been meant."""


def explanation(code: str) -> str:
    """The explanation of a code in the catalogue, as Markdown."""
    file = resources.files("ori_compiler.diagnostics").joinpath("explanations", f"{code}.md")
    return file.read_text(encoding="utf-8")


def explain(code: str) -> str | None:
    """The text for people who ask about a code, in any letter case; None for an unknown one."""
    entry = CATALOGUE.get(code.strip().upper())
    if entry is None:
        return None
    return f"{entry.severity.value}[{entry.code}]: {entry.title}\n\n{explanation(entry.code)}"


def closest_code(text: str) -> str | None:
    """The code that was probably meant: the same number, or a similar spelling."""
    from difflib import SequenceMatcher

    wanted = text.strip().upper()
    if wanted in CATALOGUE:
        return wanted
    digits = "".join(filter(str.isdigit, wanted))
    same_number = [code for code in CATALOGUE if digits and code[1:] == digits.zfill(4)]
    if same_number:
        return same_number[0]
    likeness = {code: SequenceMatcher(None, wanted, code).ratio() for code in CATALOGUE}
    best = max(CATALOGUE, key=lambda code: (likeness[code], code[:2] == wanted[:2]))
    return best if likeness[best] >= _SIMILAR else None
