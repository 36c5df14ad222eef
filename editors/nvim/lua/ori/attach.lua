-- What Neovim does with a server only if it is told to: inferred types in the text, and code lenses. Neovim 0.7 has to
-- be told about completion, too.

local M = {}

-- Grows with each change of any Ori buffer: a change in one may be a reference in another.
local function ticks()
  local sum = 0
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'ori' then
      sum = sum + vim.api.nvim_buf_get_changedtick(buffer)
    end
  end
  return sum
end

local function show_lenses(buffer)
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = buffer })
    return
  end
  -- Neovim shows for a moment that a lens is not resolved, so it is not told to refresh what is as it was.
  local shown
  local function refresh()
    local now = ticks()
    if now ~= shown then
      shown = now
      vim.lsp.codelens.refresh({ bufnr = buffer })
    end
  end
  local group = vim.api.nvim_create_augroup('ori.code_lens', { clear = false })
  vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'CursorHold', 'InsertLeave' }, {
    group = group,
    buffer = buffer,
    callback = refresh,
  })
  if buffer == vim.api.nvim_get_current_buf() then
    refresh()
  end
end

--- For a buffer that a server was just attached to; `options` are those of setup().
function M.attach(buffer, options)
  if vim.fn.has('nvim-0.8') == 0 and vim.bo[buffer].omnifunc == '' then
    vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
  end
  if options.inlay_hints and vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
  if options.code_lens then
    show_lenses(buffer)
  end
end

return M
