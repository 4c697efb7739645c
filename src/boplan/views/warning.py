"""What `warn` says: a plain text that reads as a mail, and JSON.

Whoever must act stands first; under it what, by when, and how late. Each step is said once,
under what is most urgent of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from boplan.dates.period import format_period, say_period, shift
from boplan.dates.spoken import say, say_day, say_distance, say_late
from boplan.model.timeline import Activity, Period, Timeline
from boplan.model.vocabulary import Lang, Text
from boplan.rules.finding import Fault, Finding
from boplan.rules.progress import choice_of
from boplan.schedule.progress import Progress
from boplan.views.findings import sentence
from boplan.views.layout import wrap
from boplan.views.parts import bodies, owner

WIDTH = 78
"""What a mail shows without breaking its lines."""

_LATE, _DUE, _CHOOSE, _PLAN = range(4)
_SECTION = {"BP601": _LATE, "BP604": _LATE, "BP602": _DUE, "BP605": _DUE, "BP603": _CHOOSE}
_HEADINGS = {
    _LATE: Text("TE LAAT", "OVERDUE"),
    _DUE: Text("BINNEN {within}", "WITHIN {within}"),
    _CHOOSE: Text("DAG NOG TE KIEZEN", "DAY STILL TO CHOOSE"),
    _PLAN: Text("KLOPT NIET IN DE PLANNING", "WRONG IN THE PLAN"),
}
_COUNTS = {
    _LATE: (Text("{n} te laat", "{n} overdue"),) * 2,
    _DUE: (Text("{n} binnen {within}", "{n} within {within}"),) * 2,
    _CHOOSE: (
        Text("{n} dag te kiezen", "{n} day to choose"),
        Text("{n} dagen te kiezen", "{n} days to choose"),
    ),
    _PLAN: (
        Text("{n} fout in de planning", "{n} error in the plan"),
        Text("{n} fouten in de planning", "{n} errors in the plan"),
    ),
}
_NOBODY = Text("Niemand genoemd", "Nobody named")
_REGIONAL = Text("Niet per gemeente", "Not per municipality")
_WHOLE_PLAN = Text("De planning zelf", "The plan itself")
_WAITS = Text("wacht op", "waits for")
_UNDONE = Text("{done} van {of} gemeenten klaar", "{done} of {of} municipalities done")
_ALL_OF = Text("alle {n} gemeenten", "all {n} municipalities")
_BY = Text("uiterlijk {day}", "due by {day}")
_NO_DAY = Text("dag nog te kiezen ({days})", "day still to choose ({days})")
_CHOOSE_BY = Text("uiterlijk {day}", "by {day}")
_CHOOSE_NOW = Text("kies nu", "choose now")
_CONSEQUENCE = Text("gevolg", "consequence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """All that a message needs to know."""

    timeline: Timeline
    steps: Mapping[str, Progress]
    findings: Sequence[Finding]
    today: date
    within: Period
    lang: Lang

    def say(self, text: Text, **values: object) -> str:
        """Return a text in the language of the message, filled in."""
        return text.fill(**values).say(self.lang)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing of the message: a step with all that is said of it, or a fault in the plan."""

    section: int
    day: date
    activity: Activity | None
    findings: tuple[Finding, ...]


def _entries(message: Message, findings: Iterable[Finding]) -> list[_Entry]:
    """Return the findings as entries, the most urgent first."""
    steps: dict[str, list[Finding]] = {}
    entries = []
    for one in findings:
        fault = one.fault
        if one.code in _SECTION and fault.activity:
            steps.setdefault(fault.activity, []).append(one)
        else:
            activity = message.timeline.activities[fault.activity] if fault.activity else None
            entries.append(_Entry(_PLAN, date.max, activity, (one,)))
    for name, found in steps.items():
        section = min(_SECTION[one.code] for one in found)
        day = min(one.fault.day or date.max for one in found if _SECTION[one.code] == section)
        activity = message.timeline.activities[name]
        entries.append(_Entry(section, day, activity, tuple(found)))
    return sorted(entries, key=lambda one: (one.section, one.day))


def summary(message: Message) -> str:
    """Return the first line: what a reader sees of a mail before opening it."""
    return f"boplan: {_counted(message, _entries(message, message.findings))}"


def _counted(message: Message, entries: Sequence[_Entry]) -> str:
    said = []
    for section, (one, many) in _COUNTS.items():
        number = sum(entry.section == section for entry in entries)
        if number:
            text = one if number == 1 else many
            said.append(message.say(text, n=number, within=_horizon(message)))
    return ", ".join(said)


