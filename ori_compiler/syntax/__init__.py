"""Item splitter, lexer, parser, the lossless tree, typed views, formatter."""
