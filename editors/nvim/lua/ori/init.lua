-- Ori for Neovim: starts the language server for Ori buffers. See :help ori

local compat = require('ori.compat')
local server = require('ori.server')

local M = {}

M.CLIENT_NAME = 'ori'

local defaults = {
  cmd = nil, -- a list; nil: see ori.server.command
  root_markers = server.root_markers,
  autostart = true,
  on_attach = nil,
  capabilities = nil,
  inlay_hints = true,
  code_lens = { references = true, runTest = true, showIr = true }, -- or false
  ir = { opt_level = 0, target = nil },
}

M.options = vim.deepcopy(defaults)

local warned = false

local function start_client(config, buffer)
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  -- 0.7 has no vim.lsp.start: reuse the client of the same root ourselves.
  for _, client in ipairs(compat.clients()) do
    if client.name == config.name and client.config.root_dir == config.root_dir then
      vim.lsp.buf_attach_client(buffer, client.id)
      return client.id
    end
  end
  local id = vim.lsp.start_client(config)
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
  return id
end

--- Starts the server for a buffer, or joins it to the one that its project has. Returns the client's id or nil.
function M.start(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  local file = vim.api.nvim_buf_get_name(buffer)
  if file == '' or vim.bo[buffer].buftype ~= '' then
    return nil
  end
  local root = server.root(file, M.options.root_markers)
  local command = M.options.cmd or server.command(root)
  if not command then
    if not warned then
      warned = true
      vim.notify(
        'ori: no language server found. Run "pip install ori-toolchain" in the project\'s Python environment, or set cmd in setup().',
        vim.log.levels.WARN
      )
    end
    return nil
  end
  return start_client({
    name = M.CLIENT_NAME,
    cmd = command,
    root_dir = root,
    on_attach = function(client, attached)
      require('ori.attach').attach(attached, M.options)
      if M.options.on_attach then
        M.options.on_attach(client, attached)
      end
    end,
    capabilities = M.options.capabilities,
    init_options = { codeLens = M.options.code_lens or vim.empty_dict() },
  }, buffer)
end

--- Stops the servers of all Ori buffers and starts them again.
function M.restart()
  local buffers = {}
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'ori' then
      table.insert(buffers, buffer)
    end
  end
  for _, client in ipairs(compat.clients()) do
    if client.name == M.CLIENT_NAME then
      compat.stop(client)
    end
  end
  local function gone()
    for _, client in ipairs(compat.clients()) do
      if client.name == M.CLIENT_NAME then
        return false
      end
    end
    return true
  end
  vim.wait(3000, gone, 20)
  for _, buffer in ipairs(buffers) do
    M.start(buffer)
  end
end

--- Call once from your configuration. All options have defaults; see :help ori-setup
function M.setup(options)
  M.options = vim.tbl_deep_extend('force', vim.deepcopy(defaults), options or {})
  local group = vim.api.nvim_create_augroup('ori', { clear = true })
  if not M.options.autostart then
    return
  end
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = 'ori',
    callback = function(event)
      M.start(event.buf)
    end,
  })
  -- Buffers that were open before setup() ran.
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'ori' then
      M.start(buffer)
    end
  end
end

return M
