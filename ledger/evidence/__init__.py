"""Evidence packs: the facts of a case in one file that anybody can check without this ledger.

`case` says which facts belong to a case, `members` what is made of them, `pack` how that is one
file, `checking` believes nothing that such a file says.
"""
