"""An iCalendar file as nested blocks of content lines, each with its line number.

Only the outline is read here (RFC 5545, 3.1 and 3.4): encoding, folding, BEGIN and END.
What a line says is for icalendar, which keeps no line numbers; so one broken event can
be named by its place, and does not take the rest of the file with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from boplan.model.vocabulary import Text

MOST_BYTES = 50 * 1024 * 1024
"""No agenda of a body is larger; a file that is, is another file."""

_MOST_DEPTH = 10
_BREAK = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]+")
# All before the colon that ends the parameters, of which quoted ones may hold colons.
_VALUE = re.compile(r'[^:"]*(?:"[^"]*"[^:"]*)*:')
_ESCAPED = re.compile(r"\\(.)")


class ExportError(Exception):
    """A file that cannot be read as a calendar: a sentence and its line (0: the whole)."""

    def __init__(self, text: Text, line: int = 0) -> None:
        super().__init__(text.en)
        self.text = text
        self.line = line


class UnreadableError(Exception):
    """One event that cannot be read, and why; the rest of the file can."""

    def __init__(self, nl: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(nl, en)


@dataclass(slots=True)
class Block:
    """What stands between a BEGIN and its END."""

    name: str
    line: int
    """The line of its BEGIN; the first is 1."""
    lines: list[tuple[str, str]] = field(default_factory=list)
    """Its own content lines, unfolded: the name in capitals, and the whole line."""
    blocks: list[Block] = field(default_factory=list)

    def value(self, name: str) -> str:
        """Return the text of the first line of that name, "" if there is none."""
        for one, content in self.lines:
            if one == name:
                match = _VALUE.match(content)
                return _ESCAPED.sub(_unescaped, content[match.end() :].strip()) if match else ""
        return ""


def decode(data: bytes) -> str:
    """Return the text of the file; a byte order mark is dropped.

    Not UTF-8 is read as Windows-1252: only titles can hold such characters, no dates.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_blocks(text: str) -> list[Block]:
    """Return the VCALENDAR blocks of the file; raises ExportError if its outline is broken."""
    calendars: list[Block] = []
    stack: list[Block] = []
    for number, content in unfolded(text):
        match = _NAME.match(content)
        name = match[0].upper() if match else ""
        if name == "BEGIN":
            block = Block(content.partition(":")[2].strip().upper(), number)
            if stack:
                stack[-1].blocks.append(block)
            elif block.name == "VCALENDAR":
                calendars.append(block)
            stack.append(block)
            _check_nesting(stack)
        elif name == "END":
            _close(stack, content.partition(":")[2].strip().upper(), number)
        elif stack and name:
            stack[-1].lines.append((name, content))
    if stack:
        raise ExportError(
            Text(
                f"het bestand houdt op midden in {_shown(stack[-1].name)}; "
                "haal het opnieuw op of maak de export opnieuw",
                f"the file stops in the middle of {_shown(stack[-1].name)}; "
                "fetch it again or export it again",
            ),
            stack[-1].line,
        )
    if not calendars:
        raise ExportError(
            Text(
                "dit is geen agenda-export (iCalendar): nergens staat BEGIN:VCALENDAR",
                "this is not an agenda export (iCalendar): there is no BEGIN:VCALENDAR",
            )
        )
    return calendars


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield the content lines of a text without their folds, each with its line number."""
    pieces: list[str] = []
    first = 0
    for number, line in enumerate(_BREAK.split(text), start=1):
        if line[:1] in (" ", "\t") and pieces:
            pieces.append(line[1:])
            continue
        if pieces:
            yield first, "".join(pieces)
        pieces, first = ([line], number) if line else ([], number)
    if pieces:
        yield first, "".join(pieces)


def _check_nesting(stack: list[Block]) -> None:
    block = stack[-1]
    outer = stack[-2].name if len(stack) > 1 else ""
    events_only_in_calendars = block.name == "VEVENT" and outer != "VCALENDAR"
    calendar_in_something = block.name == "VCALENDAR" and outer
    if len(stack) > _MOST_DEPTH or events_only_in_calendars or calendar_in_something:
        raise ExportError(
            Text(
                f"BEGIN:{_shown(block.name)} staat in {_shown(outer) or 'geen VCALENDAR'}; "
                "het bestand is beschadigd",
                f"BEGIN:{_shown(block.name)} stands in {_shown(outer) or 'no VCALENDAR'}; "
                "the file is damaged",
            ),
            block.line,
        )


def _close(stack: list[Block], name: str, number: int) -> None:
    if not stack or stack[-1].name != name:
        begun = f"BEGIN:{_shown(stack[-1].name)} ({stack[-1].line})" if stack else ""
        raise ExportError(
            Text(
                f"END:{_shown(name)} hoort bij geen BEGIN"
                + (f"; open staat {begun}" if begun else "")
                + "; het bestand is beschadigd",
                f"END:{_shown(name)} goes with no BEGIN"
                + (f"; open is {begun}" if begun else "")
                + "; the file is damaged",
            ),
            number,
        )
    stack.pop()


def _shown(name: str) -> str:
    return printable(name, 30)


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]


def printable(text: str, limit: int = 80) -> str:
    """Return the text on one line, no longer than `limit`, nothing in it that cannot print."""
    text = " ".join(text.split())
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
