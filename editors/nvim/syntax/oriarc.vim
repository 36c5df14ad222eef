" ARC IR, for the window of :OriShowArc.
if exists('b:current_syntax')
  finish
endif

syntax case match

syntax region oriarcString start=+"+ skip=+\\.+ end=+"+ oneline
syntax match oriarcVariable "%\%(\h\w*\.\)\?\d\+"
syntax match oriarcFunction "@\h[A-Za-z0-9_.]*"
syntax match oriarcBlock "\<b\d\+\>"
syntax match oriarcNumber "\<\d\+\%(\.\d\+\)\?\>"
syntax match oriarcType ":\s*\zs\h\w*"
syntax keyword oriarcModifier owned borrowed
syntax keyword oriarcControl return jump branch switch then else unreachable cleanup
syntax keyword oriarcOwnership increment decrement reset free_token keep_alive own_list take_element make_box open_box unbox
syntax keyword oriarcConstant true false

highlight default link oriarcString String
highlight default link oriarcVariable Identifier
highlight default link oriarcFunction Function
highlight default link oriarcBlock Label
highlight default link oriarcNumber Number
highlight default link oriarcType Type
highlight default link oriarcModifier StorageClass
highlight default link oriarcControl Statement
highlight default link oriarcOwnership Special
highlight default link oriarcConstant Constant

let b:current_syntax = 'oriarc'
