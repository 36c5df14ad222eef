"""Items (language reference, part 1, 4)."""

from functools import cache

from tests.generators import expressions, patterns, types
from tests.generators.features import Features
from tests.generators.generator import Form, Generator, enabled
from tests.generators.lexicon import method_name, name, string, upper_name
from tests.generators.productions import (
    OPTIONAL_SEMICOLON,
    Gap,
    Part,
    Production,
    commas,
    last_text,
    production,
)


def item(g: Generator) -> Production:
    """One item with its attributes, as it stands in a file after the imports."""
    return g.pick(_forms(g.features))(g)


def import_item(g: Generator) -> Production:
    """One of the items that stand at the beginning of a file."""
    return g.pick(_import_forms(g.features))(g)


def all_forms(f: Features) -> tuple[Form, ...]:
    """Every kind of item."""
    return _forms(f) + _import_forms(f)


@cache
def _forms(f: Features) -> tuple[Form, ...]:
    return enabled(
        (True, 5, function),
        (f.constants, 2, constant),
        (f.tests, 2, test),
        (f.type_declarations, 4, type_declaration),
        (f.const_functions, 1, const_function),
        (f.traits, 2, trait),
        (f.implementations, 2, implementation),
        (f.implementations and f.traits, 1, default_implementation),
        (f.extensions, 1, extension),
        (f.foreign_functions, 1, foreign_block),
        (f.capabilities, 1, capability_set),
    )


@cache
def _import_forms(f: Features) -> tuple[Form, ...]:
    return enabled(
        (True, 3, import_),
        (True, 1, re_export),
        (f.extension_imports, 1, extension_import),
        (f.compile_time, 1, compile_error),
    )


# Attributes


def _attributed(g: Generator, name: str, *parts: Part, is_public: bool = True) -> Production:
    """An item with its attributes, each on a line of its own or not, and perhaps `pub`."""
    head: list[Part] = []
    if g.features.attributes and g.chance(20):
        for _ in range(g.count(2, 1)):
            head += (_attribute(g), Gap.MARGIN)
    if is_public and g.chance(25):
        head.append("pub")
    return production(name, *head, *parts)


def _attribute(g: Generator) -> Production:
    word = g.pick(("derive", "skip", "layout", "target", "cfg", "fail", "compile_fail", "const_limit", "anything"))
    return production("attribute", "#", Gap.TOUCH, word, *_attribute_arguments(g))


def _attribute_arguments(g: Generator) -> tuple[Part, ...]:
    if g.chance(25):
        return ()
    return ("(", *commas(g.several(_attribute_argument, 3)), ")")


def _attribute_argument(g: Generator) -> Production:
    value = g.pick((production("name", upper_name(g)), production("literal", string(g)), expressions.leaf(g)))
    if g.features.collections and g.chance(10):
        value = production(
            "list", "[", *commas([production("literal", '"linux"'), production("literal", '"macos"')]), "]"
        )
    return production("argument", name(g), ":", value) if g.chance(40) else production("argument", value)


def file_attribute(g: Generator) -> Production:
    """`"#!" IDENT "(" csv0<attr_arg> ")"`."""
    arguments = commas(g.several(_attribute_argument, 2))
    return production("file_attribute", "#!", g.pick(("target", "cfg")), "(", *arguments, ")")


# Imports


def _import_path(g: Generator) -> tuple[Part, ...]:
    if g.chance(50):
        return (g.pick(('"./shapes"', '"../a/b"', '"package"')),)
    parts: list[Part] = ["std"]
    for _ in range(g.count(2)):
        parts += (".", Gap.SAME_LINE, name(g))
    return tuple(parts)


def _import_list(g: Generator) -> Production:
    return production("import_list", "{", *commas(g.several(_import_name, 3, 1)), "}")


def _import_name(g: Generator) -> Production:
    if g.chance(20):
        return production("import_name", "$", Gap.TOUCH, name(g))
    parts: list[Part] = ["::", Gap.TOUCH] if g.chance(20) else []
    parts.append(g.pick((name(g), upper_name(g))))
    if g.chance(10):
        parts += ("without", "def")
    if g.chance(20):
        parts += ("as", name(g))
    return production("import_name", *parts)


def import_(g: Generator) -> Production:
    """`use_decl`."""
    rest: tuple[Part, ...] = (_import_list(g),)
    if g.chance(30):
        rest = ("as", name(g)) if g.chance(60) else ()
    return _attributed(g, "import", "use", *_import_path(g), *rest, ";", is_public=False)


def re_export(g: Generator) -> Production:
    """`reexport`."""
    return production("import", "pub", "use", *_import_path(g), _import_list(g), ";")


