"""A route laid to a meeting: for a terminal, as the table of a cover sheet, for a program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from boplan.dates.meetings import day_of
from boplan.dates.period import format_period, say_period
from boplan.dates.spoken import say_day
from boplan.model.timeline import Stop, Timeline
from boplan.model.vocabulary import Lang, Text
from boplan.model.when import Truth
from boplan.schedule.route import SPARE, How, Laid, Place, Plan, Reached, Room, Share, Wish
from boplan.views.layout import BLANK, Cell, Line, Span, cells, line, row, wrap
from boplan.views.parts import days_words

FORMATS = ("text", "markdown", "toml")
"""The forms of an answer that `--format` names."""

_DAY_WIDTH = 16
_MARK = {Place.AIMED: "▸"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was asked, and what came of it."""

    timeline: Timeline
    wish: Wish
    today: date
    plan: Plan | None
    """None: nobody knows a meeting that can be reached."""
    ready: date | None = None
    reached: Reached | None = None
    new_document: bool = True
    new_process: bool = True
    similar: str | None = None
    """The document that has the id which a new one of this title would have."""


# -- for a terminal -----------------------------------------------------------------------


def route_lines(answer: Answer, *, lang: Lang, width: int) -> Iterator[Line]:
    """Yield the whole answer."""
    view = _View(answer, lang, width)
    yield from view.head()
    if answer.plan is not None:
        yield from view.table(answer.plan)
        yield from view.legend(answer.plan)


