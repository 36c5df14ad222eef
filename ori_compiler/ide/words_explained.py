"""What the words of the language mean, in a sentence each, for those that an editor is asked about."""

from typing import Final

from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.base import ByteValue, CharValue, LiteralValue

KEYWORDS: Final = {
    "as": "`value as Type` converts without loss; `as?` gives an option. In an import, `name as other` renames.",
    "break": "Ends a loop. `break value` gives a `loop` its value; `break:label` ends an outer loop.",
    "continue": "Goes on with the next round of a loop. `continue:label` does so in an outer loop.",
    "def": "In front of `impl`: what provides a capability if nobody says otherwise.",
    "do": "Before the body of a loop that is run for what it does: `for x in xs do …`, `while c do …`.",
    "else": "Before what an `if` is when its condition is false, or a `let` when its pattern does not fit.",
    "extend": "Adds methods to a type that is declared elsewhere.",
    "extension": "Imports methods that another module adds to a type.",
    "extern": "Declares functions of a foreign library.",
    "for": "Goes through a collection: `for x in xs do …`, or makes another: `for x in xs yield …`.",
    "if": "Chooses by a condition: `if c then a else b`. Behind `for … in …` it leaves out elements.",
    "impl": "The methods of a type, or how it implements a trait: `impl Type: Trait { … }`.",
    "in": "Between the name and the collection of a `for`, or the providers and the body of a `with`.",
    "let": "Names a value: `let x = …` may be changed, `let $x = …` may not.",
    "loop": "Repeats until a `break`, whose value is that of the loop.",
    "match": "Chooses by the form of a value: `match value { pattern -> result, … }`. All forms have to be covered.",
    "Never": "The type of what does not come to an end, such as `panic`. It fits everywhere.",
    "pub": "What is declared can be imported by other modules.",
    "self": "The value that a method is called on.",
    "Self": "The type that a trait or an implementation is about.",
    "tests": "A test: `@name tests @function () -> void = …`, or `tests _` for one of no function.",
    "then": "Before what an `if` is when its condition is true.",
    "trait": "What types can have in common: methods, constants and types that an `impl` gives.",
    "type": "Declares a type: a struct, a sum of variants, or a new name for another type.",
    "unsafe": "A block that may do what the compiler cannot check.",
    "use": 'Imports names of another module: `use "./module" { name };`.',
    "uses": "The capabilities that a function needs from its caller.",
    "where": "Conditions on type parameters.",
    "while": "Repeats as long as a condition holds: `while c do …`.",
    "with": "Provides capabilities to a part of the program: `with Capability = provider in …`.",
    "yield": "Before what a `for` collects of each element.",
    "void": "The type of what gives nothing back; its only value is `()`.",
}
"""Words that a hover explains; the others have a type, or a meaning only within what they stand in."""

ATTRIBUTES: Final = {
    "derive": "Implements traits by the parts of a type: `#derive(Eq, Debug)`.",
    "repr": "How a type is laid out in memory.",
    "target": 'Only for some systems or architectures: `#target(os: "linux")`. Elsewhere the item does not exist.',
    "cfg": 'Only in some configurations: `#cfg(feature: "fast")`. In others the item does not exist.',
    "skip": "The test is not run; the text says why.",
    "fail": "The test has to panic with a message that contains the text.",
    "compile_fail": "Compiling the test has to fail, with an error that contains the text.",
    "embed_limit": "How large an embedded file may be here.",
}


def forms_of(value: LiteralValue) -> str:
    """A number or character in other notations; empty for what has none."""
    match value:
        case bool() | str() | float():
            return ""
        case int():
            return f"{value} = {value:#x} = {value:#b}" if value > 9 else ""
        case CharValue():
            return f"U+{value.code_point:04X} = {value.code_point}"
        case ByteValue():
            return f"{value.value} = {value.value:#04x}"


def literal_value(node: ast.Syntax) -> LiteralValue | None:
    """The value of a literal."""
    return node.value if isinstance(node, (ast.Literal, ast.LiteralPattern)) else None
