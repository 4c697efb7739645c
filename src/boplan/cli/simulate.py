"""`boplan simulate`: what if a step moves, or is done."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boplan.cli import options
from boplan.cli.completion import activities, municipalities
from boplan.cli.exits import FAILED, CommandError
from boplan.model.vocabulary import Lang, Text

if TYPE_CHECKING:
    from boplan.model.timeline import Period, Record, Timeline
    from boplan.model.when import When
    from boplan.schedule.simulation import Change, Simulation
    from boplan.store.writer import Draft
    from boplan.views.simulated import Answer


_PAIR: Any = (str, str)
"""Two values to one option that may be repeated: typer has no word for that, click has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the command line asks for, as given."""

    ids: Sequence[str]
    by: str | None
    to: str | None
    move: Sequence[tuple[str, str]]
    done: Sequence[tuple[str, str]]
    municipality: Sequence[str]


def simulate(
    context: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...",
            autocompletion=activities,
            show_default=False,
            help="Steps that all move alike, by --by or --to.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="PERIOD",
            show_default=False,
            help="How much later (P2W, P3D, P1M), or earlier (-P3D).",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="DATE", show_default=False, help="The new date, in any date notation."
        ),
    ] = None,
    move: Annotated[
        list[str] | None,
        typer.Option(
            "--move",
            click_type=_PAIR,
            metavar="ID DATE|PERIOD",
            show_default=False,
            help="One step to a date, or by a period; may be repeated.",
        ),
    ] = None,
    done: Annotated[
        list[str] | None,
        typer.Option(
            "--done",
            click_type=_PAIR,
            metavar="ID DATE",
            show_default=False,
            help="A step that is done, and when; may be repeated.",
        ),
    ] = None,
    municipality: Annotated[
        list[str] | None,
        typer.Option(
            "--municipality",
            metavar="ID",
            show_default=False,
            autocompletion=municipalities,
            help="Only the part of this municipality; several with commas or by repeating. "
            "Else of all that have still to take the step.",
        ),
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Show it, ask, and record the steps that you named.")
    ] = False,
    with_pushed: Annotated[
        bool,
        typer.Option(
            "--with-pushed", help="Also record the steps that this pushes to a certain day."
        ),
    ] = False,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason", metavar="TEXT", show_default=False, help="Why; needed with --record."
        ),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Do not ask. Without a terminal nothing is ever asked."),
    ] = False,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    as_json: options.Json = False,
) -> None:
    """Show what moves, and what breaks, if a step moves or is done; records nothing by itself."""
    common = options.common(context, file=file, today=today, lang=lang)
    session = options.start(common)
    chosen = municipality or ([common.municipality] if common.municipality else [])
    asked = _Asked(
        ids=ids or (), by=by, to=to, move=_pairs(move), done=_pairs(done),
        municipality=[one.strip() for several in chosen for one in several.split(",")],
    )  # fmt: skip
    _check(record=record, with_pushed=with_pushed, reason=reason, lang=session.lang)
    answer = _work_out(asked, session.reading.timeline, session.today, session.lang)
    wanted = _Wanted(answer, reason, with_pushed=with_pushed)
    if not record:
        _show(answer, session, as_json=as_json)
        if not as_json and answer.made.asked:
            hint = Text(
                'Er is niets vastgelegd; dat doet --record --reason "…".',
                'Nothing was recorded; --record --reason "…" does that.',
            )
            options.emit(f"\n{hint.say(session.lang)}\n")
        return
    _record(asked, session, wanted, ask=not yes, as_json=as_json)


def _pairs(given: Any) -> list[tuple[str, str]]:
    return [(one, value) for one, value in given or ()]


def _check(*, record: bool, with_pushed: bool, reason: str | None, lang: Lang) -> None:
    if record and reason is None:
        raise _refusal(
            "--record vraagt --reason: waarom verandert dit?",
            "--record needs --reason: why does this change?", lang,
        )  # fmt: skip
    if not record and (reason is not None or with_pushed):
        name = "--reason" if reason is not None else "--with-pushed"
        raise _refusal(f"{name} hoort bij --record", f"{name} goes with --record", lang)


# -- what is asked ------------------------------------------------------------------------


def _changes(asked: _Asked, timeline: Timeline, lang: Lang) -> list[Change]:
    from boplan.schedule.simulation import Change

    if asked.by is not None and asked.to is not None:
        raise _refusal("geef --by of --to, niet beide", "give --by or --to, not both", lang)
    if asked.ids and asked.by is None and asked.to is None:
        raise _refusal(
            "zeg met --by hoeveel later, of met --to naar welke datum",
            "say with --by how much later, or with --to to what date", lang,
        )  # fmt: skip
    if not asked.ids and (asked.by is not None or asked.to is not None):
        name = "--by" if asked.by is not None else "--to"
        raise _refusal(f"noem bij {name} een stap", f"name a step with {name}", lang)
    if not asked.ids and not asked.move and not asked.done:
        raise _refusal(
            "noem een stap met --by of --to, of geef --move of --done",
            "name a step with --by or --to, or give --move or --done", lang,
        )  # fmt: skip
    its = _municipalities(asked, timeline, lang)
    found: list[Change] = []
    by = _period("--by", asked.by, lang) if asked.by is not None else None
    to = _date("--to", asked.to, lang) if asked.to is not None else None
    for one in asked.ids:
        found.append(Change(activity=_step(one, timeline, lang), municipalities=its, by=by, to=to))
    for one, text in asked.move:
        step = _step(one, timeline, lang)
        shift, when = _either(text, lang)
        found.append(Change(activity=step, municipalities=its, by=shift, to=when))
    for one, text in asked.done:
        step = _step(one, timeline, lang)
        found.append(Change(activity=step, municipalities=its, done=_date("--done", text, lang)))
    names = [change.activity for change in found]
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise _refusal(
            f"'{twice}' is meer dan eens genoemd", f"'{twice}' is named more than once", lang
        )
    return found


def _step(one: str, timeline: Timeline, lang: Lang) -> str:
    from boplan.cli.record import step_of

    return step_of(one, timeline, lang)


def _municipalities(asked: _Asked, timeline: Timeline, lang: Lang) -> tuple[str, ...]:
    from boplan.store.problems import nearest_word, quote

    for one in asked.municipality:
        if one not in timeline.municipalities:
            near = nearest_word(one, frozenset(timeline.municipalities))
            raise _refusal(
                f"--municipality: {quote(one)} is niet het id van een gemeente{near.nl}",
                f"--municipality: {quote(one)} is not the id of a municipality{near.en}", lang,
            )  # fmt: skip
    return tuple(dict.fromkeys(asked.municipality))


def _either(text: str, lang: Lang) -> tuple[Period | None, When | None]:
    from boplan.dates.period import parse_period

    period = parse_period(text)
    return (period, None) if period is not None else (None, _date("--move", text, lang))


def _period(name: str, text: str, lang: Lang) -> Period:
    from boplan.dates.period import parse_period
    from boplan.store.problems import quote

    period = parse_period(text)
    if period is None:
        raise _refusal(
            f"{name} is een periode zoals P2W, P3D, P1M of -P3D, geen {quote(text)}",
            f"{name} is a period such as P2W, P3D, P1M or -P3D, not {quote(text)}", lang,
        )  # fmt: skip
    return period


def _date(name: str, text: str, lang: Lang) -> When:
    from boplan.cli.record import check_characters
    from boplan.store import keys

    check_characters(name.removeprefix("--"), text, lang)
    try:
        when: When = keys.WHEN.read(text, {})
    except keys.BadValueError as error:
        said = error.text
        raise _refusal(f"{name}: {said.nl}", f"{name}: {said.en}", lang) from None
    return when


# -- what comes of it ---------------------------------------------------------------------


def _work_out(asked: _Asked, timeline: Timeline, today: date, lang: Lang) -> Answer:
    from boplan.rules.case import Case
    from boplan.rules.difference import difference
    from boplan.rules.engine import judged
    from boplan.schedule.simulation import ImpossibleError, asked_records
    from boplan.schedule.simulation import simulate as run
    from boplan.views.simulated import Answer

    changes = _changes(asked, timeline, lang)
    before = Case(timeline, today)
    try:
        records = asked_records(timeline, before.steps, changes, today)
    except ImpossibleError as error:
        raise CommandError(error.text, lang) from None
    made = run(timeline, before.steps, records, today)
    if made.timeline is timeline:
        return Answer(timeline=timeline, asked=changes, made=made, findings=(), today=today)
    after = Case(made.timeline, today)
    made.judge(before.steps, after.steps)
    vague = {one.key[0] for one in made.moved if not one.is_sure}
    findings = difference(judged(before), judged(after), vague)
    return Answer(timeline=timeline, asked=changes, made=made, findings=findings, today=today)


def _show(
    answer: Answer, session: options.Session, *, as_json: bool, recorded: Sequence[str] = ()
) -> None:
    from boplan.views.simulated import simulated_document, simulated_lines

    if not as_json:
        options.put(simulated_lines(answer, lang=session.lang, width=options.screen_width()))
        return
    from boplan.store.problems import visible
    from boplan.views.contract import to_text
    from boplan.views.findings import Located

    known = len(session.reading.timeline.records)
    located = []
    for one in answer.findings:
        fault = one.finding.fault
        kind, name = fault.place.kind, fault.place.name
        if kind == "record" and isinstance(name, int) and name >= known and fault.activity:
            kind, name = "activity", fault.activity  # a record that is only supposed
        located.append(Located(session.reading.line_of(kind, name), one.finding))
    path = visible(str(session.reading.path))
    options.emit(to_text(simulated_document(answer, located, path, session.lang, recorded)))


# -- what is recorded ---------------------------------------------------------------------


class _Wanted:
    """The records that were shown, to be added as they are or not at all."""

    def __init__(self, answer: Answer, reason: str | None, *, with_pushed: bool) -> None:
        self.answer = answer
        self.reason = reason
        self.with_pushed = with_pushed

    def values(self, made: Simulation, timeline: Timeline, lang: Lang) -> list[dict[str, Any]]:
        """Return what would be written for a simulation."""
        records = [*made.asked, *(made.certain if self.with_pushed else ())]
        return [self._of(one, timeline, lang) for one in records]

    def _of(self, record: Record, timeline: Timeline, lang: Lang) -> dict[str, Any]:
        from boplan.cli.record import read_given
        from boplan.dates.notation import write

        given: dict[str, Any] = {"reason": self.reason}
        if record.on is not None:
            given["on"] = write(record.on)
        if record.municipality:
            given["municipality"] = list(record.municipality)
        if record.to is not None:
            given["to"] = write(record.to)
        values, _ = read_given(record.activity, record.kind, given, timeline, lang)
        return {
            "activity": record.activity, "kind": record.kind.value, **values,
            "recorded": self.answer.today,
        }  # fmt: skip


def _record(
    asked: _Asked, session: options.Session, wanted: _Wanted, *, ask: bool, as_json: bool
) -> None:
    from boplan.cli.record import agreed
    from boplan.store.files import WriteError
    from boplan.store.writer import append, draft

    lang, answer = session.lang, wanted.answer
    shown = wanted.values(answer.made, answer.timeline, lang)

    def make(timeline: Timeline) -> Sequence[Mapping[str, Any]]:
        now = _work_out(asked, timeline, session.today, lang)
        if wanted.values(now.made, timeline, lang) != shown:
            raise _refusal(
                "het bestand is intussen veranderd en de uitkomst ook; kijk opnieuw",
                "the file has changed meanwhile and so has the outcome; look again", lang,
            )  # fmt: skip
        return shown

    if not shown:
        _show(answer, session, as_json=as_json)
        _say(Text("Er is niets toegevoegd.", "Nothing was added."), lang, as_json=as_json)
        return
    try:
        made = draft(session.reading.path, make)
        if not as_json:
            _show(answer, session, as_json=False)
            options.emit("\n" + "".join(f"  {one}\n" if one else "\n" for one in _text(made)))
        if ask and not agreed(made, lang):
            if as_json:
                _show(answer, session, as_json=True)
            _say(Text("Er is niets toegevoegd.", "Nothing was added."), lang, as_json=as_json)
            return
        added = append(made, make)
    except WriteError as error:
        if not error.is_failure:
            raise CommandError(error.text, lang) from None
        print(f"boplan: {error.text.say(lang)}", file=sys.stderr)
        raise typer.Exit(FAILED) from None
    ids = [one.id or "" for one in added.records]
    if as_json:
        _show(answer, session, as_json=True, recorded=ids)
        return
    _report(added, ids, lang)


def _text(made: Draft) -> list[str]:
    return made.text.splitlines()


def _report(added: Draft, ids: Sequence[str], lang: Lang) -> None:
    from boplan.cli.record import path_of

    place = f"{path_of(added)}:{added.line}"
    _say(Text(f"Toegevoegd: {place}.", f"Added: {place}."), lang, as_json=False)
    for one in ids:
        text = Text(
            f'Terugdraaien: boplan record undo {one} --reason "…"',
            f'To retract: boplan record undo {one} --reason "…"',
        )
        _say(text, lang, as_json=False)


def _say(text: Text, lang: Lang, *, as_json: bool) -> None:
    if as_json:
        print(f"boplan: {text.say(lang)}", file=sys.stderr)
    else:
        options.emit(text.say(lang) + "\n")


def _refusal(nl: str, en: str, lang: Lang) -> CommandError:
    return CommandError(Text(nl, en), lang)
