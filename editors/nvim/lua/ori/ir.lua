-- The generated code of the function under the cursor, in a read-only window beside the source: LLVM IR, assembly,
-- ARC IR, or ABI and layout.

local compat = require('ori.compat')
local highlighting = require('ori.highlighting')
local scratch = require('ori.scratch')

local M = {}

--- By kind: the server's command, what it is called, the extension of the buffer's name and its filetype.
M.kinds = {
  llvm = { command = 'ori.showLlvmIr', title = 'LLVM IR', extension = 'll', filetype = 'llvm' },
  asm = { command = 'ori.showAsm', title = 'assembly', extension = 's', filetype = 'asm' },
  arc = { command = 'ori.showArc', title = 'ARC IR', extension = 'arc', filetype = 'oriarc' },
  abi = { command = 'ori.showAbi', title = 'ABI', extension = 'abi', filetype = 'oriabi' },
}

local FUNCTION_KINDS = { [6] = true, [9] = true, [12] = true } -- SymbolKind: Method, Constructor, Function

local function fail(message)
  vim.notify('ori: ' .. message, vim.log.levels.ERROR)
end

-- The attached client that knows the command: ours, or one that the user's own configuration started.
local function client_of(buffer, kind)
  for _, client in ipairs(compat.buffer_clients(buffer)) do
    local provider = (client.server_capabilities or {}).executeCommandProvider
    if provider and vim.tbl_contains(provider.commands or {}, M.kinds[kind].command) then
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

--- By number of the buffer: { kind = string, source = buffer, tick = changedtick of the source when it was asked,
--- argument = table, line_map = list }.
M.shown = {}

local function set_up(buffer)
  scratch.map(buffer, '<CR>', function()
    jump_to_source(buffer)
  end, 'Go to the source line')
  scratch.map(buffer, 'R', function()
    M.refresh(buffer)
  end, 'Refresh')
  highlighting.follow(buffer)
  vim.api.nvim_create_autocmd('BufWipeout', {
    buffer = buffer,
    callback = function()
      M.shown[buffer] = nil
    end,
  })
end

local function present(kind, source, tick, argument, result)
  local subject = argument['function'] or vim.fn.fnamemodify(vim.uri_to_fname(argument.uri), ':t:r')
  local folder = vim.fn.fnamemodify(vim.uri_to_fname(argument.uri), ':h')
  local name = string.format('ori-ir://%s/%s.%s', folder, subject, M.kinds[kind].extension)
  local buffer, is_new = scratch.fill(name, M.kinds[kind].filetype, result.text)
  M.shown[buffer] = { kind = kind, source = source, tick = tick, argument = argument, line_map = result.lineMap or {} }
  if is_new then
    set_up(buffer)
  end
  scratch.show(buffer)
  highlighting.follow(source)
  highlighting.update()
end

local function ask(client, kind, source, argument)
  local tick = vim.api.nvim_buf_is_loaded(source) and vim.api.nvim_buf_get_changedtick(source) or 0
  local call = { command = M.kinds[kind].command, arguments = { argument } }
  compat.request(client, 'workspace/executeCommand', call, function(err, result)
    if err then
      fail(err.message or vim.inspect(err))
    elseif type(result) ~= 'table' or type(result.text) ~= 'string' then
      fail('the language server gave no ' .. M.kinds[kind].title)
    else
      present(kind, source, tick, argument, result)
    end
  end, source)
end

local function client_or_complaint(buffer, kind)
  local client = client_of(buffer, kind)
  if not client then
    fail('no language server that shows ' .. M.kinds[kind].title .. ' is attached to this buffer')
  end
  return client
end

local function again(shown, kind, opt_level)
  if not vim.api.nvim_buf_is_valid(shown.source) then
    return fail('the source of this code is gone')
  end
  local client = client_or_complaint(shown.source, kind)
  if client then
    ask(client, kind, shown.source, vim.tbl_extend('force', shown.argument, { optLevel = opt_level }))
  end
end

--- Shows the code of the function under the cursor, or of the whole file when the cursor is in none. In a window of
--- code: that of the same function.
function M.show(kind, opt_level)
  local buffer = vim.api.nvim_get_current_buf()
  local shown = M.shown[buffer]
  if shown then
    return again(shown, kind, opt_level)
  end
  local client = client_or_complaint(buffer, kind)
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
    ask(client, kind, buffer, argument)
  end, buffer)
end

--- Shows what an argument of the kind's command names: { uri, function?, optLevel?, target? }.
function M.open(kind, argument)
  local buffer = vim.uri_to_bufnr(argument.uri)
  local client = client_or_complaint(buffer, kind)
  if client then
    local settings = require('ori').options.ir
    local defaults = { optLevel = settings.opt_level, target = settings.target }
    ask(client, kind, buffer, vim.tbl_extend('keep', argument, defaults))
  end
end

--- Asks again for what a buffer of code shows.
function M.refresh(buffer)
  local shown = M.shown[buffer]
  if shown then
    again(shown, shown.kind, nil)
  end
end

return M
