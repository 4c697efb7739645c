"""`boplan gantt`: the picture of the timeline."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import scales
from boplan.cli.exits import CommandError
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from boplan.views.axis import Scale

_JSON_WIDTH = 80
"""A program reads the same whatever the terminal."""


def gantt(
    context: typer.Context,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    process: options.Process = None,
    body: options.Body = None,
    municipality: options.Municipality = None,
    owner: options.Owner = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            show_default=False,
            help="The first day to show; else a bit before today.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="DATE",
            show_default=False,
            help="The last day to show; else where what is open ends.",
        ),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(
            "--scale",
            metavar="day|week|month|quarter",
            autocompletion=scales,
            show_default=False,
            help="What a column is; else the finest that fits.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="municipality",
            show_default=False,
            help="Also a row for each municipality, where they differ.",
        ),
    ] = None,
    ids: Annotated[
        bool, typer.Option("--ids", help="Call the rows by the ids of the steps.")
    ] = False,
    in_ascii: Annotated[
        bool, typer.Option("--ascii", help="Draw in ASCII only; also with $BOPLAN_ASCII=1.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Draw the timeline: steps, deadlines, meetings, holidays, and where today is."""
    given = options.common(
        context, file=file, today=today, lang=lang, process=process, body=body,
        municipality=municipality, owner=owner,
    )  # fmt: skip
    session = options.start(given)
    first, last = _days(from_, to, session.lang)
    wanted_scale = _scale(scale, session.lang)
    if by not in (None, "municipality"):
        raise CommandError(
            Text(
                f"--by kent alleen municipality, geen {by!r}.",
                f"--by is municipality only, not {by!r}.",
            ),
            session.lang,
        )
    from boplan.schedule.floats import tightest_steps
    from boplan.schedule.progress import progress
    from boplan.views.axis import axis_for
    from boplan.views.canvas import in_ascii as to_ascii
    from boplan.views.gantt import chart_width, gantt_lines
    from boplan.views.shapes import meetings, picture, window_for

    timeline, selection = session.reading.timeline, session.selection
    everything = progress(timeline, session.today)
    steps = selection.pick(timeline, everything)
    width = _JSON_WIDTH if as_json else options.screen_width()
    begin, end = window_for(steps.values(), session.today, first, last)
    axis = axis_for(
        begin, end, chart_width(width), wanted_scale,
        whole_first=first is None, whole_last=last is None,
        around=session.today if first is None else None,
    )  # fmt: skip
    shown = picture(steps, session.today, axis, by_municipality=by is not None)
    # A body that prepares others has no steps of its own there, but it does meet for them.
    prepared = replace(selection, body=None).pick(timeline, everything)
    meets = meetings(
        timeline, shown, prepared.values() if selection.body else steps.values(),
        body=selection.body, municipality=selection.municipality,
    )  # fmt: skip
    if as_json:
        from boplan.views.contract import gantt_document, to_text

        options.emit(to_text(gantt_document(timeline, shown, steps, meets, session.today)))
        return
    lines = gantt_lines(
        timeline, shown, steps, meets, session.today, lang=session.lang, width=width,
        wanted=end, ids=ids, selection=selection,
        tight=tightest_steps(timeline, everything, session.today),
    )  # fmt: skip
    if in_ascii or os.environ.get("BOPLAN_ASCII"):
        lines = to_ascii(lines)
    options.put(lines)


def _days(first: str | None, last: str | None, lang: Lang) -> tuple[date | None, date | None]:
    begin = options.day_named("--from", first, lang) if first is not None else None
    end = options.day_named("--to", last, lang) if last is not None else None
    if begin is not None and end is not None and end < begin:
        raise CommandError(
            Text(
                f"--to {end} ligt voor --from {begin}.", f"--to {end} lies before --from {begin}."
            ),
            lang,
        )
    return begin, end


def _scale(given: str | None, lang: Lang) -> Scale | None:
    from boplan.views.axis import Scale

    if given is None or given in list(Scale):
        return Scale(given) if given is not None else None
    listed = ", ".join(Scale)
    raise CommandError(
        Text(f"--scale kent {listed}, geen {given!r}.", f"--scale is {listed}, not {given!r}."),
        lang,
    )
