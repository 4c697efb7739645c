"""`boplan matrix`: municipalities beside each other."""

from __future__ import annotations

from typing import Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import activities
from boplan.cli.exits import CommandError
from boplan.model.vocabulary import Text


def matrix(
    context: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...",
            autocompletion=activities,
            show_default=False,
            help="Ids of steps that municipalities take; else those that matter now.",
        ),
    ] = None,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    process: options.Process = None,
    body: options.Body = None,
    municipality: options.Municipality = None,
    owner: options.Owner = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also steps that are closed, far ahead or undated.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Show per municipality what it decided and when, and who is still to act."""
    given = options.common(
        context, file=file, today=today, lang=lang, process=process, body=body,
        municipality=municipality, owner=owner,
    )  # fmt: skip
    session = options.start(given)
    from boplan.schedule.progress import progress
    from boplan.views.matrix import choose, matrix_lines

    timeline = session.reading.timeline
    steps = progress(timeline, session.today)
    picked = session.selection.pick(timeline, steps)
    if ids:
        for one in ids:
            _must_be_of_municipalities(one, session)
        picked = {one: picked[one] for one in dict.fromkeys(ids) if one in picked}
    unfolded = everything or bool(ids) or given.process is not None
    shown, left_out = choose(
        picked, session.today, unfolded=unfolded, of_one=given.municipality is not None
    )
    if as_json:
        from boplan.views.contract import matrix_document, to_text

        options.emit(to_text(matrix_document(timeline, shown, steps, session.today)))
        return
    options.put(
        matrix_lines(
            timeline, shown, steps, session.today, lang=session.lang,
            width=options.screen_width(), left_out=left_out,
            selection=session.selection,
        )
    )  # fmt: skip


def _must_be_of_municipalities(one: str, session: options.Session) -> None:
    """Raise CommandError unless the id is that of a step with tracks."""
    timeline = session.reading.timeline
    own = {
        activity.id
        for activity in timeline.activities.values()
        if timeline.municipalities_of(activity)
    }
    if one in own:
        return
    from boplan.store.problems import nearest_word, quote

    if one in timeline.activities:
        text = Text(
            f"{quote(one)} is geen stap van gemeenten; zie: boplan show {one}",
            f"{quote(one)} is not a step of municipalities; see: boplan show {one}",
        )
    else:
        near = nearest_word(one, frozenset(own))
        text = Text(
            f"{quote(one)} is niet het id van een stap{near.nl}",
            f"{quote(one)} is not the id of a step{near.en}",
        )
    raise CommandError(text, session.lang)
