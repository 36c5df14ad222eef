"""What a name under the cursor means.

In: a place (`position.py`). Out: a `Mention`: the name's range and the declaration it stands for, resolved with the
types of the body around it, or by the module's scope outside of bodies and where inference gave up.
"""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.imported_files import imported_file
from ori_compiler.database.names import Lookup
from ori_compiler.ide.bodies import body_at, body_function_at, function_at
from ori_compiler.ide.implementations import called, parameter_index
from ori_compiler.ide.methods_of_type import length_of_tuple
from ori_compiler.ide.position import Place
from ori_compiler.ide.target import (
    Declared,
    Field,
    LabelName,
    Local,
    Member,
    Mention,
    Module,
    Parameter,
    Primitive,
    Target,
    Use,
    Variant,
)
from ori_compiler.ide.type_names import (
    constant_of_type,
    entity_target,
    path_target,
    segment_at,
    type_name,
    type_target,
    use_of_written,
    variable,
)
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import Idx
from ori_compiler.types.typed_body import (
    CapabilityReference,
    ConstantParameterReference,
    ConstantReference,
    ConversionReference,
    FieldReference,
    FunctionReference,
    LocalReference,
    Reference,
    StructuralReference,
    TraitMethodReference,
    TupleLengthReference,
    TypeReference,
    VariantReference,
)

Meaning = tuple[Target, Use]
"""What a name stands for, and with which types."""

_Labelled = ast.LabelledBlock | ast.While | ast.Loop | ast.For | ast.Comprehension
_Import = ast.ImportItem | ast.ExtensionImportItem | ast.NamespaceImportItem


def mention_at(database: CompilerDatabase, place: Place) -> Mention | None:
    """The name at a place and its meaning; none if there is no name or nobody knows what it means."""
    node = place.node
    span = node.span
    found: Meaning | None = None
    match node:
        case ast.NameRef():
            found = _referenced(database, place, span) or _plain(_value_or_type(database, place, node.name))
        case ast.SelfValue(is_type=True):
            found = _referenced(database, place, span) or _plain(type_name(database, place, "Self"))
        case ast.SelfValue():
            found = _referenced(database, place, span)
        case ast.NamedType():
            target = type_name(database, place, node.name)
            found = (target, use_of_written(database, place, node)) if target is not None else None
        case ast.AppliedType() | ast.QualifiedPattern() | ast.BoundConstraint() | ast.EqualityConstraint():
            return _dotted(database, place, node)
        case ast.NamePattern():
            found = _bound(database, place, span)
        case ast.TypeParameter():
            target = variable(place.item, node)
            # With the sign of a constant, without the bounds.
            span = Span(node.span.start, target.declared.end)
            found = (target, Use()) if place.offset <= span.end else None
        case ast.Name(text=text) if "." in text:
            return _dotted(database, place, ast.AppliedType(span, tuple(text.split(".")), ()))
        case ast.Capability():
            span = Span(span.start, span.start + len(node.name))
            found = _plain(type_name(database, place, node.name))
        case ast.Name() if place.parent is not None:
            found = _name(database, place, node, place.parent)
        case ast.Method():
            return _self_parameter(database, place)
        case ast.Binary() | ast.Unary() | ast.Assign() | ast.Index():
            return _operator(database, place, node)
        case _:
            pass
    return Mention(ItemSpan(place.item, span), *found) if found is not None else None


def _plain(target: Target | None) -> Meaning | None:
    return (target, Use()) if target is not None else None


def _referenced(database: CompilerDatabase, place: Place, span: Span) -> Meaning | None:
    """What inference found at a span."""
    body = body_at(database, place)
    reference = body.references.get(span) if body is not None else None
    return _meaning(database, place, reference) if reference is not None else None


def _meaning(database: CompilerDatabase, place: Place, reference: Reference) -> Meaning | None:
    pool = database.pool
    match reference:
        case LocalReference(binding):
            function = body_function_at(place)
            return _plain(Local(function, binding)) if function is not None else None
        case FunctionReference() | TraitMethodReference() | StructuralReference() | CapabilityReference():
            return called(database, reference)
        case ConstantReference(item):
            return _plain(Declared(item))
        case VariantReference(type_, index) if pool.is_nominal(type_):
            return Variant(pool.declaration(type_), index), Use(type=type_)
        case FieldReference(type_, index) if pool.is_nominal(type_):
            return Field(pool.declaration(type_), index), Use(type=type_)
        case TypeReference(type_):
            target = type_target(database, type_)
            return (target, Use(type=type_)) if target is not None else None
        case TupleLengthReference():
            return _plain(length_of_tuple(database))
        case ConversionReference(type_):
            return _plain(Primitive(type_, is_conversion=True))
        case ConstantParameterReference(parameter):
            return _plain(type_name(database, place, pool.name(parameter).removeprefix("$")))
        case _:
            return None


