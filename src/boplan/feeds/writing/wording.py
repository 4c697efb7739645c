"""What an appointment says: who must do what, why on this day, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boplan.dates.meetings import Preparation
from boplan.dates.period import say_period
from boplan.dates.spoken import say, say_bounds, say_day, say_recurrence
from boplan.feeds.writing.slots import NO_ENDS, ONLY_DAY, Slot
from boplan.feeds.writing.told import Told
from boplan.model.timeline import ONE_DAY, Activity, Deadline, Timeline
from boplan.model.vocabulary import (
    MEETING_PURPOSES,
    ONE_OF,
    Lang,
    Purpose,
    RecordKind,
    Status,
    Text,
)
from boplan.schedule.progress import Progress

MOST_WHO = 60
MOST_WHAT = 100
"""No title is longer than both together with what stands around them."""

CALLED_OFF = Text("Vervallen: ", "Cancelled: ")
"""What stands before the title of an appointment that is off."""

ONE_HOUR = Text(
    "Hoe lang het duurt, is niet bekend; hier staat één uur.",
    "How long it takes is not known; one hour is shown.",
)
CONDITIONAL = Text("onder voorwaarde", "conditional")

GONE = Text(
    "Dit staat niet meer zo in het plan.", "The plan no longer has this as it stood here."
)  # fmt: skip
"""Why an appointment is off that the timeline no longer knows."""

_OFF_WORDS: dict[Status, Text] = {
    Status.CANCELLED: Text("Vervallen", "Cancelled"),
    Status.SUPERSEDED: Text("Vervangen", "Superseded"),
    Status.NOT_DONE: Text("Niet gedaan", "Not done"),
    Status.NOT_NEEDED: Text("Niet nodig", "Not needed"),
}
_BODY_ACTS = MEETING_PURPOSES | {Purpose.ZIENSWIJZE}


class Wording:
    """Says the appointments of one timeline in one language."""

    def __init__(self, timeline: Timeline, lang: Lang) -> None:
        self._timeline = timeline
        self._lang = lang

    # -- titles ------------------------------------------------------------------------

    def summary(self, part: Told, slot: Slot) -> str:
        """Return the title of a step: body, purpose and document, and what is in doubt."""
        doubts = [slot.doubt.say(self._lang)] if slot.doubt.nl else []
        if slot.is_dropped and not part.is_off:  # the step goes on, on another day
            doubts.append(self._say("niet op deze dag", "not on this day"))
        elif part.is_conditional:
            doubts.append(CONDITIONAL.say(self._lang))
        title = slot.prefix.say(self._lang) + self._core(part.activity, part.municipality)
        return _with(title, doubts)

    def deadline_summary(
        self, activity: Activity, deadline: Deadline, *, is_conditional: bool
    ) -> str:
        """Return the title of a deadline."""
        kind = "Uiterste dag: ", "Deadline: "
        if not deadline.hard:
            kind = "Streefdatum: ", "Target date: "
        title = self._say(*kind) + self._core(activity, None)
        return _with(title, [CONDITIONAL.say(self._lang)] if is_conditional else [])

    def preparation_summary(
        self, activity: Activity, meeting: Preparation, *, is_conditional: bool
    ) -> str:
        """Return the title of a meeting that prepares a step."""
        body = self._timeline.bodies[meeting.body].label
        what = self._documents(activity) or activity.title
        title = self._say("{body} – voorbereiding {what} voor {who}",
                          "{body} – preparing {what} for {who}").format(
            body=_short(body, MOST_WHO), what=_short(what, MOST_WHAT),
            who=_short(self._who(activity, None), MOST_WHO),
        )  # fmt: skip
        doubts = [] if meeting.is_known else [self._say("afgeleid", "derived")]
        if is_conditional:
            doubts.append(CONDITIONAL.say(self._lang))
        return _with(title, doubts)

    def _core(self, activity: Activity, municipality: str | None) -> str:
        who = _short(self._who(activity, municipality), MOST_WHO)
        what = activity.title
        if activity.body and activity.document and activity.purpose in _BODY_ACTS:
            what = f"{activity.purpose} {self._documents(activity)}"
        what = _short(what, MOST_WHAT)
        return f"{who} – {what}" if who else what

    def _who(self, activity: Activity, municipality: str | None) -> str:
        """Return the bodies: "PFHO G&O", of one municipality "Raad Eemnes"."""
        if municipality is None:
            return " + ".join(self._timeline.bodies[one].label for one in activity.body)
        name = self._timeline.municipalities[municipality].name
        if not activity.body:
            return name
        bodies = [self._timeline.bodies[one] for one in activity.body]
        said = []
        for body in bodies:
            single = ONE_OF.get(body.level) if body.per_municipality else None
            said.append(single.say(self._lang) if single else body.label)
        whose = name if all(body.per_municipality for body in bodies) else f"({name})"
        return f"{' + '.join(said)} {whose}"

    def _documents(self, activity: Activity) -> str:
        documents = [self._timeline.documents[one] for one in activity.document]
        return self._say(" en ", " and ").join(one.short or one.title for one in documents)

    def categories(self, process: str, bodies: Iterable[str]) -> tuple[str, ...]:
        """Return the process and the bodies, by which a calendar can filter."""
        labels = [self._timeline.processes[process].label]
        labels += [self._timeline.bodies[one].label for one in bodies]
        return tuple(dict.fromkeys(labels))

    # -- texts -------------------------------------------------------------------------

    def description(self, part: Told, slot: Slot, *, is_length_assumed: bool) -> str:
        """Return all that is known of a step and its date."""
        activity = part.activity
        lines = [activity.title, ""]
        lines += self._off(part)
        if slot.is_dropped and not part.is_off and part.when is not None:
            left = part.left.when if part.left is not None else None
            day = say(left or part.when, self._lang)
            lines.append(
                self._say(f"Niet op deze dag, maar: {day}.", f"Not on this day, but: {day}.")
            )
        lines += self._actors(activity, part.municipality)
        lines += self._waits_for(part.waits_for)
        lines += self._dates(part, slot, is_length_assumed=is_length_assumed)
        lines += self._conditions(part)
        lines += [self._limit(deadline) for deadline in part.deadlines]
        lines += self._findings(part)
        lines += self._origin(activity)
        return "\n".join(lines)

    def deadline_description(
        self, step: Progress, deadline: Deadline, waits_for: Iterable[Activity]
    ) -> str:
        """Return what must be done by then, and what follows if it is not."""
        activity = step.activity
        lines = [activity.title, "", self._limit(deadline)]
        lines += self._actors(activity, None)
        lines += self._waits_for(waits_for)
        if activity.condition:
            lines.append(self._label("Voorwaarde", "Condition", activity.condition))
        if step.status is Status.DONE and step.actual is not None:
            lines.append(self._label("Gedaan", "Done", say(step.actual, self._lang)))
        if deadline.source:
            lines.append(self._label("Bron", "Source", self._timeline.cite(deadline.source)))
        lines.append(self._label("Kenmerk", "Reference", f"{activity.id} ({deadline.id})"))
        return "\n".join(lines)

    def preparation_description(
        self, activity: Activity, meeting: Preparation, *, is_length_assumed: bool
    ) -> str:
        """Return which step is prepared, and how the day follows from it."""
        body = self._timeline.bodies[meeting.body]
        offset = meeting.agenda.offset or ONE_DAY
        period = say_period(offset).say(self._lang)
        prepared = self._who(activity, None)
        lines = [
            self._label("Bereidt voor", "Prepares", activity.title),
            "",
            self._label("Wie", "Who", body.name),
            self._say(
                f"Wanneer: {period} {'vóór' if offset.count < 0 else 'na'} {prepared}, dus op "
                f"{say_day(meeting.derived, 'nl')}.",
                f"When: {period} {'before' if offset.count < 0 else 'after'} {prepared}, so on "
                f"{say_day(meeting.derived, 'en')}.",
            ),
        ]
        if not meeting.is_known:
            lines.append(
                self._say(
                    "Afgeleid: geen bron noemt dit overleg. Vraag na of het doorgaat.",
                    "Derived: no source names this meeting. Ask whether it takes place.",
                )
            )
        elif meeting.day != meeting.derived:
            lines.append(
                self._say(
                    "In die week is een overleg bekend; dat is de dag die hier staat.",
                    "A meeting in that week is known; its day is the one shown here.",
                )
            )
        if is_length_assumed:
            lines.append(ONE_HOUR.say(self._lang))
        if meeting.agenda.source:
            lines.append(self._label("Bron", "Source", self._timeline.cite(meeting.agenda.source)))
        lines.append(self._label("Kenmerk", "Reference", activity.id))
        return "\n".join(lines)

    def _off(self, part: Told) -> Iterator[str]:
        if part.status not in _OFF_WORDS:
            return
        said = _OFF_WORDS[part.status].say(self._lang)
        record = next(
            (
                one
                for one in reversed(part.records)
                if one.kind in (RecordKind.CANCELLED, RecordKind.SUPERSEDED, RecordKind.NOT_DONE)
            ),
            None,
        )
        if record is not None and record.by:
            by = self._timeline.activities[record.by].title
            said += self._say(f" door: {by}", f" by: {by}")
        elif part.activity.fallback_for and record is None:
            other = self._timeline.activities[part.activity.fallback_for].title
            said += self._say(
                f": deze stap was er alleen voor als „{other}” niet lukte",
                f": this step was only there in case “{other}” failed",
            )
        yield _sentence(said)
        if record is not None and record.reason:
            yield self._label("Reden", "Reason", record.reason)

    def _actors(self, activity: Activity, municipality: str | None) -> Iterator[str]:
        who = ", ".join(self._timeline.bodies[one].name for one in activity.body)
        if municipality is not None:
            who = self._who(activity, municipality)
        if who:
            yield self._label("Wie", "Who", who)
        if activity.owner:
            owner = self._timeline.owners[activity.owner].name
            yield self._label("Aan zet", "To act", owner)
        if activity.purpose:
            yield self._label("Doel", "Purpose", str(activity.purpose))
        if activity.document:
            titles = [self._timeline.documents[one].title for one in activity.document]
            yield self._label("Stuk", "Document", "; ".join(titles))

    def _waits_for(self, others: Iterable[Activity]) -> Iterator[str]:
        said = "; ".join(one.title for one in others)
        if said:
            yield self._label("Hangt af van", "Depends on", said)

    def _dates(self, part: Told, slot: Slot, *, is_length_assumed: bool) -> Iterator[str]:
        activity = part.activity
        if activity.recurrence is not None:
            said = say_recurrence(activity.recurrence, self._lang)
            yield self._label("Herhaling", "Recurs", said)
        elif part.when is not None and (slot.doubt.nl or slot.prefix.nl):
            label = ("Gepland", "Planned") if part.is_day_lost else ("Wanneer", "When")
            yield self._label(*label, say(part.when, self._lang))
        if slot.doubt.nl:
            yield from self._doubt(part, slot)
        if is_length_assumed:
            yield ONE_HOUR.say(self._lang)
        is_other = part.original not in (part.when, None) or part.current != part.original
        if is_other and part.original is not None and activity.recurrence is None:
            first = say(part.original, self._lang)
            yield self._label("Oorspronkelijk gepland", "Originally planned", first)
        if activity.words and (slot.doubt.nl or activity.reading):
            words = self._say(f"„{activity.words}”", f"“{activity.words}”")
            yield self._label("De bron zegt", "The source says", words)
        if activity.reading and part.actual is None:
            yield activity.reading
        yield from self._happened(part)
        if activity.effective is not None:
            yield self._label("Werkt vanaf", "Effective", say_day(activity.effective, self._lang))

    def _doubt(self, part: Told, slot: Slot) -> Iterator[str]:
        """Yield what the order of the steps says, and that the day is not fixed."""
        window = part.left
        if window is not None and window.is_narrower:
            left = say_bounds(window.bounds, self._lang)
            yield self._label("Volgens de volgorde van de stappen", "By the order of steps", left)
        is_past = part.actual is not None
        if is_past:
            yield self._say("Welke dag het was, is niet bekend.", "Which day it was is not known.")
        elif slot.key.startswith("day=") and slot.doubt != ONLY_DAY:
            yield self._say(
                "Het is één van deze dagen; welke het is, staat niet vast.",
                "It is one of these days; which one is not fixed.",
            )
        elif slot.doubt == NO_ENDS:
            yield self._say("Begin of einde staat niet vast.", "Start or end is not fixed.")
        else:
            yield self._say("De dag staat niet vast.", "The day is not fixed.")

    def _happened(self, part: Told) -> Iterator[str]:
        for record in part.records:
            if record.kind is RecordKind.STARTED and record.on is not None:
                yield self._label("Begonnen", "Started", say(record.on, self._lang))
            elif record.kind is RecordKind.MOVED and record.to is not None:
                to = say(record.to, self._lang)
                yield _sentence(self._say(f"Verplaatst naar {to}", f"Moved to {to}"), record.reason)
            elif record.kind is RecordKind.SETTLED and record.settled is not None:
                day = say_day(record.settled, self._lang)
                yield _sentence(self._say(f"Gekozen: {day}", f"Settled: {day}"), record.reason)
            elif record.kind is RecordKind.OUTCOME:
                outcome = str(record.outcome).replace("-", " ")
                point = f" ({record.point})" if record.point else ""
                on = f", {say(record.on, self._lang)}" if record.on is not None else ""
                yield self._label("Besluit", "Outcome", f"{outcome}{point}{on}")
            elif record.kind is RecordKind.NO_EVIDENCE and not (
                part.is_off or part.status is Status.DONE
            ):
                yield self._say(
                    "Of dit is gebeurd, is niet bekend.", "Whether this happened is not known."
                )
        if part.status is Status.DONE:
            day = say(part.actual, self._lang) if part.actual is not None else ""
            unknown = self._say("de dag is niet bekend", "the day is not known")
            yield self._label("Gedaan", "Done", day or unknown)

    def _conditions(self, part: Told) -> Iterator[str]:
        activity = part.activity
        if activity.condition:
            yield self._label("Voorwaarde", "Condition", activity.condition)
        if activity.fallback_for and not part.is_off:
            other = self._timeline.activities[activity.fallback_for].title
            if part.is_needed:
                yield self._say(
                    f"Nodig, want „{other}” is niet gehaald.",
                    f"Needed, because “{other}” was missed.",
                )
            else:
                yield self._say(
                    f"Alleen voor wie „{other}” niet heeft gehaald.",
                    f"Only for those who missed “{other}”.",
                )

    def _limit(self, deadline: Deadline) -> str:
        kind = ("Uiterste dag", "Deadline") if deadline.hard else ("Streefdatum", "Target date")
        said = say_day(deadline.date, self._lang)
        if deadline.article:
            said += f" ({deadline.article})"
        limit = self._label(*kind, said)
        if not deadline.consequence:
            return _sentence(limit)
        follows = self._label("Gevolg als het later wordt", "If missed", deadline.consequence)
        return _sentence(limit, follows)

    def _findings(self, part: Told) -> Iterator[str]:
        for one in part.findings:
            what = one.fault.what.say(self._lang)
            said = self._say(f"deze stap {what} ({one.code})", f"this step {what} ({one.code})")
            label = self._label("Let op", "Note", said)
            if part.differs and one.fault.municipality is None:
                # It was judged over all of them; whose date it is about is not known here.
                label = self._label("Over alle gemeenten samen", "Of all municipalities", said)
            if one.waived:
                yield _sentence(label, self._label("Aanvaard", "Accepted", one.waived))
            else:
                yield _sentence(label)

    def _origin(self, activity: Activity) -> Iterator[str]:
        if activity.source:
            yield self._label("Bron", "Source", self._timeline.cite(activity.source))
        yield self._label("Kenmerk", "Reference", activity.id)

    def _say(self, nl: str, en: str) -> str:
        return nl if self._lang == "nl" else en

    def _label(self, nl: str, en: str, text: str) -> str:
        return f"{self._say(nl, en)}: {text}"


def _with(title: str, doubts: list[str]) -> str:
    return f"{title} ({', '.join(doubts)})" if doubts else title


def _short(text: str, limit: int) -> str:
    """Return the text on one line and no longer than `limit`; the reader let no control in."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _sentence(*texts: str) -> str:
    """Return the texts as sentences, each ended once."""
    ended = [
        text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in texts if text
    ]  # fmt: skip
    return " ".join(ended)
