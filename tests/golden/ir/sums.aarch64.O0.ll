source_filename = "sample"
target triple = "aarch64-unknown-linux-gnu"

%Shape = type { i8, [3 x i64] }
%List = type { i8, [2 x i64] }
%Shape.Flag = type { i8, [7 x i8], i8 }
%Shape.Circle = type { i8, [7 x i8], double }
%str = type { ptr, i64 }
%Shape.Label = type { i8, [7 x i8], %str, i8 }
%Shape.Box = type { i8, [7 x i8], i64, i64, i32 }
%List.Cons = type { i8, [7 x i8], i64, ptr }

@text.0 = private unnamed_addr constant [20 x i8] c"examples/sample.ori\00", align 1
@text.1 = private unnamed_addr constant [10 x i8] c"@describe\00", align 1
@location.0 = private unnamed_addr constant { ptr, ptr, i32, i32 } { ptr @text.0, ptr @text.1, i32 2, i32 1 }, align 8
@location.1 = private unnamed_addr constant { ptr, ptr, i32, i32 } { ptr @text.0, ptr @text.1, i32 3, i32 1 }, align 8
@location.2 = private unnamed_addr constant { ptr, ptr, i32, i32 } { ptr @text.0, ptr @text.1, i32 4, i32 1 }, align 8
@location.3 = private unnamed_addr constant { ptr, ptr, i32, i32 } { ptr @text.0, ptr @text.1, i32 5, i32 1 }, align 8
@text.2 = private unnamed_addr constant [9 x i8] c"@numbers\00", align 1
@location.4 = private unnamed_addr constant { ptr, ptr, i32, i32 } { ptr @text.0, ptr @text.2, i32 3, i32 1 }, align 8
@text.3 = private unnamed_addr constant [7 x i8] c"@total\00", align 1
@location.5 = private unnamed_addr constant { ptr, ptr, i32, i32 } { ptr @text.0, ptr @text.3, i32 3, i32 1 }, align 8
@text.4 = private unnamed_addr constant [15 x i8] c"@increment_all\00", align 1
@location.6 = private unnamed_addr constant { ptr, ptr, i32, i32 } { ptr @text.0, ptr @text.4, i32 3, i32 1 }, align 8

declare { i64, i1 } @llvm.sadd.with.overflow.i64(i64, i64)
declare void @ori_panic_integer_overflow(ptr) noreturn cold
declare i64 @ori_float_to_int(double, ptr)
declare { i64, i1 } @llvm.ssub.with.overflow.i64(i64, i64)
declare i32 @__gcc_personality_v0(...)
declare ptr @ori_rc_alloc(i64) nounwind
declare zeroext i1 @ori_rc_is_unique(ptr) nounwind
declare void @ori_rc_decrement(ptr, ptr) nounwind
declare void @ori_rc_free(ptr) nounwind
declare void @ori_rc_increment(ptr) nounwind

define internal i64 @examples.sample.describe(ptr align 8 %shape) uwtable {
entry:
  %shape.value = load %Shape, ptr %shape
  %tag = extractvalue %Shape %shape.value, 0
  %variant = zext i8 %tag to i64
  switch i64 %variant, label %block5 [ i64 0, label %block1 i64 1, label %block2 i64 2, label %block3 i64 3, label %block4 ]

block1:
  ret i64 1

block2:
  %on.at = getelementptr inbounds %Shape.Flag, ptr %shape, i32 0, i32 2
  %on = load i8, ptr %on.at
  %on.1 = trunc i8 %on to i1
  %int = zext i1 %on.1 to i64
  %checked = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 10, i64 %int)
  %sum = extractvalue { i64, i1 } %checked, 0
  %overflow = extractvalue { i64, i1 } %checked, 1
  br i1 %overflow, label %panic, label %ok

ok:
  ret i64 %sum

