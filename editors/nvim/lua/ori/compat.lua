-- The few calls whose form differs between Neovim 0.7 and today.

local M = {}

local has_methods = vim.fn.has('nvim-0.11') == 1

--- Sends a request; `handler(err, result)`.
function M.request(client, method, params, handler, buffer)
  local function answer(err, result)
    handler(err, result)
  end
  if has_methods then
    return client:request(method, params, answer, buffer)
  end
  return client.request(method, params, answer, buffer)
end

function M.stop(client)
  if has_methods then
    client:stop()
  else
    client.stop()
  end
end

--- Clients attached to the buffer.
function M.buffer_clients(buffer)
  if vim.lsp.get_clients then
    return vim.lsp.get_clients({ bufnr = buffer })
  end
  return vim.tbl_values(vim.lsp.buf_get_clients(buffer))
end

--- All running clients.
function M.clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()
end

--- True for an existing file or folder.
function M.exists(path)
  return (vim.uv or vim.loop).fs_stat(path) ~= nil
end

return M
