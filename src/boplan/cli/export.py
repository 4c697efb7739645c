"""`boplan export`: the timeline as calendar feeds that colleagues subscribe to."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boplan.cli import clock, options
from boplan.cli.exits import FAILED, CommandError, ReaderGoneError
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boplan.cli.options import Session
    from boplan.feeds.writing.catalogue import Feed
    from boplan.feeds.writing.edition import Edition
    from boplan.feeds.writing.memory import Memory
    from boplan.rules.case import Case

Dir = Annotated[
    str | None,
    typer.Option(
        "--dir", metavar="DIR", show_default=False,
        help="Write every feed into this directory, with an index; made if only it is missing.",
    ),
]  # fmt: skip
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="ics", show_default=False,
        help="Write one feed to standard output, of what the other options choose.",
    ),
]  # fmt: skip
Deadlines = Annotated[bool, typer.Option("--deadlines", help="Only deadlines.")]
Alarms = Annotated[
    bool, typer.Option("--alarms", help="Add an alarm for each `remind` of a step.")
]  # fmt: skip
Stamp = Annotated[
    str | None,
    typer.Option(
        "--stamp", metavar="TIME", show_default=False,
        help="Stamp what changed with this time (2026-11-22T02:00:00Z); else now.",
    ),
]  # fmt: skip
Previous = Annotated[
    str | None,
    typer.Option(
        "--previous", metavar="FILE", show_default=False,
        help="With --format: the feed that was published before, to tell what changed.",
    ),
]  # fmt: skip


def export(
    context: typer.Context,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    process: options.Process = None,
    body: options.Body = None,
    municipality: options.Municipality = None,
    owner: options.Owner = None,
    directory: Dir = None,
    format_: Format = None,
    deadlines: Deadlines = False,
    previous: Previous = None,
    alarms: Alarms = False,
    stamp: Stamp = None,
    as_json: options.Json = False,
) -> None:
    """Publish the timeline as calendar feeds (iCalendar); unchanged feeds are left alone."""
    given = options.common(
        context, file=file, today=today, lang=lang, process=process, body=body,
        municipality=municipality, owner=owner,
    )  # fmt: skip
    chosen = deadlines or any((given.process, given.body, given.municipality, given.owner))
    session = options.start(given)
    _check(
        session.lang, directory, format_, previous=previous, chosen=chosen, as_json=as_json
    )  # fmt: skip
    press = _Press(session, _instant(stamp, session.lang), alarms=alarms)
    if directory is not None:
        _to_folder(press, Path(directory), as_json=as_json)
    else:
        _to_output(press, previous, deadlines=deadlines)


def _check(
    lang: Lang, directory: str | None, format_: str | None, *,
    previous: str | None, chosen: bool, as_json: bool,
) -> None:  # fmt: skip
    """Refuse options that do not go together."""
    fault = None
    if format_ not in (None, "ics"):
        fault = Text(f"--format kent alleen ics, geen {format_!r}.",
                     f"--format is ics only, not {format_!r}.")  # fmt: skip
    elif directory is None and format_ is None:
        fault = Text(
            "zeg waarheen: --dir DIR voor alle agenda's, of --format ics voor één.",
            "say where to: --dir DIR for all feeds, or --format ics for one.",
        )
    elif directory is not None and format_ is not None:
        fault = Text("kies --dir of --format, niet allebei.", "choose --dir or --format, not both.")
    elif directory is not None and (chosen or previous is not None):
        fault = Text(
            "--dir schrijft altijd alle agenda's; kiezen en --previous gaan met --format ics.",
            "--dir always writes all feeds; a choice and --previous go with --format ics.",
        )
    elif directory == "" or previous == "":
        fault = Text("een lege naam is geen bestand of map.", "an empty name is no file.")
    elif directory is None and as_json:
        fault = Text("--json gaat alleen met --dir.", "--json goes with --dir only.")
    if fault is not None:
        raise CommandError(fault, lang)


def _instant(given: str | None, lang: Lang) -> datetime:
    """Return the time to stamp with, in UTC; raises CommandError for anything else."""
    if given is None:
        return clock.now()
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)"
    try:
        if re.fullmatch(form, given, re.ASCII):
            found = datetime.fromisoformat(given).astimezone(UTC)
            if 1970 <= found.year <= 9000:
                return found
    except (ValueError, OverflowError):
        pass  # the form of a time, but of none that there is
    raise CommandError(
        Text(
            f"--stamp is een tijd met zone zoals 2026-11-22T02:00:00Z, geen {given!r}.",
            f"--stamp is a time with its zone such as 2026-11-22T02:00:00Z, not {given!r}.",
        ),
        lang,
    )


class _Press:
    """Everything that goes into an edition but what was published before."""

    def __init__(self, session: Session, stamp: datetime, *, alarms: bool) -> None:
        from boplan.feeds.writing.appointments import Horizon, appointments
        from boplan.feeds.writing.catalogue import feeds_of
        from boplan.rules.case import Case
        from boplan.rules.engine import judged

        self.session = session
        self.case: Case = Case(session.reading.timeline, session.today)
        self._stamp = stamp
        self._alarms = alarms
        self._horizon = Horizon.of(session.today)
        self._appointments = appointments(self.case, judged(self.case), self._horizon, session.lang)
        self.feeds: list[Feed] = feeds_of(session.reading.timeline, self._horizon, session.lang)

    def edition(self, memory: Memory) -> Edition:
        """Return the edition that follows what was published before."""
        from boplan.feeds.writing.edition import Edition

        return Edition(
            self._appointments, memory, stamp=self._stamp, horizon=self._horizon,
            zone=self.session.reading.timeline.time_zone, lang=self.session.lang,
            alarms=self._alarms,
        )  # fmt: skip


# -- all feeds, in a directory ------------------------------------------------------------

_INDEX_HEAD = b'{\n "format":'


@dataclass(frozen=True, slots=True)
class _Done:
    """What was done with one file."""

    file: str
    is_new: bool
    is_written: bool


def _to_folder(press: _Press, path: Path, *, as_json: bool) -> None:
    from boplan.store.files import WriteError
    from boplan.store.folder import Folder
    from boplan.store.problems import visible

    lang = press.session.lang
    _refuse_home(path, press)
    try:
        with Folder(path).held() as folder:
            document, done = _publish(press, folder, path)
    except WriteError as error:
        shown = visible(str(path))
        text = Text(f"{shown}: {error.text.nl}", f"{shown}: {error.text.en}")
        if not error.is_failure:
            raise CommandError(text, lang) from None
        print(f"boplan: {text.say(lang)}", file=sys.stderr)
        raise typer.Exit(FAILED) from None
    if as_json:
        from boplan.views.contract import to_text

        document["written"] = [one.file for one in done if one.is_written]
        options.emit(to_text(document))
    else:
        options.emit(_report(document, done, visible(str(path))).say(lang) + "\n")


def _refuse_home(path: Path, press: _Press) -> None:
    """Refuse the directory of the timeline itself: the feeds belong in one of their own."""
    same = False
    with contextlib.suppress(OSError):
        same = path.samefile(press.session.reading.path.resolve().parent)
    if same:
        raise CommandError(
            Text(
                "in die map staat de tijdlijn zelf; geef de agenda's een eigen map",
                "that directory holds the timeline itself; give the feeds one of their own",
            ),
            press.session.lang,
        )


def _publish(press: _Press, folder: Any, path: Path) -> tuple[dict[str, Any], list[_Done]]:
    """Write what is new or changed, the index last; return the index and what was done."""
    from boplan.feeds.writing.catalogue import FEED_FILE
    from boplan.feeds.writing.index import bytes_of, document_of, entry_of
    from boplan.feeds.writing.memory import INDEX, memory_of

    before = folder.read(lambda name: name == INDEX or FEED_FILE.fullmatch(name) is not None)
    old = dict(before)
    index = old.pop(INDEX, None)
    memory = memory_of(old, index, {one.file for one in press.feeds})
    _refuse_strangers(before, memory, path, press.session.lang)
    for trouble in memory.troubles:
        print(f"boplan: {trouble.say(press.session.lang)}", file=sys.stderr)
    edition = press.edition(memory)
    _refuse_another(edition, memory, press, path)
    feeds = [*press.feeds, *_ended(press, old, memory)]
    timeline = press.session.reading.timeline
    from boplan.feeds.writing.appointments import undated

    document = document_of(
        timeline.title, [entry_of(edition, one) for one in feeds], edition, undated(press.case)
    )
    files = {one.file: edition.write(one) for one in feeds}
    files[INDEX] = bytes_of(document)
    done = []
    for name, data in files.items():
        is_written = before.get(name) != data
        if is_written:
            folder.put(name, data)
        done.append(_Done(name, name not in before, is_written))
    return document, done


def _refuse_strangers(before: dict[str, bytes], memory: Memory, path: Path, lang: Lang) -> None:
    """Refuse to write over a file that has the name of one of ours but is none."""
    from boplan.feeds.writing.memory import INDEX, is_ours
    from boplan.store.problems import visible

    for name, data in sorted(before.items()):
        if name == INDEX:
            # Beside feeds of ours it is the index, however damaged.
            is_known = len(before) > 1 or data.startswith(_INDEX_HEAD) or not data.strip(b"\0")
        else:
            is_known = name in memory.names or is_ours(data)
        if not is_known:
            shown = visible(str(path / name))
            raise CommandError(
                Text(
                    f"{shown} is niet door boplan gemaakt; haal het weg of kies een andere map",
                    f"{shown} was not made by boplan; remove it or choose another directory",
                ),
                lang,
            )


def _refuse_another(edition: Edition, memory: Memory, press: _Press, path: Path) -> None:
    """Refuse to put another timeline in the place of the one that colleagues subscribed to.

    Another is one with another title of which not a single event is known here: a slip of the
    pen in --file would cancel everything for everybody.
    """
    from boplan.store.problems import visible

    before = {uid for uid, one in memory.events.items() if not one.is_off}
    now = {one.uid for one in edition.events if one.appointment is not None}
    if memory.title in ("", press.session.reading.timeline.title) or not before or before & now:
        return
    shown = visible(str(path))
    raise CommandError(
        Text(
            f"{shown} bevat de agenda's van een andere tijdlijn ({memory.title!r}); "
            "kies een andere map, of een ander bestand met --file",
            f"{shown} holds the feeds of another timeline ({memory.title!r}); choose another "
            "directory, or another file with --file",
        ),
        press.session.lang,
    )


def _ended(press: _Press, old: dict[str, bytes], memory: Memory) -> list[Feed]:
    """Return the feeds that were published before, about what the timeline no longer has.

    They stay, with what was cancelled and then empty: who subscribed must see that.
    """
    from boplan.feeds.writing.catalogue import ended

    now = {one.file for one in press.feeds}
    return [
        ended(name, memory.names.get(name), press.session.lang) for name in sorted(set(old) - now)
    ]


def _report(document: dict[str, Any], done: Sequence[_Done], path: str) -> Text:
    from boplan.feeds.writing.memory import INDEX

    feeds = [one for one in done if one.file != INDEX]
    new = sum(one.is_new for one in feeds)
    changed = sum(one.is_written and not one.is_new for one in feeds)
    same = len(feeds) - new - changed
    events, undated = document["feeds"][0]["events"], len(document["without_date"])
    return Text(
        f"{len(feeds)} agenda's in {path}: {new} nieuw, {changed} gewijzigd, {same} ongewijzigd; "
        f"{events} {'afspraak' if events == 1 else 'afspraken'}, "
        f"{undated} {'stap' if undated == 1 else 'stappen'} zonder datum",
        f"{len(feeds)} feeds in {path}: {new} new, {changed} changed, {same} unchanged; "
        f"{events} {'event' if events == 1 else 'events'}, "
        f"{undated} {'step' if undated == 1 else 'steps'} without a date",
    )


# -- one feed, to standard output ---------------------------------------------------------


def _to_output(press: _Press, previous: str | None, *, deadlines: bool) -> None:
    from boplan.feeds.writing.catalogue import Kind, joint
    from boplan.feeds.writing.memory import Memory, memory_of

    selection = press.session.selection
    chosen = {
        Kind.PROCESS: selection.process, Kind.BODY: selection.body,
        Kind.MUNICIPALITY: selection.municipality, Kind.OWNER: selection.owner,
    }  # fmt: skip
    feeds = [
        one for one in press.feeds
        if (one.id is not None and chosen[one.kind] == one.id)
        or (deadlines and one.kind is Kind.DEADLINES)
    ]  # fmt: skip
    feed = joint(feeds or press.feeds[:1])
    memory = Memory()
    if previous is not None:
        data = _previous(previous, press.session.lang)
        memory = memory_of({feed.file: data}, None)
        for trouble in memory.troubles[1:]:  # the first misses the index, which is not asked for
            print(f"boplan: {trouble.say(press.session.lang)}", file=sys.stderr)
    _emit(press.edition(memory).write(feed))


def _previous(name: str, lang: Lang) -> bytes:
    from boplan.feeds.writing.memory import is_ours
    from boplan.store.problems import visible

    try:
        data = Path(name).read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        text = Text(f"is niet te lezen ({why})", f"cannot be read ({why})")
    else:
        if is_ours(data):
            return data
        text = Text("is niet door boplan gemaakt", "was not made by boplan")
    shown = visible(name)
    raise CommandError(Text(f"{shown}: {text.nl}", f"{shown}: {text.en}"), lang)


def _emit(data: bytes) -> None:
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ReaderGoneError from None
