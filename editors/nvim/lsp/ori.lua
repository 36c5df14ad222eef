-- For vim.lsp.enable('ori') (Neovim 0.11 and newer), instead of require('ori').setup().
return {
  cmd = { 'ori-lsp' },
  filetypes = { 'ori' },
  root_markers = { 'ori.toml', '.git', 'pyproject.toml' },
}
