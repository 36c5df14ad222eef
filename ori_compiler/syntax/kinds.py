"""The kinds of tokens and tree nodes.

Token kinds are plain integers, because the parser compares them millions of times.
"""

from enum import IntEnum, auto
from typing import Final

END: Final = 0
ERROR: Final = 1
NAME: Final = 2
INT: Final = 3
FLOAT: Final = 4
QUANTITY: Final = 5  # a duration or size
STRING: Final = 6
CHAR: Final = 7
BYTE: Final = 8
TEMPLATE: Final = 9  # `text` without interpolation
TEMPLATE_HEAD: Final = 10  # `text{
TEMPLATE_MIDDLE: Final = 11  # }text{
TEMPLATE_TAIL: Final = 12  # }text`
FORMAT: Final = 13  # :spec of an interpolation

LITERAL_NAMES: Final = (
    "end of the item",
    "character",
    "name",
    "number",
    "number",
    "quantity",
    "string",
    "character literal",
    "byte literal",
    "template",
    "template",
    "template",
    "template",
    "format specification",
)

KEYWORDS: Final = (
    "as break continue def div do else extend extension extern false for if impl in let loop match Never "
    "pub self Self suspend tests then trait true type unsafe use uses void where while with yield"
).split()
FUTURE_WORDS: Final = frozenset(("asm", "inline", "static", "union", "view"))
OPERATORS: Final = (
    "**= <<= &&= ||= ..= ... == != <= && || << ** .. ?? -> => |> :: #! += -= *= /= %= @= &= |= ^= "
    "+ - * / % < > ! ~ & | ^ ? = @ $ # . , : ; ( ) [ ] { } _"
).split()

KIND_OF: Final[dict[str, int]] = {text: 32 + i for i, text in enumerate([*KEYWORDS, *OPERATORS])}
"""The kind of each keyword, operator and delimiter."""
TEXT_OF: Final[dict[int, str]] = {kind: text for text, kind in KIND_OF.items()}

AS: Final = KIND_OF["as"]
BREAK: Final = KIND_OF["break"]
CONTINUE: Final = KIND_OF["continue"]
DO: Final = KIND_OF["do"]
ELSE: Final = KIND_OF["else"]
FALSE: Final = KIND_OF["false"]
FOR: Final = KIND_OF["for"]
IF: Final = KIND_OF["if"]
IN: Final = KIND_OF["in"]
LET: Final = KIND_OF["let"]
LOOP: Final = KIND_OF["loop"]
MATCH: Final = KIND_OF["match"]
NEVER: Final = KIND_OF["Never"]
PUB: Final = KIND_OF["pub"]
SELF: Final = KIND_OF["self"]
SELF_TYPE: Final = KIND_OF["Self"]
TESTS: Final = KIND_OF["tests"]
THEN: Final = KIND_OF["then"]
TRUE: Final = KIND_OF["true"]
TYPE: Final = KIND_OF["type"]
USE: Final = KIND_OF["use"]
USES: Final = KIND_OF["uses"]
VOID: Final = KIND_OF["void"]
WHERE: Final = KIND_OF["where"]
WHILE: Final = KIND_OF["while"]
WITH: Final = KIND_OF["with"]
UNSAFE: Final = KIND_OF["unsafe"]
TRAIT: Final = KIND_OF["trait"]
IMPL: Final = KIND_OF["impl"]
EXTEND: Final = KIND_OF["extend"]
EXTERN: Final = KIND_OF["extern"]
EXTENSION: Final = KIND_OF["extension"]
DEF: Final = KIND_OF["def"]
DIV: Final = KIND_OF["div"]
YIELD: Final = KIND_OF["yield"]
UNDERSCORE: Final = KIND_OF["_"]
LPAREN: Final = KIND_OF["("]
RPAREN: Final = KIND_OF[")"]
LBRACKET: Final = KIND_OF["["]
RBRACKET: Final = KIND_OF["]"]
LBRACE: Final = KIND_OF["{"]
RBRACE: Final = KIND_OF["}"]
COMMA: Final = KIND_OF[","]
SEMICOLON: Final = KIND_OF[";"]
COLON: Final = KIND_OF[":"]
DOUBLE_COLON: Final = KIND_OF["::"]
DOT: Final = KIND_OF["."]
RANGE: Final = KIND_OF[".."]
RANGE_INCLUSIVE: Final = KIND_OF["..="]
ELLIPSIS: Final = KIND_OF["..."]
ARROW: Final = KIND_OF["->"]
FAT_ARROW: Final = KIND_OF["=>"]
ASSIGN: Final = KIND_OF["="]
EQUAL: Final = KIND_OF["=="]
LESS: Final = KIND_OF["<"]
GREATER: Final = KIND_OF[">"]
AT: Final = KIND_OF["@"]
DOLLAR: Final = KIND_OF["$"]
HASH: Final = KIND_OF["#"]
HASH_BANG: Final = KIND_OF["#!"]
QUESTION: Final = KIND_OF["?"]
COALESCE: Final = KIND_OF["??"]
PIPE: Final = KIND_OF["|>"]
BAR: Final = KIND_OF["|"]
MINUS: Final = KIND_OF["-"]
NOT: Final = KIND_OF["!"]
TILDE: Final = KIND_OF["~"]
PLUS: Final = KIND_OF["+"]
STAR: Final = KIND_OF["*"]
POWER: Final = KIND_OF["**"]
AND: Final = KIND_OF["&&"]
OR: Final = KIND_OF["||"]
SHIFT_LEFT: Final = KIND_OF["<<"]
LESS_OR_EQUAL: Final = KIND_OF["<="]


