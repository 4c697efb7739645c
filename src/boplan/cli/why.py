"""`boplan why`: what puts a step where it is, and how much room there is."""

from __future__ import annotations

from typing import Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import activities


def why(
    context: typer.Context,
    activity: Annotated[
        str, typer.Argument(metavar="ID", autocompletion=activities, help="The id of the step.")
    ],
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    as_json: options.Json = False,
) -> None:
    """Say why a step is on its day: what it waits for, link by link, and its room."""
    session = options.start(options.common(context, file=file, today=today, lang=lang))
    options.check_step(session, activity)
    from boplan.schedule.network import Network
    from boplan.schedule.progress import progress
    from boplan.views.why import Why, why_document, why_lines

    timeline = session.reading.timeline
    found = Why(Network.of(timeline, progress(timeline, session.today), session.today))
    if as_json:
        from boplan.views.contract import to_text

        options.emit(to_text(why_document(found, activity, session.today)))
        return
    options.put(why_lines(found, activity, lang=session.lang, width=options.screen_width()))
