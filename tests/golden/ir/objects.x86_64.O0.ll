source_filename = "sample"
target triple = "x86_64-unknown-linux-gnu"

%str = type { ptr, i64 }
%Captures = type { %str }

@table.0 = private unnamed_addr constant { ptr, ptr } { ptr @ori.drop.examples.sample.Captures, ptr @examples.sample.greet.$thunk }, align 8
@text.0 = private unnamed_addr constant [20 x i8] c"examples/sample.ori\00", align 1
@text.1 = private unnamed_addr constant [5 x i8] c"@use\00", align 1
@location.0 = private unnamed_addr constant { ptr, ptr, i32, i32 } { ptr @text.0, ptr @text.1, i32 3, i32 1 }, align 8

declare void @ori_str_concat(ptr, ptr, i64, ptr, i64) nounwind
declare ptr @ori_rc_alloc(i64) nounwind
declare i32 @__gcc_personality_v0(...)
declare void @ori_panic_leaves_library(ptr) nounwind
declare void @ori_object_release(ptr, ptr) nounwind
declare void @ori_rc_decrement(ptr, ptr) nounwind
declare void @ori_rc_increment(ptr) nounwind

define internal %str @examples.sample.greet(ptr %captured.0, i64 %captured.1, ptr %end.0, i64 %end.1) nounwind uwtable {
entry:
  %exchange = alloca %Captures, align 8
  %text.slot = alloca %str, align 8
  store ptr %captured.0, ptr %exchange
  %piece.at = getelementptr inbounds i8, ptr %exchange, i64 8
  store i64 %captured.1, ptr %piece.at
  %captured = load %Captures, ptr %exchange
  %end.partial = insertvalue %str poison, ptr %end.0, 0
  %end = insertvalue %str %end.partial, i64 %end.1, 1
  %name = extractvalue %Captures %captured, 0
  %data = extractvalue %str %name, 0
  %length = extractvalue %str %name, 1
  call void @ori_str_concat(ptr %text.slot, ptr %data, i64 %length, ptr %end.0, i64 %end.1)
  %text = load %str, ptr %text.slot
  ret %str %text
}

define internal { ptr, ptr } @examples.sample.make(ptr %whom.0, i64 %whom.1) nounwind uwtable {
entry:
  %whom.partial = insertvalue %str poison, ptr %whom.0, 0
  %whom = insertvalue %str %whom.partial, i64 %whom.1, 1
  %struct = insertvalue %Captures poison, %str %whom, 0
  %box = call ptr @ori_rc_alloc(i64 16)
  store %Captures %struct, ptr %box
  %made.partial = insertvalue { ptr, ptr } poison, ptr @table.0, 0
  %made = insertvalue { ptr, ptr } %made.partial, ptr %box, 1
  ret { ptr, ptr } %made
}

define internal %str @examples.sample.use(ptr %callee.0, ptr %callee.1) uwtable personality ptr @__gcc_personality_v0 {
entry:
  %callee.partial = insertvalue { ptr, ptr } poison, ptr %callee.0, 0
  %callee = insertvalue { ptr, ptr } %callee.partial, ptr %callee.1, 1
  %slot.at = getelementptr inbounds i8, ptr %callee.0, i64 8
  %slot = load ptr, ptr %slot.at
  %call = invoke %str %slot(ptr %callee.1, ptr inttoptr (i64 33 to ptr), i64 -9151314442816847872) to label %returned unwind label %cleanup

returned:
  call void @ori_object_release(ptr %callee.1, ptr %callee.0)
  ret %str %call

cleanup:
  %unwind = landingpad { ptr, i32 } cleanup
  call void @ori_panic_leaves_library(ptr @location.0)
  call void @ori_object_release(ptr %callee.1, ptr %callee.0)
  resume { ptr, i32 } %unwind
}

define internal %str @examples.sample.greet.$thunk(ptr %captured, ptr %end.0, i64 %end.1) nounwind uwtable {
entry:
  %exchange = alloca %Captures, align 8
  %end.partial = insertvalue %str poison, ptr %end.0, 0
  %end = insertvalue %str %end.partial, i64 %end.1, 1
  %captured.1 = load %Captures, ptr %captured
  store %Captures %captured.1, ptr %exchange
  %piece = load ptr, ptr %exchange
  %piece.at = getelementptr inbounds i8, ptr %exchange, i64 8
  %piece.1 = load i64, ptr %piece.at
  %call = call %str @examples.sample.greet(ptr %piece, i64 %piece.1, ptr %end.0, i64 %end.1)
  %is_inline = icmp slt i64 %end.1, 0
  %object = select i1 %is_inline, ptr null, ptr %end.0
  call void @ori_rc_decrement(ptr %object, ptr null)
  ret %str %call
}

define void @examples.sample.use.$entry(ptr align 8 %arguments, ptr align 8 %result) uwtable {
entry:
  %callee = load { ptr, ptr }, ptr %arguments
  %reference = load { ptr, ptr }, ptr %arguments
  %data = extractvalue { ptr, ptr } %reference, 1
  call void @ori_rc_increment(ptr %data)
  %part = extractvalue { ptr, ptr } %callee, 0
  %part.1 = extractvalue { ptr, ptr } %callee, 1
  %returned = call %str @examples.sample.use(ptr %part, ptr %part.1)
  store %str %returned, ptr %result
  ret void
}

define linkonce_odr hidden void @ori.drop.examples.sample.Captures(ptr %value) nounwind uwtable {
entry:
  %name = getelementptr inbounds %Captures, ptr %value, i32 0, i32 0
  %text = load %str, ptr %name
  %data = extractvalue %str %text, 0
  %length = extractvalue %str %text, 1
  %is_inline = icmp slt i64 %length, 0
  %object = select i1 %is_inline, ptr null, ptr %data
  call void @ori_rc_decrement(ptr %object, ptr null)
  ret void
}
