" Options of Ori buffers.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=//\ %s
setlocal comments=://
setlocal formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=4 softtabstop=4 tabstop=4
" `use "./money" { split };`: gf and <C-w>f open the file.
setlocal suffixesadd=.ori
setlocal include=\\v^\\s*(pub\\s+)?use\\s+\"\\zs[^\"]+
setlocal define=\\v^\\s*(pub\\s+)?(type\\s+\|trait\\s+\|let\\s+\\$\|[@$])
setlocal matchpairs-=<:>

let b:undo_ftplugin = 'setlocal commentstring< comments< formatoptions< expandtab< shiftwidth< softtabstop< tabstop<'
      \ . ' suffixesadd< include< define< matchpairs<'
