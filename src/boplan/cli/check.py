"""`boplan check`: what is wrong with the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import codes
from boplan.cli.exits import ANSWERED, SOMETHING_TO_SAY, CommandError
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from boplan.model.timeline import Rule, Timeline
    from boplan.rules.finding import Fault

Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select", metavar="CODE", autocompletion=codes, show_default=False,
        help="Only codes that start so (BP3, BP301); may be repeated.",
    ),
]  # fmt: skip
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore", metavar="CODE", autocompletion=codes, show_default=False,
        help="No codes that start so; may be repeated.",
    ),
]  # fmt: skip


def check(
    context: typer.Context,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    process: options.Process = None,
    select: Select = None,
    ignore: Ignore = None,
    waivers: Annotated[
        bool, typer.Option("--waivers/--no-waivers", help="Count waived findings, or show them.")
    ] = True,
    as_json: options.Json = False,
    github: Annotated[
        bool, typer.Option("--github", help="Print GitHub workflow commands.")
    ] = False,
) -> None:
    """Find what is wrong with the plan; exit 1 if anything certainly is."""
    given = options.common(context, file=file, today=today, lang=lang, process=process)
    session = options.start(given)
    selected = [prefix.upper() for prefix in select or ()]
    ignored = [prefix.upper() for prefix in ignore or ()]
    for prefix in (*selected, *ignored):
        _check_prefix(prefix, session.lang)
    from boplan.rules.engine import chosen, find
    from boplan.store.problems import visible
    from boplan.views.findings import Located, finding_document, finding_lines, github_lines

    timeline, path = session.reading.timeline, str(session.reading.path)
    wanted = session.selection.process
    found = sorted(
        (
            Located(session.reading.line_of(one.fault.place.kind, one.fault.place.name), one)
            for one in chosen(find(timeline, session.today), selected, ignored)
            if wanted is None or wanted in _processes(timeline, one.fault)
        ),
        key=lambda one: (one.line, one.finding.code, one.finding.fault.municipality or ""),
    )
    if as_json:
        from boplan.views.contract import to_text

        document = finding_document(timeline, found, path, session.today.isoformat(), session.lang)
        options.emit(to_text(document))
    elif github:
        options.emit("".join(github_lines(timeline, found, path, session.lang)))
    else:
        lines = finding_lines(
            timeline,
            found,
            visible(path),
            lang=session.lang,
            width=options.screen_width(),
            show_waived=not waivers,
        )
        options.put(lines, paged=True)
    raise typer.Exit(SOMETHING_TO_SAY if any(one.finding.counts for one in found) else ANSWERED)


def _processes(timeline: Timeline, fault: Fault) -> set[str]:
    """Return the processes that a fault is about: of its step, else of the steps of its rule."""
    if fault.activity is not None:
        return {timeline.activities[fault.activity].process}
    rule = timeline.rules.get(fault.rule or "")
    return set() if rule is None else _processes_of(timeline, rule)


def _processes_of(timeline: Timeline, rule: Rule) -> set[str]:
    found = {timeline.activities[one].process for one in (*rule.activity, *rule.activities)}
    return found | ({rule.process} if rule.process else set())


def _check_prefix(prefix: str, lang: Lang) -> None:
    from boplan.rules import CATALOGUE

    known = [one for one in CATALOGUE if one.code.startswith(prefix)]
    if known and all(one.daily for one in known):
        raise CommandError(
            Text(
                f"{prefix!r} hangt van de dag af, niet van het plan; dat zegt boplan warn",
                f"{prefix!r} depends on the day, not on the plan; boplan warn says it",
            ),
            lang,
        )
    if not known:
        raise CommandError(
            Text(
                f"geen enkele code begint met {prefix!r}; zie boplan rule",
                f"no code starts with {prefix!r}; see boplan rule",
            ),
            lang,
        )