def _dotted(
    database: CompilerDatabase,
    place: Place,
    node: ast.AppliedType | ast.QualifiedPattern | ast.BoundConstraint | ast.EqualityConstraint,
) -> Mention | None:
    """A name in parts, of which the cursor is on one."""
    segment = segment_at(database, place, node.span.start, len(node.path))
    if segment is None:
        return None
    index, span = segment
    found = _plain(path_target(database, place, node.path, index))
    if isinstance(node, ast.QualifiedPattern) and index:
        found = _referenced(database, place, node.span)
    elif isinstance(node, ast.AppliedType) and found is not None and index == len(node.path) - 1:
        found = found[0], use_of_written(database, place, node)
    return Mention(ItemSpan(place.item, span), *found) if found is not None else None


def _self_parameter(database: CompilerDatabase, place: Place) -> Mention | None:
    """`self` in the head of a method, which is no node of its own."""
    node, function = place.node, function_at(place)
    if not isinstance(node, ast.Method) or not node.has_self or function is None:
        return None
    text, members = database.workspace.item_text.get(place.item), database.member_places(place.item)
    start = text.find("self", members.offset(node.name.span.end))
    if not 0 <= start <= members.offset(place.offset) <= start + len("self"):
        return None
    binding = Span(node.name.span.end, node.name.span.end)
    return Mention(ItemSpan(place.item, members.span(Span(start, start + len("self")))), Local(function, binding))


def _operator(
    database: CompilerDatabase, place: Place, node: ast.Binary | ast.Unary | ast.Assign | ast.Index
) -> Mention | None:
    """An operator that stands for a method which somebody wrote."""
    body = body_at(database, place)
    span = node.span
    reference = body.methods.get(span) if body is not None and place.is_on_token else None
    if not isinstance(reference, (TraitMethodReference, FunctionReference)):
        return None
    if isinstance(node, ast.Binary):
        span = node.operator_span
        if not span.start <= place.offset <= span.end:
            return None
    elif isinstance(node, ast.Unary):
        span = Span(span.start, node.operand.span.start)
    target, use = called(database, reference)
    return Mention(ItemSpan(place.item, span), target, use)


def _bound(database: CompilerDatabase, place: Place, span: Span) -> Meaning | None:
    """The local that a pattern's name binds, unless the name is a variant."""
    found = _referenced(database, place, span)
    if found is not None:
        return found
    body = body_at(database, place)
    is_bound = body is not None and span in body.bindings
    return _plain(Local(body.function, span)) if body is not None and is_bound else None


def _value(database: CompilerDatabase, item: ItemId, name: str) -> Target | None:
    return entity_target(database.lookup(Lookup(item.path, name, False)))


def _value_or_type(database: CompilerDatabase, place: Place, name: str) -> Target | None:
    return _value(database, place.item, name) or type_name(database, place, name)


