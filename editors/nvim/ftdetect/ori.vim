autocmd BufRead,BufNewFile *.ori setfiletype ori
