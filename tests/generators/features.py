"""Which parts of the language a generator uses: later phases switch off what they do not know yet."""

from typing import Final

import msgspec


class Features(msgspec.Struct, frozen=True):
    """Forms that can be left out. Everything is on by default."""

    # files and items
    file_attributes: bool = True
    attributes: bool = True
    imports: bool = True
    extension_imports: bool = True
    constants: bool = True
    tests: bool = True
    type_declarations: bool = True
    generics: bool = True
    const_generics: bool = True
    clauses: bool = True
    default_arguments: bool = True
    variadic_parameters: bool = True
    contracts: bool = True
    capabilities: bool = True
    const_functions: bool = True
    traits: bool = True
    implementations: bool = True
    extensions: bool = True
    foreign_functions: bool = True
    # types
    list_types: bool = True
    map_types: bool = True
    tuple_types: bool = True
    function_types: bool = True
    trait_objects: bool = True
    fixed_lists: bool = True
    # patterns
    list_patterns: bool = True
    destructuring: bool = True
    fallible_let: bool = True
    # expressions
    quantities: bool = True
    templates: bool = True
    format_specifications: bool = True
    collections: bool = True
    lambdas: bool = True
    type_application: bool = True
    pipes: bool = True
    coalescing: bool = True
    propagation: bool = True
    constructs: bool = True
    yields: bool = True
    unsafe: bool = True
    compile_time: bool = True
    # layout
    comments: bool = True
    odd_comments: bool = True
    """Comments that hold brackets, quotes and what looks like code."""
    odd_texts: bool = True
    """Strings with backticks; templates with quotes, escaped backticks, line ends and what looks like comments."""


ALL: Final = Features()
"""The whole grammar."""
