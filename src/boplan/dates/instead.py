"""What people write instead of the date notation, and how the notation writes it.

Imported only when a date was wrong.
"""

from __future__ import annotations

import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            ("jan", "januari", "january"),
            ("feb", "februari", "february"),
            ("mrt", "maart", "mar", "march"),
            ("apr", "april"),
            ("mei", "may"),
            ("jun", "juni", "june"),
            ("jul", "juli", "july"),
            ("aug", "augustus", "august"),
            ("sep", "sept", "september"),
            ("okt", "oktober", "oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ],
        start=1,
    )
    for name in names
}


_DUTCH_DAY = re.compile(r"(\d{1,2})[-/. ]([\w]+)\.?[-/. ](\d{4})")
_DUTCH_MONTH = re.compile(r"([a-z]+)\.?\s+(\d{4})")
_UNTIL = re.compile(r"(?:uiterlijk|t/m|tot en met|by|until)\s+(.+)")
_THROUGH = re.compile(r"(.+?)\s*(?:t/m|tot en met|through|–|—|\s-\s)\s*(.+)")
_LOOSE_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_EDTF_CODE = re.compile(r"(\d{4})-(3[3-6]|4[01])(~?)")
_QUARTER = re.compile(r"(?:q|k)([1-4])[- ](\d{4})|(\d{4})[- ]?(?:q|k)([1-4])")
_SHORT_MONTH = re.compile(r"(\d{4})-(\d)")


def guess(text: str) -> str:
    """Return what `text` most likely means in the notation, unchecked, or ""."""
    text = text.strip().lower()[:200]
    if (match := _EDTF_CODE.fullmatch(text)) is not None:
        code = int(match[2])
        unit = f"Q{code - 32}" if code < 40 else f"H{code - 39}"
        return f"{match[1]}-{unit}{match[3]}"
    if (match := _QUARTER.fullmatch(text)) is not None:
        return f"{match[2] or match[3]}-Q{match[1] or match[4]}"
    if (match := _LOOSE_DAY.fullmatch(text)) is not None:
        return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    if (match := _SHORT_MONTH.fullmatch(text)) is not None:
        return f"{match[1]}-0{match[2]}"
    if (match := _DUTCH_DAY.fullmatch(text)) is not None:
        month = int(match[2]) if match[2].isdigit() else _MONTHS.get(match[2], 0)
        return f"{match[3]}-{month:02}-{int(match[1]):02}"
    if (match := _DUTCH_MONTH.fullmatch(text)) is not None:
        month = _MONTHS.get(match[1], 0)
        return f"{match[2]}-{month:02}"
    if (match := _UNTIL.fullmatch(text)) is not None:
        end = guess(match[1]) or match[1]
        return f"[..{end}]"
    if (match := _THROUGH.fullmatch(text)) is not None:
        start, end = (guess(match[i]) or match[i] for i in (1, 2))
        return f"{start}/{end}"
    return ""
