-- How the language server is doing: its own report in a window.

local compat = require('ori.compat')
local scratch = require('ori.scratch')

local M = {}

local function client_of(buffer)
  local name = require('ori').CLIENT_NAME
  for _, clients in ipairs({ compat.buffer_clients(buffer), compat.clients() }) do
    for _, client in ipairs(clients) do
      if client.name == name then
        return client
      end
    end
  end
  return nil
end

--- Shows the report of the buffer's server, or else of any that runs.
function M.show()
  local client = client_of(vim.api.nvim_get_current_buf())
  if not client then
    vim.notify('ori: no language server is running; see :help ori-server', vim.log.levels.ERROR)
    return
  end
  compat.request(client, 'ori/status', {}, function(err, text)
    if err then
      vim.notify('ori: ' .. (err.message or vim.inspect(err)), vim.log.levels.ERROR)
      return
    end
    local buffer = scratch.fill('ori-status://' .. client.config.root_dir, 'oristatus', vim.trim(text))
    scratch.map(buffer, 'R', M.show, 'Refresh')
    scratch.show(buffer)
  end)
end

return M