class _View:
    def __init__(self, answer: Answer, lang: Lang, width: int) -> None:
        self._answer = answer
        self._timeline = answer.timeline
        self._lang = lang
        self._width = width

    def _say(self, text: Text) -> str:
        return text.say(self._lang)

    def _day(self, day: date) -> str:
        return say_day(day, self._lang)

    def _wrapped(self, text: str, indent: int = 0, style: str = "") -> Iterator[Line]:
        for piece in wrap(text, self._width - indent):
            yield line(" " * indent, Span(piece, style)) if indent else line(Span(piece, style))

    def head(self) -> Iterator[Line]:
        """Yield what is planned, along which route, to which meeting."""
        answer, wish = self._answer, self._answer.wish
        for piece in wrap(wish.document.title, self._width):
            yield line(Span(piece, "bold"))
        new = self._say(Text(" (nieuw)", " (new)"))
        facts: list[tuple[Text, str]] = []
        warned = similar_words(answer)
        if warned is not None:
            facts.append((Text("Stuk", "Document"), self._say(warned)))
        facts += [
            (Text("Route", "Route"), f"{wish.route.title} ({wish.route.id})"),
            (Text("Proces", "Process"),
             wish.process.label + (new if answer.new_process else f" ({wish.process.id})")),
        ]  # fmt: skip
        if answer.ready is not None:
            facts.append((Text("Gereed", "Ready"), self._day(answer.ready)))
        facts.append((Text("Overleg", "Meeting"), self._meeting()))
        size = max(cells(self._say(name)) for name, _ in facts)
        for name, said in facts:
            yield from row([Cell.of(Span(self._say(name), "dim")), Cell.of(said)],
                           [size, max(8, self._width - size - 2)])  # fmt: skip
        if answer.reached is not None:
            for text in reached_words(answer, answer.reached):
                yield from self._wrapped(self._say(text))

    def _meeting(self) -> str:
        plan = self._answer.plan
        label = body_label(self._timeline, self._answer.wish.body)
        if plan is None:
            return f"{label}: {self._say(_NOT_KNOWN)}"
        said = Text("{label} op {day}", "{label} on {day}").fill(label=label, day=_said(plan.day))
        if plan.meets is not Truth.YES:
            said = Text(
                "{said}; of het dan vergadert, is niet bekend",
                "{said}; whether it meets then is not known",
            ).fill(said=said)
        return self._say(said)

    def table(self, plan: Plan) -> Iterator[Line]:
        """Yield a row for each stop, or for each group of municipalities in it."""
        names = max(12, min(24, max(cells(self._name(one)) for one in plan.stops)))
        widths = [1, names, 11, _DAY_WIDTH, max(_DAY_WIDTH, self._width - names - 40)]
        shown: Place | None = None
        for laid in plan.stops:
            if laid.place is not shown and laid.place is not Place.AIMED:
                yield BLANK
                head = _HEADS[laid.place]
                heads = ["", "", "", self._say(head), self._say(_COMFORTABLE)]
                yield from row([Cell.of(Span(one, "dim")) for one in heads], widths)
            shown = laid.place
            yield from self._rows(laid, widths)

    def _name(self, laid: Laid) -> str:
        return stop_label(self._timeline, laid.stop, self._lang)

    def _rows(self, laid: Laid, widths: Sequence[int]) -> Iterator[Line]:
        aimed = laid.place is Place.AIMED
        for number, share in enumerate(laid.shares):
            style = "bold" if aimed else ""
            name = Span(self._name(laid) if not number else "", style)
            whose = self._whose(laid, share)
            purpose = laid.stop.purpose.value if laid.stop.body and not number else ""
            yield from row(
                [
                    Cell.of(Span(_MARK.get(laid.place, ""), style)),
                    Cell.of(name, Span(whose, "dim")),
                    Cell.of(purpose),
                    Cell.of(Span(self._first(share), style)),
                    Cell.of(self._comfortable(laid, share)),
                ],
                widths,
            )
            for text in remarks(self._timeline, laid, share):
                indent = widths[0] + widths[1] + 4
                yield from self._wrapped(self._say(text), indent, "dim")

    def _whose(self, laid: Laid, share: Share) -> str:
        if len(laid.shares) == 1:
            return ""
        return ", ".join(self._timeline.municipalities[one].name for one in share.municipalities)

    def _first(self, share: Share) -> str:
        if share.is_known:
            return self._day(share.first)
        return self._say(_NOT_KNOWN)

    def _comfortable(self, laid: Laid, share: Share) -> str:
        if laid.place is Place.AIMED:
            return ""
        if share.comfortable is not None:
            said = self._day(share.comfortable)
            if share.comfortable < self._answer.today:
                said += self._say(Text(" (al voorbij)", " (over already)"))
            return said
        return self._say(_ROOM[share.room])

    def legend(self, plan: Plan) -> Iterator[Line]:
        """Yield what comfortable means."""
        yield BLANK
        week = say_period(SPARE)
        text = Text(
            "Comfortabel: elk overleg kan één vergadering missen, en stukken en termijnen hebben "
            "{week} extra.",
            "Comfortable: every body may miss one meeting, and papers and terms have {week} more.",
        ).fill(week=week)
        if any(share.comfortable for one in plan.stops for share in one.shares):
            yield from self._wrapped(self._say(text), style="dim")
        if any(not share.is_known for one in plan.stops for share in one.shares):
            yield from self._wrapped(
                self._say(
                    Text(
                        "Niet bekend: er is geen volledige agenda; vraag de vergaderdag na.",
                        "Not known: there is no complete agenda; ask for the day of the meeting.",
                    )
                ),
                style="dim",
            )


_NOT_KNOWN = Text("niet bekend", "not known")
_COMFORTABLE = Text("comfortabel", "comfortable")
_HEADS = {
    Place.BEFORE: Text("uiterlijk", "at the latest"),
    Place.AIMED: Text("uiterlijk", "at the latest"),
    Place.AFTER: Text("op zijn vroegst", "at the earliest"),
}
_ROOM = {
    Room.DAY: Text("", ""),
    Room.FIXED: Text("vaste dag", "fixed day"),
    Room.NONE: Text("geen ruimte", "no room"),
    Room.UNKNOWN: _NOT_KNOWN,
}


def stop_label(timeline: Timeline, stop: Stop, lang: Lang) -> str:
    """Return who acts, or what is done where no body must: "PFHO G&O", "Stukken aanleveren"."""
    if stop.body:
        return " + ".join(body_label(timeline, one) for one in stop.body)
    if stop.purpose.value == "aanleveren":
        return Text("Stukken gereed", "Papers ready").say(lang)
    return stop.purpose.value.capitalize()


def body_label(timeline: Timeline, body: str) -> str:
    """Return the short name of a body."""
    return timeline.bodies[body].label


