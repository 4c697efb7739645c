"""The bytes of a feed as content lines in their components; plain bytes, and no library.

Everything that cannot be read is a fault. Where a line or a component cannot be read, the
rest would be guesswork and is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.feeds.codes import Fault, fault

BOM = b"\xef\xbb\xbf"
MOST_OCTETS = 75

WITHIN = {
    "VCALENDAR": "",
    "VTIMEZONE": "VCALENDAR",
    "STANDARD": "VTIMEZONE",
    "DAYLIGHT": "VTIMEZONE",
    "VEVENT": "VCALENDAR",
    "VALARM": "VEVENT",
}
"""The components there are, and in which each stands."""

TEXTS = {"NAME", "DESCRIPTION", "SUMMARY", "LOCATION", "CATEGORIES", "TZNAME"}

_MOMENT = {"VALUE": "DATE", "TZID": ".+"}
_PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "DTSTART": _MOMENT,
    "DTEND": _MOMENT,
    "REFRESH-INTERVAL": {"VALUE": "DURATION"},
    "TRIGGER": {"RELATED": "START|END"},
    **{name: {"LANGUAGE": "[A-Za-z0-9-]+"} for name in TEXTS},
}
"""The parameters that a property may have, and the pattern of their values."""

# The CONTROL of RFC 5545, 3.1, and those of ISO 8859-1: a next-line breaks a line for some.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_NAME = r"[A-Za-z0-9-]+"
_PARAMETER = rf';({_NAME})=("[^"]*"|[^";:,]*)'
_CONTENT = re.compile(rf"({_NAME})((?:{_PARAMETER})*):(.*)", re.DOTALL)

_FOLD = (b" ", b"\t")
_Folded = list[tuple[int, bytes]]
"""The lines that unfold to one, each with its number and without its end."""


@dataclass(frozen=True)
class Line:
    """A content line, unfolded."""

    number: int
    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass
class Block:
    """A component: what stands between its BEGIN and its END."""

    name: str
    first: int
    last: int = 0
    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def line(self, name: str) -> Line | None:
        """Return the first line of that name."""
        return next((line for line in self.lines if line.name == name), None)

    def value(self, name: str) -> str:
        """Return the value of the first line of that name, "" if there is none."""
        line = self.line(name)
        return line.value if line else ""

    def of(self, name: str) -> list[Block]:
        """Return the components of that name in this one."""
        return [block for block in self.blocks if block.name == name]


def read(feed: bytes) -> tuple[Block | None, list[Fault]]:
    """Return the VCALENDAR, if everything in it can be read, and what is wrong so far."""
    physical = feed.removeprefix(BOM).splitlines(keepends=True)
    found = [fault(1, "bom")] if feed.startswith(BOM) else []
    found += _line_faults(physical)
    lines = []
    readable = True
    for folded in _folded(physical):
        found += _encoding_faults(folded)
        line, wrong = _content(folded[0][0], _unfolded(folded).decode(errors="replace"))
        found += wrong
        if line is None:
            readable = False
        else:
            lines.append(line)
    outline = _outline(lines) if readable else None
    if isinstance(outline, Fault):
        found.append(outline)
        outline = None
    return outline, found


def _line_faults(physical: list[bytes]) -> Iterator[Fault]:
    for number, whole in enumerate(physical, start=1):
        line = whole.rstrip(b"\r\n")
        if line == whole:
            yield fault(number, "end")
        elif not whole.endswith(b"\r\n"):
            yield fault(number, "bare")
        if len(line) > MOST_OCTETS:
            yield fault(number, "long", f"{len(line)} octets")
        if not line:
            yield fault(number, "empty")
        elif line in _FOLD or (number == 1 and line.startswith(_FOLD)):
            yield fault(number, "fold")
        control = _CONTROL.search(line.decode(errors="replace"))
        if control:
            yield fault(number, "control", control[0])


def _folded(physical: list[bytes]) -> list[_Folded]:
    """Return the lines, those that a fold divides together; empty ones are left out."""
    groups: list[_Folded] = []
    for number, whole in enumerate(physical, start=1):
        line = whole.rstrip(b"\r\n")
        if groups and line.startswith(_FOLD):
            groups[-1].append((number, line))
        elif content := line.lstrip(b" \t"):
            groups.append([(number, content)])
    return groups


def _unfolded(folded: _Folded) -> bytes:
    return b"".join(line[1:] if at else line for at, (_, line) in enumerate(folded))


def _encoding_faults(folded: _Folded) -> Iterator[Fault]:
    """Look at each line as it stands: a reader that unfolds text sees a split character."""
    broken = [number for number, line in folded if not _is_utf8(line)]
    if broken and _is_utf8(_unfolded(folded)):
        yield fault(broken[0], "split")
    else:
        yield from (fault(number, "utf-8") for number in broken)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _content(number: int, text: str) -> tuple[Line | None, list[Fault]]:
    match = _CONTENT.fullmatch(text)
    if match is None:
        code = "parameter" if re.match(rf"{_NAME};", text) else "content-line"
        return None, [fault(number, code, text)]
    name, parameters = match[1].upper(), {}
    found = [] if match[1] == name else [fault(number, "capitals", match[1])]
    for written, value in re.findall(_PARAMETER, match[2]):
        key = written.upper()
        if written != key:
            found.append(fault(number, "capitals", written))
        if key in parameters or not _may_have(name, key, value.strip('"')):
            found.append(fault(number, "parameter", f"{written}={value}"))
        parameters[key] = value.strip('"')
    return Line(number, name, parameters, match[5]), found


def _may_have(name: str, key: str, value: str) -> bool:
    if name.startswith("X-") or key.startswith("X-"):
        return True
    pattern = _PARAMETERS.get(name, {}).get(key)
    return pattern is not None and re.fullmatch(pattern, value) is not None


def _outline(lines: Iterable[Line]) -> Block | Fault:
    """Return the VCALENDAR, or the first thing that makes the rest a guess."""
    root = Block("", 0)
    stack = [root]
    for line in lines:
        inner = stack[-1]
        if line.name == "BEGIN":
            wrong = _misplaced(line, inner)
            if wrong:
                return wrong
            block = Block(line.value, line.number)
            inner.blocks.append(block)
            stack.append(block)
        elif line.name == "END":
            if inner is root or line.value != inner.name:
                return fault(line.number, "nesting", f"END:{line.value}")
            inner.last = line.number
            stack.pop()
        elif inner is root:
            return fault(line.number, "outside", line.name)
        else:
            inner.lines.append(line)
    if stack[-1] is not root:
        return fault(stack[-1].first, "nesting", f"BEGIN:{stack[-1].name}")
    return root.blocks[0] if root.blocks else fault(1, "calendar")


def _misplaced(begin: Line, inner: Block) -> Fault | None:
    if begin.value not in WITHIN:
        return fault(begin.number, "component", begin.value)
    if WITHIN[begin.value] != inner.name:
        return fault(begin.number, "nesting", f"BEGIN:{begin.value}")
    if not inner.name and inner.blocks:
        return fault(begin.number, "calendar")
    return None
