## SYNTAX TEST "source.asm" "directives, labels, instructions"
# Assembly of add
## <- comment.line.asm
$2Eshop.add:
## <---------- entity.name.label.asm
    .p2align 4
##  ^^^^^^^^ keyword.other.directive.asm
    addq %rsi, %rdi
##  ^^^^ keyword.other.instruction.asm
##       ^^^^ variable.language.register.asm
    jo .LBB0_2
##  ^^ keyword.control.asm
##     ^^^^^^^ entity.name.function.asm
    movl $1, %edi
##       ^^ constant.numeric.asm
"shop.$2Emain":
## <-------------- entity.name.label.asm
