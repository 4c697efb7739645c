"""`boplan route`: which days lead to one meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import bodies, documents, formats, municipalities, processes, routes
from boplan.cli.exits import CommandError
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from boplan.model.timeline import Document, Process, Route, Timeline
    from boplan.schedule.route import Plan
    from boplan.views.route import Answer


def route(
    context: typer.Context,
    body: Annotated[
        str | None,
        typer.Option(
            "--body", metavar="ID", show_default=False, autocompletion=bodies,
            help="Whose meeting is aimed at.",
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", show_default=False, help="The day of that meeting."
        ),
    ] = None,
    ready: Annotated[
        str | None,
        typer.Option(
            "--ready", metavar="DATE", show_default=False,
            help="Instead of --on: the day on which the document is ready; then to the first "
            "meeting that can be reached.",
        ),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(
            "--document", metavar="TITLE|ID", show_default=False, autocompletion=documents,
            help="What is proposed; a title that the timeline does not have is a new document.",
        ),
    ] = None,
    chosen: Annotated[
        str | None,
        typer.Option(
            "--route", metavar="ID", show_default=False, autocompletion=routes,
            help="Along which route; needed where several pass the body.",
        ),
    ] = None,
    process: Annotated[
        str | None,
        typer.Option(
            "--process", metavar="ID", show_default=False, autocompletion=processes,
            help="The process of the steps; else that of the document, else a new one.",
        ),
    ] = None,
    municipality: Annotated[
        list[str] | None,
        typer.Option(
            "--municipality", metavar="ID", show_default=False, autocompletion=municipalities,
            help="Only for this municipality; several with commas or by repeating.",
        ),
    ] = None,
    style: Annotated[
        str,
        typer.Option(
            "--format", metavar="text|markdown|toml", autocompletion=formats,
            help="A table to read, the table of a cover sheet, or tables to paste.",
        ),
    ] = "text",
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    as_json: options.Json = False,
) -> None:  # fmt: skip
    """Plan backwards from one meeting: when its papers and each body before it are due."""
    common = options.common(context, file=file, today=today, lang=lang, body=body, process=process)
    session = options.start(common)
    its = session.lang
    from boplan.views.route import FORMATS

    if style not in FORMATS:
        raise _refusal(
            f"--format kent {', '.join(FORMATS)}, geen {style!r}",
            f"--format is {', '.join(FORMATS)}, not {style!r}", its,
        )  # fmt: skip
    if as_json and style != "text":
        raise _refusal(
            "kies --json of --format, niet beide", "choose --json or --format, not both", its
        )
    if common.body is None or document is None:
        name = "--body" if common.body is None else "--document"
        raise _refusal(f"{name} ontbreekt", f"{name} is missing", its)
    if (on is None) == (ready is None):
        raise _refusal(
            "geef één van beide: --on, de dag van het overleg, of --ready, de dag waarop het stuk "
            "gereed is",
            "give one of both: --on, the day of the meeting, or --ready, the day on which the "
            "document is ready", its,
        )  # fmt: skip
    name = "--on" if on is not None else "--ready"
    day = options.day_named(name, on or ready or "", its)
    _check_day(name, day, session.today, its)
    answer = _work_out(
        session, common.body, document, chosen, common.process,
        options.several(municipality, common.municipality), day, is_ready=ready is not None,
    )  # fmt: skip
    _show(answer, session, style, as_json=as_json)


def _check_day(name: str, day: date, today: date, lang: Lang) -> None:
    from boplan.dates.spoken import say_day
    from boplan.model.when import FIRST_YEAR, LAST_YEAR

    if not FIRST_YEAR + 10 <= day.year <= LAST_YEAR - 10:
        raise _refusal(
            f"{name}: {day} ligt verder weg dan boplan kan plannen",
            f"{name}: {day} is further away than boplan can plan", lang,
        )  # fmt: skip
    if day < today:
        more = Text("", "")
        if name == "--ready":
            more = Text("; ligt het stuk er al, geef dan vandaag", "; if it is there, give today")
        raise _refusal(
            f"{name}: {say_day(day, 'nl')} is al voorbij{more.nl}",
            f"{name}: {say_day(day, 'en')} is over already{more.en}", lang,
        )  # fmt: skip


def _work_out(
    session: options.Session, body: str, title: str, chosen: str | None, process: str | None,
    whose: tuple[str, ...], day: date, *, is_ready: bool,
) -> Answer:  # fmt: skip
    from boplan.schedule.route import NoWayError, Router, Wish
    from boplan.views.route import Answer

    timeline, lang = session.reading.timeline, session.lang
    _check_municipalities(timeline, whose, lang)
    route = _route(timeline, body, chosen, lang)
    document = _document(timeline, title, lang)
    its = _process(timeline, document, process)
    wish = Wish(route=route, body=body, document=document, process=its, municipalities=whose)
    reached = None
    try:
        router = Router(timeline, wish, session.today)
        if is_ready:
            reached = router.reach(day)
            plan = reached.plan
        else:
            plan = router.lay(day)
            late = router.too_late(plan)
            if late is not None:
                hint = Text("; met --ready ziet u welk overleg nog kan",
                            "; --ready shows which meeting can still be reached")  # fmt: skip
                raise CommandError(Text(late.nl + hint.nl, late.en + hint.en), lang)
    except NoWayError as error:
        raise CommandError(error.text, lang) from None
    answer = Answer(
        timeline=timeline, wish=wish, today=session.today, plan=plan,
        ready=day if is_ready else None, reached=reached,
        new_document=document.id not in timeline.documents,
        new_process=its.id not in timeline.processes,
        similar=_similar(timeline, document),
    )  # fmt: skip
    if plan is not None:
        _check_findings(timeline, with_plan(answer, plan), session.today, lang)
    return answer


def _check_municipalities(timeline: Timeline, whose: tuple[str, ...], lang: Lang) -> None:
    from boplan.store.problems import nearest_word, quote

    for one in whose:
        if one not in timeline.municipalities:
            near = nearest_word(one, frozenset(timeline.municipalities))
            raise _refusal(
                f"--municipality: {quote(one)} is niet het id van een gemeente{near.nl}",
                f"--municipality: {quote(one)} is not the id of a municipality{near.en}", lang,
            )  # fmt: skip


def _route(timeline: Timeline, body: str, chosen: str | None, lang: Lang) -> Route:
    """Return the route that was named, else the only one that passes the body."""
    from boplan.store.problems import nearest_word, quote

    passing = {
        one.id: one
        for one in timeline.routes.values()
        if any(body in stop.body for stop in one.stops)
    }
    if chosen is not None and chosen not in timeline.routes:
        near = nearest_word(chosen, frozenset(timeline.routes))
        raise _refusal(
            f"--route: {quote(chosen)} is niet het id van een [[route]]{near.nl}",
            f"--route: {quote(chosen)} is not the id of a [[route]]{near.en}", lang,
        )  # fmt: skip
    label = timeline.bodies[body].label
    if chosen is not None and chosen not in passing:
        raise _refusal(
            f"--route: {chosen} komt niet langs {label}",
            f"--route: {chosen} does not pass {label}", lang,
        )  # fmt: skip
    if chosen is not None:
        return passing[chosen]
    if len(passing) == 1:
        return next(iter(passing.values()))
    if not passing:
        raise _refusal(
            f"er is geen [[route]] langs {label}; docs/timeline-format.md zegt hoe u die schrijft",
            f"there is no [[route]] that passes {label}; docs/timeline-format.md says how to write "
            "one", lang,
        )  # fmt: skip
    listed = "".join(f"\n  --route {one.id}: {one.title}" for one in passing.values())
    raise _refusal(
        f"langs {label} komen {len(passing)} routes; kies er een:{listed}",
        f"{len(passing)} routes pass {label}; choose one:{listed}", lang,
    )  # fmt: skip


_MOST_TITLE = 500


def _document(timeline: Timeline, given: str, lang: Lang) -> Document:
    """Return the document with that title or id, else a new one."""
    from boplan.model.timeline import Document
    from boplan.schedule.route import free_id
    from boplan.store import keys
    from boplan.store.template import slug

    for one in timeline.documents.values():
        if given in (one.id, one.title):
            return one
    try:
        title: str = keys.TEXT.read(given, {})
    except keys.BadValueError as error:
        said = error.text
        raise _refusal(f"--document: {said.nl}", f"--document: {said.en}", lang) from None
    if len(title) > _MOST_TITLE:
        raise _refusal(
            f"--document: de titel is {len(title)} tekens lang; hoogstens {_MOST_TITLE} mag",
            f"--document: the title has {len(title)} characters; at most {_MOST_TITLE} are allowed",
            lang,
        )
    return Document(id=free_id(slug(title) or "stuk", timeline.documents), title=title)


def _similar(timeline: Timeline, document: Document) -> str | None:
    """Return the document whose id a new one of this title would have had, None if it is free."""
    from boplan.store.template import slug

    wanted = slug(document.title)
    is_new = document.id not in timeline.documents
    return wanted if is_new and wanted in timeline.documents else None


def _process(timeline: Timeline, document: Document, given: str | None) -> Process:
    """Return the process that was named, else the only one of the document, else a new one."""
    from boplan.model.timeline import Process
    from boplan.schedule.route import free_id

    if given is not None:
        return timeline.processes[given]
    its = {one.process for one in timeline.activities.values() if document.id in one.document}
    if len(its) == 1:
        return timeline.processes[its.pop()]
    return Process(id=free_id(document.id, timeline.processes), title=document.title)


def _check_findings(timeline: Timeline, proposed: Timeline, today: date, lang: Lang) -> None:
    """Refuse a plan that would break a rule of the timeline, with what `check` would say."""
    from boplan.rules.difference import Change, difference
    from boplan.rules.engine import find
    from boplan.views.findings import sentence

    changes = difference(find(timeline, today), find(proposed, today))
    broken = [
        one.finding
        for one in changes
        if one.change in (Change.APPEARS, Change.CHANGES) and one.finding.counts
    ]
    if broken:
        langs: tuple[Lang, Lang] = ("nl", "en")
        said = Text(*(f"{broken[0].code} {sentence(proposed, broken[0], its)}" for its in langs))
        raise CommandError(
            Text(
                f"deze stappen zouden een bevinding van check geven: {said.nl}",
                f"these steps would give a finding of check: {said.en}",
            ),
            lang,
        )


def with_plan(answer: Answer, plan: Plan) -> Timeline:
    """Return the timeline with the steps of the plan in it, as if they were pasted."""
    timeline, wish = answer.timeline, answer.wish
    steps = {one.activity.id: one.activity for one in plan.stops}
    return replace(
        timeline,
        documents={**timeline.documents, wish.document.id: wish.document},
        processes={**timeline.processes, wish.process.id: wish.process},
        activities={**timeline.activities, **steps},
        rules={**timeline.rules, **{one.id: one for one in plan.rules}},
    )


def _show(answer: Answer, session: options.Session, style: str, *, as_json: bool) -> None:
    from boplan.views.route import route_document, route_lines, route_markdown

    lang, plan = session.lang, answer.plan
    if as_json:
        from boplan.views.contract import to_text

        options.emit(to_text(route_document(answer, lang)))
        return
    if style == "text":
        options.put(route_lines(answer, lang=lang, width=options.screen_width()))
        return
    if plan is None:
        raise _refusal(
            "er is geen bekende vergadering om naartoe te plannen; zonder --format staat er vanaf "
            "wanneer er een te halen is",
            "there is no known meeting to plan to; without --format you see from when one can be "
            "reached", lang,
        )  # fmt: skip
    if style == "markdown":
        options.emit(route_markdown(plan, answer.timeline, lang))
        return
    from boplan.store.pasting import Table, tables_text
    from boplan.views.route import similar_words

    warned = similar_words(answer)
    comment = f"# {warned.say(lang)}.\n\n" if warned is not None else ""
    tables: list[Table] = [answer.wish.document] if answer.new_document else []
    tables += [answer.wish.process] if answer.new_process else []
    tables += [one.activity for one in plan.stops]
    options.emit(comment + tables_text([*tables, *plan.rules]))


def _refusal(nl: str, en: str, lang: Lang) -> CommandError:
    return CommandError(Text(nl, en), lang)
