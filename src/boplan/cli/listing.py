"""`boplan list`: the whole table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import statuses
from boplan.cli.exits import CommandError
from boplan.model.vocabulary import Lang, Status, Text

if TYPE_CHECKING:
    from boplan.schedule.selection import Days
    from boplan.views.layout import Line


def listing(
    context: typer.Context,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    process: options.Process = None,
    phase: options.Phase = None,
    body: options.Body = None,
    municipality: options.Municipality = None,
    owner: options.Owner = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            metavar="WORD",
            autocompletion=statuses,
            show_default=False,
            help="Only steps that stand so (overdue, running, …); may be repeated.",
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            show_default=False,
            help="Only steps that may be on this day or later.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="DATE",
            show_default=False,
            help="Only steps that may be on this day or earlier. With either, steps of which no "
            "day is known are left out and counted.",
        ),
    ] = None,
    history: Annotated[
        bool,
        typer.Option("--history", help="Tell what became of each step: planned, moved, done."),
    ] = False,
    later: options.Later = False,
    as_json: options.Json = False,
) -> None:
    """List every step, by process and phase."""  # fmt: skip
    given = options.common(
        context, file=file, today=today, lang=lang, process=process, phase=phase, body=body,
        municipality=municipality, owner=owner,
    )  # fmt: skip
    session = options.start(given)
    wanted = _statuses(status or [], session)
    days = _days(from_, until, session.lang)
    from boplan.schedule.progress import progress

    timeline, unknown = options.as_asked(session, later=later)
    everything = progress(timeline, session.today)
    steps = {
        one: step
        for one, step in session.selection.pick(timeline, everything).items()
        if not wanted or step.status in wanted
    }
    undated = 0
    if days is not None:
        steps, undated = days.pick(steps)
    # A body that prepares others has no steps of its own there, but it does meet for them.
    prepared = replace(session.selection, body=None).pick(timeline, everything)
    if as_json:
        from boplan.views.contract import add_history, list_document, preparations_of, to_text

        document = list_document(timeline, steps, session.today)
        if history:
            add_history(document, timeline, steps, session.today)
        document["not_yet_known"] = unknown
        document["preparations"] = preparations_of(timeline, prepared, session.selection.body)
        options.emit(to_text(document))
        return
    from boplan.views.listing import list_lines, preparation_lines

    width = options.screen_width()
    meetings = []
    if session.selection.body is not None:
        meetings = list(
            preparation_lines(
                timeline, prepared, session.selection.body, lang=session.lang, width=width
            )
        )
    histories = None
    if history:
        from boplan.schedule.history import Histories

        histories = Histories(timeline, session.today)
    lines: list[Line] = []
    if steps or not meetings:
        lines += list_lines(
            timeline, steps, session.today, lang=session.lang, width=width, histories=histories,
            undated=undated, unknown=unknown,
        )  # fmt: skip
    options.put([*lines, *meetings], paged=True)


def _days(first: str | None, last: str | None, lang: Lang) -> Days | None:
    """Return the days that were asked for, None if none were."""
    from boplan.schedule.selection import Days

    begin = options.day_named("--from", first, lang) if first is not None else None
    end = options.day_named("--until", last, lang) if last is not None else None
    if begin is not None and end is not None and end < begin:
        raise CommandError(
            Text(
                f"--until {end} ligt voor --from {begin}.",
                f"--until {end} lies before --from {begin}.",
            ),
            lang,
        )
    return Days(first=begin, last=end) if begin or end else None


def _statuses(words: list[str], session: options.Session) -> frozenset[Status]:
    known = {status.value for status in Status}
    for word in words:
        if word not in known:
            from boplan.store.problems import nearest_word

            listed = ", ".join(status.value for status in Status)
            near = nearest_word(word, frozenset(known))
            raise CommandError(
                Text(
                    f"--status: {word!r} kan niet; wel: {listed}{near.nl}",
                    f"--status: {word!r} is not possible; possible: {listed}{near.en}",
                ),
                session.lang,
            )
    return frozenset(Status(word) for word in words)
