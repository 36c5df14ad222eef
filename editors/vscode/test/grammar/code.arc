/// SYNTAX TEST "source.ori-arc" "blocks, owners, counts"
// ARC IR of add
/// <- comment.line.double-slash.ori-arc
@add (%a.0: owned int, %b.1: owned int) -> int
/// <---- entity.name.function.ori-arc
///   ^^^^ variable.other.local.ori-arc
///         ^^^^^ storage.modifier.ori-arc
///                                        ^^^ support.type.ori-arc
b0:
/// <-- entity.name.label.ori-arc
    %2: int = checked int_add %a.0, %b.1
/// ^^ variable.other.local.ori-arc
///     ^^^ support.type.ori-arc
    decrement %s.3
/// ^^^^^^^^^ keyword.other.ownership.ori-arc
    return %2
/// ^^^^^^ keyword.control.ori-arc