def _horizon(message: Message) -> Text:
    """Return the time within which all that is due falls: `within`, unless steps said longer."""
    last = max(
        (one.fault.day for one in message.findings if one.code == "BP605" and one.fault.day),
        default=message.today,
    )
    if shift(last, message.within, -1) <= message.today:
        return say_period(message.within)
    days = (last - message.today).days
    return say_period(Period(days, "D"))


def text_of(message: Message, *, by: str | None, more: Sequence[str]) -> str:
    """Return the whole text; `more` are the commands that show more, with {id} for a step."""
    entries = _entries(message, message.findings)
    lines = [summary(message), ""]
    lines += _wrapped(message.timeline.title, "")
    lines += [say_day(message.today, message.lang)]
    if by == "owner":
        lines += _by_owner(message, entries)
    elif by == "municipality":
        lines += _by_municipality(message)
    else:
        lines += _by_section(message, entries)
    first = next((entry.activity.id for entry in entries if entry.activity), None)
    head = message.say(Text("Meer: ", "More: "))
    lines.append("")
    for command in more:
        if "{id}" not in command or first is not None:
            lines.append(head + command.replace("{id}", first or ""))
            head = " " * len(head)
    return "\n".join(lines) + "\n"


def _by_section(message: Message, entries: Sequence[_Entry]) -> Iterator[str]:
    for section, heading in _HEADINGS.items():
        here = [entry for entry in entries if entry.section == section]
        if here:
            yield ""
            yield ""
            yield message.say(heading, within=_upper(_horizon(message)))
            for name, group in _groups(here, lambda entry: _actor(message, entry)):
                yield ""
                yield from _wrapped(name, "")
                for entry in group:
                    yield from _entry(message, entry)


def _upper(text: Text) -> Text:
    return Text(text.nl.upper(), text.en.upper())


def _by_owner(message: Message, entries: Sequence[_Entry]) -> Iterator[str]:
    for name, group in _groups(entries, lambda entry: _actor(message, entry)):
        yield ""
        yield ""
        yield from _wrapped(f"{name} ({_counted(message, group)})", "")
        for entry in group:
            yield from _entry(message, entry)


def _by_municipality(message: Message) -> Iterator[str]:
    """Yield what each municipality must do, then what none does by itself."""
    for one in (*message.timeline.municipalities, None):
        found = [finding for finding in message.findings if finding.fault.municipality == one]
        group = _entries(message, found)
        if not group:
            continue
        name = message.timeline.municipalities[one].name if one else message.say(_REGIONAL)
        yield ""
        yield ""
        yield from _wrapped(f"{name} ({_counted(message, group)})", "")
        for entry in group:
            yield from _entry(message, entry, alone=True)


def _groups(
    entries: Iterable[_Entry], name_of: Callable[[_Entry], str]
) -> Iterator[tuple[str, list[_Entry]]]:
    """Yield the entries per name, the names in the order in which they first appear."""
    groups: dict[str, list[_Entry]] = {}
    for entry in entries:
        groups.setdefault(name_of(entry), []).append(entry)
    yield from groups.items()


def _actor(message: Message, entry: _Entry) -> str:
    """Return who must act: the owner, else who meets."""
    if entry.activity is None:
        return message.say(_WHOLE_PLAN)
    timeline = message.timeline
    return (
        owner(timeline, entry.activity) or bodies(timeline, entry.activity) or message.say(_NOBODY)
    )


def _entry(message: Message, entry: _Entry, *, alone: bool = False) -> Iterator[str]:
    """Yield one thing: what it is, what is said of it, and its id.

    Under one municipality, `alone`, it names who must act instead of the municipality.
    """
    activity = entry.activity
    if activity is None or entry.section == _PLAN:
        yield from _fault(message, entry.findings[0])
        return
    yield from _wrapped(activity.title, "  - ", "    ")
    if alone:
        yield from _wrapped(_actor(message, entry), "    ")
    for text in _sayings(message, activity, entry.findings, alone=alone):
        yield from _wrapped(text, "    ")
    yield f"    {activity.id}"


def _fault(message: Message, finding: Finding) -> Iterator[str]:
    yield from _wrapped(sentence(message.timeline, finding, message.lang), "  - ", "    ")
    yield from _wrapped(finding.fault.mend.say(message.lang), "    ")
    yield f"    boplan rule {finding.code}"


