"""Where foreign data becomes ours: strict JSON, CloudEvents lines, requests, cells of text.

Everything that comes in is validated here, once, by pydantic over the declarations in
`ledger.events` and `ledger.requests`; everything wrong with a line is found in one pass. Nothing
after this module sees an unchecked value.
"""

from ledger.border.asked import read_request
from ledger.border.cells import read_cell
from ledger.border.facts import (
    Envelope,
    ExportLine,
    is_export,
    read_event,
    read_export_line,
    read_feed_line,
)
from ledger.border.faults import Fault, Faulty, shown
from ledger.border.orders import read_order
from ledger.border.schema import schema_of
from ledger.border.strict_json import DEEPEST, read_any_json, read_json

__all__ = [
    "DEEPEST",
    "Envelope",
    "ExportLine",
    "Fault",
    "Faulty",
    "is_export",
    "read_any_json",
    "read_cell",
    "read_event",
    "read_export_line",
    "read_feed_line",
    "read_json",
    "read_order",
    "read_request",
    "schema_of",
    "shown",
]
