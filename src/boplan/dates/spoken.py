"""Dates and distances in time as a Dutch or English reader says them.

The words are boplan's own: the locale of the machine never leaks in.
"""

from __future__ import annotations

from datetime import date, datetime

from boplan.model.timeline import Recurrence
from boplan.model.vocabulary import Lang, Recurs
from boplan.model.when import (
    Bounds,
    Member,
    Moment,
    OneOf,
    Part,
    Precision,
    Range,
    Span,
    When,
    add_months,
)

WEEKDAYS: dict[Lang, tuple[str, ...]] = {
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS: dict[Lang, tuple[str, ...]] = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_WORDS: dict[str, tuple[str, str]] = {
    "about": ("rond", "about"),
    "through": ("t/m", "through"),
    "from": ("vanaf", "from"),
    "by": ("uiterlijk", "by"),
    "not before": ("niet vóór", "not before"),
    "not done before": ("niet klaar vóór", "not done before"),
    "some day": ("ergens van", "some day from"),
    "or": ("of", "or"),
    "quarter": ("{n}e kwartaal {y}", "Q{n} {y}"),
    "half": ("{n}e halfjaar {y}", "H{n} {y}"),
    "today": ("vandaag", "today"),
    "tomorrow": ("morgen", "tomorrow"),
    "yesterday": ("gisteren", "yesterday"),
    "in": ("over {n}", "in {n}"),
    "ago": ("{n} geleden", "{n} ago"),
    "day": ("1 dag", "1 day"),
    "days": ("{n} dagen", "{n} days"),
    "months": ("ruim {n} maanden", "more than {n} months"),
    "months exactly": ("{n} maanden", "{n} months"),
    "year exactly": ("1 jaar", "1 year"),
    "year": ("ruim een jaar", "more than a year"),
    "years": ("ruim {n} jaar", "more than {n} years"),
    "years exactly": ("{n} jaar", "{n} years"),
    "late": ("{n} te laat", "{n} late"),
    "at least": ("minstens {n}", "at least {n}"),
}


def _word(key: str, lang: Lang) -> str:
    return _WORDS[key][lang == "en"]


def say_day(day: date, lang: Lang, *, year: bool = True, weekday: bool = True) -> str:
    """Return "do 5 dec 2024", without the weekday or year if told so."""
    text = f"{day.day} {MONTHS[lang][day.month - 1]}"
    if weekday:
        text = f"{WEEKDAYS[lang][day.weekday()]} {text}"
    return f"{text} {day.year}" if year else text


def say_moment(moment: date | datetime, lang: Lang) -> str:
    """Return a day, with its time if it has one."""
    if isinstance(moment, datetime):
        return f"{say_day(moment.date(), lang)} {moment:%H:%M}"
    return say_day(moment, lang)


def _say_part(part: Part, lang: Lang, *, year: bool = True, weekday: bool = True) -> str:
    start = part.start
    shown = str(start.year) if year else ""
    match part.precision:
        case Precision.YEAR:
            text = str(start.year)
        case Precision.HALF:
            text = _word("half", lang).format(n=(start.month + 5) // 6, y=shown)
        case Precision.QUARTER:
            text = _word("quarter", lang).format(n=(start.month + 2) // 3, y=shown)
        case Precision.MONTH:
            text = f"{MONTHS[lang][start.month - 1]} {shown}"
        case Precision.DAY:
            text = say_day(start, lang, year=year, weekday=weekday)
            if part.at:
                text += f" {part.at:%H:%M}"
    text = text.strip()
    return f"{_word('about', lang)} {text}" if part.about else text


def _say_first(start: Part, end: Part, lang: Lang) -> str:
    """Return the first of two parts, without the year and month that the second repeats."""
    same_year = start.start.year == end.start.year and start.precision is not Precision.YEAR
    both_days = start.is_day and end.is_day and not start.at and not end.at
    if same_year and both_days and start.start.month == end.start.month:
        return f"{WEEKDAYS[lang][start.start.weekday()]} {start.start.day}"
    return _say_part(start, lang, year=not same_year)


def _say_ends(start: Part, end: Part, lang: Lang) -> str:
    return f"{_say_first(start, end, lang)} {_word('through', lang)} {_say_part(end, lang)}"


def _say_member(member: Member, lang: Lang, *, alone: bool) -> str:
    if isinstance(member, Part):
        return _say_part(member, lang, weekday=alone)
    return _say_range(member, lang, alone=alone)


def _say_range(member: Range, lang: Lang, *, alone: bool) -> str:
    if member.start is None and member.end is not None:
        return f"{_word('by', lang)} {_say_part(member.end, lang)}"
    if member.end is None and member.start is not None:
        return f"{_word('not before', lang)} {_say_part(member.start, lang)}"
    if member.start is None or member.end is None:
        return "?"
    ends = _say_ends(member.start, member.end, lang)
    return f"{_word('some day', lang)} {ends}" if alone else ends


def _say_set(members: tuple[Member, ...], lang: Lang) -> str:
    if len(members) == 1:
        return _say_member(members[0], lang, alone=True)
    said = []
    for index, member in enumerate(members):
        follower = members[index + 1] if index + 1 < len(members) else None
        said.append(_say_in_row(member, follower, lang))
    return f"{', '.join(said[:-1])} {_word('or', lang)} {said[-1]}"


def _say_in_row(member: Member, follower: Member | None, lang: Lang) -> str:
    """Return one of several; a day leaves out the month and year that the next repeats."""
    if not isinstance(member, Part) or not isinstance(follower, Part):
        return _say_member(member, lang, alone=False)
    same_year = member.start.year == follower.start.year and member.precision is not Precision.YEAR
    both_days = member.is_day and follower.is_day and not member.at
    if same_year and both_days and member.start.month == follower.start.month:
        return str(member.start.day)
    return _say_part(member, lang, year=not same_year, weekday=False)


def say(when: When, lang: Lang) -> str:
    """Return the date as a reader expects it: "19, 26 nov of 3 dec 2024"."""
    match when:
        case Moment(part):
            return _say_part(part, lang)
        case Span(None, end) if end is not None:
            return f"{_word('through', lang)} {_say_part(end, lang)}"
        case Span(start, None) if start is not None:
            return f"{_word('from', lang)} {_say_part(start, lang)}"
        case Span(start, end) if start is not None and end is not None:
            return _say_ends(start, end, lang)
        case OneOf(members):
            return _say_set(members, lang)
        case _:
            return "?"


def say_bounds(bounds: Bounds, lang: Lang) -> str:
    """Return a window in which it must fall, "" if nothing is known.

    "do 1 t/m wo 23 apr 2025" for a window, "uiterlijk …" or "niet vóór …" for half of one.
    """
    first, last = bounds.earliest_start, bounds.latest_finish
    if first is not None and last is not None:
        if first == last:
            return say_day(first, lang)
        return _say_ends(Part(first), Part(last), lang)
    if last is not None:
        return f"{_word('by', lang)} {say_day(last, lang)}"
    if first is not None:
        return f"{_word('not before', lang)} {say_day(first, lang)}"
    if bounds.earliest_finish is not None:
        return f"{_word('not done before', lang)} {say_day(bounds.earliest_finish, lang)}"
    return ""


def _length(start: date, end: date, lang: Lang, *, at_least: bool = False) -> str:
    """Return the time from `start` to a later `end`: in days up to 99, then rounded down.

    Who says "at least" before it need not say "more than" as well.
    """
    days = (end - start).days
    if days < 100:
        return _word("day", lang) if days == 1 else _word("days", lang).format(n=days)
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    years = months // 12
    if months < 12:
        exactly = " exactly" if at_least or add_months(start, months) == end else ""
        return _word(f"months{exactly}", lang).format(n=months)
    if at_least or add_months(start, years * 12) == end:
        unit = "year" if years == 1 else "years"
        return _word(f"{unit} exactly", lang).format(n=years)
    return _word("year", lang) if years == 1 else _word("years", lang).format(n=years)


def say_distance(today: date, day: date, lang: Lang) -> str:
    """Return how far `day` is from `today`: "over 12 dagen", "3 dagen geleden"."""
    days = (day - today).days
    if days in (-1, 0, 1):
        return _word(("yesterday", "today", "tomorrow")[days + 1], lang)
    if days > 0:
        return _word("in", lang).format(n=_length(today, day, lang))
    return _word("ago", lang).format(n=_length(day, today, lang))


def say_late(limit: date, day: date, lang: Lang, *, at_least: bool = False) -> str:
    """Return how late `day` is against `limit`, its last good day: "3 dagen te laat".

    With `at_least`, where it may be later still: "minstens 3 dagen te laat".
    """
    said = _word("late", lang).format(n=_length(limit, day, lang, at_least=at_least))
    return _word("at least", lang).format(n=said) if at_least else said


_EVERY: dict[tuple[str, int], tuple[str, str]] = {
    ("DAILY", 1): ("elke dag", "every day"),
    ("WEEKLY", 1): ("elke week", "every week"),
    ("MONTHLY", 1): ("elke maand", "every month"),
    ("MONTHLY", 3): ("elk kwartaal", "every quarter"),
    ("MONTHLY", 6): ("elk halfjaar", "every half-year"),
    ("YEARLY", 1): ("elk jaar", "every year"),
}
_EVERY_N: dict[str, tuple[str, str]] = {
    "DAILY": ("elke {n} dagen", "every {n} days"),
    "WEEKLY": ("elke {n} weken", "every {n} weeks"),
    "MONTHLY": ("elke {n} maanden", "every {n} months"),
    "YEARLY": ("elke {n} jaar", "every {n} years"),
}
_ORDINALS: dict[str, tuple[str, str]] = {
    "1": ("eerste", "first"),
    "2": ("tweede", "second"),
    "3": ("derde", "third"),
    "4": ("vierde", "fourth"),
    "5": ("vijfde", "fifth"),
    "-1": ("laatste", "last"),
}
_FULL_DAYS: dict[str, tuple[str, str]] = {
    "MO": ("maandag", "Monday"),
    "TU": ("dinsdag", "Tuesday"),
    "WE": ("woensdag", "Wednesday"),
    "TH": ("donderdag", "Thursday"),
    "FR": ("vrijdag", "Friday"),
    "SA": ("zaterdag", "Saturday"),
    "SU": ("zondag", "Sunday"),
}


def say_rule(rule: str | Recurs, lang: Lang) -> str:
    """Return a recurrence rule in words: "elk halfjaar", "elke maand (in jul en dec)".

    Parts for which there are no words are added as they stand, so nothing is hidden.
    """
    en = lang == "en"
    if isinstance(rule, Recurs):
        return {
            Recurs.REGULARLY: ("regelmatig", "regularly"),
            Recurs.CONTINUOUSLY: ("doorlopend", "continuously"),
        }[rule][en]
    parts = dict(piece.split("=", 1) for piece in rule.split(";"))
    frequency, interval = parts.pop("FREQ"), int(parts.pop("INTERVAL", "1"))
    words = _EVERY.get((frequency, interval)) or _EVERY_N[frequency]
    said = words[en].format(n=interval)
    details = []
    if "BYDAY" in parts:
        names = [_say_weekday(day, en=en) for day in parts.pop("BYDAY").split(",")]
        details.append(_join(names, lang))
    if "BYMONTH" in parts:
        names = [MONTHS[lang][int(month) - 1] for month in parts.pop("BYMONTH").split(",")]
        details.append(f"in {_join(names, lang)}")
    if "COUNT" in parts:
        details.append(f"{parts.pop('COUNT')} {'times' if en else 'keer'}")
    details += [f"{key}={value}" for key, value in parts.items() if key != "WKST"]
    return f"{said} ({', '.join(details)})" if details else said


def _say_weekday(day: str, *, en: bool) -> str:
    number, name = day[:-2].lstrip("+"), _FULL_DAYS[day[-2:]][en]
    if not number:
        return name
    ordinal = _ORDINALS.get(number)
    return f"{ordinal[en] if ordinal else number} {name}"


def _join(words: list[str], lang: Lang) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {'and' if lang == 'en' else 'en'} {words[-1]}"


def say_recurrence(recurrence: Recurrence, lang: Lang) -> str:
    """Return a recurrence with its bounds: "elk halfjaar, vanaf 1e halfjaar 2026"."""
    said = say_rule(recurrence.rule, lang)
    start, until = recurrence.from_, recurrence.until
    if start is None and until is None:
        return said
    return f"{said}, {say(Span(start, until), lang)}"
