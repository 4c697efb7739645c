"""Maps table headers and keys of a TOML text to lines, which no TOML parser reports.

The text is scanned once, and only when a line is asked for: a timeline that is right
never pays for it, nor for compiling the expressions.
"""

from __future__ import annotations

import re
from bisect import bisect_right

HEADING = r"""^[ \t]*\[\[[ \t]*["']?([A-Za-z0-9_-]+)"""
"""What the heading of a table looks like, at the start of a line."""


class Positions:
    """Where every table and key of `text` stands; lines count from 1."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._headings: dict[str, list[int]] | None = None
        self._tables: dict[tuple[str, int], tuple[int, dict[str, int]]] | None = None

    def table(self, kind: str, index: int) -> int:
        """Return the line of the header of the `index`-th (from 0) table of that kind."""
        found = self._scan().get((kind, index))
        return found[0] if found else 0

    def headings(self, kind: str) -> list[int]:
        """Return the lines that look like a heading `[[kind]]`, far sooner than the rest.

        Where they are as many as there are such tables, they are their headings; a line in a
        long text can look like one, and then there are more.
        """
        if self._headings is None:
            self._headings = {}
            line, last = 1, 0
            for match in re.finditer(HEADING, self._text, re.MULTILINE):
                line += self._text.count("\n", last, match.start())
                last = match.start()
                self._headings.setdefault(match[1], []).append(line)
        return self._headings.get(kind, [])

    def key(self, kind: str, index: int, key: str) -> int:
        """Return the line of a key in that table, or of its header if it is not there."""
        found = self._scan().get((kind, index))
        return found[1].get(key, found[0]) if found else 0

    def top_key(self, key: str) -> int:
        """Return the line of a key or header at the top level, 1 if it is not found."""
        scan = self._scan()
        line = scan[("", 0)][1].get(key)
        return line or (scan[(key, 0)][0] if (key, 0) in scan else 1)

    def _scan(self) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
        if self._tables is None:
            self._tables = _scan(self._text)
        return self._tables


_TOKEN = (
    # In the order in which TOML tries them: long strings before short ones.
    # Possessive (+ after the count): nothing is kept to go back to, so that a text of
    # megabytes takes no more memory than it has.
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5}|\Z)'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|#[^\n]*"
    r"|[\[\]{}]"
    r"|\n"
)
_NAME = r"""(?:"([^"\n]*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))"""
_HEADER = rf"[ \t]*\[\[?[ \t]*{_NAME}[ \t]*\]"
_KEY = rf"[ \t]*{_NAME}[ \t]*[.=]"


def _scan(text: str) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
    tables: dict[tuple[str, int], tuple[int, dict[str, int]]] = {}
    keys: dict[str, int] = {}
    tables["", 0] = (1, keys)
    counts: dict[str, int] = {}
    header_at, key_at = re.compile(_HEADER).match, re.compile(_KEY).match
    for start in statement_starts(text):
        line_end = text.find("\n", start)
        line = text[start : min(line_end if line_end >= 0 else len(text), start + 200)]
        header = header_at(line)
        if header:
            kind = header[header.lastindex or 0]
            index = counts.get(kind, 0)
            counts[kind] = index + 1
            keys = {}
            tables[kind, index] = (start, keys)
        elif (match := key_at(line)) is not None:
            keys.setdefault(match[match.lastindex or 0], start)
    return _offsets_to_lines(text, tables)


def _offsets_to_lines(
    text: str, tables: dict[tuple[str, int], tuple[int, dict[str, int]]]
) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
    ends = [match.start() for match in re.finditer("\n", text)]
    for name, (offset, keys) in tables.items():
        for key, start in keys.items():
            keys[key] = bisect_right(ends, start - 1) + 1
        line = 1 if name == ("", 0) else bisect_right(ends, offset - 1) + 1
        tables[name] = (line, keys)
    return tables


def statement_starts(text: str, *, inside_brackets: bool = False) -> list[int]:
    """Return the offset of every line that begins a statement.

    Lines inside a string of several lines do not, nor those inside an array or inline table,
    unless `inside_brackets`: for a text in which a bracket may not have been closed.
    """
    starts = [0]
    depth = 0
    for match in re.finditer(_TOKEN, text, re.DOTALL):
        token = match[0]
        if token == "\n":
            if depth == 0 or inside_brackets:
                starts.append(match.end())
        elif token in "[{":
            depth += 1
        elif token in "]}":
            depth = max(0, depth - 1)
    return starts
