"""What an editor offers to do with the source at a place: one module per action.

Each has a function that looks at a selection and gives an `Offer`, or none where the action makes no sense or would
change what the program does. The edits of an offer are made when somebody takes it.
"""
