"""Random programs that are well typed: for comparing what backends make of them."""
