"""The console script `bindledger`: everything it does is in `ledger.console`."""

from __future__ import annotations

import sys

from ledger.console import main

if __name__ == "__main__":
    sys.exit(main())