def _name(database: CompilerDatabase, place: Place, node: ast.Name, parent: ast.Syntax) -> Meaning | None:
    """A `Name` means what its parent makes of it."""
    item = place.item
    match parent:
        case ast.TestItem() if node in parent.targets:
            return _plain(_value(database, item, node.text))
        case ast.ImportItem():
            return _plain(_module(database, item, node))
        case ast.ImportedName():
            return _plain(_imported(database, place, parent.name.text))
        case ast.ExtensionImportItem():
            return _plain(_imported_extension(database, place, parent, node))
        case ast.FunctionItem():
            return _plain(Declared(database.clauses(item)[0]))
        case ast.TestItem() | ast.ConstantItem() | ast.TraitItem():
            return _plain(Declared(item))
        case ast.StructItem() | ast.SumItem() | ast.NewtypeItem():
            return _plain(Declared(item))
        case ast.Method() | ast.AssociatedType() | ast.AssociatedConst():
            return _plain(Member(MemberId(item, ast.member_name(parent))))
        case ast.Parameter():
            return _bound(database, place, node.span) or _plain(_parameter(place, parent))
        case ast.AtPattern() | ast.LambdaParameter():
            return _bound(database, place, node.span)
        case ast.VariantSyntax():
            return _plain(Variant(item, _index_of(place.nodes[0], parent)))
        case ast.FieldSyntax():
            return _plain(_declared_field(place, parent))
        case ast.CapabilityBinding():
            return _plain(type_name(database, place, node.text))
        case ast.CapsetItem() if node is parent.name:
            return _plain(Declared(item))
        case ast.CapsetItem():
            return _plain(type_name(database, place, node.text))
        case ast.Operation():
            return _plain(_operation(database, place, node.text))
        case ast.Argument():
            return _argument(database, place, parent, node.text)
        case ast.PatternField():
            return _pattern_field(database, place, node.text)
        case ast.NamespaceImportItem():
            return _plain(_module(database, item, parent.path))
        case ast.StructLiteral() | ast.StructPattern():
            return _referenced(database, place, node.span) or _plain(type_name(database, place, node.text))
        case ast.VariantPattern():
            return _referenced(database, place, node.span) or _plain(_value(database, item, node.text))
        case ast.FieldAccess(base=ast.NameRef(name=module)):
            whole = _referenced(database, place, node.span) or _referenced(database, place, parent.span)
            return whole or _plain(entity_target(database.lookup(Lookup(item.path, f"{module}.{node.text}", True))))
        case ast.ConstantAccess():
            return _referenced(database, place, node.span) or _plain(constant_of_type(database, place, parent))
        case ast.Break() | ast.Continue() | ast.LabelledBlock() | ast.While() | ast.Loop() | ast.For():
            return _plain(_label(place, node.text))
        case _:
            return _referenced(database, place, node.span)


def _operation(database: CompilerDatabase, place: Place, name: str) -> Target | None:
    """An operation of a handler: that of the capability which the handler is bound to."""
    binding = next((node for node in reversed(place.nodes) if isinstance(node, ast.CapabilityBinding)), None)
    capability = type_name(database, place, binding.capability.text) if binding is not None else None
    trait = database.trait(capability.item) if isinstance(capability, Declared) else None
    return Member(MemberId(trait.trait, name)) if trait is not None and trait.method(name) is not None else None


def _index_of(parent: ast.Syntax, node: ast.Syntax) -> int:
    siblings = parent.variants if isinstance(parent, ast.SumItem) else ()
    return next((index for index, variant in enumerate(siblings) if variant is node), 0)


def _parameter(place: Place, node: ast.Parameter) -> Target | None:
    """A parameter at its own declaration, where there is no body that it is a local of."""
    function, owner = function_at(place), place.nodes[-3]
    if function is None or not isinstance(owner, (ast.FunctionItem, ast.Method)):
        return None
    return Parameter(function, owner.parameters.index(node))


def _module(database: CompilerDatabase, item: ItemId, node: ast.Name) -> Target | None:
    syntax = database.item_syntax(item).item
    if not isinstance(syntax, _Import):
        return None
    path = imported_file(database, item.path, node.text, is_relative=syntax.is_relative)
    return Module(path) if database.workspace.module_items.contains(path) else None


def _imported(database: CompilerDatabase, place: Place, name: str) -> Target | None:
    """What the module that is imported from exports under a name."""
    syntax = place.nodes[0]
    module = _module(database, place.item, syntax.path) if isinstance(syntax, _Import) else None
    if not isinstance(module, Module):
        return None
    for is_type in (False, True):
        found = database.exported(Lookup(module.path, name, is_type))
        if found is not None:
            return entity_target(found)
    return None


def _imported_extension(
    database: CompilerDatabase, place: Place, syntax: ast.ExtensionImportItem, node: ast.Name
) -> Target | None:
    """A part of `extension "path" { Type.method }`."""
    module = _module(database, place.item, syntax.path)
    if node is syntax.path or not isinstance(module, Module):
        return module
    for type_, method in syntax.methods:
        if node is type_:
            return _imported(database, place, node.text) or type_name(database, place, node.text)
        if node is method:
            for item, header in database.type_scope(module.path).extends:
                if header.head == type_.text and method.text in header.methods:
                    return Member(MemberId(item, method.text))
    return None


def _declared_field(place: Place, field: ast.FieldSyntax) -> Target | None:
    """The field at its own declaration, in a struct or in a variant's payload."""
    owner, root = place.nodes[-3], place.nodes[0]
    if isinstance(owner, ast.StructItem):
        return Field(place.item, owner.fields.index(field))
    if isinstance(owner, ast.VariantSyntax):
        return Field(place.item, owner.fields.index(field), _index_of(root, owner))
    return None


