"""The options that all commands share, and what they make of file, day and language.

Each may stand before the command or after it; after it wins.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, cast

import typer

from boplan.cli import clock
from boplan.cli.completion import bodies, municipalities, owners, phases, processes
from boplan.cli.exits import CommandError, ReaderGoneError
from boplan.cli.files import find_file
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boplan.model.timeline import Timeline
    from boplan.schedule.selection import Selection
    from boplan.store.reader import Reading
    from boplan.views.layout import Line

File = Annotated[
    str | None,
    typer.Option(
        "--file", "-f", metavar="PATH", show_default=False,
        help="The timeline; else $BOPLAN_FILE, else timeline.toml or data/timeline.toml "
        "here or in a parent directory.",
    ),
]  # fmt: skip
Today = Annotated[
    str | None,
    typer.Option(
        "--today", metavar="DATE", show_default=False,
        help="Answer as if it were this day (2025-04-28); else $BOPLAN_TODAY, else today.",
    ),
]  # fmt: skip
Language = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="nl|en", show_default=False,
        help="Language of the answer; else the language of the timeline.",
    ),
]  # fmt: skip
Process = Annotated[
    str | None,
    typer.Option("--process", metavar="ID", show_default=False, autocompletion=processes,
                 help="Only steps of this process."),
]  # fmt: skip
Phase = Annotated[
    str | None,
    typer.Option("--phase", metavar="ID", show_default=False, autocompletion=phases,
                 help="Only steps of this phase."),
]  # fmt: skip
Body = Annotated[
    str | None,
    typer.Option("--body", metavar="ID", show_default=False, autocompletion=bodies,
                 help="Only steps of this body."),
]  # fmt: skip
Municipality = Annotated[
    str | None,
    typer.Option("--municipality", metavar="ID", show_default=False,
                 autocompletion=municipalities,
                 help="Only steps that this municipality takes, as it stands there."),
]  # fmt: skip
Owner = Annotated[
    str | None,
    typer.Option("--owner", metavar="ID", show_default=False, autocompletion=owners,
                 help="Only steps that this owner must act on."),
]  # fmt: skip
Later = Annotated[
    bool,
    typer.Option("--later", help="With --today: also what only documents of a later day tell of."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md) instead of text.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The common options as given; None where they were not."""

    file: str | None = None
    today: str | None = None
    lang: str | None = None
    process: str | None = None
    phase: str | None = None
    body: str | None = None
    municipality: str | None = None
    owner: str | None = None

    def over(self, before: Common) -> Common:
        """Return these options, with those of `before` where these are not given."""
        pairs = {
            name: getattr(self, name) if getattr(self, name) is not None else getattr(before, name)
            for name in self.__dataclass_fields__
        }
        return Common(**pairs)


def common(context: typer.Context, **given: str | None) -> Common:
    """Return the options of a command, filled up with those that stood before it."""
    before = context.obj if isinstance(context.obj, Common) else Common()
    return Common(**given).over(before)


@dataclass(frozen=True, slots=True)
class Session:
    """What every command starts from: the timeline, the day, the language, the choice."""

    reading: Reading
    today: date
    lang: Lang
    selection: Selection
    is_day_asked: bool = False
    """Whether the day was asked for, on the command line or by the environment."""

    @property
    def choice(self) -> str:
        """Return the choice as options, without the day."""
        return replace(self.selection, asked=None).as_options()


_CHOICES = {
    "process": "processes", "phase": "phases", "body": "bodies",
    "municipality": "municipalities", "owner": "owners",
}  # fmt: skip
"""The options that choose by id, and where a timeline has those ids."""


def language_of(given: str | None, default: str = "nl") -> Lang:
    """Return the language to answer in; raises CommandError for another word."""
    if given is None:
        return cast("Lang", default)
    if given not in ("nl", "en"):
        raise CommandError(
            Text(f"--lang kent nl en en, geen {given!r}.", f"--lang is nl or en, not {given!r}."),
            "nl",
        )
    return cast("Lang", given)


def day_of(given: str | None, lang: Lang) -> date:
    """Return the day to answer for; raises CommandError for anything but a day."""
    named = given or os.environ.get("BOPLAN_TODAY")
    return day_named("--today", named, lang) if named else clock.today()


