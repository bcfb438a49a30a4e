"""Requests about violations: appealing against them. State machine 2.10."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.requests.base import Request
from ledger.terms import Id, Program, Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitAppeal(Request):
    """A party, named by its tag, appeals against a violation."""

    names_given: ClassVar = ("program", "appeal")
    violation: Id
    submitted_by: Tag
    appeal: Id | None = None
    program: Program | None = None
