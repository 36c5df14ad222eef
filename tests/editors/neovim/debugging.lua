-- With a stand-in for nvim-dap: what it is told about Ori. Without one, nothing happens. Writes JSON to $ORI_RESULT.

local result = {}
result.without = require('ori.dap').setup()

local ran = {}
package.loaded.dap = { adapters = {}, configurations = {}, run = function(configuration) table.insert(ran, configuration) end }
result.with = require('ori.dap').setup()
local dap = package.loaded.dap
dap.adapters.ori(function(adapter) result.adapter = adapter end, { program = vim.fn.getcwd() .. '/tested.ori' })
result.configurations = #dap.configurations.ori
local uri = vim.uri_from_fname(vim.fn.getcwd() .. '/tested.ori')
vim.lsp.commands['ori.debug']({ command = 'ori.debug', arguments = { { uri = uri, test = 'good' } } })
vim.lsp.commands['ori.debug']({ command = 'ori.debug', arguments = { { uri = uri } } })
result.ran = ran

dap.adapters.ori = 'mine'
require('ori.dap').setup()
result.kept = dap.adapters.ori

vim.fn.writefile({ vim.fn.json_encode(result) }, vim.env.ORI_RESULT)
vim.cmd('qall!')
