" Indentation of Ori buffers; the rules are in lua/ori/indent.lua.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=v:lua.require'ori.indent'.expression()
setlocal indentkeys=0{,0},0),0],!^F,o,O
setlocal autoindent

let b:undo_indent = 'setlocal indentexpr< indentkeys< autoindent<'
