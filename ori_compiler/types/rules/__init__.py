"""What declarations have to obey beyond their own text: one module for each topic.

In: an item as it is written, and what the environment says that it and others declare. Out: messages. The declarations
themselves are resolved elsewhere; whatever is broken there was reported there, and is passed over here.
"""
