"""Small LLVM modules, written by hand, for tests of what runs them."""

from ori_compiler.codegen.runtime_registry import (
    LOCATION_TYPE,
    PERSONALITY,
    RUNTIME_FUNCTIONS,
    RuntimeFunction,
    RuntimeType,
    scalar_parameters,
    scalar_result,
)
from ori_compiler.codegen.text_form import inline_words


def declaration(function: RuntimeFunction) -> str:
    """The `declare` line of a runtime function."""
    parameters = ", ".join(f"{each.value}{_extension(each)}" for each in scalar_parameters(function))
    result = scalar_result(function)
    nounwind = "" if function.may_panic else " nounwind"
    return f"declare{_extension(result)} {result.value} @{function.name}({parameters}){nounwind}"


def _extension(scalar: RuntimeType) -> str:
    return " zeroext" if scalar in (RuntimeType.BOOL, RuntimeType.I8) else ""


def text(content: str) -> str:
    """A short literal as the two arguments of a call."""
    words = inline_words(content.encode())
    assert words is not None
    return f"ptr inttoptr (i64 {words[0]} to ptr), i64 {words[1]}"


_PRELUDE = (
    "\n".join(declaration(function) for function in RUNTIME_FUNCTIONS.values())
    + f"""
declare i32 @{PERSONALITY}(...)
@file = private constant [9 x i8] c"main.ori\\00"
@function = private constant [6 x i8] c"start\\00"
@place = private constant {LOCATION_TYPE} {{ ptr @file, ptr @function, i32 3, i32 7 }}
"""
)

_PARTS = {
    "prints": f"""
define void @prints(ptr %arguments, ptr %result) uwtable {{
  call void @ori_print({text("hello")})
  ret void
}}
""",
    "adds": """
define void @adds(ptr %arguments, ptr %result) uwtable {
  %second = getelementptr i64, ptr %arguments, i64 1
  %a = load i64, ptr %arguments
  %b = load i64, ptr %second
  %sum = add i64 %a, %b
  store i64 %sum, ptr %result
  ret void
}
""",
    # Owns an object while the callee panics: the landing pad has to release it.
    "panics": f"""
define void @panicking(i64 %size) noinline uwtable personality ptr @{PERSONALITY} {{
  %owned = call ptr @ori_rc_alloc(i64 %size)
  invoke void @ori_panic({text("it broke")}, ptr @place) to label %never unwind label %cleanup
never:
  unreachable
cleanup:
  %exception = landingpad {{ ptr, i32 }} cleanup
  call void @ori_rc_decrement(ptr %owned, ptr null)
  resume {{ ptr, i32 }} %exception
}}
define void @panics(ptr %arguments, ptr %result) uwtable {{
  call void @ori_print({text("hello")})
  call void @panicking(i64 8)
  ret void
}}
""",
    "divides": """
define void @divides(ptr %arguments, ptr %result) uwtable {
  call void @ori_panic_division_by_zero(ptr @place)
  unreachable
}
""",
    "leaks": """
define void @leaks(ptr %arguments, ptr %result) uwtable {
  %lost = call ptr @ori_rc_alloc(i64 8)
  store ptr %lost, ptr %result
  ret void
}
""",
    # The last owner of a node releases the node behind it.
    "drops": """
define void @drop_node(ptr %node) uwtable {
  %next = load ptr, ptr %node
  call void @ori_rc_decrement(ptr %next, ptr @drop_node)
  ret void
}
define void @drops(ptr %arguments, ptr %result) uwtable {
  %tail = call ptr @ori_rc_alloc(i64 8)
  store ptr null, ptr %tail
  %head = call ptr @ori_rc_alloc(i64 8)
  store ptr %tail, ptr %head
  call void @ori_rc_increment(ptr %head)
  call void @ori_rc_decrement(ptr %head, ptr @drop_node)
  %unique = call zeroext i1 @ori_rc_is_unique(ptr %head)
  call void @ori_rc_decrement(ptr %head, ptr @drop_node)
  %value = zext i1 %unique to i64
  store i64 %value, ptr %result
  ret void
}
""",
    # Each frame writes to the one before it, so that none can become a loop.
    "overflows": """
define i64 @deeper(i64 %depth, ptr %above) noinline uwtable {
  %frame = alloca [64 x i64]
  store volatile i64 %depth, ptr %above
  %next = add i64 %depth, 1
  %below = call i64 @deeper(i64 %next, ptr %frame)
  %sum = add i64 %below, %depth
  ret i64 %sum
}
define void @overflows(ptr %arguments, ptr %result) uwtable {
  %frame = alloca i64
  %sum = call i64 @deeper(i64 0, ptr %frame)
  store i64 %sum, ptr %result
  ret void
}
""",
    "answers": """
define void @answers(ptr %arguments, ptr %result) uwtable {
  store i64 298, ptr %result
  ret void
}
""",
    "uses_mathematics": """
declare double @fmod(double, double)
define void @uses_mathematics(ptr %arguments, ptr %result) uwtable {
  %a = load double, ptr %arguments
  %rest = call double @fmod(double %a, double 3.0)
  store double %rest, ptr %result
  ret void
}
""",
}


def module(*names: str) -> str:
    """A module with the entries of those names."""
    return _PRELUDE + "".join(_PARTS[name] for name in names)


def program(name: str) -> str:
    """A module whose `ori_main` is the entry of that name."""
    return module(name).replace(f"@{name}(", "@ori_main(")
