-- Where a project begins, and which command is its language server.

local compat = require('ori.compat')

local M = {}

M.root_markers = { 'ori.toml', '.git', 'pyproject.toml' }

local function parent(path)
  return vim.fn.fnamemodify(path, ':h')
end

--- The nearest folder above `file` that holds the first of the markers that any folder holds; else the file's own folder.
function M.root(file, markers)
  local folder = parent(vim.fn.fnamemodify(file, ':p'))
  for _, marker in ipairs(markers or M.root_markers) do
    local candidate = folder
    while true do
      if compat.exists(candidate .. '/' .. marker) then
        return candidate
      end
      local above = parent(candidate)
      if above == candidate then
        break
      end
      candidate = above
    end
  end
  return folder
end

local function program_in(environment, name)
  local windows = vim.fn.has('win32') == 1
  local path = environment .. (windows and '/Scripts/' .. name .. '.exe' or '/bin/' .. name)
  return vim.fn.executable(path) == 1 and path or nil
end

--- A program of the project's Python environment, then of VIRTUAL_ENV, then on PATH; nil when there is none.
function M.program(root, name)
  for _, environment in ipairs({ root .. '/.venv', root .. '/venv', vim.env.VIRTUAL_ENV }) do
    local found = program_in(environment, name)
    if found then
      return found
    end
  end
  return vim.fn.executable(name) == 1 and vim.fn.exepath(name) or nil
end

--- The command of the language server; nil when there is none.
function M.command(root)
  local found = M.program(root, 'ori-lsp')
  return found and { found } or nil
end

return M