block3:
  %radius.at = getelementptr inbounds %Shape.Circle, ptr %shape, i32 0, i32 2
  %radius = load double, ptr %radius.at
  %call = call i64 @ori_float_to_int(double %radius, ptr @location.1)
  %checked.1 = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 100, i64 %call)
  %sum.1 = extractvalue { i64, i1 } %checked.1, 0
  %overflow.1 = extractvalue { i64, i1 } %checked.1, 1
  br i1 %overflow.1, label %panic.1, label %ok.1

ok.1:
  ret i64 %sum.1

block4:
  %text.at = getelementptr inbounds %Shape.Label, ptr %shape, i32 0, i32 2
  %text = load %str, ptr %text.at
  %size.at = getelementptr inbounds %Shape.Label, ptr %shape, i32 0, i32 3
  %size = load i8, ptr %size.at
  %data = extractvalue %str %text, 0
  %length = extractvalue %str %text, 1
  %shifted = lshr i64 %length, 56
  %inline = and i64 %shifted, 15
  %is_inline = icmp slt i64 %length, 0
  %length.1 = select i1 %is_inline, i64 %inline, i64 %length
  %int.1 = zext i8 %size to i64
  %checked.2 = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %length.1, i64 %int.1)
  %sum.2 = extractvalue { i64, i1 } %checked.2, 0
  %overflow.2 = extractvalue { i64, i1 } %checked.2, 1
  br i1 %overflow.2, label %panic.2, label %ok.2

ok.2:
  ret i64 %sum.2

block5:
  %width.at = getelementptr inbounds %Shape.Box, ptr %shape, i32 0, i32 2
  %width = load i64, ptr %width.at
  %height.at = getelementptr inbounds %Shape.Box, ptr %shape, i32 0, i32 3
  %height = load i64, ptr %height.at
  %letter.at = getelementptr inbounds %Shape.Box, ptr %shape, i32 0, i32 4
  %letter = load i32, ptr %letter.at
  %int.2 = zext i32 %letter to i64
  %checked.3 = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %width, i64 %height)
  %sum.3 = extractvalue { i64, i1 } %checked.3, 0
  %overflow.3 = extractvalue { i64, i1 } %checked.3, 1
  br i1 %overflow.3, label %panic.3, label %ok.3

ok.3:
  %checked.4 = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %sum.3, i64 %int.2)
  %sum.4 = extractvalue { i64, i1 } %checked.4, 0
  %overflow.4 = extractvalue { i64, i1 } %checked.4, 1
  br i1 %overflow.4, label %panic.4, label %ok.4

ok.4:
  ret i64 %sum.4

panic:
  call void @ori_panic_integer_overflow(ptr @location.0)
  unreachable

panic.1:
  call void @ori_panic_integer_overflow(ptr @location.1)
  unreachable

panic.2:
  call void @ori_panic_integer_overflow(ptr @location.2)
  unreachable

panic.3:
  call void @ori_panic_integer_overflow(ptr @location.3)
  unreachable

panic.4:
  call void @ori_panic_integer_overflow(ptr @location.3)
  unreachable
}

