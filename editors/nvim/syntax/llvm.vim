" LLVM IR, for the window of :OriShowIR. Neovim brings no syntax file for it; another plugin's is used when there is one.
if exists('b:current_syntax')
  finish
endif

syntax case match
setlocal iskeyword+=.

syntax match llvmComment ";.*$"
syntax region llvmString start=+"+ end=+"\|$+
syntax match llvmLocal "%[-a-zA-Z$._0-9]\+"
syntax match llvmGlobal "@[-a-zA-Z$._0-9]\+"
syntax match llvmLabel "^[-a-zA-Z$._0-9]\+:"
syntax match llvmMetadata "#\d\+\|![-a-zA-Z$._0-9]*"
syntax match llvmNumber "-\?\<\d\+\%(\.\d*\%(e[+-]\?\d\+\)\?\)\?\>"
syntax match llvmNumber "\<0x\x\+\>"
syntax match llvmType "\<i\d\+\>"
syntax keyword llvmType void half bfloat float double fp128 x86_fp80 label metadata token ptr opaque
syntax keyword llvmDeclaration define declare target datalayout triple source_filename attributes type
syntax keyword llvmControl ret br switch indirectbr invoke callbr resume unreachable landingpad cleanup catch filter to unwind
syntax keyword llvmInstruction fneg add fadd sub fsub mul fmul udiv sdiv fdiv urem srem frem shl lshr ashr and or xor
syntax keyword llvmInstruction extractelement insertelement shufflevector extractvalue insertvalue alloca load store fence
syntax keyword llvmInstruction cmpxchg atomicrmw getelementptr trunc zext sext fptrunc fpext fptoui fptosi uitofp sitofp
syntax keyword llvmInstruction ptrtoint inttoptr bitcast addrspacecast icmp fcmp phi select freeze call va_arg
syntax keyword llvmModifier private internal external linkonce linkonce_odr weak weak_odr common appending dso_local hidden
syntax keyword llvmModifier protected unnamed_addr local_unnamed_addr global constant thread_local tail musttail notail fastcc
syntax keyword llvmModifier ccc coldcc nsw nuw exact inbounds disjoint nneg volatile atomic align nounwind noreturn noalias
syntax keyword llvmModifier nocapture nonnull noundef readonly readnone writeonly memory signext zeroext sret byval
syntax keyword llvmModifier dereferenceable personality comdat section
syntax keyword llvmConstant true false null none undef poison zeroinitializer

highlight default link llvmComment Comment
highlight default link llvmString String
highlight default link llvmLocal Identifier
highlight default link llvmGlobal Function
highlight default link llvmLabel Label
highlight default link llvmMetadata PreProc
highlight default link llvmNumber Number
highlight default link llvmType Type
highlight default link llvmDeclaration Keyword
highlight default link llvmControl Statement
highlight default link llvmInstruction Operator
highlight default link llvmModifier StorageClass
highlight default link llvmConstant Constant

let b:current_syntax = 'llvm'