def extension_import(g: Generator) -> Production:
    """`ext_import`."""
    names = [production("extension_name", upper_name(g), ".", Gap.SAME_LINE, name(g)) for _ in range(g.count(3, 1))]
    return _attributed(
        g, "extension_import", "extension", *_import_path(g), "{", *commas(names), "}", OPTIONAL_SEMICOLON
    )


def compile_error(g: Generator) -> Production:
    """`compile_error_item`."""
    return _attributed(g, "compile_error", "compile_error", "(", string(g), ")", ";", is_public=False)


# Signatures


def _generics(g: Generator) -> tuple[Part, ...]:
    if not g.features.generics or not g.chance(25):
        return ()
    return (production("type_parameters", "<", *commas(g.several(_generic_parameter, 3, 1)), ">"),)


def _generic_parameter(g: Generator) -> Production:
    if g.features.const_generics and g.chance(30):
        default = ("=", types.const_expression(g)) if g.chance(30) else ()
        return production("const_parameter", "$", Gap.TOUCH, "N", ":", types.type_(g), *default)
    bound = (":", types.bounds(g)) if g.chance(50) else ()
    default = ("=", types.type_(g)) if g.chance(20) else ()
    return production("type_parameter", upper_name(g), *bound, *default)


def _where(g: Generator, after_impl_type: bool = False) -> tuple[Part, ...]:
    if not g.features.generics:
        return ()
    clauses: list[Part] = []
    while g.chance(15):
        # Behind `impl Trait`, a `where` that begins with an equality belongs to the type.
        first = _bound_constraint(g) if after_impl_type else _constraint(g)
        rest = g.several(_constraint, 1)
        clauses.append(production("where", "where", *commas([first, *rest], is_bracketed=False)))
    return tuple(clauses)


def _constraint(g: Generator) -> Production:
    match g.number(4):
        case 0 | 1:
            return _bound_constraint(g)
        case 2 if g.features.const_generics:
            return production("constraint", types.const_condition(g))
        case _:
            return production("constraint", *_projection(g), "==", types.type_(g))


def _bound_constraint(g: Generator) -> Production:
    return production("constraint", *_projection(g), ":", types.bounds(g))


def _projection(g: Generator) -> tuple[Part, ...]:
    return types.path_parts(g) if g.chance(40) else (upper_name(g),)


def _uses(g: Generator) -> tuple[Part, ...]:
    if not g.features.capabilities or not g.chance(20):
        return ()
    return (production("uses", "uses", *commas(g.several(_capability, 2, 1), is_bracketed=False)),)


def _capability(g: Generator) -> Production:
    argument: tuple[Part, ...] = ("(", string(g), ")") if g.chance(20) else ()
    return production("capability", upper_name(g), *argument)


def _body(g: Generator, can_assign: bool = True) -> tuple[Part, ...]:
    """`"=" body ";"?`: what does not end in `}` needs its `;`."""
    if not can_assign:
        body = expressions.unambiguous_body(expressions.expression(g))
    else:
        body = expressions.body(g)
    return ("=", body, OPTIONAL_SEMICOLON if last_text(body) == "}" else ";")


# Functions and tests


def function(g: Generator) -> Production:
    """`function`, or a clause of one."""
    parameters = g.several(_clause_parameter, 3)
    if g.features.variadic_parameters and g.chance(10):
        parameters.append(production("parameter", name(g), ":", "...", types.type_(g)))
    signature = production("parameters", "(", *commas(parameters), ")")
    result = types.result_type(g)
    rest: list[Part] = [*_uses(g), *_where(g, result.name == "impl_type")]
    if g.features.clauses and g.chance(15):
        rest.append(production("guard", "if", expressions.guard(g)))
    rest += _contracts(g)
    name_ = name(g)
    return _attributed(g, "function", "@", Gap.TOUCH, name_, *_generics(g), signature, "->", result, *rest, *_body(g))


def _clause_parameter(g: Generator) -> Production:
    if g.features.clauses and g.chance(25):
        pattern = patterns.pattern(g)
        parts: list[Part] = list(pattern.parts) if pattern.name == "name_pattern" else [pattern]
        if g.chance(60):
            parts += (":", types.type_(g))
    else:
        parts = [name(g), ":", types.type_(g)]
    if g.features.default_arguments and g.chance(15):
        parts += ("=", expressions.expression(g))
    return production("parameter", *parts)


def _contracts(g: Generator) -> list[Part]:
    found: list[Part] = []
    if not g.features.contracts:
        return found
    while g.chance(12):
        found.append(production("contract", "pre", "(", expressions.contract_condition(g), *_message(g), ")"))
    while g.chance(12):
        result: tuple[Part, ...] = (name(g),)
        if g.chance(20):
            result = ("(", *commas([name(g) for _ in range(g.count(3, 1))]), ")")
        condition = expressions.contract_condition(g)
        found.append(production("contract", "post", "(", *result, "->", condition, *_message(g), ")"))
    return found


