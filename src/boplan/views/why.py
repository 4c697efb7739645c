"""Why a step is where it is: what holds it, link by link, and how much room is left.

Everything here was left behind by the scheduler while it placed the jobs (schedule.passes), so
it cannot tell another story than the dates do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from boplan.dates.period import format_period, say_period
from boplan.dates.spoken import say_bounds, say_day
from boplan.model.timeline import Deadline, Timeline
from boplan.model.vocabulary import Lang, Link, Text
from boplan.schedule.clash import Binding, clash
from boplan.schedule.floats import Float, floats, meetings_between
from boplan.schedule.network import Job, Key, Network
from boplan.schedule.passes import Cause, Kind, Placed, Tightest, backward, forward, tightest
from boplan.views.layout import BLANK, Cell, Line, Span, line, row, wrap
from boplan.views.parts import days_words, room_words, sayer

_DAY_WIDTH = 15
_LOOK_BACK = 92
"""How many days back a meeting that was missed is named, where the plan had no day."""


class Why:
    """The two passes over one timeline, and what they say of a step."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.timeline: Timeline = network.timeline
        self.early = forward(network)
        self.late_plan = forward(network, late_plans=True)
        self._limits: dict[str, dict[Key, Placed]] = {}
        self._room: dict[str, dict[Key, Float]] = {}

    def deadlines_of(self, job: Job) -> list[Deadline]:
        """Return the hard deadlines that a job can break, the nearest first."""
        found = [
            one for one in self.timeline.deadlines.values()
            if one.hard and self.latest(one, job).start is not None
        ]  # fmt: skip
        return sorted(found, key=lambda one: one.date)

    def latest(self, deadline: Deadline, job: Job) -> Placed:
        """Return where a job may be at the latest for a deadline."""
        if deadline.id not in self._limits:
            self._limits[deadline.id] = backward(self.network, [deadline])
        return self._limits[deadline.id][job.key]

    def room(self, deadline: Deadline, job: Job) -> Float:
        """Return the total float of a job against a deadline."""
        if deadline.id not in self._room:
            self._room[deadline.id] = floats(self.network, [deadline])
        return self._room[deadline.id].get(job.key, Float(None, None))

    def clash(self, deadline: Deadline) -> list[Binding]:
        """Return what clashes with a deadline that cannot be made, [] for one that can."""
        jobs = self.network.of_step(deadline.activity)
        found = (clash(self.network, self.early, job, deadline) for job in jobs)
        return next((one for one in found if one), [])

    def chain(self, job: Job) -> list[Tightest]:
        """Return what goes before it, each time the link that leaves the least room."""
        return tightest(self.early, job.key)


def why_lines(why: Why, one: str, *, lang: Lang, width: int) -> Iterator[Line]:
    """Yield why the step `one` is where it is."""
    return _Screen(why, lang, width).lines(one)


