"""What if: what moves and what does not, what it breaks, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from boplan.dates.meetings import day_of
from boplan.dates.notation import write
from boplan.dates.period import format_period, say_period
from boplan.dates.spoken import say, say_day
from boplan.model.timeline import ONE_DAY, Record, Timeline
from boplan.model.vocabulary import MEETING_LEVELS, Certainty, Lang, Link, RecordKind, Text
from boplan.model.when import Bounds, When, certain_day
from boplan.model.when import Span as Stretch
from boplan.rules.difference import Changed
from boplan.schedule.floats import Float
from boplan.schedule.history import Slip
from boplan.schedule.network import Job
from boplan.schedule.passes import Cause, Kind
from boplan.schedule.simulation import Change as Asked
from boplan.schedule.simulation import (
    Effect,
    Judged,
    Kept,
    Moved,
    Room,
    Simulation,
    Staying,
    Verdict,
)
from boplan.views.findings import CHANGES, Located, finding_document, sentence
from boplan.views.layout import BLANK, Line, Span, cells, line, pad, wrap
from boplan.views.parts import Say, sayer, slip_words

MOST_NAMED = 5
"""How many steps are named that stay only if something unknown is in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything that a simulation has to say."""

    timeline: Timeline
    """As it is, without what is supposed."""
    asked: Sequence[Asked]
    made: Simulation
    findings: Sequence[Changed]
    today: date


# -- for a person -------------------------------------------------------------------------


def simulated_lines(answer: Answer, *, lang: Lang, width: int) -> Iterator[Line]:
    """Yield what becomes of the timeline."""
    made, tell = answer.made, _Teller(answer, lang, width)
    yield from tell.heading()
    for one in made.of(Effect.ASKED):
        yield from tell.moved(one)
    if not made.asked:
        yield BLANK
        yield from tell.wrapped(
            Text(
                "Dit verandert niets: de stap staat al op die datum.",
                "This changes nothing: the step is on that date already.",
            )
        )
        return
    pushed = made.of(Effect.PUSHED)
    yield from tell.section(Text("SCHUIFT OP", "IS PUSHED"), len(pushed), "rood")
    for one in pushed:
        yield from tell.moved(one)
    if not pushed:
        yield from tell.wrapped(Text("Geen enkele andere stap.", "No other step."), 2)
    narrowed = made.of(Effect.NARROWED)
    if narrowed:
        yield from tell.section(Text("MINDER RUIMTE", "LESS CHOICE"), len(narrowed), "oranje")
        for one in narrowed:
            yield from tell.narrowed(one)
    eased = made.of(Effect.EASED)
    if eased:
        yield from tell.section(Text("WEER VOLGENS PLAN", "BACK ON PLAN"), len(eased), "groen")
        for one in eased:
            yield from tell.moved(one)
    yield from tell.staying()
    yield from tell.deadlines()
    yield from tell.rooms()
    yield from tell.findings()


class _Teller:
    """Says the parts of one answer in one language."""

    def __init__(self, answer: Answer, lang: Lang, width: int) -> None:
        self._answer = answer
        self._timeline = answer.timeline
        self._made = answer.made
        self._lang = lang
        self._width = width
        self._say: Say = sayer(lang)

    def wrapped(self, text: Text | str, indent: int = 0, style: str = "") -> Iterator[Line]:
        """Yield a text in lines."""
        said = text if isinstance(text, str) else self._say(text)
        for piece in wrap(said, self._width - indent):
            yield line(" " * indent, Span(piece, style))

    def section(self, title: Text, count: int | None, style: str = "bold") -> Iterator[Line]:
        """Yield a blank line and the heading of a section."""
        yield BLANK
        said = self._say(title) if count is None else f"{self._say(title)} ({count})"
        yield line(Span(said, style if count else "bold"))

    def heading(self) -> Iterator[Line]:
        """Yield what is supposed, and the day."""
        all_ = Text("", "")
        for number, one in enumerate(self._answer.asked):
            words = self._asked(one)
            comma = "; " if number else ""
            all_ = Text(f"{all_.nl}{comma}{words.nl}", f"{all_.en}{comma}{words.en}")
        supposed = self._say(Text(f"Stel: {all_.nl}", f"Suppose: {all_.en}"))
        day = say_day(self._answer.today, self._lang)
        if cells(supposed) + 2 + cells(day) <= self._width:
            yield line(Span(pad(supposed, self._width - cells(day)), "head"), Span(day, "dim"))
            return
        yield from self.wrapped(supposed, style="head")
        yield line(Span(day, "dim"))

    def _asked(self, one: Asked) -> Text:
        names = [self._timeline.municipalities[its].name for its in one.municipalities]
        of = f" ({', '.join(names)})" if names else ""
        if one.done is not None:
            what = Text("is gedaan, {d}", "is done, {d}").fill(d=_said(one.done))
        elif one.to is not None:
            what = Text("gaat naar {d}", "moves to {d}").fill(d=_said(one.to))
        else:
            assert one.by is not None
            how = Text("later", "later") if one.by.count >= 0 else Text("eerder", "earlier")
            what = Text("{p} {how}", "{p} {how}").fill(p=say_period(one.by), how=how)
        return Text(f"{one.activity}{of} {what.nl}", f"{one.activity}{of} {what.en}")

    def _title(self, job: Job) -> Iterator[Line]:
        of = self._names(job)
        title = f"{job.activity.title} ({job.activity.id}{of})"
        yield from self.wrapped(title, 2)

    def _names(self, job: Job) -> str:
        """Return ", Laren, Huizen" for a part of the municipalities of a step."""
        its = job.municipalities
        if not its or len(its) == len(self._timeline.municipalities_of(job.activity)):
            return ""
        return ": " + ", ".join(self._timeline.municipalities[one].name for one in its)

    def moved(self, one: Moved) -> Iterator[Line]:
        """Yield one step with its old and new date, what that costs, and why."""
        yield from self._title(one.job)
        was = say(one.before, self._lang) if one.before else self._say(_NO_DATE)
        said = f"{was} → {self._new(one)}"
        cost = self._slip(one.slip)
        if one.effect is Effect.EASED:
            yield from self.wrapped(f"{self._new(one)}; {self._say(self._anyway(one))}", 4)
            return
        yield from self.wrapped(f"{said}, {cost}" if cost else said, 4, "bold")
        if one.held is not None:
            text = Text("kan niet vóór {d}", "cannot be before {d}").fill(d=_day(one.held))
            yield from self.wrapped(text, 4, "rood")
        for text in self._why(one):
            yield from self.wrapped(text, 4, "dim")
        if one.expected is not None and one.held is None:
            yield from self.wrapped(self._anyway(one), 4, "dim")

    def _anyway(self, one: Moved) -> Text:
        assert one.expected is not None
        return Text(
            "zonder deze wijziging niet vóór {d}", "without this change not before {d}"
        ).fill(d=_day(one.expected))

    def _new(self, one: Moved) -> str:
        if one.is_done:
            return self._say(Text("gedaan", "done")) + (f", {say(one.after, self._lang)}"
                                                        if one.after else "")  # fmt: skip
        first, last = one.bounds.earliest_start, one.bounds.earliest_finish
        if one.effect is Effect.PUSHED and not one.is_sure and first and last and first != last:
            return self._say(
                Text("niet vóór {a} t/m {b}", "not before {a} through {b}").fill(
                    a=_day(first), b=_day(last)
                )
            )
        return say(one.after, self._lang) if one.after else self._say(_NO_DATE)

    def _slip(self, slip: Slip | None) -> str:
        return self._say(slip_words(slip)) if slip is not None and slip.days != 0 else ""

    def _why(self, one: Moved) -> Iterator[Text]:
        for cause in one.causes:
            text = self._cause(one, cause)
            if text is not None:
                yield text

    def _cause(self, one: Moved, cause: Cause) -> Text | None:
        body = self._bodies(one.job)
        if cause.kind is Kind.TODAY:
            return Text("is te laat: niet vóór vandaag", "is overdue: not before today")
        if cause.kind is Kind.CHOICE:
            return Text("de eerstvolgende van de mogelijke dagen", "the next of the possible days")
        if cause.kind in (Kind.LINK, Kind.PREPARATION) and cause.arc is not None:
            return self._link(cause)
        if cause.kind is Kind.MINIMUM:
            return self._minimum(cause)
        old = certain_day(one.before)
        misses = Text("", "")
        if old is not None:
            misses = Text("mist {b} van {d}; ", "misses {b} of {d}; ").fill(b=body, d=_day(old))
        if cause.kind is Kind.MEETING:
            return _both(
                misses,
                Text("de eerstvolgende van {b} is {d}", "the next of {b} is {d}").fill(
                    b=body, d=_day(cause.day)
                ),
            )
        if cause.kind is Kind.NO_AGENDA:
            known = Text(
                "volgende vergadering van {b} niet bekend (geen volledige agenda)",
                "next meeting of {b} not known (no complete agenda)",
            ).fill(b=body)
            possible = cause.answer.possible if cause.answer else None
            if possible is not None:
                known = _both(
                    known,
                    Text("; een bron noemt {d}", "; a source mentions {d}").fill(
                        d=_day(day_of(possible))
                    ),
                )
            return _both(misses, known)
        return None

    def _link(self, cause: Cause) -> Text:
        arc = cause.arc
        assert arc is not None
        first, is_sure = self._made.first_day(arc)
        when = Text("", "")
        if first is not None:
            when = Text(" ({d})", " ({d})") if is_sure else Text(" (niet vóór {d})",
                                                                 " (not before {d})")  # fmt: skip
            when = when.fill(d=_day(first))
        name = arc.first[0] + self._names(self._made.after.network.jobs[arc.first])
        said = _both(Text(f"wacht op {name}", f"waits for {name}"), when)
        if cause.kind is Kind.PREPARATION and arc.agenda is not None and arc.agenda.offset:
            agenda = arc.agenda
            assert agenda.offset is not None
            said = _both(
                said,
                Text(
                    ", want {b} bereidt dit {p} eerder voor{s}",
                    ", for {b} prepares this {p} earlier{s}",
                ).fill(
                    b=self._timeline.bodies[agenda.body].label, p=say_period(agenda.offset),
                    s=self._cited(self._timeline.cite(agenda.source)),
                ),
            )  # fmt: skip
        elif arc.after.lag != ONE_DAY or arc.after.link is not Link.FS:
            said = _both(
                said,
                Text(
                    f", {arc.after.link} {format_period(arc.after.lag)}",
                    f", {arc.after.link} {format_period(arc.after.lag)}",
                ),
            )
        return said

    @staticmethod
    def _cited(text: str) -> str:
        return f" ({text})" if text else ""

    def _minimum(self, cause: Cause) -> Text:
        rule = cause.rule
        if rule is None or rule.minimum is None:
            return Text("houdt zijn lengte, dus t/m {d}", "keeps its length, so through {d}").fill(
                d=_day(cause.day)
            )
        basis = rule.article or self._timeline.cite(rule.source)
        return Text(
            "duurt minstens {p}, dus t/m {d} (regel {r}{b})",
            "lasts at least {p}, so through {d} (rule {r}{b})",
        ).fill(
            p=say_period(rule.minimum), d=_day(cause.day), r=rule.id,
            b=f": {basis}" if basis else "",
        )  # fmt: skip

    def _bodies(self, job: Job) -> str:
        bodies = [self._timeline.bodies[one] for one in job.activity.body]
        return " + ".join(one.label for one in bodies if one.level in MEETING_LEVELS)

    def narrowed(self, one: Moved) -> Iterator[Line]:
        """Yield one step of which less is left to choose from."""
        yield from self._title(one.job)
        was = say(one.before, self._lang) if one.before else self._say(_NO_DATE)
        left = say(one.after, self._lang) if one.after else ""
        first = one.bounds.earliest_start
        if isinstance(one.before, Stretch) and first is not None:
            left = self._say(Text("begint niet vóór {d}", "begins not before {d}").fill(
                d=_day(first)))  # fmt: skip
        yield from self.wrapped(f"{was} → {left}", 4, "bold")
        for text in list(self._why(one))[:1]:
            yield from self.wrapped(text, 4, "dim")

    def staying(self) -> Iterator[Line]:
        """Yield how many steps behind it stay, and which of them is the next to move."""
        unsure = self._made.open
        fixed = [one for one in self._made.staying if not one.is_open]
        if unsure:
            yield from self.section(
                Text("ONZEKER: STAAT NA IETS WAARVAN DE DAG NIET BEKEND IS",
                     "OPEN: BEHIND SOMETHING OF WHICH THE DAY IS NOT KNOWN"), len(unsure), "oranje"
            )  # fmt: skip
            for one in unsure[:MOST_NAMED]:
                yield from self.wrapped(self._stays(one), 2)
            more = len(unsure) - MOST_NAMED
            if more > 0:
                yield from self.wrapped(Text(f"en nog {more}", f"and {more} more"), 2, "dim")
        if not fixed and unsure:
            return
        yield from self.section(Text("BLIJFT STAAN", "STAYS"), len(fixed), "groen")
        known = [one for one in fixed if one.room is not None]
        nearest = min(known, key=lambda one: one.room or 0, default=None)
        if nearest is not None:
            yield from self.wrapped(self._stays(nearest), 2)
        elif fixed:
            yield from self.wrapped(
                Text("Niets ervan ligt direct achter wat opschuift.",
                     "None of it lies directly behind what moves."), 2
            )  # fmt: skip
        else:
            nothing = Text("Er wacht niets op.", "Nothing waits for it.")
            if len(self._made.moved) > len(self._made.of(Effect.ASKED)):
                nothing = Text("Niets: alles erachter verandert.", "Nothing: all behind changes.")
            yield from self.wrapped(nothing, 2)

    def _stays(self, one: Staying) -> Text:
        job = one.job
        when = self._made.date_of(one.key)
        said = Text(f"{job.activity.id}{self._names(job)}", f"{job.activity.id}{self._names(job)}")
        said = _both(said, Text(" ({d})", " ({d})").fill(d=_said(when) if when else _NO_DATE))
        if one.room is None or one.of is None:
            return said
        room = Text("nog {n} speling na {f}", "{n} of room left after {f}")
        if one.room < 0:
            return said
        return _both(
            said,
            Text(": ", ": "),
            room.fill(n=_days(one.room), f=one.of[0]),
        )

    def deadlines(self) -> Iterator[Line]:
        """Yield what becomes of every hard deadline."""
        yield from self.section(Text("UITERSTE DATA", "DEADLINES"), None)
        kept = [
            one
            for one in self._made.deadlines
            if one.after.verdict is Verdict.HOLDS and one.before == one.after
        ]
        for one in self._made.deadlines:
            if one not in kept:
                yield from self._marked(*_MARKS[one.after.verdict], self._deadline(one))
        if kept:
            names = [
                _both(Text(one.deadline.id, one.deadline.id), Text(" (", " ("),
                      _day(one.deadline.date), Text(")", ")"))
                for one in kept
            ]  # fmt: skip
            still = Text("blijft gehaald: {n}", "still met: {n}").fill(n=_joined(names))
            yield from self._marked("✔", "groen", still)
        n = self._made.untouched
        if n:
            others = Text(
                "{n} andere {liggen} hier niet achter", "{n} {others} not behind this"
            ).fill(
                n=n, liggen="ligt" if n == 1 else "liggen",
                others="other is" if n == 1 else "others are",
            )  # fmt: skip
            yield from self.wrapped(others, 4, "dim")
        if not self._made.deadlines and not n:
            yield from self.wrapped(Text("Er zijn er geen.", "There are none."), 2)

    def _marked(self, mark: str, style: str, text: Text) -> Iterator[Line]:
        for number, piece in enumerate(wrap(self._say(text), self._width - 4)):
            yield line("  ", Span(mark if number == 0 else " ", style), " ", piece)

    def _deadline(self, one: Kept) -> Text:
        limit = one.deadline
        head = Text("{d} {day}: ", "{d} {day}: ").fill(d=limit.id, day=_day(limit.date))
        after = self._verdict(one.after)
        if one.before.verdict is Verdict.HOLDS and one.after.verdict is not Verdict.HOLDS:
            text = after
        elif one.before == one.after:
            text = _both(Text("als nu: ", "as now: "), after)
        else:
            text = _both(self._verdict(one.before), Text(" → ", " → "), after)
        if one.after.verdict is Verdict.BROKEN and limit.consequence:
            text = _both(text, Text(f". {limit.consequence}", f". {limit.consequence}"))
        return _both(head, text)

    def _verdict(self, judged: Judged) -> Text:
        if judged.verdict is Verdict.HOLDS:
            return Text("gehaald", "met")
        if judged.verdict is Verdict.BROKEN:
            days = _days(judged.days or 0)
            if judged.is_sure:
                return Text("{n} te laat", "{n} late").fill(n=days)
            return Text("minstens {n} te laat", "at least {n} late").fill(n=days)
        named = []
        for (one, _), by in judged.depends_on[:3]:
            if by is None:
                named.append(Text(one, one))
            else:
                named.append(Text(f"{one} (uiterlijk {{d}})", f"{one} (by {{d}})").fill(d=_day(by)))
        return Text("niet bekend; hangt af van {n}", "not known; depends on {n}").fill(
            n=_joined(named)
        )

    def rooms(self) -> Iterator[Line]:
        """Yield the room to the final deadlines before and after."""
        shown = None
        for one in self._made.rooms:
            if one.deadline is not shown:
                title = Text(f"SPELING TOT {one.deadline.id}", f"ROOM TO {one.deadline.id}")
                yield from self.section(title, None)
            shown = one.deadline
            whose = one.key[0] if one.key else self._say(
                Text("alles wat nog moet", "all that is still to be done")
            )  # fmt: skip
            pairs = [
                (Text("zeker", "sure"), one.before.sure, one.after.sure),
                (Text("mogelijk", "possible"), one.before.possible, one.after.possible),
            ]
            said = "; ".join(
                self._say(
                    Text("{w} {a} → {b}", "{w} {a} → {b}").fill(
                        w=word, a=_days_or_unknown(a), b=_days_or_unknown(b)
                    )
                )
                for word, a, b in pairs
            )
            yield from self.wrapped(f"{whose}: {said}", 2)

    def findings(self) -> Iterator[Line]:
        """Yield the certain findings that appear, change or vanish; the others are counted."""
        yield from self.section(Text("BEVINDINGEN", "FINDINGS"), None)
        shown = possible = waived = 0
        for one in self._answer.findings:
            if one.finding.waived is not None:
                waived += 1
                continue
            if one.finding.fault.certainty is Certainty.POSSIBLE:
                possible += 1
                continue
            shown += 1
            sign, word, style = CHANGES[one.change]
            said = Text(*(sentence(self._timeline, one.finding, lang) for lang in _LANGS))
            yield from self._marked(
                sign, style, _both(Text(one.finding.code, one.finding.code), Text(" ", " "), word,
                                   Text(": ", ": "), said),
            )  # fmt: skip
        if not shown:
            yield from self.wrapped(
                Text("Geen zekere bevinding komt erbij of vervalt.",
                     "No certain finding appears or vanishes."), 2
            )  # fmt: skip
        rest = []
        if possible:
            rest.append(Text(f"{possible} mogelijke", f"{possible} possible"))
        if waived:
            rest.append(Text(f"{waived} aanvaarde", f"{waived} waived"))
        if rest:
            also = Text("Ook anders: {n} (zie --json)", "Also changed: {n} (see --json)")
            yield from self.wrapped(also.fill(n=_joined(rest)), 2, "dim")


_LANGS: tuple[Lang, Lang] = ("nl", "en")
_NO_DATE = Text("geen datum", "no date")
_MARKS = {
    Verdict.HOLDS: ("✔", "groen"),
    Verdict.BROKEN: ("✖", "rood"),
    Verdict.UNKNOWN: ("?", "oranje"),
}


def _both(*texts: Text) -> Text:
    return Text("".join(one.nl for one in texts), "".join(one.en for one in texts))


def _joined(texts: Iterable[Text]) -> Text:
    pairs = list(texts)
    return Text(", ".join(one.nl for one in pairs), ", ".join(one.en for one in pairs))


def _said(when: When) -> Text:
    return Text(say(when, "nl"), say(when, "en"))


def _day(day: date) -> Text:
    return Text(say_day(day, "nl"), say_day(day, "en"))


def _days(number: int) -> Text:
    if abs(number) == 1:
        return Text(f"{number} dag", f"{number} day")
    return Text(f"{number} dagen", f"{number} days")


def _days_or_unknown(number: int | None) -> Text:
    if number is None:
        return Text("niet bekend", "not known")
    if number < 0:
        return Text("{n} te weinig", "{n} short").fill(n=_days(-number))
    return _days(number)


# -- for a program ------------------------------------------------------------------------


def simulated_document(
    answer: Answer, located: Sequence[Located], path: str, lang: Lang, recorded: Iterable[str]
) -> dict[str, Any]:
    """Return the document of `simulate --json`; `located` has the findings, in their order."""
    made = answer.made
    findings = finding_document(answer.timeline, located, path, answer.today.isoformat(), lang)[
        "findings"
    ]
    return {
        "format": 1,
        "today": answer.today.isoformat(),
        "asked": [_record(one) for one in made.asked],
        "moved": [_moved(one) for one in made.moved],
        "staying": [
            {
                **_part(one.job),
                "date": _edtf(made.date_of(one.key)),
                "room": one.room,
                "after": one.of[0] if one.of else None,
                "open": one.is_open,
            }
            for one in made.staying
        ],
        "deadlines": [
            {
                "id": one.deadline.id,
                "activity": one.deadline.activity,
                "date": one.deadline.date.isoformat(),
                "before": _judged(one.before),
                "after": {**_judged(one.after), "depends_on": _depends_on(one.after)},
            }
            for one in made.deadlines
        ],
        "deadlines_untouched": made.untouched,
        "room": [_room(one) for one in made.rooms],
        "findings": [
            {"change": one.change.value, **shown}
            for one, shown in zip(answer.findings, findings, strict=True)
        ],
        "recorded": list(recorded),
    }


def _record(record: Record) -> dict[str, Any]:
    is_done = record.kind is RecordKind.DONE
    return {
        "activity": record.activity,
        "kind": record.kind,
        "municipalities": list(record.municipality),
        "date": _edtf(record.on if is_done else record.to),
    }


def _part(job: Job) -> dict[str, Any]:
    return {"activity": job.activity.id, "municipalities": list(job.municipalities)}


def _moved(one: Moved) -> dict[str, Any]:
    return {
        **_part(one.job),
        "effect": one.effect.value,
        "before": _edtf(one.before),
        "after": _edtf(one.after),
        "when": _bounds(one.bounds),
        "certain": one.is_sure,
        "done": one.is_done,
        "slip": {"least": one.slip.least, "most": one.slip.most} if one.slip else None,
        "expected": _iso(one.expected),
        "not_before": _iso(one.held),
        "causes": [_cause(cause) for cause in one.causes],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    arc, rule, answer = cause.arc, cause.rule, cause.answer
    possible = answer.possible if answer is not None else None
    return {
        "kind": cause.kind.value,
        "day": cause.day.isoformat(),
        "activity": arc.first[0] if arc else None,
        "link": arc.after.link if arc else None,
        "lag": format_period(arc.after.lag) if arc else None,
        "prepared_by": arc.agenda.body if arc and arc.agenda else None,
        "rule": rule.id if rule else None,
        "basis": (rule.article or None) if rule else None,
        "possible": possible.isoformat()[:10] if possible is not None else None,
    }


def _judged(judged: Judged) -> dict[str, Any]:
    return {
        "verdict": judged.verdict.value,
        "days": judged.days,
        "certain": judged.is_sure,
    }


def _depends_on(judged: Judged) -> list[dict[str, Any]]:
    return [{"activity": one[0], "by": _iso(by)} for one, by in judged.depends_on]


def _room(one: Room) -> dict[str, Any]:
    def both(room: Float) -> Mapping[str, int | None]:
        return {"sure": room.sure, "possible": room.possible}

    return {
        "deadline": one.deadline.id,
        "activity": one.key[0] if one.key else None,
        "before": both(one.before),
        "after": both(one.after),
    }


def _bounds(bounds: Bounds) -> dict[str, str | None]:
    return {
        "earliest_start": _iso(bounds.earliest_start),
        "latest_start": _iso(bounds.latest_start),
        "earliest_finish": _iso(bounds.earliest_finish),
        "latest_finish": _iso(bounds.latest_finish),
    }


def _edtf(when: When | None) -> str | None:
    return write(when, edtf=True) if when is not None else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