def describe(kind: int, text: str) -> str:
    """A token as messages name it."""
    if kind == END:
        return LITERAL_NAMES[END]
    if len(text) > 30:
        text = text[:27] + "..."
    shown = "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text)
    return f"`{shown}`" if kind >= 32 else f"{LITERAL_NAMES[kind]} `{shown}`"


class NodeKind(IntEnum):
    """The productions that have a tree node.

    To look a member up costs more than to make a node: busy code keeps those it needs in constants.
    """

    ERROR = 0
    # items
    FUNCTION = auto()
    TEST = auto()
    EXAMPLE = auto()
    CONSTANT = auto()
    TYPE = auto()
    IMPORT = auto()
    EXTENSION_IMPORT = auto()
    EXTENSION_NAME = auto()
    CONST_FUNCTION = auto()
    TRAIT = auto()
    IMPL = auto()
    DEF_IMPL = auto()
    EXTEND = auto()
    EXTERN = auto()
    CAPSET = auto()
    COMPILE_ERROR = auto()
    FILE_ATTRIBUTE = auto()
    MEMBERS = auto()
    METHOD = auto()
    ASSOCIATED_TYPE = auto()
    ASSOCIATED_CONST = auto()
    EXTERN_FUNCTION = auto()
    EXTERN_PARAMETER = auto()
    ATTRIBUTE = auto()
    TYPE_PARAMETERS = auto()
    TYPE_PARAMETER = auto()
    CONST_PARAMETER = auto()
    BOUNDS = auto()
    WHERE = auto()
    CONSTRAINT = auto()
    PARAMETERS = auto()
    PARAMETER = auto()
    USES = auto()
    CAPABILITY = auto()
    DERIVES = auto()
    DERIVE = auto()
    CONTRACT = auto()
    TEST_TARGET = auto()
    IMPORT_LIST = auto()
    IMPORT_NAME = auto()
    STRUCT_BODY = auto()
    FIELD = auto()
    SUM_BODY = auto()
    VARIANT = auto()
    NEWTYPE_BODY = auto()
    # types
    TYPE_NAME = auto()
    TYPE_ARGUMENTS = auto()
    LIST_TYPE = auto()
    FIXED_LIST_TYPE = auto()
    MAP_TYPE = auto()
    TRAIT_OBJECT_TYPE = auto()
    IMPL_TYPE = auto()
    TUPLE_TYPE = auto()
    FUNCTION_TYPE = auto()
    # patterns
    WILDCARD_PATTERN = auto()
    NAME_PATTERN = auto()
    LITERAL_PATTERN = auto()
    RANGE_PATTERN = auto()
    VARIANT_PATTERN = auto()
    PATTERN_FIELD = auto()
    STRUCT_PATTERN = auto()
    TUPLE_PATTERN = auto()
    LIST_PATTERN = auto()
    REST_PATTERN = auto()
    OR_PATTERN = auto()
    AT_PATTERN = auto()
    # expressions
    LITERAL = auto()
    TEMPLATE = auto()
    NAME = auto()
    LENGTH = auto()
    UNIT = auto()
    GROUP = auto()
    TUPLE = auto()
    LIST = auto()
    MAP = auto()
    MAP_ENTRY = auto()
    SPREAD = auto()
    STRUCT_LITERAL = auto()
    FIELD_INIT = auto()
    UNARY = auto()
    BINARY = auto()
    RANGE = auto()
    CALL = auto()
    ARGUMENTS = auto()
    ARGUMENT = auto()
    MEMBER = auto()
    INDEX = auto()
    SPLICE = auto()
    TYPE_APPLICATION = auto()
    METHOD_MATCH = auto()
    PIPE_METHOD = auto()
    TRY = auto()
    CONVERT = auto()
    LAMBDA = auto()
    BLOCK = auto()
    STATEMENT = auto()
    LABELLED_BLOCK = auto()
    LABEL = auto()
    LET = auto()
    ASSIGN = auto()
    IF = auto()
    WHILE = auto()
    LOOP = auto()
    FOR = auto()
    FOR_CLAUSE = auto()
    FOR_MATCH = auto()
    TRY_BLOCK = auto()
    UNSAFE = auto()
    WITH = auto()
    CAPABILITY_BINDING = auto()
    HANDLER = auto()
    OPERATION = auto()
    CONSTRUCT = auto()
    COMPILE_TIME_FOR = auto()
    COMPILE_TIME_IF = auto()
    GUARD = auto()
    MATCH = auto()
    ARM = auto()
    BREAK = auto()
    CONTINUE = auto()
