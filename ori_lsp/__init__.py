"""The language server: protocol in, protocol out; what it knows comes from `ori_compiler`."""
