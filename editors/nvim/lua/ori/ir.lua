-- The LLVM IR of the function under the cursor, in a read-only window beside the source.

local compat = require('ori.compat')

local M = {}

local COMMAND = 'ori.showLlvmIr'
local FUNCTION_KINDS = { [6] = true, [9] = true, [12] = true } -- SymbolKind: Method, Constructor, Function

local function fail(message)
  vim.notify('ori: ' .. message, vim.log.levels.ERROR)
end

-- The attached client that knows the command: ours, or one that the user's own configuration started.
local function client_of(buffer)
  for _, client in ipairs(compat.buffer_clients(buffer)) do
    local provider = (client.server_capabilities or {}).executeCommandProvider
    if provider and vim.tbl_contains(provider.commands or {}, COMMAND) then
      return client
    end
  end
  return nil
end

local function contains(range, line)
  local last = range['end']
  return range.start.line <= line and (line < last.line or (line == last.line and last.character > 0))
end

-- What a method belongs to stands in the outline as `impl Type`, `extend Type` or the trait's name.
local function qualified(name, owner)
  name = name:gsub('^@', '')
  return owner and owner:gsub('^impl ', ''):gsub('^extend ', '') .. '.' .. name or name
end

--- Name, without its sigil, of the innermost function around the 0-based line, that of a method behind its type; nil
--- when there is none.
function M.function_at(symbols, line, owner)
  for _, symbol in ipairs(symbols or {}) do
    if contains(symbol.range or symbol.location.range, line) then
      local inner = M.function_at(symbol.children, line, symbol.name)
      if inner then
        return inner
      end
      if FUNCTION_KINDS[symbol.kind] then
        return qualified(symbol.name, owner)
      end
    end
  end
  return nil
end

-- Buffers of IR carry what they show: the argument of the command, and the line map of what came back.
local function buffer_named(name)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_get_name(buffer) == name then
      return buffer
    end
  end
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(buffer, name)
  return buffer
end

local function jump_to_source(buffer)
  local shown = M.shown[buffer]
  local source = shown and shown.line_map[vim.api.nvim_win_get_cursor(0)[1]]
  if type(source) ~= 'number' then
    return
  end
  local window = vim.fn.bufwinid(shown.source)
  if window == -1 then
    return
  end
  vim.api.nvim_set_current_win(window)
  local last = vim.api.nvim_buf_line_count(shown.source)
  vim.api.nvim_win_set_cursor(window, { math.min(source + 1, last), 0 })
end

--- By number of the IR buffer: { source = buffer, argument = table, line_map = list }.
M.shown = {}

local function map_keys(buffer)
  local function key(lhs, action, description)
    vim.keymap.set('n', lhs, action, { buffer = buffer, silent = true, nowait = true, desc = description })
  end
  key('<CR>', function()
    jump_to_source(buffer)
  end, 'Go to the source line')
  key('R', function()
    M.refresh(buffer)
  end, 'Refresh')
  key('q', '<Cmd>close<CR>', 'Close')
end

local function fill(buffer, result)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(result.text, '\r?\n'))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].modified = false
end

local function present(source, argument, result)
  local subject = argument['function'] or vim.fn.fnamemodify(vim.uri_to_fname(argument.uri), ':t:r')
  local name = string.format('ori-ir://%s/%s.ll', vim.fn.fnamemodify(vim.uri_to_fname(argument.uri), ':h'), subject)
  local buffer = buffer_named(name)
  M.shown[buffer] = { source = source, argument = argument, line_map = result.lineMap or {} }
  if vim.bo[buffer].filetype ~= 'llvm' then
    vim.bo[buffer].buftype = 'nofile'
    vim.bo[buffer].bufhidden = 'wipe'
    vim.bo[buffer].swapfile = false
    vim.bo[buffer].undolevels = -1
    vim.bo[buffer].filetype = 'llvm'
    map_keys(buffer)
    vim.api.nvim_create_autocmd('BufWipeout', {
      buffer = buffer,
      callback = function()
        M.shown[buffer] = nil
      end,
    })
  end
  fill(buffer, result)
  if vim.fn.bufwinid(buffer) == -1 then
    local window = vim.api.nvim_get_current_win()
    vim.cmd('vertical rightbelow sbuffer ' .. buffer)
    vim.api.nvim_set_current_win(window)
  end
end

local function ask(client, source, argument)
  compat.request(client, 'workspace/executeCommand', { command = COMMAND, arguments = { argument } }, function(err, result)
    if err then
      fail(err.message or vim.inspect(err))
    elseif type(result) ~= 'table' or type(result.text) ~= 'string' then
      fail('the language server gave no IR')
    else
      present(source, argument, result)
    end
  end, source)
end

local function client_or_complaint(buffer)
  local client = client_of(buffer)
  if not client then
    fail('no language server that shows LLVM IR is attached to this buffer')
  end
  return client
end

--- Shows the IR of the function under the cursor, or of the whole file when the cursor is in none.
function M.show(opt_level)
  local buffer = vim.api.nvim_get_current_buf()
  if M.shown[buffer] then
    return M.refresh(buffer, opt_level)
  end
  local client = client_or_complaint(buffer)
  if not client then
    return
  end
  local settings = require('ori').options.ir
  local argument = {
    uri = vim.uri_from_bufnr(buffer),
    optLevel = opt_level or settings.opt_level,
    target = settings.target,
  }
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local document = { textDocument = { uri = argument.uri } }
  compat.request(client, 'textDocument/documentSymbol', document, function(err, symbols)
    if err then
      return fail(err.message or vim.inspect(err))
    end
    argument['function'] = M.function_at(symbols, line)
    ask(client, buffer, argument)
  end, buffer)
end

--- Shows what an argument of the server's command names: { uri, function?, optLevel?, target? }.
function M.open(argument)
  local buffer = vim.uri_to_bufnr(argument.uri)
  local client = client_or_complaint(buffer)
  if client then
    local settings = require('ori').options.ir
    local defaults = { optLevel = settings.opt_level, target = settings.target }
    ask(client, buffer, vim.tbl_extend('keep', argument, defaults))
  end
end

--- Asks again for what an IR buffer shows, with another optimisation level if one is given.
function M.refresh(buffer, opt_level)
  local shown = M.shown[buffer]
  if not shown or not vim.api.nvim_buf_is_valid(shown.source) then
    return fail('the source of this IR is gone')
  end
  local client = client_or_complaint(shown.source)
  if client then
    local argument = vim.tbl_extend('force', shown.argument, { optLevel = opt_level })
    ask(client, shown.source, argument)
  end
end

return M