def _message(g: Generator) -> tuple[Part, ...]:
    return ("|", string(g)) if g.chance(40) else ()


def test(g: Generator) -> Production:
    """`test`, attached or floating."""
    targets: list[Part] = [production("test_target", "tests", "_")]
    if g.chance(70):
        targets = [production("test_target", "tests", "@", Gap.TOUCH, name(g)) for _ in range(g.count(2, 1))]
    return _attributed(g, "test", "@", Gap.TOUCH, name(g), *targets, "(", ")", "->", "void", *_body(g))


def const_function(g: Generator) -> Production:
    """`const_fn`."""
    parameters = [production("parameter", name(g), ":", types.type_(g)) for _ in range(g.count(2))]
    signature = production("parameters", "(", *commas(parameters), ")")
    head: tuple[Part, ...] = ("$", Gap.TOUCH, name(g), *_generics(g), signature)
    return _attributed(g, "const_function", *head, "->", types.type_(g), *_body(g))


def constant(g: Generator) -> Production:
    """`constant`, with or without `let`."""
    annotation = (":", types.type_(g)) if g.chance(40) else ()
    let: tuple[Part, ...] = ("let",) if g.chance(80) else ()
    value = expressions.expression(g)
    return _attributed(g, "constant", *let, "$", Gap.TOUCH, name(g), *annotation, "=", value, ";")


# Types


def type_declaration(g: Generator) -> Production:
    """`type_decl`."""
    derives: tuple[Part, ...] = ()
    if g.chance(30):
        derives = (production("derives", ":", *commas(g.several(_derive, 3, 1), is_bracketed=False)),)
    head: tuple[Part, ...] = ("type", upper_name(g), *_generics(g), *derives, *_where(g), "=")
    match g.number(4):
        case 0 | 1:
            fields = [production("field", name(g), ":", types.type_(g)) for _ in range(g.count(3))]
            body = production("struct_body", "{", *commas(fields), "}")
            return _attributed(g, "type", *head, body, OPTIONAL_SEMICOLON)
        case 2:
            return _attributed(g, "type", *head, _sum_body(g), ";")
        case _:
            return _attributed(g, "type", *head, production("newtype_body", _newtype(g)), ";")


def _newtype(g: Generator) -> Production:
    found = types.type_(g)
    # `{` opens a struct body.
    return production("list_type", "[", found, "]") if last_text(found) == "}" else found


def _sum_body(g: Generator) -> Production:
    variants = g.several(_variant, 3, 1)
    parts: list[Part] = []
    if g.chance(50) or (len(variants) == 1 and len(variants[0].parts) == 1):
        parts.append("|")
    for i, variant in enumerate(variants):
        parts += ("|", variant) if i else (variant,)
    return production("sum_body", *parts)


def _variant(g: Generator) -> Production:
    if g.chance(50):
        return production("variant", upper_name(g))
    return production("variant", upper_name(g), "(", *commas(g.several(_payload, 2)), ")")


def _payload(g: Generator) -> Production:
    label: tuple[Part, ...] = (name(g), ":") if g.chance(60) else ()
    return production("field", *label, types.type_(g))


def _derive(g: Generator) -> Production:
    head: tuple[Part, ...] = (g.pick(("Eq", "Clone", "Debug")),)
    if g.chance(10):
        head = types.path_parts(g)
    if g.chance(10):
        head = (*head, types.type_arguments(g))
    if g.chance(10):
        settings: list[tuple[Part, ...]] = [(name(g), "=", expressions.leaf(g))]
        if g.chance(50):
            settings.append(("$", Gap.TOUCH, name(g), "=", expressions.leaf(g)))
        head = (*head, "(", *commas(settings), ")")
    return production("derive", *head)


# Traits and implementations


def _method_head(g: Generator, is_static: bool = False) -> tuple[Part, ...]:
    parameters: list[Part | tuple[Part, ...]] = [production("parameter", "self")] if not is_static else []
    parameters += [production("parameter", name(g), ":", types.type_(g)) for _ in range(g.count(2))]
    signature = production("parameters", "(", *commas(parameters), ")")
    result = types.result_type(g)
    uses = _uses(g) if not is_static else ()
    where = _where(g, result.name == "impl_type")
    return ("@", Gap.TOUCH, method_name(g), *_generics(g), signature, "->", result, *uses, *where)


def _method(g: Generator) -> Production:
    return production("method", Gap.LINE, *_method_head(g, is_static=g.chance(15)), *_body(g))


def _instance_method(g: Generator) -> Production:
    return production("method", Gap.LINE, *_method_head(g), *_body(g))


def trait(g: Generator) -> Production:
    """`trait_decl`."""
    bounds = (":", types.bounds(g)) if g.chance(25) else ()
    members = g.several(_trait_member, 3)
    head: tuple[Part, ...] = ("trait", upper_name(g), *_generics(g), *bounds)
    return _attributed(g, "trait", *head, production("members", "{", *members, "}"))


