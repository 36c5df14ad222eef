-- Marks which lines belong together, source and generated code, as the cursor moves in either of the two.

local M = {}

local namespace = vim.api.nvim_create_namespace('ori.highlighting')
local GROUP = 'OriMatchingLine'
vim.api.nvim_set_hl(0, GROUP, { link = 'CursorLine', default = true })

local function mark(buffer, line)
  if line < vim.api.nvim_buf_line_count(buffer) then
    vim.api.nvim_buf_set_extmark(buffer, namespace, line, 0, { line_hl_group = GROUP })
  end
end

-- Leaves a window's cursor on the 0-based line; a line that was out of sight comes into the middle.
local function reveal(buffer, line)
  local window = vim.fn.bufwinid(buffer)
  if window == -1 then
    return
  end
  local number = math.min(line + 1, vim.api.nvim_buf_line_count(buffer))
  local is_seen = vim.fn.line('w0', window) <= number and number <= vim.fn.line('w$', window)
  vim.api.nvim_win_set_cursor(window, { number, 0 })
  if not is_seen then
    vim.api.nvim_win_call(window, function()
      vim.cmd('normal! zz')
    end)
  end
end

-- The lines of code that come from the 0-based line of the source.
local function from_source(shown, buffer, line)
  local first
  for index, source in ipairs(shown.line_map) do
    if source == line then
      mark(buffer, index - 1)
      first = first or index - 1
    end
  end
  if first then
    mark(shown.source, line)
    reveal(buffer, first)
  end
end

local function from_code(shown, buffer, line)
  local source = shown.line_map[line + 1]
  if type(source) == 'number' then
    mark(buffer, line)
    mark(shown.source, source)
    reveal(shown.source, source)
  end
end

-- Code that was made from another text than the source has now is not matched.
local function is_current(shown)
  return vim.api.nvim_buf_is_valid(shown.source) and vim.api.nvim_buf_get_changedtick(shown.source) == shown.tick
end

--- Marks what belongs to the line under the cursor.
function M.update()
  local here = vim.api.nvim_get_current_buf()
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local pages = require('ori.ir').shown
  for buffer, shown in pairs(pages) do
    for _, each in ipairs({ buffer, shown.source }) do
      if vim.api.nvim_buf_is_valid(each) then
        vim.api.nvim_buf_clear_namespace(each, namespace, 0, -1)
      end
    end
  end
  for buffer, shown in pairs(pages) do
    if is_current(shown) and here == buffer then
      from_code(shown, buffer, line)
    elseif is_current(shown) and here == shown.source then
      from_source(shown, buffer, line)
    end
  end
end

--- Keeps the marks right while the cursor is in the buffer.
function M.follow(buffer)
  local group = vim.api.nvim_create_augroup('ori.highlighting', { clear = false })
  vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
  vim.api.nvim_create_autocmd({ 'CursorMoved', 'TextChanged', 'InsertLeave', 'BufEnter' }, {
    group = group,
    buffer = buffer,
    callback = M.update,
  })
end

return M