class _Screen:
    def __init__(self, why: Why, lang: Lang, width: int) -> None:
        self._why = why
        self._lang = lang
        self._width = width
        self._say = sayer(lang)

    def lines(self, one: str) -> Iterator[Line]:
        activity = self._why.timeline.activities[one]
        for text in wrap(f"{activity.title} ({one})", self._width):
            yield line(Span(text, "head"))
        jobs = self._why.network.of_step(one)
        if not jobs:
            yield BLANK
            yield from self._wrapped(
                Text(
                    "Deze stap gaat niet door: niets houdt hem op, en hij houdt niets op.",
                    "This step does not take place: nothing holds it, and it holds nothing.",
                )
            )
        for job in jobs:
            yield BLANK
            if len(jobs) > 1:
                names = [self._why.timeline.municipalities[m].name for m in job.municipalities]
                yield line(Span(", ".join(names), "bold"))
            yield from self._job(job)

    # -- one job -----------------------------------------------------------------------

    def _job(self, job: Job) -> Iterator[Line]:
        placed = self._why.early[job.key]
        yield from self._fact(Text("Staat op", "Stands on"), self._where(job, placed))
        if placed.start is None and placed.finish is None:
            yield from self._wrapped(
                Text(
                    "Geen plan en geen voorganger geeft een dag.",
                    "Neither a plan nor anything before it gives a day.",
                )
            )
        if placed.asked:
            yield BLANK
            yield self._head(Text("Niet eerder door", "Not earlier because of"))
            for cause in reversed(placed.asked):
                if cause.kind is Kind.TODAY and cause is not placed.asked[-1]:
                    continue  # that it is not over yet says nothing of a step to come
                yield from self._cause(job, cause, decides=cause is placed.asked[-1])
        for cause in placed.snapped:
            yield from self._cause(job, cause, decides=True)
        links = self._why.chain(job)
        if links:
            yield BLANK
            yield self._head(Text("Wat eraan voorafgaat, telkens het strakst",
                                  "What goes before, each time the tightest"))  # fmt: skip
            for link in links:
                yield from self._link(link)
        yield from self._rooms(job)

    def _where(self, job: Job, placed: Placed) -> str:
        if placed.start is None and placed.finish is None:
            return self._say(Text("nergens: geen datum", "nowhere: no date"))
        plan = say_bounds(job.plan, self._lang)
        start = placed.start or placed.finish
        assert start is not None, "one of both is known"
        first, last = job.plan.earliest_start, job.plan.latest_start
        if plan and (first or date.min) <= start <= (last or date.max):
            if job.is_done or first == last:
                return plan
            early = say_day(start, self._lang)
            return self._say(
                Text(f"{plan}; op zijn vroegst {early}", f"{plan}; {early} at the earliest")
            )
        said = say_day(start, self._lang)
        if placed.finish is not None and placed.finish != start:
            said += self._say(Text(" t/m ", " through ")) + say_day(placed.finish, self._lang)
        if not placed.is_certain:
            said = self._say(Text("niet vóór ", "not before ")) + said
        return said + (
            self._say(Text(f"; gepland was {plan}", f"; planned was {plan}")) if plan else ""
        )

    def _cause(self, job: Job, cause: Cause, *, decides: bool) -> Iterator[Line]:
        mark = Span("▸" if decides else " ", "bold")
        day = Span(say_day(cause.day, self._lang), "bold" if decides else "")
        cells = [Cell.of(mark), Cell.of(day), Cell.of(self.words(job, cause))]
        widths = [1, _DAY_WIDTH, max(8, self._width - _DAY_WIDTH - 7)]
        yield from row(cells, widths, indent=2)

    def words(self, job: Job, cause: Cause) -> str:
        """Return in words what a cause asks, and on what it rests."""
        driver = self._why.early[job.key].driver
        asked = driver.day if driver is not None else None
        return cause_words(self._why.timeline, job, cause, self._lang, asked)

    def _link(self, link: Tightest) -> Iterator[Line]:
        first = self._why.network.jobs[link.first]
        day = link.placed.finish or link.placed.start
        said = say_day(day, self._lang) if day is not None else "–"
        gap = _gap_words(link.gap).say(self._lang)
        names = " + ".join(self._why.timeline.municipalities[m].name for m in first.municipalities)
        some = f" ({names})" if 0 < len(first.municipalities) < len(self._all_of(first)) else ""
        cells = [Cell.of("←"), Cell.of(said),
                 Cell.of(f"{first.activity.title}{some}", Span(gap, "dim"))]  # fmt: skip
        widths = [1, _DAY_WIDTH, max(8, self._width - _DAY_WIDTH - 7)]
        yield from row(cells, widths, indent=2)

    def _all_of(self, job: Job) -> tuple[str, ...]:
        return self._why.timeline.municipalities_of(job.activity)

    def _rooms(self, job: Job) -> Iterator[Line]:
        if job.is_done:
            return
        deadlines = self._why.deadlines_of(job)
        if not deadlines:
            return
        yield BLANK
        yield self._head(Text("Uiterlijk", "At the latest"))
        for deadline in deadlines:
            last = self._why.latest(deadline, job)
            day = last.start
            if day is None:
                continue
            until = say_day(deadline.date, self._lang)
            what = self._why.timeline.activities[deadline.activity].title
            said = f"{what}: {until} ({deadline.id})"
            cells = [
                Cell.of(" "), Cell.of(say_day(day, self._lang)),
                Cell.of(said, Span(self._room(job, deadline, day), "bold")),
            ]  # fmt: skip
            widths = [1, _DAY_WIDTH, max(8, self._width - _DAY_WIDTH - 7)]
            yield from row(cells, widths, indent=2)
        yield from self._clash(job, deadlines)

    def _room(self, job: Job, deadline: Deadline, last: date) -> str:
        """Return the room in words, with the meetings in it where the agenda tells."""
        said = room_words(self._why.room(deadline, job), self._lang)
        start = self._why.early[job.key].start
        count = meetings_between(job, start, last) if start is not None else None
        if not count:
            return said
        more = Text(
            "1 vergadering" if count == 1 else f"{count} vergaderingen",
            "1 meeting" if count == 1 else f"{count} meetings",
        )
        return f"{said} ({more.say(self._lang)})"

    def _clash(self, job: Job, deadlines: list[Deadline]) -> Iterator[Line]:
        """Yield what makes the first of the deadlines that cannot be made impossible."""
        for deadline in deadlines:
            found = self._why.clash(deadline)
            if not found or (self._why.room(deadline, job).possible or 0) >= 0:
                continue
            yield BLANK
            head = Text(
                f"Dit botst met {deadline.id}; laat één regel vallen en deze keten past weer",
                f"This clashes with {deadline.id}; let one line go and this chain fits again",
            )
            for piece in wrap(self._say(head), self._width):
                yield line(Span(piece, "bold"))
            widths = [1, _DAY_WIDTH, max(8, self._width - _DAY_WIDTH - 7)]
            for one in found:
                name = f"{one.job.activity.title} ({one.job.activity.id})"
                day = say_day(one.cause.day, self._lang)
                words = Span(self.words(one.job, one.cause), "dim")
                yield from row([Cell.of("•"), Cell.of(day), Cell.of(name, words)], widths, indent=2)
            day = say_day(deadline.date, self._lang)
            said = self._say(Text("uiterste dag", "deadline"))
            cells = [Cell.of("✖"), Cell.of(day), Cell.of(f"{said} ({deadline.id})")]
            yield from row(cells, widths, indent=2)
            return

    def _head(self, text: Text) -> Line:
        return line(Span(self._say(text), "bold"))

    def _fact(self, label: Text, value: str) -> Iterator[Line]:
        name = self._say(label)
        cells = [Cell.of(Span(name, "dim")), Cell.of(value)]
        yield from row(cells, [len(name), max(8, self._width - len(name) - 2)])

    def _wrapped(self, text: Text) -> Iterator[Line]:
        for piece in wrap(self._say(text), self._width):
            yield line(piece)