def remarks(timeline: Timeline, laid: Laid, share: Share) -> Iterator[Text]:
    """Yield what a reader must know of a day, the most pressing first."""
    if share.off is not None and share.derived is not None:
        yield Text(
            "afgeleid: {day}, maar dat is {off}; een andere dag van die week, uiterlijk {last}",
            "derived: {day}, but that is {off}; another day of that week, by {last}",
        ).fill(day=_said(share.derived.day), off=share.off, last=_said(share.first))
    elif not share.is_known:
        bound = _UNKNOWN[laid.place]
        yield bound.fill(day=_said(share.first))
        if share.possible is not None:
            yield Text("een bron noemt {day}", "a source mentions {day}").fill(
                day=_said(share.possible)
            )
    elif share.derived is not None and (offset := share.derived.agenda.offset) is not None:
        agenda = share.derived.agenda
        said = Text("{period} vóór {body}", "{period} before {body}").fill(
            period=say_period(offset), body=_both(timeline, agenda.derived_from)
        )
        if share.derived.day != share.derived.derived:
            said = Text(
                "bekend overleg in de week van {said} ({day})",
                "known meeting in the week of {said} ({day})",
            ).fill(said=said, day=_said(share.derived.derived))
        yield said
    if share.last != share.first:
        minimum = laid.stop.minimum
        net = Text(" netto", " net") if laid.stop.net_of else Text("", "")
        yield Text("t/m {day}{how}", "through {day}{how}").fill(
            day=_said(share.last),
            how=Text(" ({period}{net})", " ({period}{net})").fill(
                period=say_period(minimum), net=net
            )
            if minimum is not None
            else "",
        )
    if share.resting is not None:
        yield Text("in {what}", "in {what}").fill(what=share.resting)
    for body, due in share.papers:
        yield Text("stukken voor {body} uiterlijk {day}", "papers for {body} by {day}").fill(
            body=_both(timeline, body), day=_said(due)
        )


_UNKNOWN = {
    Place.BEFORE: Text("niet later dan {day}", "not later than {day}"),
    Place.AIMED: Text("{day}", "{day}"),
    Place.AFTER: Text("niet vóór {day}", "not before {day}"),
}


def reached_words(answer: Answer, reached: Reached) -> Iterator[Text]:
    """Yield which meetings are missed, and whether there may be an earlier one."""
    label = body_label(answer.timeline, answer.wish.body)
    if reached.missed:
        said = [
            Text("{day} ({days})", "{day} ({days})").fill(
                day=_said(day_of(one.meeting)), days=days_words(one.days_short)
            )
            for one in reached.missed[-3:]
        ]
        yield Text(
            "Niet te halen, en hoeveel de stukken te laat zijn: {said}.",
            "Missed, and by how much: {said}.",
        ).fill(said=Text(", ".join(one.nl for one in said), ", ".join(one.en for one in said)))
    if reached.unknown_from is None:
        return
    day = _said(reached.unknown_from)
    if reached.plan is None:
        yield Text(
            "Een vergadering van {label} vanaf {day} is te halen; wanneer die is, is niet bekend. "
            "Weet u de dag, geef die dan met --on.",
            "A meeting of {label} from {day} on can be reached; when that is, is not known. If you "
            "know the day, give it with --on.",
        ).fill(label=label, day=day)
    else:
        yield Text(
            "Dit is de eerste bekende vergadering; of er vanaf {day} een eerdere is, is niet "
            "bekend.",
            "This is the first known meeting; whether there is an earlier one from {day} on is not "
            "known.",
        ).fill(day=day)


def similar_words(answer: Answer) -> Text | None:
    """Return that another document is much like the new one, None if none is."""
    if answer.similar is None:
        return None
    other = answer.timeline.documents[answer.similar]
    return Text(
        f"nieuw ({answer.wish.document.id}); bedoelt u '{other.title}'? Geef dan --document "
        f"{other.id}",
        f"new ({answer.wish.document.id}); did you mean '{other.title}'? Then give --document "
        f"{other.id}",
    )


def _both(timeline: Timeline, body: str | None) -> Text:
    label = timeline.bodies[body].label if body else ""
    return Text(label, label)


