"""Random Ori source that the grammar allows, for property tests and measurements: see `strategies`.

A tree of productions is built from random decisions, then laid out as text with random white space and comments.
`Features` switches forms of the language on and off.
"""