define internal void @examples.sample.numbers(ptr sret(%List) noalias align 8 %result, i64 %count) uwtable personality ptr @__gcc_personality_v0 {
entry:
  %tail.slot = alloca %List, align 8
  %value.slot = alloca %List, align 8
  %extract = extractvalue [2 x i64] zeroinitializer, 0
  %extract.1 = extractvalue [2 x i64] zeroinitializer, 1
  br label %block1

block1:
  %n = phi i64 [ %count, %entry ], [ %difference, %ok ]
  %tail = phi i8 [ 0, %entry ], [ %extract.2, %ok ]
  %tail.1 = phi i64 [ %extract, %entry ], [ %extract.4, %ok ]
  %tail.2 = phi i64 [ %extract.1, %entry ], [ %extract.5, %ok ]
  %tail.partial = insertvalue [2 x i64] poison, i64 %tail.1, 0
  %tail.3 = insertvalue [2 x i64] %tail.partial, i64 %tail.2, 1
  %tail.partial.1 = insertvalue %List poison, i8 %tail, 0
  %tail.4 = insertvalue %List %tail.partial.1, [2 x i64] %tail.3, 1
  %eq = icmp eq i64 %n, 0
  br i1 %eq, label %block3, label %block2

block2:
  %checked = call { i64, i1 } @llvm.ssub.with.overflow.i64(i64 %n, i64 1)
  %difference = extractvalue { i64, i1 } %checked, 0
  %overflow = extractvalue { i64, i1 } %checked, 1
  br i1 %overflow, label %panic, label %ok

ok:
  %box = call ptr @ori_rc_alloc(i64 24)
  store %List %tail.4, ptr %box
  %tag = getelementptr inbounds %List.Cons, ptr %value.slot, i32 0, i32 0
  store i8 1, ptr %tag
  %head = getelementptr inbounds %List.Cons, ptr %value.slot, i32 0, i32 2
  store i64 %n, ptr %head
  %tail.5 = getelementptr inbounds %List.Cons, ptr %value.slot, i32 0, i32 3
  store ptr %box, ptr %tail.5
  %variant = load %List, ptr %value.slot
  %extract.2 = extractvalue %List %variant, 0
  %extract.3 = extractvalue %List %variant, 1
  %extract.4 = extractvalue [2 x i64] %extract.3, 0
  %extract.5 = extractvalue [2 x i64] %extract.3, 1
  br label %block1

block3:
  store %List %tail.4, ptr %result
  ret void

panic:
  invoke void @ori_panic_integer_overflow(ptr @location.4) to label %never unwind label %cleanup

cleanup:
  %unwind = landingpad { ptr, i32 } cleanup
  store %List %tail.4, ptr %tail.slot
  call void @ori.drop.examples.sample.List(ptr %tail.slot)
  resume { ptr, i32 } %unwind

never:
  unreachable
}

define internal i64 @examples.sample.total(ptr align 8 %list) uwtable {
entry:
  %tail.slot = alloca %List, align 8
  %list.value = load %List, ptr %list
  %tag = extractvalue %List %list.value, 0
  %variant = zext i8 %tag to i64
  switch i64 %variant, label %block2 [ i64 0, label %block1 ]

block1:
  ret i64 0

block2:
  %head.at = getelementptr inbounds %List.Cons, ptr %list, i32 0, i32 2
  %head = load i64, ptr %head.at
  %tail.at = getelementptr inbounds %List.Cons, ptr %list, i32 0, i32 3
  %tail = load ptr, ptr %tail.at
  %tail.1 = load %List, ptr %tail
  store %List %tail.1, ptr %tail.slot
  %rest = call i64 @examples.sample.total(ptr align 8 %tail.slot)
  %checked = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %head, i64 %rest)
  %sum = extractvalue { i64, i1 } %checked, 0
  %overflow = extractvalue { i64, i1 } %checked, 1
  br i1 %overflow, label %panic, label %ok

ok:
  ret i64 %sum

panic:
  call void @ori_panic_integer_overflow(ptr @location.5)
  unreachable
}

