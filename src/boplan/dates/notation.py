"""Reads and writes the date notation, a subset of EDTF (ISO 8601-2:2019, levels 0–2).

docs/timeline-format.md has the table of forms. `parse` and `write` are each other's
inverse: `write(parse(text)) == text` but for spaces in sets.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise

from boplan.model.vocabulary import Text
from boplan.model.when import (
    FIRST_YEAR,
    LAST_YEAR,
    Member,
    Moment,
    OneOf,
    Part,
    Precision,
    Range,
    Span,
    When,
)

_PART = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|(?P<month>\d{2})(?:-(?P<day>\d{2})(?:T(?P<hour>\d{2}):(?P<minute>\d{2})(?::00)?)?)?))?"
    r"(?P<about>~)?",
    re.ASCII,
)
_MAX_MEMBERS = 1000


class NotationError(ValueError):
    """Text that is not in the date notation.

    `problem` says what is wrong, `instead` is the nearest right form, or "".
    """

    def __init__(self, problem: Text, instead: str = "") -> None:
        super().__init__(problem.en)
        self.problem = problem
        self.instead = instead


@lru_cache(maxsize=8192)  # the same few dates stand in a file over and over
def parse(text: str) -> When:
    """Return the date value that `text` writes.

    Raises NotationError with the nearest right form where one can be found.
    """
    text = text.strip()
    try:
        if text.startswith("["):
            return _parse_set(text)
        if "/" in text:
            return _parse_span(text)
        return Moment(_parse_part(text))
    except NotationError as error:
        error.instead = error.instead or _instead(text)
        raise


def from_toml(value: object) -> When:
    """Return the date value of a TOML date, local date-time, array of dates or text.

    Raises NotationError, also for values of any other type.
    """
    if isinstance(value, str):
        return parse(value)
    if isinstance(value, list):
        if not value:
            raise NotationError(Text("een lege reeks is geen datum", "an empty array is no date"))
        members = [_part_of_toml(member) for member in value]
        return _one_of(members) if len(members) > 1 else Moment(members[0])
    if isinstance(value, date):
        return _moment_of_toml(value)
    return Moment(_part_of_toml(value))


@lru_cache(maxsize=8192)
def _moment_of_toml(value: date) -> Moment:
    return Moment(_part_of_toml(value))


def _part_of_toml(value: object) -> Part:
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise NotationError(
                Text(
                    "een tijdstip staat hier zonder tijdzone, in plaatselijke tijd",
                    "a time stands here without offset, in local time",
                ),
                value.replace(tzinfo=None).isoformat(timespec="minutes"),
            )
        if value.second or value.microsecond:
            raise NotationError(Text("een tijdstip telt hele minuten", "a time has whole minutes"))
        return _in_reach(Part(value.date(), at=value.time()))
    if isinstance(value, date):
        return _in_reach(Part(value))
    raise NotationError(Text("dit is geen datum", "this is not a date"))


def _in_reach(part: Part) -> Part:
    if not FIRST_YEAR <= part.start.year <= LAST_YEAR:
        raise NotationError(
            Text(
                f"het jaar ligt niet van {FIRST_YEAR} tot en met {LAST_YEAR}",
                f"the year is not from {FIRST_YEAR} through {LAST_YEAR}",
            )
        )
    return part


def parse_part(text: str) -> Part:
    """Return the one part of the calendar that `text` writes; raises NotationError."""
    try:
        return _parse_part(text.strip())
    except NotationError as error:
        error.instead = error.instead or _instead(text)
        raise


def _parse_part(text: str) -> Part:
    match = _PART.fullmatch(text)
    if not match:
        raise NotationError(
            Text("dit staat niet in de datumnotatie", "this is not in the date notation")
        )
    year = int(match["year"])
    about = bool(match["about"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        _in_reach(Part(date(max(year, 1), 1, 1)))
    if match["quarter"]:
        return Part(date(year, 3 * int(match["quarter"]) - 2, 1), Precision.QUARTER, about)
    if match["half"]:
        return Part(date(year, 6 * int(match["half"]) - 5, 1), Precision.HALF, about)
    if not match["month"]:
        return Part(date(year, 1, 1), Precision.YEAR, about)
    month = int(match["month"])
    if not 1 <= month <= 12:
        raise NotationError(
            Text(f"maand {match['month']} bestaat niet", f"there is no month {match['month']}")
        )
    if not match["day"]:
        return Part(date(year, month, 1), Precision.MONTH, about)
    try:
        day = date(year, month, int(match["day"]))
    except ValueError:
        last = Part(date(year, month, 1), Precision.MONTH).last
        raise NotationError(
            Text(
                f"die dag bestaat niet: deze maand telt {last.day} dagen",
                f"there is no such day: this month has {last.day} days",
            ),
            last.isoformat() if int(match["day"]) > last.day else "",
        ) from None
    if not match["hour"]:
        return Part(day, about=about)
    if about:
        raise NotationError(
            Text("een tijdstip kan niet ~ zijn", "a time of day cannot be ~"), text.rstrip("~")
        )
    try:
        at = time(int(match["hour"]), int(match["minute"]))
    except ValueError:
        raise NotationError(Text("dat tijdstip bestaat niet", "there is no such time")) from None
    return Part(day, at=at)


def _parse_span(text: str) -> Span:
    pieces = text.split("/")
    if len(pieces) != 2:
        raise NotationError(
            Text("een periode heeft één schuine streep", "a span has a single slash")
        )
    start, end = (None if piece == ".." else _parse_part(piece) for piece in pieces)
    if start is None and end is None:
        raise NotationError(Text("een periode zonder begin of eind", "a span without any end"))
    _in_order(start, end, text)
    return Span(start, end)


def _in_order(start: Part | None, end: Part | None, text: str) -> None:
    if start is None or end is None:
        return
    backwards = (
        start.first > end.last
        if start.start != end.start
        else bool(start.at and end.at and start.at > end.at)
    )
    if backwards:
        mark = "/" if "/" in text else ".."
        raise NotationError(
            Text("het eind ligt voor het begin", "it ends before it begins"),
            f"{write_part(end)}{mark}{write_part(start)}",
        )


def _parse_set(text: str) -> When:
    if not text.endswith("]"):
        raise NotationError(
            Text("het sluithaakje ontbreekt", "the closing bracket is missing"), text + "]"
        )
    pieces = [piece.strip() for piece in text[1:-1].split(",")]
    if len(pieces) > _MAX_MEMBERS:
        raise NotationError(
            Text(f"meer dan {_MAX_MEMBERS} mogelijkheden", f"more than {_MAX_MEMBERS} members")
        )
    if pieces == [""]:
        raise NotationError(Text("een lege reeks is geen datum", "an empty set is no date"))
    members = []
    for piece in pieces:
        try:
            members.append(_parse_member(piece))
        except NotationError as error:
            if error.instead:  # of the member: put it back among the others
                error.instead = text.replace(piece, error.instead)
            raise
    if len(members) == 1 and isinstance(members[0], Part):
        return Moment(members[0])  # one of one is no choice
    return _one_of(members)


def _parse_member(text: str) -> Member:
    if ".." not in text:
        return _parse_part(text)
    first, _, last = text.partition("..")
    start = _parse_part(first) if first else None
    end = _parse_part(last) if last else None
    if start is None and end is None:
        raise NotationError(
            Text("een bereik zonder begin en eind zegt niets", "a range without ends says nothing")
        )
    _in_order(start, end, text)
    return Range(start, end)


def _one_of(members: list[Member] | list[Part]) -> OneOf:
    for one, two in pairwise(members):
        key_one = one.first or date.min
        key_two = two.first or date.min
        if key_one > key_two or len(set(members)) < len(members):
            ordered = sorted(
                set(members),
                key=lambda member: (member.first or date.min, _write_member(member, edtf=False)),
            )
            raise NotationError(
                Text(
                    "de mogelijkheden staan niet in volgorde van tijd, of dubbel",
                    "the members are not in order of time, or double",
                ),
                write(OneOf(tuple(ordered))),
            )
    return OneOf(tuple(members))


def write_part(part: Part, *, edtf: bool = False) -> str:
    """Return one part in the notation, or with EDTF codes for quarters and halves."""
    start, about = part.start, "~" if part.about else ""
    text = start.isoformat()
    year = f"{start.year:04}"
    match part.precision:
        case Precision.YEAR:
            text = year
        case Precision.HALF:
            half = (start.month + 5) // 6
            text = f"{year}-{39 + half}" if edtf else f"{year}-H{half}"
        case Precision.QUARTER:
            quarter = (start.month + 2) // 3
            text = f"{year}-{32 + quarter}" if edtf else f"{year}-Q{quarter}"
        case Precision.MONTH:
            text = f"{year}-{start.month:02}"
        case Precision.DAY:
            if part.at:
                text += f"T{part.at:%H:%M}"
    return text + about


def _write_end(part: Part | None, *, edtf: bool, none: str) -> str:
    return none if part is None else write_part(part, edtf=edtf)


def _write_member(member: Member, *, edtf: bool) -> str:
    if isinstance(member, Part):
        return write_part(member, edtf=edtf)
    start = _write_end(member.start, edtf=edtf, none="")
    end = _write_end(member.end, edtf=edtf, none="")
    return f"{start}..{end}"


def write(when: When, *, edtf: bool = False) -> str:
    """Return `when` in the notation; with `edtf`, `2025-33` for `2025-Q1`."""
    match when:
        case Moment(part):
            return write_part(part, edtf=edtf)
        case Span(start, end):
            first = _write_end(start, edtf=edtf, none="..")
            last = _write_end(end, edtf=edtf, none="..")
            return f"{first}/{last}"
        case OneOf(members):
            return "[" + ",".join(_write_member(member, edtf=edtf) for member in members) + "]"


def _instead(text: str) -> str:
    """Return the form in the notation that `text` most likely means, or ""."""
    from boplan.dates.instead import guess

    found = guess(text)
    try:
        return write(parse(found)) if found and found != text else ""
    except NotationError:
        return ""


def parts_of(when: When) -> tuple[Part, ...]:
    """Return every part that `when` names, in order of writing."""
    match when:
        case Moment(part):
            return (part,)
        case Span(start, end):
            return tuple(part for part in (start, end) if part)
        case OneOf(members):
            found: list[Part | None] = []
            for member in members:
                found += [member] if isinstance(member, Part) else [member.start, member.end]
            return tuple(part for part in found if part)


def part_containing(day: date, precision: Precision) -> Part:
    """Return the part of that precision in which `day` lies."""
    months = precision.months
    if not months:
        return Part(day)
    first_month = (day.month - 1) // months * months + 1
    return Part(date(day.year, first_month, 1), precision)