def day_named(option: str, named: str, lang: Lang) -> date:
    """Return the day that an option names; raises CommandError for anything but a day."""
    from boplan.dates.notation import NotationError, parse
    from boplan.model.when import certain_day

    hint = ""
    try:
        day = certain_day(parse(named))
    except NotationError as error:
        day, hint = None, error.instead
    if day is not None and len(named.strip()) == len("2025-04-28"):
        return day
    text = Text(
        f"{option} is een dag zoals 2025-04-28, geen {named!r}",
        f"{option} is a day such as 2025-04-28, not {named!r}",
    )
    more = Text(f"; bedoelt u {hint}?", f"; did you mean {hint}?") if hint else Text(".", ".")
    raise CommandError(Text(text.nl + more.nl, text.en + more.en), lang)


def start(options: Common) -> Session:
    """Read the timeline and make sense of the options.

    Raises UnusableError for the file and CommandError for the options.
    """
    from boplan.store.reader import read

    lang = language_of(options.lang)
    today = day_of(options.today, lang)
    reading = read(find_file(options.file, lang))
    lang = language_of(options.lang, reading.timeline.language)
    selection = selection_of(options, today, lang, reading.timeline)
    is_day_asked = bool(options.today or os.environ.get("BOPLAN_TODAY"))
    return Session(reading, today, lang, selection, is_day_asked)


def selection_of(options: Common, today: date, lang: Lang, *timelines: Timeline) -> Selection:
    """Return what the options choose; raises CommandError for an id that no timeline has."""
    from boplan.schedule.selection import Selection
    from boplan.store.problems import nearest_word

    for name, field in _CHOICES.items():
        chosen = getattr(options, name)
        if chosen is None:
            continue
        known = {one for timeline in timelines for one in getattr(timeline, field)}
        if chosen not in known:
            near = nearest_word(chosen, frozenset(known))
            raise CommandError(
                Text(
                    f"--{name}: {chosen!r} is niet het id van een [[{name}]]{near.nl}",
                    f"--{name}: {chosen!r} is not the id of a [[{name}]]{near.en}",
                ),
                lang,
            )
    return Selection(
        process=options.process, phase=options.phase, body=options.body,
        municipality=options.municipality, owner=options.owner,
        asked=today.isoformat() if options.today else None,
    )  # fmt: skip


def as_asked(session: Session, *, later: bool) -> tuple[Timeline, int]:
    """Return the timeline as known on the day asked for, and how much of the choice it lacks.

    Who asks for no day asks for all that is known: a document of which only the year is
    known, or whose date is a mistake, must not hide what is late today.
    """
    timeline = session.reading.timeline
    if later or not session.is_day_asked:
        return timeline, 0
    from boplan.schedule.knowledge import as_known

    known, gone = as_known(timeline, session.today)
    lacks = (session.selection.fits(timeline, timeline.activities[one]) for one in gone)
    return known, sum(lacks)


def check_step(session: Session, one: str) -> None:
    """Raise CommandError, with what is nearest to it, if there is no step of that id."""
    from boplan.store.problems import nearest_word, quote

    known = session.reading.timeline.activities
    if one not in known:
        near = nearest_word(one, frozenset(known))
        raise CommandError(
            Text(
                f"{quote(one)} is niet het id van een stap{near.nl}",
                f"{quote(one)} is not the id of a step{near.en}",
            ),
            session.lang,
        )


def several(given: list[str] | None, before: str | None) -> tuple[str, ...]:
    """Return the values of an option that may be repeated, or hold several with commas."""
    chosen = given or ([before] if before else [])
    return tuple(dict.fromkeys(one.strip() for many in chosen for one in many.split(",")))


def screen_width() -> int:
    """Return the columns to fill: of the terminal, else $COLUMNS, else 80; at least 60."""
    import shutil

    return max(60, shutil.get_terminal_size((80, 24)).columns)


def wants_colour() -> bool:
    """Return whether to colour: NO_COLOR never, FORCE_COLOR always, else for a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def put(lines: Iterable[Line], *, paged: bool = False) -> None:
    """Write lines to standard output, coloured where a person is looking.

    `paged` shows what is longer than the screen in a pager.
    """
    from boplan.views.paint import paint

    emit(paint(lines, colour=wants_colour()), paged=paged)


def emit(text: str, *, paged: bool = False) -> None:
    """Write the answer; raises ReaderGoneError if nobody reads it any more."""
    if paged and sys.stdout.isatty():
        from boplan.cli.pager import page

        if page(text):
            return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise ReaderGoneError from None
