"""Which feeds there are, what each is called and what stands in it.

The file name of a feed is its address for ever: it follows from the kind and the id of
what it is about, never from a title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from boplan.dates.spoken import say_day
from boplan.feeds.writing.appointments import Appointment, Horizon
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import Lang, Text


class Kind(StrEnum):
    """What a feed is about; the word with which its file name begins."""

    ALL = "all"
    DEADLINES = "deadlines"
    PROCESS = "process"
    BODY = "body"
    MUNICIPALITY = "municipality"
    OWNER = "owner"


FEED_FILE = re.compile(
    r"(?:(?:all|deadlines)|(?P<kind>process|body|municipality|owner)-(?P<id>[a-z0-9-]+))\.ics"
)
"""The name of a file that is a feed."""

_ABOUT: dict[Kind, Text] = {
    Kind.ALL: Text("Alles wat een datum heeft.", "Everything that has a date."),
    Kind.DEADLINES: Text(
        "Alleen uiterste dagen: termijnen, streefdata, het aanleveren van stukken en wat "
        "uiterlijk op een dag gebeurt.",
        "Last days only: deadlines, target dates, deliveries and what happens by a day.",
    ),
    Kind.PROCESS: Text("Alles van één proces.", "Everything of one process."),
    Kind.BODY: Text("Alles van één overleg of orgaan.", "Everything of one body."),
    Kind.MUNICIPALITY: Text(
        "De stappen van deze gemeente zelf, en de regionale stappen waaraan zij gebonden is.",
        "The steps of this municipality itself, and the regional steps that bind it.",
    ),
    Kind.OWNER: Text("Alles waarvoor deze partij aan zet is.", "Everything this owner must do."),
}
_NAMES: dict[Kind, Text] = {
    Kind.ALL: Text("Alles", "Everything"),
    Kind.DEADLINES: Text("Uiterste dagen", "Deadlines"),
}
_SHARED = Text(
    "Deze agenda wordt vanzelf bijgewerkt; u kunt er niets in wijzigen. Klopt er iets niet, "
    "vraag het dan de projectleider. Wat geen datum heeft, staat er niet in. Is iets niet zeker, "
    "dan staat dat in de titel. Wat zich herhaalt, staat erin van {first} t/m {last}.",
    "This calendar keeps itself up to date; you cannot change it. If something is wrong, ask the "
    "project lead. What has no date is not in it. What is not certain says so in its title. What "
    "recurs is in it from {first} through {last}.",
)

_ENDED = Text(
    "Deze agenda is beëindigd: het plan kent dit onderwerp niet meer. U kunt het abonnement "
    "opzeggen.",
    "This calendar has ended: the plan no longer has what it was about. You can unsubscribe.",
)

Wants = Callable[[Appointment], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed: its file, its name, and which appointments belong in it."""

    kind: Kind
    id: str | None
    label: str
    """What it is about, in a word or two."""
    title: str
    about: str
    wants: Wants

    @property
    def name(self) -> str:
        """Return what a calendar program calls it."""
        return f"{self.label} – {self.title}"

    @property
    def file(self) -> str:
        """Return the name of its file."""
        return f"{self.kind}-{self.id}.ics" if self.id is not None else f"{self.kind}.ics"


def feeds_of(timeline: Timeline, horizon: Horizon, lang: Lang) -> list[Feed]:
    """Return every feed of the timeline, in the order of the index."""

    def feed(kind: Kind, one: str | None, label: str, wants: Wants) -> Feed:
        return Feed(
            kind=kind, id=one, label=label, title=timeline.title,
            about=about(kind, horizon, lang), wants=wants,
        )  # fmt: skip

    found = [
        feed(kind, None, _NAMES[kind].say(lang), wanted_by(kind, ""))
        for kind in (Kind.ALL, Kind.DEADLINES)
    ]
    for kind, one, label in _tables(timeline):
        found.append(feed(kind, one, label, wanted_by(kind, one)))
    return found


def _tables(timeline: Timeline) -> Iterator[tuple[Kind, str, str]]:
    for process in timeline.processes.values():
        yield Kind.PROCESS, process.id, process.label
    for body in timeline.bodies.values():
        yield Kind.BODY, body.id, body.label
    for municipality in timeline.municipalities.values():
        yield Kind.MUNICIPALITY, municipality.id, municipality.name
    for owner in timeline.owners.values():
        yield Kind.OWNER, owner.id, owner.name


def ended(file: str, name: str | None, lang: Lang) -> Feed:
    """Return the feed of a file about something that the timeline no longer has."""
    match = FEED_FILE.fullmatch(file)
    kind = Kind(match["kind"]) if match is not None and match["kind"] else Kind.ALL
    one = match["id"] if match is not None else None
    label, _, title = (name or file).partition(" – ")
    return Feed(
        kind=kind, id=one, label=label, title=title or file, about=_ENDED.say(lang),
        wants=lambda _: False,
    )  # fmt: skip


def wanted_by(kind: Kind, one: str) -> Wants:
    """Return which appointments belong in the feed of a kind, about the table with that id."""
    wants: dict[Kind, Wants] = {
        Kind.ALL: lambda _: True,
        Kind.DEADLINES: lambda appointment: appointment.is_deadline,
        Kind.PROCESS: lambda appointment: appointment.process == one,
        Kind.BODY: lambda appointment: one in appointment.bodies,
        Kind.MUNICIPALITY: lambda appointment: one in appointment.municipalities,
        Kind.OWNER: lambda appointment: appointment.owner == one,
    }
    return wants[kind]


def about(kind: Kind, horizon: Horizon, lang: Lang) -> str:
    """Return what stands in a feed, for who subscribes to it."""
    first, last = (say_day(day, lang) for day in (horizon.first, horizon.last))
    shared = _SHARED.fill(first=first, last=last)
    return f"{_ABOUT[kind].say(lang)} {shared.say(lang)}"


def joint(feeds: Sequence[Feed]) -> Feed:
    """Return the feed of what all of these want; it has no address of its own."""
    if len(feeds) == 1:
        return feeds[0]
    return replace(
        feeds[-1],
        label=" · ".join(one.label for one in feeds),
        wants=lambda appointment: all(one.wants(appointment) for one in feeds),
    )
