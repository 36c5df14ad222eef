-- Read-only buffers with a text from the server, in a window beside the one that asked for it.

local M = {}

local function buffer_named(name)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_get_name(buffer) == name then
      return buffer
    end
  end
  return nil
end

local function create(name, filetype)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(buffer, name)
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].undolevels = -1
  vim.bo[buffer].filetype = filetype
  M.map(buffer, 'q', '<Cmd>close<CR>', 'Close')
  return buffer
end

--- Maps a key of the buffer.
function M.map(buffer, key, action, description)
  vim.keymap.set('n', key, action, { buffer = buffer, silent = true, nowait = true, desc = description })
end

--- Puts the text into the buffer of that name. Returns the buffer, and true if it is new.
function M.fill(name, filetype, text)
  local buffer = buffer_named(name)
  local is_new = buffer == nil
  buffer = buffer or create(name, filetype)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, '\r?\n'))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].modified = false
  return buffer, is_new
end

--- Shows the buffer on the right, unless a window has it already; the cursor stays where it is.
function M.show(buffer)
  if vim.fn.bufwinid(buffer) ~= -1 then
    return
  end
  local window = vim.api.nvim_get_current_win()
  vim.cmd('vertical rightbelow sbuffer ' .. buffer)
  vim.wo.wrap = false
  vim.api.nvim_set_current_win(window)
end

return M
