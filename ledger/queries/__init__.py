"""Questions about the log: facts read, state as it stood, lists and histories.

Facts meet law here.
"""
