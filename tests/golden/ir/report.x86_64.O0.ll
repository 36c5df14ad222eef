source_filename = "sample"
target triple = "x86_64-unknown-linux-gnu"

%Point = type { double, double }
%Mixed = type { i8, i64, i8 }
%str = type { ptr, i64 }

@text.0 = private unnamed_addr constant [20 x i8] c"examples/sample.ori\00", align 1
@text.1 = private unnamed_addr constant [7 x i8] c"@table\00", align 1
@location.0 = private unnamed_addr constant { ptr, ptr, i32, i32 } { ptr @text.0, ptr @text.1, i32 13, i32 1 }, align 8

declare void @ori_int_to_str(ptr, i64) nounwind
declare void @ori_str_concat(ptr, ptr, i64, ptr, i64) nounwind
declare void @ori_rc_decrement(ptr, ptr) nounwind
declare { i64, i1 } @llvm.ssub.with.overflow.i64(i64, i64)
declare void @ori_panic_integer_overflow(ptr) noreturn cold
declare i32 @__gcc_personality_v0(...)
declare void @ori_print(ptr, i64) nounwind

define internal %Point @examples.sample.shift(double %at.0, double %at.1, ptr align 8 %by, double %factor) nounwind uwtable {
entry:
  %at.partial = insertvalue %Point poison, double %at.0, 0
  %at = insertvalue %Point %at.partial, double %at.1, 1
  %by.value = load %Mixed, ptr %by
  %b = extractvalue %Mixed %by.value, 1
  %float = sitofp i64 %b to double
  %fmul = fmul double %float, %factor
  %result.partial = insertvalue %Point poison, double %fmul, 0
  %result = insertvalue %Point %result.partial, double %at.1, 1
  ret %Point %result
}

define internal %str @examples.sample.table(ptr %title.0, i64 %title.1, i64 %rows) uwtable personality ptr @__gcc_personality_v0 {
entry:
  %text.slot = alloca %str, align 8
  %text.slot.1 = alloca %str, align 8
  %title.partial = insertvalue %str poison, ptr %title.0, 0
  %title = insertvalue %str %title.partial, i64 %title.1, 1
  br label %block1

block1:
  %n = phi i64 [ %rows, %entry ], [ %difference, %ok ]
  %text = phi ptr [ %title.0, %entry ], [ %extract, %ok ]
  %text.1 = phi i64 [ %title.1, %entry ], [ %extract.1, %ok ]
  %text.partial = insertvalue %str poison, ptr %text, 0
  %text.2 = insertvalue %str %text.partial, i64 %text.1, 1
  %done = icmp eq i64 %n, 0
  br i1 %done, label %block3, label %block2

block2:
  call void @ori_int_to_str(ptr %text.slot, i64 %n)
  %number = load %str, ptr %text.slot
  %data = extractvalue %str %number, 0
  %length = extractvalue %str %number, 1
  call void @ori_str_concat(ptr %text.slot.1, ptr %text, i64 %text.1, ptr %data, i64 %length)
  %longer = load %str, ptr %text.slot.1
  %is_inline = icmp slt i64 %length, 0
  %object = select i1 %is_inline, ptr null, ptr %data
  call void @ori_rc_decrement(ptr %object, ptr null)
  %is_inline.1 = icmp slt i64 %text.1, 0
  %object.1 = select i1 %is_inline.1, ptr null, ptr %text
  call void @ori_rc_decrement(ptr %object.1, ptr null)
  %checked = call { i64, i1 } @llvm.ssub.with.overflow.i64(i64 %n, i64 1)
  %difference = extractvalue { i64, i1 } %checked, 0
  %overflow = extractvalue { i64, i1 } %checked, 1
  br i1 %overflow, label %panic, label %ok

ok:
  %extract = extractvalue %str %longer, 0
  %extract.1 = extractvalue %str %longer, 1
  br label %block1

block3:
  ret %str %text.2

panic:
  invoke void @ori_panic_integer_overflow(ptr @location.0) to label %never unwind label %cleanup

cleanup:
  %unwind = landingpad { ptr, i32 } cleanup
  %data.1 = extractvalue %str %longer, 0
  %length.1 = extractvalue %str %longer, 1
  %is_inline.2 = icmp slt i64 %length.1, 0
  %object.2 = select i1 %is_inline.2, ptr null, ptr %data.1
  call void @ori_rc_decrement(ptr %object.2, ptr null)
  resume { ptr, i32 } %unwind

never:
  unreachable
}

define internal void @examples.sample.main() uwtable {
entry:
  %made = call %str @examples.sample.table(ptr inttoptr (i64 35435417399154 to ptr), i64 -8791026472627208192, i64 3)
  %data = extractvalue %str %made, 0
  %length = extractvalue %str %made, 1
  call void @ori_print(ptr %data, i64 %length)
  %is_inline = icmp slt i64 %length, 0
  %object = select i1 %is_inline, ptr null, ptr %data
  call void @ori_rc_decrement(ptr %object, ptr null)
  ret void
}

define void @examples.sample.main.$entry(ptr align 1 %arguments, ptr align 1 %result) uwtable {
entry:
  call void @examples.sample.main()
  ret void
}

define void @ori_main(ptr align 1 %arguments, ptr align 1 %result) uwtable {
entry:
  call void @examples.sample.main()
  ret void
}
