" Ori: the lexical grammar of the language. Groups follow the VS Code grammar of this repository.
if exists('b:current_syntax')
  finish
endif

syntax case match
syntax sync minlines=200
syntax iskeyword @,48-57,_

" Operators and punctuation
syntax match oriOperator "[-+*/%<>=!&|^~?]"
syntax match oriOperator "\.\.\.\|\.\.=\|\.\."
syntax match oriArrow "->\||>"
syntax match oriError "=>"
syntax keyword oriOperatorWord div as

" Words
syntax keyword oriConditional if then else match
syntax keyword oriRepeat for in while loop do yield
syntax keyword oriKeyword break continue with
syntax keyword oriDeclaration let type trait impl def extend extension extern
syntax keyword oriModifier pub uses where unsafe suspend tests
syntax keyword oriInclude use
syntax keyword oriBoolean true false
syntax keyword oriSelf self Self
syntax keyword oriReserved asm inline static union view
syntax match oriBlank "\<_\>"

" Types, variants
syntax match oriTypeName "\<\u\w*\>"
syntax keyword oriType int float bool str char byte void Never
syntax keyword oriPreludeType Option Result Ordering Duration Size Range Set Map Iterator Error
syntax keyword oriVariant Some None Ok Err

" Names
syntax match oriCall "\<\l\w*\>\ze\s*("
syntax match oriBuiltin "\<\%(int\|float\|str\|byte\|bool\|len\|is_empty\|is_some\|is_none\|is_ok\|is_err\|assert\|assert_eq\|assert_ne\|assert_some\|assert_none\|assert_ok\|assert_err\|assert_panics\|assert_panics_with\|compare\|min\|max\|print\|panic\|todo\|unreachable\|dbg\|compile_error\|embed\|has_embed\)\>\ze\s*("
syntax match oriSigil "[@$]\ze\h"
syntax match oriFunction "@\@<=\h\w*\ze\s*\%((\|<\|\<tests\>\)"
syntax match oriTarget "\%(\<tests\s\+@\)\@<=\h\w*"
syntax match oriConstant "\$\@<=\h\w*"
syntax match oriKeyword "\$\%(for\|if\)\>"
" Words that are keywords in one position only; later rules win over the names above
syntax match oriKeyword "\<try\>\ze\s*{"
syntax match oriKeyword "\<\%(cache\|catch\|parallel\|recurse\|spawn\|timeout\|nursery\)\>\ze[ \t]*("
syntax match oriKeyword "\<\%(channel\|channel_in\|channel_out\|channel_all\)\>\ze[ \t]*[(<]"
syntax match oriKeyword "\<\%(pre\|post\)\>\ze\s*("
syntax match oriDeclaration "\%(^\|;\)\s*\zscapset\>"
syntax match oriOperatorWord "\%(\S\s\+\)\@<=by\>\ze\s\+[-$[:alnum:]_(]"
" name: of arguments, fields and parameters
syntax match oriLabel "[$@]\@<!\<\l\w*\ze\s*::\@!"
" Any keyword is a plain name after a dot, except in .match(
syntax match oriMember "\.\@<!\.\h\w*" contains=oriMemberCall,oriMatchMember
syntax match oriMemberCall "\.\@<=\h\w*\ze\s*(" contained
syntax match oriMatchMember "\.\@<=match\ze\s*(" contained
" break:outer, for:outer, block:name
syntax match oriBlockWord "\<block\ze:\h"
syntax match oriLabelName "\%(\<\%(break\|continue\|for\|while\|loop\|block\):\)\@<=\h\w*"

" Attributes
syntax match oriAttribute "#!\?\h\w*"

" Numbers
syntax match oriError "\<\d\w*"
syntax match oriNumber "\<\%(0\|[1-9]\%(_\?\d\)*\)\>"
syntax match oriNumber "\<0[xX]\x\%(_\?\x\)*\>"
syntax match oriNumber "\<0[bB][01]\%(_\?[01]\)*\>"
syntax match oriFloat "\<\d\%(_\?\d\)*\.\d\%(_\?\d\)*\%([eE][+-]\?\d\%(_\?\d\)*\)\?\>"
syntax match oriFloat "\<\d\%(_\?\d\)*[eE][+-]\?\d\%(_\?\d\)*\>"
syntax match oriQuantity "\<\%(0\|[1-9]\%(_\?\d\)*\)\%(\.\d\+\)\?\%(ns\|us\|ms\|s\|m\|h\|b\|kb\|mb\|gb\|tb\)\>"

