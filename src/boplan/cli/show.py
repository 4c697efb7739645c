"""`boplan show`: everything about one step."""

from __future__ import annotations

from typing import Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import activities


def show(
    context: typer.Context,
    one: Annotated[
        str, typer.Argument(metavar="ID", autocompletion=activities, help="The id of a step.")
    ],
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    as_json: options.Json = False,
) -> None:
    """Show everything about one step, with its source."""  # fmt: skip
    session = options.start(options.common(context, file=file, today=today, lang=lang))
    from boplan.schedule.progress import progress

    timeline = session.reading.timeline
    options.check_step(session, one)
    steps = progress(timeline, session.today)
    if as_json:
        from boplan.views.contract import show_document, to_text

        options.emit(to_text(show_document(timeline, steps[one], session.today)))
        return
    from boplan.views.show import show_lines

    line = session.reading.line_of("activity", one)
    options.put(
        show_lines(
            timeline, steps, one, session.today, place=f"{session.reading.path}:{line}",
            lang=session.lang, width=options.screen_width(),
        ),
        paged=True,
    )  # fmt: skip
