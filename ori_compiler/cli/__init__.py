"""`oric`, the command line: a thin layer over `ori_compiler.driver`.

Each command is a module, imported only when it is the one that runs.
"""