_MOST_MISSED = 3


def _missed(job: Job, asked: date | None, lang: Lang) -> str:
    """Return which meetings came too early and by how many days, the last ones first."""
    if asked is None:
        return ""
    since = job.plan.earliest_start or asked - timedelta(days=_LOOK_BACK)
    days = {day for calendar in job.calendars for day in calendar.days if since <= day < asked}
    said = [
        f"{say_day(day, lang)} ({days_words((asked - day).days).say(lang)})"
        for day in sorted(days, reverse=True)[:_MOST_MISSED]
    ]
    return Text("te vroeg: ", "too early: ").say(lang) + ", ".join(said) if said else ""


def cause_words(
    timeline: Timeline, job: Job, cause: Cause, lang: Lang, asked: date | None = None
) -> str:
    """Return in words what a cause asks of a job, and on what it rests.

    `asked` is the day that was asked for before a meeting was looked for: with it, the meetings
    that came too early are named.
    """
    text = _WORDS[cause.kind]
    if cause.kind is Kind.PLAN:
        said = text.say(lang)
        source = timeline.cite(job.activity.source[:1])
        return f"{said}: {source}" if source else said
    if cause.kind in (Kind.LINK, Kind.PREPARATION):
        return _arc_words(timeline, cause, lang)
    if cause.kind is Kind.MINIMUM:
        return _length_words(timeline, cause, lang)
    if cause.kind is Kind.MEETING and cause.answer is not None:
        bodies = " + ".join(timeline.bodies[one].label for one in job.activity.body)
        said = text.fill(body=bodies).say(lang)
        agenda = cause.answer.agenda
        source = timeline.cite(agenda.source) if agenda is not None else ""
        said = f"{said} ({source})" if source else said
        missed = _missed(job, asked, lang)
        return f"{said}; {missed}" if missed else said
    return text.fill(body=" + ".join(timeline.bodies[one].label for one in job.activity.body)).say(
        lang
    )


_WORDS: dict[Kind, Text] = {
    Kind.PLAN: Text("het plan", "the plan"),
    Kind.DONE: Text("zo is het gegaan", "so it happened"),
    Kind.TODAY: Text(
        "nog niet gedaan, dus op zijn vroegst vandaag", "not done yet, so today at the earliest"
    ),
    Kind.LINK: Text("", ""),
    Kind.PREPARATION: Text("", ""),
    Kind.MINIMUM: Text("", ""),
    Kind.CHOICE: Text("de volgende van de dagen om uit te kiezen", "the next day of the choice"),
    Kind.MEETING: Text("de eerstvolgende vergadering van {body}", "the next meeting of {body}"),
    Kind.NO_AGENDA: Text(
        "van {body} is de volgende vergadering niet bekend: niet eerder dan deze dag",
        "the next meeting of {body} is not known: not before this day",
    ),
    Kind.DEADLINE: Text("de uiterste dag", "the deadline"),
}
_LINKS: dict[Link, Text] = {
    Link.FS: Text("klaar", "finished"),
    Link.SS: Text("begonnen", "begun"),
    Link.FF: Text("klaar, voor het eind", "finished, for the end"),
    Link.SF: Text("begonnen, voor het eind", "begun, for the end"),
}


