"""The years in titles: which of them are those of a cycle, and what they become in the next.

in the cycle 2026-2033, eight years on      becomes
----------------------------------------    ----------------------------------------
2026-2033, 2026-2029 (within the cycle)     2034-2041, 2034-2037
2022-2025 (the cycle before it)             2026-2033: the cycle that is now the last
2026 (its first year)                       2034
any other year                              stays, and is named
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = r"(?P<first>\d{4})(?P<between>\s?(?:-|–|t/m)\s?)(?P<last>\d{4})"
_YEARS = re.compile(rf"(?<!\d)(?:{_RANGE}|(?P<alone>\d{{4}}))(?!\d)")
_ANY = re.compile(r"(?<!\d)(?:19|20|21)\d{2}(?!\d)")
_DAY_OF_MONTH = re.compile(
    r"\b\d{1,2} (?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|"
    r"november|december|January|February|March|May|June|July|August|October|December)\b"
)


@dataclass(frozen=True, slots=True)
class Cycle:
    """The years of a cycle, and by how many the next one lies later."""

    first: int
    last: int
    years: int

    @staticmethod
    def of(texts: list[str], year: int | None, years: int) -> Cycle | None:
        """Return the cycle that the texts of a process name, its id and title first.

        A range of years, else one year that both the id and a title name, else the year in
        which it comes into force; None where nothing says.
        """
        for text in texts:
            found = re.search(_RANGE, text)
            if found and int(found["first"]) <= int(found["last"]):
                return Cycle(int(found["first"]), int(found["last"]), years)
        alone = [set(_ANY.findall(text)) for text in texts]
        named = alone[0] & set().union(*alone[1:]) if alone else set()
        if len(named) == 1:
            one = int(named.pop())
            return Cycle(one, one, years)
        return Cycle(year, year, years) if year is not None else None

    def renamed(self, text: str) -> str:
        """Return the text with the years of the cycle replaced by those of the next."""
        return _YEARS.sub(self._renamed, text)

    def _renamed(self, match: re.Match[str]) -> str:
        if match["alone"]:
            year = int(match["alone"])
            return str(year + self.years) if year == self.first else match[0]
        first, last = int(match["first"]), int(match["last"])
        if self.first <= first <= last <= self.last:
            return f"{first + self.years}{match['between']}{last + self.years}"
        if first <= last == self.first - 1 and self.last > self.first:
            return f"{self.first}{match['between']}{self.last}"
        return match[0]


def years_in(text: str) -> list[str]:
    """Return the years that a text names, in order."""
    return _ANY.findall(text)


def is_dated(text: str) -> bool:
    """Return whether a text names a year or a day: then it is about one cycle only."""
    return bool(_ANY.search(text) or _DAY_OF_MONTH.search(text))
