"""The proof: heads that are signed, proofs of single facts, and all of it checked by anybody.

`heads` and `keys` sign, `making` proves, `archive` writes the log as files. `whole` checks a ledger
and `files` what was handed over; these two believe nothing that the others say.
"""