def _argument(database: CompilerDatabase, place: Place, argument: ast.Argument, name: str) -> Meaning | None:
    """A named argument; `name:` alone is short for `name: name`, and the local is what the writer thinks of."""
    if isinstance(argument.value, ast.NameRef) and argument.value.span == place.node.span:
        local = _referenced(database, place, argument.value.span)
        if local is not None:
            return local
    return argument_meaning(database, place, name)


def argument_meaning(database: CompilerDatabase, place: Place, name: str) -> Meaning | None:
    """What a named argument is for: a parameter of the function, or a payload field of the variant, that is called."""
    callee = callee_of(database, place, place.nodes[-3])
    if callee is None:
        return None
    target, use = callee
    if isinstance(target, Variant):
        field = _payload_field(database, target, name)
        return (field, use) if field is not None else None
    index = parameter_index(database, target, name)
    if index is None or not isinstance(target, (Declared, Member)):
        return None
    if isinstance(target, Member):
        return Parameter(target.member, index), use
    return Parameter(naming_clause(database, target.item, index, name), index), use


def naming_clause(database: CompilerDatabase, function: ItemId, index: int, name: str) -> ItemId:
    """The clause of a function that calls a parameter so, where another takes it apart."""
    for clause in database.clauses(function):
        syntax = database.item_syntax(clause).item
        if isinstance(syntax, ast.FunctionItem) and [p.name.text for p in syntax.parameters][index : index + 1] == [
            name
        ]:
            return clause
    return function


def callee_of(database: CompilerDatabase, place: Place, call: ast.Syntax) -> Meaning | None:
    """What a call calls by name: a function, method or variant."""
    match call:
        case (
            ast.Call(callee=ast.NameRef() as name) | ast.Call(callee=ast.TypeApplication(callee=ast.NameRef() as name))
        ):
            return _referenced(database, place, name.span) or _plain(_value_or_type(database, place, name.name))
        case ast.MethodCall(name=name) | ast.PipeMethod(name=name):
            return _referenced(database, place, name.span)
        case _:
            return None


def _pattern_field(database: CompilerDatabase, place: Place, name: str) -> Meaning | None:
    """The field that a part of a pattern looks at; where the part binds the field's name, that local."""
    part = place.nodes[-2]
    if isinstance(part, ast.PatternField) and part.pattern.span == place.node.span:
        return _bound(database, place, place.node.span)
    return pattern_field_meaning(database, place, name)


def pattern_field_meaning(database: CompilerDatabase, place: Place, name: str) -> Meaning | None:
    """The field that a part of a pattern looks at."""
    pattern = place.nodes[-3]
    body = body_at(database, place)
    type_ = body.types.get(pattern.span) if body is not None else None
    if isinstance(pattern, (ast.VariantPattern, ast.QualifiedPattern)):
        found = _referenced(database, place, pattern.span)
        target = _payload_field(database, found[0], name) if found is not None else None
    else:
        target = _field_of(database, type_, name) if type_ is not None else None
    return (target, Use(type=type_)) if target is not None else None


def literal_field_meaning(database: CompilerDatabase, place: Place, name: str) -> Meaning | None:
    """The field that a part of a struct literal gives a value."""
    body = body_at(database, place)
    type_ = body.types.get(place.nodes[-3].span) if body is not None else None
    target = _field_of(database, type_, name) if type_ is not None else None
    return (target, Use(type=type_)) if target is not None else None


def _field_of(database: CompilerDatabase, type_: Idx, name: str) -> Target | None:
    if not database.pool.is_nominal(type_):
        return None
    declaration = database.pool.declaration(type_)
    syntax = database.item_syntax(declaration).item
    fields = syntax.fields if isinstance(syntax, ast.StructItem) else ()
    names = [field.name.text if field.name is not None else "" for field in fields]
    return Field(declaration, names.index(name)) if name in names else None


def _payload_field(database: CompilerDatabase, variant: Target, name: str) -> Target | None:
    if not isinstance(variant, Variant):
        return None
    syntax = database.item_syntax(variant.item).item
    fields = syntax.variants[variant.index].fields if isinstance(syntax, ast.SumItem) else ()
    names = [field.name.text if field.name is not None else "" for field in fields]
    return Field(variant.item, names.index(name), variant.index) if name in names else None


def _label(place: Place, name: str) -> Target | None:
    """The innermost construct around the place that has this label."""
    for node in reversed(place.nodes):
        if isinstance(node, _Labelled) and node.label is not None and node.label.text == name:
            return LabelName(place.item, node.label.span, name)
    return None