def _said(day: date) -> Text:
    return Text(say_day(day, "nl"), say_day(day, "en"))


# -- as the table of a cover sheet --------------------------------------------------------


def route_markdown(plan: Plan, timeline: Timeline, lang: Lang) -> str:
    """Return the table "Behandeling" of an oplegger, the conclusion still to be filled in."""
    heads = Text("Datum | Overleg | Doel | Conclusie", "Date | Meeting | Purpose | Conclusion")
    lines = [f"| {heads.say(lang)} |", "|---|---|---|---|"]
    for laid in plan.stops:
        for share in laid.shares:
            name = stop_label(timeline, laid.stop, lang)
            if len(laid.shares) > 1:
                whose = ", ".join(timeline.municipalities[one].name for one in share.municipalities)
                name = f"{name} ({whose})"
            purpose = laid.stop.purpose.value.capitalize() if laid.stop.body else ""
            said = _markdown_date(laid, share).say(lang)
            cells_ = (said, name, purpose, "")
            lines.append("| " + " | ".join(map(escaped, cells_)) + " |")
    return "\n".join(lines) + "\n"


def _markdown_date(laid: Laid, share: Share) -> Text:
    if not share.is_known:
        return Text("niet bekend, {bound}", "not known, {bound}").fill(
            bound=_UNKNOWN[laid.place].fill(day=_said(share.first))
        )
    if share.last != share.first:
        ends = (_said(share.first), _said(share.last))
        return Text("{a} t/m {b}", "{a} through {b}").fill(a=ends[0], b=ends[1])
    if laid.place is Place.AFTER:
        return Text("vanaf {day}", "from {day}").fill(day=_said(share.first))
    if share.how is How.ORDER:
        return Text("uiterlijk {day}", "by {day}").fill(day=_said(share.first))
    return _said(share.first)


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def escaped(text: str) -> str:
    """Return a text of the timeline so that Markdown shows it as it stands."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;")


# -- for a program ------------------------------------------------------------------------


def route_document(answer: Answer, lang: Lang) -> dict[str, Any]:
    """Return the document of `route --json`; only names of holidays are in `lang`."""
    wish, plan, reached = answer.wish, answer.plan, answer.reached
    return {
        "format": 1,
        "today": answer.today.isoformat(),
        "route": wish.route.id,
        "body": wish.body,
        "document": {
            "id": wish.document.id,
            "title": wish.document.title,
            "new": answer.new_document,
            "similar": answer.similar,
        },
        "process": {"id": wish.process.id, "new": answer.new_process},
        "ready": _iso(answer.ready),
        "meeting": _iso(plan.day) if plan else None,
        "certain": plan is not None and plan.meets is Truth.YES,
        "unknown_from": _iso(reached.unknown_from) if reached else None,
        "missed": [
            {"meeting": day_of(one.meeting).isoformat(), "days_late": one.days_short}
            for one in (reached.missed if reached else ())
        ],
        "stops": [_stop(one, lang) for one in plan.stops] if plan else [],
    }


def _stop(laid: Laid, lang: Lang) -> dict[str, Any]:
    minimum = laid.stop.minimum
    return {
        "activity": laid.activity.id,
        "body": list(laid.stop.body),
        "purpose": laid.stop.purpose.value,
        "place": laid.place.value,
        "minimum": format_period(minimum) if minimum is not None else None,
        "shares": [_share(one, lang) for one in laid.shares],
    }


def _share(share: Share, lang: Lang) -> dict[str, Any]:
    derived = share.derived
    return {
        "municipalities": list(share.municipalities),
        "first": share.first.isoformat(),
        "last": share.last.isoformat(),
        "known": share.is_known,
        "how": share.how.value,
        "comfortable": _iso(share.comfortable),
        "room": share.room.value,
        "derived": _iso(derived.derived) if derived is not None else None,
        "day_off": share.off.say(lang) if share.off is not None else None,
        "since": _iso(share.since),
        "possible": _iso(share.possible),
        "resting": share.resting.say(lang) if share.resting is not None else None,
        "papers": [{"body": body, "due": due.isoformat()} for body, due in share.papers],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
