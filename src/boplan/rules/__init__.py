"""What must hold: one function per rule, one family per file, all listed here by hand.

Two kinds. Some rules every timeline obeys. Others judge what the file itself states as
`[[rule]]`: those have no meaning of their own, they take it from the file.
"""

from __future__ import annotations

from boplan.rules import calendar, frequency, meetings, order, progress, terms, upkeep
from boplan.rules.check import Check

CATALOGUE: tuple[Check, ...] = (
    *order.RULES,
    *terms.RULES,
    *meetings.RULES,
    *calendar.RULES,
    *progress.RULES,
    *frequency.RULES,
    *upkeep.RULES,
)
"""Every rule, in the order of its code."""

BY_CODE: dict[str, Check] = {one.code: one for one in CATALOGUE}
"""Every rule by its code."""
