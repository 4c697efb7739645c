"""What a rule finds, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boplan.model.vocabulary import Certainty, Severity, Text


@dataclass(frozen=True, slots=True)
class Place:
    """The table of the file that a finding is about: its kind and its id or number.

    Tables without an id (agendas, records, waivers) are numbered from 0.
    """

    kind: str
    name: str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What one rule says of one table, before it has a code."""

    place: Place
    what: Text
    """What is wrong and why, in one sentence."""
    mend: Text
    """What would mend it."""
    basis: Text
    """What the rule rests on: an article, or a source and a page."""
    certainty: Certainty = Certainty.CERTAIN
    activity: str | None = None
    municipality: str | None = None
    rule: str | None = None
    """The [[rule]] that it breaks."""
    settle_by: date | None = None
    """For a possible fault: the last day on which it can still be settled well."""
    day: date | None = None
    """The day that it turns on, for a fault that depends on the day."""
    grade: int = 0
    """How bad it is, for a fault that gets worse with the days: higher is worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault with its code; `waived` holds the reason if it is accepted."""

    code: str
    severity: Severity
    fault: Fault
    waived: str | None = None

    @property
    def counts(self) -> bool:
        """Return whether it makes `check` exit with 1: certain, not waived, not a note."""
        return (
            self.waived is None
            and self.fault.certainty is Certainty.CERTAIN
            and self.severity is not Severity.NOTE
        )