define internal void @examples.sample.increment_all(ptr sret(%List) noalias align 8 %result, ptr align 8 %list) uwtable personality ptr @__gcc_personality_v0 {
entry:
  %tail.slot = alloca %List, align 8
  %rest.slot = alloca %List, align 8
  %value.slot = alloca %List, align 8
  %list.value = load %List, ptr %list
  %tag = extractvalue %List %list.value, 0
  %variant = zext i8 %tag to i64
  switch i64 %variant, label %block2 [ i64 0, label %block1 ]

block1:
  store %List %list.value, ptr %result
  ret void

block2:
  %head.at = getelementptr inbounds %List.Cons, ptr %list, i32 0, i32 2
  %head = load i64, ptr %head.at
  %cell.at = getelementptr inbounds %List.Cons, ptr %list, i32 0, i32 3
  %cell = load ptr, ptr %cell.at
  %tail = load %List, ptr %cell
  %is_unique = call zeroext i1 @ori_rc_is_unique(ptr %cell)
  br i1 %is_unique, label %unique, label %shared

unique:
  br label %joined

shared:
  store %List %tail, ptr %tail.slot
  call void @ori.retain.examples.sample.List(ptr %tail.slot)
  call void @ori_rc_decrement(ptr %cell, ptr @ori.drop.examples.sample.List)
  br label %joined

joined:
  %memory = phi ptr [ %cell, %unique ], [ null, %shared ]
  store %List %tail, ptr %tail.slot
  invoke void @examples.sample.increment_all(ptr sret(%List) noalias align 8 %rest.slot, ptr align 8 %tail.slot) to label %returned unwind label %cleanup

returned:
  %rest = load %List, ptr %rest.slot
  %checked = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %head, i64 1)
  %sum = extractvalue { i64, i1 } %checked, 0
  %overflow = extractvalue { i64, i1 } %checked, 1
  br i1 %overflow, label %panic, label %ok

ok:
  %is_null = icmp eq ptr %memory, null
  br i1 %is_null, label %fresh, label %ready

fresh:
  %allocated = call ptr @ori_rc_alloc(i64 24)
  br label %ready

ready:
  %box = phi ptr [ %memory, %ok ], [ %allocated, %fresh ]
  store %List %rest, ptr %box
  %tag.1 = getelementptr inbounds %List.Cons, ptr %value.slot, i32 0, i32 0
  store i8 1, ptr %tag.1
  %head.1 = getelementptr inbounds %List.Cons, ptr %value.slot, i32 0, i32 2
  store i64 %sum, ptr %head.1
  %tail.1 = getelementptr inbounds %List.Cons, ptr %value.slot, i32 0, i32 3
  store ptr %box, ptr %tail.1
  %variant.1 = load %List, ptr %value.slot
  store %List %variant.1, ptr %result
  ret void

cleanup:
  %unwind = landingpad { ptr, i32 } cleanup
  call void @ori_rc_free(ptr %memory)
  resume { ptr, i32 } %unwind

panic:
  invoke void @ori_panic_integer_overflow(ptr @location.6) to label %never unwind label %cleanup.1

cleanup.1:
  %unwind.1 = landingpad { ptr, i32 } cleanup
  call void @ori.drop.examples.sample.List(ptr %rest.slot)
  call void @ori_rc_free(ptr %memory)
  resume { ptr, i32 } %unwind.1

never:
  unreachable
}

define void @examples.sample.increment_all.$entry(ptr align 8 %arguments, ptr align 8 %result) uwtable {
entry:
  %list = load %List, ptr %arguments
  call void @ori.retain.examples.sample.List(ptr %arguments)
  call void @examples.sample.increment_all(ptr sret(%List) noalias align 8 %result, ptr align 8 %arguments)
  ret void
}

define linkonce_odr hidden void @ori.retain.examples.sample.List(ptr %value) nounwind uwtable {
entry:
  %tag = load i8, ptr %value
  switch i8 %tag, label %done [ i8 1, label %Cons ]

Cons:
  %tail = getelementptr inbounds %List.Cons, ptr %value, i32 0, i32 3
  %box = load ptr, ptr %tail
  call void @ori_rc_increment(ptr %box)
  br label %done

done:
  ret void
}

define linkonce_odr hidden void @ori.drop.examples.sample.List(ptr %value) nounwind uwtable {
entry:
  %tag = load i8, ptr %value
  switch i8 %tag, label %done [ i8 1, label %Cons ]

Cons:
  %tail = getelementptr inbounds %List.Cons, ptr %value, i32 0, i32 3
  %box = load ptr, ptr %tail
  call void @ori_rc_decrement(ptr %box, ptr @ori.drop.examples.sample.List)
  br label %done

done:
  ret void
}