def _arc_words(timeline: Timeline, cause: Cause, lang: Lang) -> str:
    arc = cause.arc
    assert arc is not None, "a link has an arc"
    first = timeline.activities[arc.first[0]]
    name = f"{first.title} ({first.id})"
    if arc.agenda is not None and arc.agenda.offset is not None:
        body = timeline.bodies[arc.agenda.body].label
        return Text(
            f"{body} bereidt dit {say_period(arc.agenda.offset).nl} eerder voor; dan moet er zijn: "
            f"{name}",
            f"{body} prepares this {say_period(arc.agenda.offset).en} before; by then there must "
            f"be: {name}",
        ).say(lang)
    lag = arc.after.lag
    if arc.papers is not None:
        body = timeline.bodies[arc.papers].label
        return Text(
            f"stukken voor {body} moeten {say_period(lag).nl} eerder binnen zijn: {name}",
            f"papers for {body} must be in {say_period(lag).en} before: {name}",
        ).say(lang)
    said = _LINKS[arc.after.link].say(lang)
    if lag.count == 0:
        wait = Text("dezelfde dag kan", "the same day will do").say(lang)
    else:
        sign = "+" if lag.count > 0 else "−"
        wait = f"{sign} {say_period(lag).say(lang)}"
    return f"{name} {said}, {wait}"


def _length_words(timeline: Timeline, cause: Cause, lang: Lang) -> str:
    rule = cause.rule
    if rule is None or rule.minimum is None:
        return Text("even lang als gepland", "as long as planned").say(lang)
    basis = rule.article or timeline.cite(rule.source) or str(rule.basis)
    net = Text(" netto", " net").say(lang) if rule.net_of else ""
    return Text(
        f"duurt minstens {say_period(rule.minimum).nl}{net} ({basis})",
        f"lasts {say_period(rule.minimum).en}{net} at least ({basis})",
    ).say(lang)


def _gap_words(gap: int) -> Text:
    if gap == 0:
        return Text("sluit aan: een dag later schuift door", "no gap: a day later goes through")
    return Text(f"{days_words(gap).nl} ertussen", f"{days_words(gap).en} between")


# -- for a program ------------------------------------------------------------------------


def why_document(why: Why, one: str, today: date) -> dict[str, Any]:
    """Return the document of `why --json`."""
    jobs = why.network.of_step(one)
    return {
        "format": 1,
        "today": today.isoformat(),
        "id": one,
        "jobs": [_job_document(why, job) for job in jobs],
    }


def _job_document(why: Why, job: Job) -> dict[str, Any]:
    placed = why.early[job.key]
    return {
        "municipalities": list(job.municipalities),
        "start": _iso(placed.start),
        "finish": _iso(placed.finish),
        "certain": placed.is_certain,
        "not_before": [_cause_document(one) for one in placed.asked],
        "then": [_cause_document(one) for one in placed.snapped],
        "chain": [
            {"id": link.first[0],
             "municipalities": list(why.network.jobs[link.first].municipalities),
             "start": _iso(link.placed.start), "finish": _iso(link.placed.finish),
             "gap": link.gap}
            for link in why.chain(job)
        ],
        "deadlines": [
            {
                "id": deadline.id,
                "date": deadline.date.isoformat(),
                "latest_start": _iso(why.latest(deadline, job).start),
                "float": {
                    "sure": why.room(deadline, job).sure,
                    "possible": why.room(deadline, job).possible,
                    "meetings": _meetings(why, job, deadline),
                },
            }
            for deadline in ([] if job.is_done else why.deadlines_of(job))
        ],
    }  # fmt: skip


def _meetings(why: Why, job: Job, deadline: Deadline) -> int | None:
    start, last = why.early[job.key].start, why.latest(deadline, job).start
    return meetings_between(job, start, last) if start is not None and last is not None else None


def _cause_document(cause: Cause) -> dict[str, Any]:
    arc = cause.arc
    return {
        "kind": cause.kind.value,
        "date": cause.day.isoformat(),
        "after": arc.first[0] if arc is not None else None,
        "lag": format_period(arc.after.lag) if arc is not None and arc.agenda is None else None,
        "link": arc.after.link if arc is not None else None,
        "body": arc.agenda.body if arc is not None and arc.agenda is not None else None,
        "rule": cause.rule.id if cause.rule is not None else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
