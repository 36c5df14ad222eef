-- Running the test that a code lens stands for. Tests run from the disk, so the buffer is written before.

local compat = require('ori.compat')

local M = {}

--- `command` is that of the lens; how the test went comes from the server as a message.
function M.run(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  if not client then
    return
  end
  local buffer = vim.uri_to_bufnr(((command.arguments or {})[1] or {}).uri)
  if vim.bo[buffer].modified then
    vim.api.nvim_buf_call(buffer, function()
      vim.cmd('update')
    end)
  end
  local call = { command = command.command, arguments = command.arguments }
  compat.request(client, 'workspace/executeCommand', call, function(err)
    if err then
      vim.notify('ori: ' .. (err.message or vim.inspect(err)), vim.log.levels.ERROR)
    end
  end, buffer)
end

return M
