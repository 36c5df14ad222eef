if vim.g.loaded_ori then
  return
end
vim.g.loaded_ori = true

local command = vim.api.nvim_create_user_command

-- The optimisation level that a user wrote, which may be none; false after a complaint.
local function level_of(written)
  local level = tonumber(written:match('^[oO]?([0-3])$'))
  if written ~= '' and not level then
    vim.notify('ori: the optimisation level is 0, 1, 2 or 3, not ' .. written, vim.log.levels.ERROR)
    return false
  end
  return level
end

local function show_command(name, kind, description, has_levels)
  command(name, function(call)
    local level = level_of(call.args)
    if level ~= false then
      require('ori.ir').show(kind, level)
    end
  end, {
    nargs = has_levels and '?' or 0,
    desc = description .. ' of the function under the cursor',
    complete = has_levels and function()
      return { '0', '1', '2', '3' }
    end or nil,
  })
end

show_command('OriShowIR', 'llvm', 'Show the LLVM IR', true)
show_command('OriShowAsm', 'asm', 'Show the assembly', true)
show_command('OriShowArc', 'arc', 'Show the ARC IR', false)
show_command('OriShowAbi', 'abi', 'Show ABI and layout', false)

command('OriRestart', function()
  require('ori').restart()
end, { desc = 'Restart the Ori language server' })

command('OriStatus', function()
  require('ori.status').show()
end, { desc = 'Show how the Ori language server is doing' })

-- The server's code actions ("Show LLVM IR" and so on) run these commands; in the editor they open the window.
local kinds = { ['ori.showLlvmIr'] = 'llvm', ['ori.showAsm'] = 'asm', ['ori.showArc'] = 'arc', ['ori.showAbi'] = 'abi' }
for server_command, kind in pairs(kinds) do
  vim.lsp.commands[server_command] = function(action)
    require('ori.ir').open(kind, (action.arguments or {})[1] or {})
  end
end

vim.lsp.commands['ori.debug'] = function(action)
  require('ori.dap').run((action.arguments or {})[1] or {})
end

vim.lsp.commands['ori.runTest'] = function(action, context)
  require('ori.run_test').run(action, context)
end

-- What a code lens counts: the server says where, the quickfix list shows it.
vim.lsp.commands['ori.showReferences'] = function(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local places = (command.arguments or {})[3] or {}
  local items = vim.lsp.util.locations_to_items(places, client and client.offset_encoding or 'utf-16')
  vim.fn.setqflist({}, ' ', { title = command.title or 'References', items = items })
  vim.cmd('copen')
end
