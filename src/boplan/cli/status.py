"""`boplan status`: where things stand on a day."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from boplan.cli import options


def status(
    context: typer.Context,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    process: options.Process = None,
    body: options.Body = None,
    municipality: options.Municipality = None,
    owner: options.Owner = None,
    unfolded: Annotated[bool, typer.Option("--all", help="Fold nothing.")] = False,
    later: options.Later = False,
    as_json: options.Json = False,
) -> None:
    """Show where things stand: what is late, running and next, and who must act."""
    given = options.common(
        context, file=file, today=today, lang=lang, process=process, body=body,
        municipality=municipality, owner=owner,
    )  # fmt: skip
    session = options.start(given)
    from boplan.schedule.progress import progress

    selection = session.selection
    if later and selection.asked is not None:
        selection = replace(selection, asked=f"{selection.asked} --later")
    timeline, unknown = options.as_asked(session, later=later)
    everything = progress(timeline, session.today)
    steps = session.selection.pick(timeline, everything)
    if as_json:
        from boplan.views.contract import status_document, to_text

        document = status_document(timeline, steps, everything, session.today)
        document["not_yet_known"] = unknown
        options.emit(to_text(document))
        return
    from boplan.views.status import status_lines

    options.put(
        status_lines(
            timeline, steps, everything, session.today,
            lang=session.lang, width=options.screen_width(), unfolded=unfolded,
            selection=selection, unknown=unknown,
        ),
        paged=unfolded or session.selection.process is not None,
    )  # fmt: skip
