"""What rulebooks may state: the vocabulary of parameters, and the forms of their values."""

from ledger.parameters.forms import (
    ByName,
    Form,
    Pairs,
    Rate,
    Whole,
    expected_of,
    is_program,
    pairs_of,
    read_value,
)
from ledger.parameters.vocabulary import EFFECTS, PARAMETERS, UNITS, Parameter, Role, default_of

__all__ = [
    "EFFECTS",
    "PARAMETERS",
    "UNITS",
    "ByName",
    "Form",
    "Pairs",
    "Parameter",
    "Rate",
    "Role",
    "Whole",
    "default_of",
    "expected_of",
    "is_program",
    "pairs_of",
    "read_value",
]