def _trait_member(g: Generator) -> Production:
    match g.number(4):
        case 0:
            bounds = (":", types.bounds(g)) if g.chance(40) else ()
            default = ("=", types.type_(g)) if g.chance(30) else ()
            return production("associated_type", Gap.LINE, "type", upper_name(g), *bounds, *default, ";")
        case 1:
            default = ("=", expressions.expression(g)) if g.chance(40) else ()
            declared: tuple[Part, ...] = ("$", Gap.TOUCH, name(g), ":", types.type_(g))
            return production("associated_const", Gap.LINE, *declared, *default, ";")
        case 2:
            return production("method", Gap.LINE, *_method_head(g, is_static=g.chance(15)), ";")
        case _:
            return _method(g)


def implementation(g: Generator) -> Production:
    """`impl_decl`, inherent or of a trait."""
    of: tuple[Part, ...] = ()
    if g.features.traits and g.chance(50):
        arguments = (types.type_arguments(g),) if g.chance(20) else ()
        of = (":", production("type_name", upper_name(g), *arguments))
    members = production("members", "{", *g.several(_implementation_member, 3), "}")
    return _attributed(g, "impl", "impl", *_generics(g), types.type_atom(g), *of, *_where(g), members)


def _implementation_member(g: Generator) -> Production:
    match g.number(4):
        case 0:
            return production("associated_type", Gap.LINE, "type", upper_name(g), "=", types.type_(g), ";")
        case 1:
            value = expressions.expression(g)
            return production("associated_const", Gap.LINE, "$", Gap.TOUCH, name(g), "=", value, ";")
        case _:
            return _method(g)


def default_implementation(g: Generator) -> Production:
    """`def_impl`."""
    methods = [production("method", Gap.LINE, *_method_head(g, True), *_body(g)) for _ in range(g.count(2))]
    return _attributed(g, "def_impl", "def", "impl", upper_name(g), production("members", "{", *methods, "}"))


def extension(g: Generator) -> Production:
    """`extend_decl`."""
    members = production("members", "{", *g.several(_instance_method, 2), "}")
    return _attributed(g, "extend", "extend", *_generics(g), types.type_atom(g), *_where(g), members)


# Foreign functions and capabilities


def foreign_block(g: Generator) -> Production:
    """`extern_decl`."""
    library: tuple[Part, ...] = ("from", string(g)) if g.chance(40) else ()
    abi = g.pick(('"c"', '"js"'))
    head: tuple[Part, ...] = ("extern", abi, *library, *_foreign_attributes(g))
    functions = g.several(lambda inner: _foreign_function(inner, is_c=abi == '"c"'), 3)
    return _attributed(g, "extern", *head, production("members", "{", *functions, "}"))


def _foreign_attributes(g: Generator) -> tuple[Part, ...]:
    if not g.chance(15):
        return ()
    argument = g.pick((production("argument", "errno"), production("argument", "success", ":", expressions.leaf(g))))
    word = g.pick(("error", "free"))
    return (production("attribute", "#", Gap.TOUCH, word, "(", *commas([argument]), ")"),)


def _foreign_function(g: Generator, *, is_c: bool) -> Production:
    parameters: list[Part | tuple[Part, ...]] = list(g.several(_foreign_parameter, 3))
    if parameters and g.chance(15) and is_c:
        listed = commas([*parameters, "..."], is_bracketed=False)
    else:
        listed = commas(parameters)
    ownership: tuple[Part, ...] = (g.pick(("owned", "borrowed")),) if g.chance(20) else ()
    symbol: tuple[Part, ...] = ("as", string(g)) if g.chance(30) else ()
    head: tuple[Part, ...] = (Gap.LINE, "@", Gap.TOUCH, name(g), "(", *listed, ")", "->")
    rest: tuple[Part, ...] = (*ownership, types.type_(g), *symbol, *_foreign_attributes(g))
    return production("extern_function", *head, *rest, OPTIONAL_SEMICOLON)


def _foreign_parameter(g: Generator) -> Production:
    before: tuple[Part, ...] = ()
    after: tuple[Part, ...] = ()
    if g.chance(20):
        before = (g.pick(("out", "mut")),)
    elif g.chance(10):
        after = (g.pick(("out", "mut")),)
    if g.chance(15):
        after = (*after, g.pick(("owned", "borrowed")))
    return production("extern_parameter", *before, name(g), ":", *after, types.type_(g))


def capability_set(g: Generator) -> Production:
    """`capset_decl`."""
    names = commas([upper_name(g) for _ in range(g.count(3, 1))], is_bracketed=False)
    return _attributed(g, "capset", "capset", upper_name(g), "=", *names, ";")
