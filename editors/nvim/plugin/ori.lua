if vim.g.loaded_ori then
  return
end
vim.g.loaded_ori = true

local command = vim.api.nvim_create_user_command

command('OriShowIR', function(call)
  local level = nil
  if call.args ~= '' then
    level = tonumber(call.args:match('^[oO]?([0-3])$'))
    if not level then
      vim.notify('ori: the optimisation level is 0, 1, 2 or 3, not ' .. call.args, vim.log.levels.ERROR)
      return
    end
  end
  require('ori.ir').show(level)
end, {
  nargs = '?',
  desc = 'Show the LLVM IR of the function under the cursor',
  complete = function()
    return { '0', '1', '2', '3' }
  end,
})

command('OriRestart', function()
  require('ori').restart()
end, { desc = 'Restart the Ori language server' })

-- The server's code action "Show LLVM IR" runs this command; in the editor it opens the window.
vim.lsp.commands['ori.showLlvmIr'] = function(action)
  local argument = (action.arguments or {})[1] or {}
  require('ori.ir').open(argument)
end

-- What a code lens counts: the server says where, the quickfix list shows it.
vim.lsp.commands['ori.showReferences'] = function(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local places = (command.arguments or {})[3] or {}
  local items = vim.lsp.util.locations_to_items(places, client and client.offset_encoding or 'utf-16')
  vim.fn.setqflist({}, ' ', { title = command.title or 'References', items = items })
  vim.cmd('copen')
end
