-- One session in a real Neovim: opens the two programs of the workspace and writes what a user would see to a JSON file.
-- Started as: nvim --headless --clean --cmd 'set runtimepath^=<plugin>' -S session.lua, in the workspace's folder,
-- with the name of the result file in ORI_RESULT.

local WAIT_MS = 20000
local result = { version = vim.fn.execute('version'):match('NVIM (%S+)') }

local function wait(what, condition)
  if not vim.wait(WAIT_MS, condition, 20) then
    error('waited in vain for ' .. what .. '\n' .. vim.fn.execute('messages'))
  end
end

local function open(file)
  vim.cmd('edit ' .. file)
  return vim.api.nvim_get_current_buf()
end

local function ir_buffer(filetype)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.bo[buffer].filetype == (filetype or 'llvm') then
      return buffer
    end
  end
  return nil
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

local function group_at(line, column)
  return vim.fn.synIDattr(vim.fn.synID(line, column, 1), 'name')
end

local function session()
  require('ori').setup({})

  local broken = open('broken.ori')
  wait('diagnostics', function()
    return #vim.diagnostic.get(broken) > 0
  end)
  result.diagnostics = vim.tbl_map(function(diagnostic)
    return { line = diagnostic.lnum, column = diagnostic.col, message = diagnostic.message, severity = diagnostic.severity }
  end, vim.diagnostic.get(broken))

  local good = open('good.ori')
  result.filetype = vim.bo.filetype
  result.commentstring = vim.bo.commentstring
  result.syntax = {
    comment = group_at(1, 4),
    ['function'] = group_at(3, 2),
    type = group_at(3, 13),
    string_call = group_at(6, 5),
  }

  -- The function's name, as a user's `K` asks.
  local client
  wait('the server on the second file', function()
    client = require('ori.compat').buffer_clients(good)[1]
    return client ~= nil and client.server_capabilities ~= nil and client.server_capabilities.hoverProvider ~= nil
  end)
  result.client = client.name
  result.root = client.config.root_dir
  local hover
  require('ori.compat').request(client, 'textDocument/hover', {
    textDocument = { uri = vim.uri_from_bufnr(good) },
    position = { line = 2, character = 3 },
  }, function(err, answer)
    hover = { err = err and err.message, answer = answer }
  end, good)
  wait('the hover', function()
    return hover ~= nil
  end)
  result.hover = hover.err or (hover.answer and hover.answer.contents.value)

  -- Behind the dot of `self.x`, as a user's completion asks.
  local proposals
  require('ori.compat').request(client, 'textDocument/completion', {
    textDocument = { uri = vim.uri_from_bufnr(good) },
    position = { line = 11, character = 30 },
  }, function(err, answer)
    proposals = err and {} or answer.items
  end, good)
  wait('the proposals', function()
    return proposals ~= nil
  end)
  result.proposals = vim.tbl_map(function(item)
    return item.label
  end, proposals)

  local symbols = vim.lsp.buf_request_sync(good, 'textDocument/documentSymbol', {
    textDocument = { uri = vim.uri_from_bufnr(good) },
  }, WAIT_MS)
  for _, answer in pairs(symbols or {}) do
    result.method = require('ori.ir').function_at(answer.result, 11)
  end

  vim.api.nvim_win_set_cursor(0, { 3, 12 })
  vim.cmd('OriShowIR')
  wait('the window with the IR', function()
    return ir_buffer() ~= nil
  end)
  local ir = ir_buffer()
  result.ir = {
    name = vim.api.nvim_buf_get_name(ir),
    text = text(ir),
    modifiable = vim.bo[ir].modifiable,
    windows = #vim.api.nvim_list_wins(),
  }

  -- From a line of the IR to the line it was made from.
  local window = vim.fn.bufwinid(ir)
  for line, source in ipairs(require('ori.ir').shown[ir].line_map) do
    if type(source) == 'number' then
      vim.api.nvim_set_current_win(window)
      vim.api.nvim_win_set_cursor(window, { line, 0 })
      vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes('<CR>', true, false, true), 'mtx', false)
      result.jump = { expected = source + 1, line = vim.api.nvim_win_get_cursor(0)[1], file = vim.fn.expand('%:t') }
      break
    end
  end

  -- The lines of code that belong to the line under the cursor of the source are marked.
  local marks = vim.api.nvim_get_namespaces()['ori.highlighting']
  local function marked(buffer)
    return vim.tbl_map(function(mark)
      return mark[2] + 1
    end, vim.api.nvim_buf_get_extmarks(buffer, marks, 0, -1, {}))
  end
  vim.api.nvim_set_current_win(vim.fn.bufwinid(good))
  vim.api.nvim_win_set_cursor(0, { 3, 12 })
  vim.cmd('doautocmd CursorMoved')
  local of_line = {}
  for line, source in ipairs(require('ori.ir').shown[ir].line_map) do
    if source == 2 then
      table.insert(of_line, line)
    end
  end
  result.marks = { source = marked(good), code = marked(ir), expected = of_line }

  -- The other kinds of code.
  result.kinds = {}
  for name, filetype in pairs({ OriShowAsm = 'asm', OriShowArc = 'oriarc', OriShowAbi = 'oriabi' }) do
    vim.cmd(name)
    wait(name, function()
      return ir_buffer(filetype) ~= nil
    end)
    local buffer = ir_buffer(filetype)
    result.kinds[name] = { name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':t'), text = text(buffer) }
    vim.cmd('bwipeout ' .. buffer)
  end

  -- The source changes; the IR follows when it is asked for again, at another level.
  vim.api.nvim_set_current_win(vim.fn.bufwinid(good))
  vim.api.nvim_buf_set_lines(good, 2, 3, false, { '@double (n: int) -> int = n + n + 12345;' })
  vim.api.nvim_win_set_cursor(0, { 3, 12 })
  vim.cmd('doautocmd CursorMoved')
  result.marks_after_edit = #marked(good) + #marked(ir)
  vim.cmd('OriShowIR 2')
  wait('the IR of the changed source', function()
    return text(ir):find('12345', 1, true) ~= nil
  end)
  result.refreshed = text(ir)

  -- The server's code action opens the same window.
  vim.cmd('bwipeout ' .. ir)
  local actions
  local range = { start = { line = 2, character = 1 }, ['end'] = { line = 2, character = 1 } }
  require('ori.compat').request(client, 'textDocument/codeAction', {
    textDocument = { uri = vim.uri_from_bufnr(good) },
    range = range,
    context = { diagnostics = {} },
  }, function(err, answer)
    actions = err and {} or answer or {}
  end, good)
  wait('the code actions', function()
    return actions ~= nil
  end)
  result.actions = {}
  for _, action in ipairs(actions) do
    table.insert(result.actions, { title = action.title, kind = action.kind })
    if action.title == 'Show LLVM IR' or action.title == 'Show Assembly' then
      vim.lsp.commands[action.command.command](action.command, { bufnr = good, client_id = client.id })
    end
  end
  wait('the IR of the code action', function()
    return ir_buffer() ~= nil
  end)
  result.ir_of_action = text(ir_buffer())
  wait('the assembly of the code action', function()
    return ir_buffer('asm') ~= nil
  end)

  -- A lens counts the references of `double`; running it fills the quickfix list.
  local function ask(method, params)
    local answer
    require('ori.compat').request(client, method, params, function(err, found)
      answer = { err = err, found = found }
    end, good)
    wait(method, function()
      return answer ~= nil
    end)
    return answer.found
  end
  local lenses = ask('textDocument/codeLens', { textDocument = { uri = vim.uri_from_bufnr(good) } })
  local lens = ask('codeLens/resolve', lenses[1])
  vim.lsp.commands[lens.command.command](lens.command, { bufnr = good, client_id = client.id })
  result.lens = {
    title = lens.command.title,
    lines = vim.tbl_map(function(item)
      return item.lnum
    end, vim.fn.getqflist()),
  }
  vim.cmd('cclose')

  vim.cmd('OriRestart')
  wait('the server after a restart', function()
    local again = require('ori.compat').buffer_clients(good)[1]
    return again ~= nil and again.id ~= client.id and again.server_capabilities ~= nil
  end)
  result.restarted = true
end

local ok, failure = pcall(session)
result.failure = not ok and tostring(failure) or nil
vim.fn.writefile({ vim.fn.json_encode(result) }, vim.env.ORI_RESULT)
vim.cmd('qall!')
