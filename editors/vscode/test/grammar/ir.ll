;; SYNTAX TEST "source.llvm" "functions, instructions, labels"
; a comment
;; <- comment.line.semicolon.llvm
define internal fastcc i64 @ori.main(ptr nocapture %0) #2 {
;; <------ keyword.declaration.llvm
;;     ^^^^^^^^ storage.modifier.llvm
;;                     ^^^ support.type.llvm
;;                         ^^^^^^^^^ entity.name.function.llvm
;;                                                 ^^ variable.other.local.llvm
;;                                                     ^^ entity.other.attribute-name.llvm
entry:
;; <----- entity.name.label.llvm
  %sum = add nsw i64 %0, -12
;;^^^^ variable.other.local.llvm
;;       ^^^ keyword.other.instruction.llvm
;;           ^^^ storage.modifier.llvm
;;                       ^^^ constant.numeric.llvm
  br label %exit
;;^^ keyword.control.llvm
;;         ^^^^^ entity.name.label.llvm
  %text = load ptr, ptr @.str
;;                      ^^^^^ variable.other.global.llvm
