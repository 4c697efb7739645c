"""`boplan repeat`: the next cycle of a process, from its last one."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import processes
from boplan.cli.exits import CommandError
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from boplan.model.timeline import Process, Timeline
    from boplan.model.when import When
    from boplan.rules.finding import Finding
    from boplan.schedule.repeat import Anchor, AnchorKind, Repeated


def repeat(
    context: typer.Context,
    process: Annotated[
        str,
        typer.Argument(
            metavar="PROCESS", autocompletion=processes, show_default=False,
            help="The process of which the last cycle is the template.",
        ),
    ],
    in_force: Annotated[
        str | None,
        typer.Option(
            "--in-force", metavar="DATE", show_default=False,
            help="When the next one comes into force (2034-01-01, 2034-01, 2034).",
        ),
    ] = None,
    deadline: Annotated[
        str | None,
        typer.Option("--deadline", metavar="DAY", show_default=False,
                     help="The day of its final deadline."),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="DAY", show_default=False,
                     help="The first day of its first step."),
    ] = None,
    new_id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", show_default=False,
                     help="The id of the new process; else the old one with its years replaced."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", show_default=False,
                     help="Make this file; never overwrites. Else the timeline is printed."),
    ] = None,
    summary: Annotated[
        bool,
        typer.Option("--summary", help="Show old and new dates, and why, instead of the timeline."),
    ] = False,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    as_json: options.Json = False,
) -> None:  # fmt: skip
    """Make the next cycle of a process from its last one: every date moved, snapped and checked."""
    session = options.start(options.common(context, file=file, today=today, lang=lang))
    timeline, day, language = session.reading.timeline, session.today, session.lang
    if as_json and summary:
        raise _refusal("geef --json of --summary, niet beide",
                       "give --json or --summary, not both", language)  # fmt: skip
    template = _process(timeline, process, language)
    anchor = _anchor(
        timeline, template, {"in-force": in_force, "deadline": deadline, "start": start}, day,
        language,
    )  # fmt: skip
    target = _target(output, language)
    made = _make(timeline, template, anchor, day, _id(new_id, language), language)
    text, findings = _written(made, day, language)
    if target is not None:
        _create(target, text, language)
    _say(made, findings, text, target, session, summary=summary, as_json=as_json)


# -- what is asked ------------------------------------------------------------------------


def _process(timeline: Timeline, one: str, lang: Lang) -> Process:
    from boplan.store.problems import nearest_word, quote

    if one in timeline.processes:
        return timeline.processes[one]
    near = nearest_word(one, frozenset(timeline.processes))
    raise _refusal(
        f"{quote(one)} is niet het id van een [[process]]{near.nl}",
        f"{quote(one)} is not the id of a [[process]]{near.en}", lang,
    )  # fmt: skip


def _anchor(
    timeline: Timeline, process: Process, given: dict[str, str | None], today: date, lang: Lang
) -> Anchor:
    from boplan.schedule.repeat import Anchor, AnchorKind, anchors_of
    from boplan.views.repeated import anchor_words

    asked = {AnchorKind(name): text for name, text in given.items() if text is not None}
    if len(asked) != 1:
        raise _refusal(
            "noem één anker: --in-force, --deadline of --start",
            "name one anchor: --in-force, --deadline or --start", lang,
        )  # fmt: skip
    kind, text = next(iter(asked.items()))
    its = anchors_of(timeline, process)
    if not its:
        raise _refusal(
            f"'{process.id}' heeft geen stap met een datum, dus niets om te herhalen",
            f"'{process.id}' has no step with a date, so nothing to repeat", lang,
        )  # fmt: skip
    if kind not in its:
        raise _refusal(
            f"'{process.id}' heeft geen anker --{kind.value}; wel {anchor_words(its, 'nl')}",
            f"'{process.id}' has no anchor --{kind.value}, but {anchor_words(its, 'en')}", lang,
        )  # fmt: skip
    anchor = Anchor(kind, _when(kind, text, lang))
    if anchor.day <= today:
        raise _refusal(
            f"--{kind.value}: {text} is al voorbij; een volgende cyclus ligt nog voor ons",
            f"--{kind.value}: {text} is past already; a next cycle is still to come", lang,
        )  # fmt: skip
    return anchor


def _when(kind: AnchorKind, text: str, lang: Lang) -> When:
    from boplan.model.when import Moment, certain_day, on
    from boplan.schedule.repeat import AnchorKind
    from boplan.store import keys
    from boplan.store.problems import quote

    if kind is not AnchorKind.IN_FORCE:
        return on(options.day_named(f"--{kind.value}", text, lang))
    try:
        when: When = keys.WHEN.read(text, {})
    except keys.BadValueError as error:
        raise _refusal(
            f"--in-force: {error.text.nl}", f"--in-force: {error.text.en}", lang
        ) from None
    is_part = isinstance(when, Moment) and not when.part.about and when.part.at is None
    if not is_part and certain_day(when) is None:
        raise _refusal(
            f"--in-force: {quote(text)} is geen dag, maand, kwartaal of jaar",
            f"--in-force: {quote(text)} is no day, month, quarter or year", lang,
        )  # fmt: skip
    return when


def _id(given: str | None, lang: Lang) -> str | None:
    from boplan.store import keys

    if given is None:
        return None
    try:
        one: str = keys.SLUG.read(given, {})
    except keys.BadValueError as error:
        raise _refusal(f"--id: {error.text.nl}", f"--id: {error.text.en}", lang) from None
    return one


def _target(output: str | None, lang: Lang) -> Path | None:
    if output is None:
        return None
    from boplan.cli.init import free_place

    return free_place(output, lang)


# -- what comes of it ---------------------------------------------------------------------


def _make(
    timeline: Timeline,
    process: Process,
    anchor: Anchor,
    today: date,
    new_id: str | None,
    lang: Lang,
) -> Repeated:
    from boplan.schedule.placing import NoRoomError
    from boplan.schedule.repeat import ImpossibleError
    from boplan.schedule.repeat import repeat as run
    from boplan.views.repeated import no_room

    try:
        return run(timeline, process, anchor, today, new_id=new_id, lang=lang)
    except ImpossibleError as error:
        raise CommandError(error.text, lang) from None
    except NoRoomError as error:
        raise CommandError(Text(no_room(error, "nl"), no_room(error, "en")), lang) from None


def _written(made: Repeated, today: date, lang: Lang) -> tuple[str, list[Finding]]:
    """Return the timeline as text, and what check finds in it."""
    from boplan.rules.engine import find
    from boplan.store.reader import parse
    from boplan.store.whole import write_whole
    from boplan.views.repeated import header

    bare = write_whole(made.timeline)
    reading = parse(bare.encode(), Path("timeline.toml"))  # what boplan writes, boplan can read
    findings = find(reading.timeline, today)
    return write_whole(made.timeline, header(made, findings, today, lang)), findings


def _create(target: Path, text: str, lang: Lang) -> None:
    from boplan.cli.init import create_new

    create_new(target, text.encode(), lang)


def _say(
    made: Repeated, findings: list[Finding], text: str, target: Path | None,
    session: options.Session, *, summary: bool, as_json: bool,
) -> None:  # fmt: skip
    from boplan.views.contract import to_text
    from boplan.views.repeated import count_lines, repeated_document, repeated_lines

    lang = session.lang
    if as_json:
        options.emit(to_text(repeated_document(made, findings, session.today, lang)))
    elif summary:
        width = options.screen_width()
        options.put(repeated_lines(made, findings, lang=lang, width=width), paged=True)
    elif target is None:
        options.emit(text)
    said = count_lines(made, findings)
    if target is not None:
        from boplan.store.problems import visible

        path = visible(str(target))
        said.insert(0, Text(f"{path} is gemaakt.", f"{path} is made."))
    if target is not None and not (as_json or summary):
        options.emit("".join(one.say(lang) + "\n" for one in said))
    elif target is not None or not (as_json or summary):
        sys.stderr.write("".join(f"boplan: {one.say(lang)}\n" for one in said))


def _refusal(nl: str, en: str, lang: Lang) -> CommandError:
    return CommandError(Text(nl, en), lang)
