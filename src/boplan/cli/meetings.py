"""`boplan meetings`: the dates of an agenda export, as a table to paste."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import bodies, municipalities
from boplan.cli.exits import CommandError
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from boplan.feeds.reading.agendas import Choice, Export
    from boplan.model.timeline import Timeline

DEFAULT_ZONE = "Europe/Amsterdam"


def meetings(
    context: typer.Context,
    export: Annotated[str, typer.Argument(metavar="FILE", help="The agenda export, an .ics file.")],
    body: Annotated[
        str | None,
        typer.Option(
            "--body",
            metavar="ID",
            show_default=False,
            autocompletion=bodies,
            help="Whose meetings these are.",
        ),
    ] = None,
    municipality: Annotated[
        str | None,
        typer.Option(
            "--municipality",
            metavar="ID",
            show_default=False,
            autocompletion=municipalities,
            help="Of which municipality, where the body is one of each.",
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", show_default=False, help="Only meetings on this day or later."
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DATE", show_default=False, help="Only meetings through this day."
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            "--title",
            metavar="WORDS",
            show_default=False,
            help="Only meetings with these words in their title.",
        ),
    ] = None,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="These are all meetings from --from through --until."),
    ] = False,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    as_json: options.Json = False,
) -> None:
    """Print the meetings of an agenda export (.ics) as [[agenda]] to paste."""  # fmt: skip
    given = options.common(
        context, file=file, today=today, lang=lang, body=body, municipality=municipality
    )
    timeline = _timeline(given)
    language = options.language_of(given.lang, timeline.language if timeline else "nl")
    if timeline is not None:
        _check_ids(timeline, given, language)
    first, last = (_day(name, value, language) for name, value in
                   (("--from", from_), ("--until", until)))  # fmt: skip
    _check_period(first, last, language, complete=complete)

    from boplan.feeds.reading.agendas import Choice

    choice = Choice(
        zone=timeline.time_zone if timeline else DEFAULT_ZONE,
        horizon=date(options.day_of(given.today, language).year + 1, 12, 31),
        first=first,
        last=last,
        title=title or "",
    )
    found = _read(export, choice, language)
    _check_readable(export, found, language, complete=complete)

    from boplan.feeds.reading.pasting import Agenda, as_document, as_toml, summary

    agenda = Agenda(
        file=Path(export).name, zone=choice.zone, zone_is_assumed=timeline is None,
        body=given.body, municipality=given.municipality, first=first, last=last,
        is_complete=complete,
    )  # fmt: skip
    if as_json:
        from boplan.views.contract import to_text

        options.emit(to_text(as_document(found, agenda, language)))
    else:
        options.emit(as_toml(found, agenda, language))
    print(f"boplan: {_shown(export)}: {summary(found).say(language)}", file=sys.stderr)


def _timeline(given: options.Common) -> Timeline | None:
    """Return the timeline, None if there is none to be found.

    One that cannot be used stands in the way only if it was named or something must be
    looked up in it.
    """
    from boplan.cli.files import find_file
    from boplan.store.problems import UnusableError
    from boplan.store.reader import read

    try:
        path = find_file(given.file)
    except CommandError:
        return None
    try:
        return read(path).timeline
    except UnusableError:
        if given.file or given.body or given.municipality:
            raise
        return None


def _check_ids(timeline: Timeline, given: options.Common, lang: Lang) -> None:
    from boplan.store.problems import nearest_word, quote

    for name, chosen, known in (
        ("body", given.body, frozenset(timeline.bodies)),
        ("municipality", given.municipality, frozenset(timeline.municipalities)),
    ):
        if chosen is not None and chosen not in known:
            near = nearest_word(chosen, known)
            raise CommandError(
                Text(
                    f"--{name}: {quote(chosen)} is niet het id van een [[{name}]]{near.nl}",
                    f"--{name}: {quote(chosen)} is not the id of a [[{name}]]{near.en}",
                ),
                lang,
            )
    if given.municipality and given.body and not timeline.bodies[given.body].per_municipality:
        raise CommandError(
            Text(
                f"--municipality: {quote(given.body)} is niet één per gemeente (per_municipality)",
                f"--municipality: {quote(given.body)} is not one in each municipality "
                "(per_municipality)",
            ),
            lang,
        )


def _day(name: str, given: str | None, lang: Lang) -> date | None:
    if given is None:
        return None
    from boplan.dates.notation import NotationError, parse
    from boplan.model.when import certain_day
    from boplan.store.problems import quote

    hint = ""
    try:
        day = certain_day(parse(given))
    except NotationError as error:
        day, hint = None, error.instead
    if day is not None and len(given.strip()) == len("2025-04-28"):
        return day
    more = Text(f"; bedoelt u {hint}?", f"; did you mean {hint}?") if hint else Text(".", ".")
    raise CommandError(
        Text(
            f"{name} is een dag zoals 2025-04-28, geen {quote(given)}{more.nl}",
            f"{name} is a day such as 2025-04-28, not {quote(given)}{more.en}",
        ),
        lang,
    )


def _check_period(first: date | None, last: date | None, lang: Lang, *, complete: bool) -> None:
    if first is not None and last is not None and last < first:
        raise CommandError(
            Text(f"--until {last} ligt voor --from {first}.",
                 f"--until {last} lies before --from {first}."),
            lang,
        )  # fmt: skip
    if complete and (first is None or last is None):
        raise CommandError(
            Text("--complete vraagt --from en --until: van wanneer tot en met wanneer zijn dit "
                 "alle vergaderingen?",
                 "--complete needs --from and --until: from when through when are these all "
                 "meetings?"),
            lang,
        )  # fmt: skip


def _read(path: str, choice: Choice, lang: Lang) -> Export:
    from boplan.feeds.lines import ExportError
    from boplan.feeds.reading.agendas import read_export

    try:
        return read_export(_bytes(path, lang), choice)
    except ExportError as error:
        raise _unusable(path, error.line, error.text, lang) from None


def _bytes(path: str, lang: Lang) -> bytes:
    from boplan.feeds.lines import MOST_BYTES

    problem = None
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            return data
        problem = Text("het bestand is groter dan 50 MiB", "the file is larger than 50 MiB")
    except FileNotFoundError:
        problem = Text("dit bestand bestaat niet", "there is no such file")
    except IsADirectoryError:
        problem = Text("dit is een map, geen bestand", "this is a directory, not a file")
    except PermissionError:
        problem = Text("u mag dit bestand niet lezen", "you may not read this file")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        problem = Text(f"lezen lukt niet ({reason})", f"reading fails ({reason})")
    raise _unusable(path, 0, problem, lang)


def _check_readable(path: str, export: Export, lang: Lang, *, complete: bool) -> None:
    """Refuse an export of which nothing can be read, or too little to call it complete."""
    if not export.faults or (export.meetings and not complete):
        return
    fault = export.faults[0]
    more = Text("", "")
    if complete:
        more = Text(
            "; zo is de agenda niet volledig (laat --complete weg)",
            "; so the agenda is not complete (leave out --complete)",
        )
    text = Text(
        f"deze vergadering {fault.reason.nl}{more.nl}", f"this meeting {fault.reason.en}{more.en}"
    )
    raise _unusable(path, fault.line, text, lang)


def _unusable(path: str, line: int, text: Text, lang: Lang) -> CommandError:
    place = f"{_shown(path)}:{line}" if line else _shown(path)
    return CommandError(Text(f"{place}: {text.nl}", f"{place}: {text.en}"), lang)


def _shown(path: str) -> str:
    from boplan.store.problems import visible

    return visible(path)
