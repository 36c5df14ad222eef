-- Debugging by nvim-dap (https://github.com/mfussenegger/nvim-dap), for those who have it: see :help ori-debugging

local server = require('ori.server')

local M = {}

local function file()
  return vim.api.nvim_buf_get_name(0)
end

local configurations = {
  { type = 'ori', request = 'launch', name = 'Debug @main, or the tests of a file without it', program = file },
  { type = 'ori', request = 'launch', name = 'Debug all tests of this file', program = file, tests = {} },
}

--- Starts the debugger of the Python environment that has the language server.
local function adapter(callback, configuration)
  local root = server.root(type(configuration.program) == 'string' and configuration.program or file())
  local command = server.program(root, 'oric')
  if not command then
    vim.notify('ori: no oric found. Run "pip install ori-toolchain" in the project\'s Python environment.', vim.log.levels.WARN)
    return
  end
  callback({ type = 'executable', command = command, args = { 'debug' } })
end

--- Tells nvim-dap about Ori; what the user has set already stays. Returns whether there is an nvim-dap.
function M.setup()
  local found, dap = pcall(require, 'dap')
  if not found then
    return false
  end
  dap.adapters.ori = dap.adapters.ori or adapter
  dap.configurations.ori = dap.configurations.ori or configurations
  return true
end

--- Debugs what a code lens is about: `{ uri, test }`, or `{ uri }` for the @main of a file.
function M.run(argument)
  if not M.setup() then
    vim.notify('ori: debugging needs the plugin nvim-dap', vim.log.levels.WARN)
    return
  end
  local program = vim.uri_to_fname(argument.uri)
  local name = argument.test and ('Debug @' .. argument.test) or 'Debug @main'
  require('dap').run({
    type = 'ori',
    request = 'launch',
    name = name,
    program = program,
    tests = argument.test and { argument.test } or nil,
  })
end

return M
