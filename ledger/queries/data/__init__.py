"""What facts say of data: how it is synchronised, how much traffic there is, what was measured.

None of it decides anything, so no aggregate remembers it and no decision reads it.
"""