" Strings, characters, bytes
syntax match oriEscapeError "\\." contained
syntax match oriEscape "\\[\\ntr0\"]\|\\x[0-7]\x\|\\u{\x\{1,6}}" contained
syntax match oriCharEscape "\\[\\ntr0']\|\\x[0-7]\x\|\\u{\x\{1,6}}" contained
syntax match oriByteEscape "\\[\\ntr0']\|\\x\x\x" contained
syntax match oriTemplateEscape "\\[\\ntr0`]\|\\u{\x\{1,6}}" contained
syntax region oriString start=+"+ skip=+\\.+ end=+"\|$+ contains=oriEscapeError,oriEscape
syntax region oriCharacter start=+'+ skip=+\\.+ end=+'\|$+ contains=oriEscapeError,oriCharEscape oneline
syntax region oriByte start=+\<b'+ skip=+\\.+ end=+'\|$+ contains=oriEscapeError,oriByteEscape oneline

" Templates: holes hold expressions, brackets hide the colon that starts a format
syntax region oriTemplate start=+`+ skip=+\\.+ end=+`+ contains=oriEscapeError,oriTemplateEscape,oriBraceError,oriHole,oriBrace
syntax match oriBraceError "}" contained
syntax region oriHole matchgroup=oriInterpolation start=+{+ end=+}+ contained contains=TOP,oriLabel
syntax match oriBrace "{{\|}}" contained
syntax match oriFormat ":\@<=[^}]*" contained
syntax match oriFormatColon ":\ze[^}]*}" contained containedin=oriHole nextgroup=oriFormat
syntax region oriParens start=+(+ end=+)+ contains=TOP
syntax region oriBrackets start=+\[+ end=+]+ contains=TOP
syntax region oriBraces start=+{+ end=+}+ contains=TOP fold

" Comments; the character after // and one space tells the kind
syntax keyword oriTodo TODO FIXME XXX contained
syntax match oriComment "//.*$" contains=oriTodo,@Spell
syntax match oriDocField "// \?\*\s*\h\w*:.*$" contains=oriDocMark,@Spell
syntax match oriDocWarning "// \?!.*$" contains=oriDocMark,@Spell
syntax match oriDocExample "// \?>.*$" contains=oriDocMark
syntax match oriDocMark "\%(// \?\)\@<=[*!>]\%(\s*\h\w*\ze:\)\?" contained

highlight default link oriOperator Operator
highlight default link oriArrow Operator
highlight default link oriOperatorWord Operator
highlight default link oriError Error
highlight default link oriReserved Error
highlight default link oriConditional Conditional
highlight default link oriMatchMember Conditional
highlight default link oriRepeat Repeat
highlight default link oriKeyword Keyword
highlight default link oriBlockWord Keyword
highlight default link oriDeclaration Keyword
highlight default link oriModifier StorageClass
highlight default link oriInclude Include
highlight default link oriBoolean Boolean
highlight default link oriSelf Special
highlight default link oriBlank Special
highlight default link oriTypeName Type
highlight default link oriType Type
highlight default link oriPreludeType Type
highlight default link oriVariant Constant
highlight default link oriCall Function
highlight default link oriMemberCall Function
highlight default link oriBuiltin Function
highlight default link oriFunction Function
highlight default link oriTarget Function
highlight default link oriSigil Special
highlight default link oriConstant Constant
highlight default link oriLabel Identifier
highlight default link oriLabelName Label
highlight default link oriAttribute PreProc
highlight default link oriNumber Number
highlight default link oriQuantity Number
highlight default link oriFloat Float
highlight default link oriString String
highlight default link oriTemplate String
highlight default link oriCharacter Character
highlight default link oriByte Character
highlight default link oriEscape SpecialChar
highlight default link oriCharEscape SpecialChar
highlight default link oriByteEscape SpecialChar
highlight default link oriTemplateEscape SpecialChar
highlight default link oriBrace SpecialChar
highlight default link oriEscapeError Error
highlight default link oriBraceError Error
highlight default link oriInterpolation Delimiter
highlight default link oriFormat Special
highlight default link oriFormatColon Delimiter
highlight default link oriTodo Todo
highlight default link oriComment Comment
highlight default link oriDocField Comment
highlight default link oriDocWarning Comment
highlight default link oriDocExample Comment
highlight default link oriDocMark SpecialComment

let b:current_syntax = 'ori'
