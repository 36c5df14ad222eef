-- Indents the lines of the file named in ORI_SOURCE anew, from none at all, and writes them to ORI_RESULT.
vim.cmd('edit ' .. vim.env.ORI_SOURCE)
local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
for number, line in ipairs(lines) do
  lines[number] = line:gsub('^%s+', '')
end
vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
vim.cmd('silent normal! gg=G')
vim.fn.writefile(vim.api.nvim_buf_get_lines(0, 0, -1, false), vim.env.ORI_RESULT)
vim.cmd('qall!')