def _sayings(
    message: Message, activity: Activity, findings: Sequence[Finding], *, alone: bool
) -> Iterator[str]:
    """Yield what is said of a step, once for all municipalities of which the same holds."""
    step, lang = message.steps[activity.id], message.lang
    same: dict[tuple[str, date], list[Finding]] = {}
    for one in findings:
        if one.fault.day is not None:
            same.setdefault((one.code, one.fault.day), []).append(one)
    for (code, day), group in same.items():
        who = "" if alone else _municipalities(message, step, group)
        if code in ("BP601", "BP604"):
            yield f"{who}{say_late(day, message.today, lang)} ({_by(message, day)})"
        elif code == "BP605":
            yield f"{who}{_by(message, day)} ({say_distance(message.today, day, lang)})"
        elif code == "BP603":
            yield f"{who}{_choice(message, step, group[0].fault, day)}"
    if any(one.code == "BP604" for one in findings):
        yield message.say(_UNDONE, done=step.done_count, of=len(step.tracks))
    yield from _consequences(message, step, findings)
    if step.waiting_for and any(_SECTION[one.code] in (_LATE, _DUE) for one in findings):
        yield f"{message.say(_WAITS)} {', '.join(step.waiting_for)}"


def _by(message: Message, day: date) -> str:
    return message.say(_BY, day=say_day(day, message.lang))


def _choice(message: Message, step: Progress, fault: Fault, day: date) -> str:
    """Return what can be chosen, and by when; past that day there is no other than now."""
    choose = message.say(_CHOOSE_BY, day=say_day(day, message.lang))
    if day <= message.today:
        choose = message.say(_CHOOSE_NOW)
    currents = {track.municipality: track.current for track in step.tracks}
    current = currents.get(fault.municipality or "", step.current)
    choice = choice_of(message.timeline, step, current, message.today)
    days = say(choice[0], message.lang) if choice else "?"
    return f"{message.say(_NO_DAY, days=days)}, {choose}"


def _municipalities(message: Message, step: Progress, group: Sequence[Finding]) -> str:
    """Return whose they are, as it stands before what is said of them: "Eemnes, Laren: "."""
    names = [
        message.timeline.municipalities[one.fault.municipality].name
        for one in group
        if one.fault.municipality
    ]
    if not names:
        return ""
    if len(names) == len(step.tracks) > 1:
        return f"{message.say(_ALL_OF, n=len(names))}: "
    return f"{', '.join(names)}: "


def _consequences(message: Message, step: Progress, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield what happens if a hard deadline that is said here is missed."""
    days = {one.fault.day for one in findings if one.code != "BP603"}
    for deadline in step.deadlines:
        if deadline.hard and deadline.date in days and deadline.consequence:
            yield f"{message.say(_CONSEQUENCE)}: {deadline.consequence}"


def _wrapped(text: str, indent: str, hanging: str | None = None) -> list[str]:
    after = indent if hanging is None else hanging
    lines = wrap(text, WIDTH - len(after))
    return [f"{after if number else indent}{line}" for number, line in enumerate(lines)]


def document(message: Message, places: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Return the document of `warn --json`; `places` are the file and line of each finding."""
    return {
        "format": 1,
        "today": message.today.isoformat(),
        "within": format_period(message.within),
        "summary": summary(message) if message.findings else None,
        "warnings": [
            _warning(message, one, place)
            for one, place in zip(message.findings, places, strict=True)
        ],
    }


def _warning(message: Message, finding: Finding, place: tuple[str, int]) -> dict[str, Any]:
    fault = finding.fault
    activity = message.timeline.activities[fault.activity] if fault.activity else None
    step = message.steps[activity.id] if activity else None
    return {
        "code": finding.code,
        "severity": finding.severity,
        "activity": fault.activity,
        "municipality": fault.municipality,
        "rule": fault.rule,
        "title": activity.title if activity else None,
        "process": activity.process if activity else None,
        "owner": activity.owner if activity else None,
        "day": fault.day.isoformat() if fault.day else None,
        "days": (fault.day - message.today).days if fault.day else None,
        "waiting_for": list(step.waiting_for) if step else [],
        "message": sentence(message.timeline, finding, message.lang),
        "mend": fault.mend.say(message.lang),
        "basis": fault.basis.say(message.lang),
        "file": place[0],
        "line": place[1],
    }
