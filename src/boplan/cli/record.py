"""`boplan record`: what happened, added to the timeline."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boplan.cli import options
from boplan.cli.completion import activities, kinds, municipalities, outcomes, recordable
from boplan.cli.exits import FAILED, CommandError
from boplan.model.vocabulary import Lang, RecordKind, Text

if TYPE_CHECKING:
    from boplan.model.timeline import Record, Timeline
    from boplan.store.writer import Draft

UNDO = "undo"
ALL = "all"
_YES = frozenset({"j", "ja", "y", "yes"})
_OPTIONS = (
    "on", "municipality", "to", "settled", "by", "outcome", "point", "reason", "source", "note",
)  # fmt: skip
"""The keys of a record that have an option, in the order in which they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the command line asks for, as given."""

    one: str
    kind: str | None
    given: Mapping[str, Any] = field(default_factory=dict)
    """By key of a record: only what was given."""
    force: bool = False


def record(
    context: typer.Context,
    one: Annotated[
        str,
        typer.Argument(
            metavar="ID", autocompletion=recordable, help="The id of a step; or the word undo."
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            autocompletion=kinds,
            show_default=False,
            help="started, done, not-done, moved, cancelled, superseded, settled, outcome, "
            "no-evidence or note; after undo the id of a record or step, else the last record.",
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            show_default=False,
            help="When it happened, in any date notation; else the day of --today.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="DATE",
            show_default=False,
            help="moved: the new date, in any date notation.",
        ),
    ] = None,
    municipality: Annotated[
        list[str] | None,
        typer.Option(
            "--municipality",
            metavar="ID",
            show_default=False,
            autocompletion=municipalities,
            help="Whose step: an id, several with commas or by repeating, or all. Needed "
            "where several municipalities take the step.",
        ),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            "--outcome",
            metavar="WORD",
            show_default=False,
            autocompletion=outcomes,
            help="outcome: what was decided, such as akkoord or gewijzigd.",
        ),
    ] = None,
    point: Annotated[
        str | None,
        typer.Option(
            "--point",
            metavar="TEXT",
            show_default=False,
            help="outcome: on which decision point, where there are several.",
        ),
    ] = None,
    settled: Annotated[
        str | None,
        typer.Option(
            "--settled",
            metavar="DAY",
            show_default=False,
            help="settled: which of the possible days.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="ID",
            show_default=False,
            autocompletion=activities,
            help="superseded: by which step; else give a reason.",
        ),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason",
            metavar="TEXT",
            show_default=False,
            help="Why; needed for moved, cancelled and undo, and with --force.",
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="TEXT",
            show_default=False,
            help='The evidence: "startnotitie, p. 2"; may be repeated.',
        ),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(
            "--note", metavar="TEXT", show_default=False, help="What else there is to say."
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Record it even if it contradicts the timeline; needs --reason."
        ),
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Do not ask. Without a terminal nothing is ever asked."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Only show what would be added.")
    ] = False,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
) -> None:
    """Record what happened with a step: one [[record]] more in the timeline.

    Shows what will be added and what it changes, asks, and adds it at the end of the file,
    of which not a byte changes. `boplan record undo` retracts a record by a further one.
    """  # fmt: skip
    common = options.common(context, file=file, today=today, lang=lang)
    chosen = municipality or ([common.municipality] if common.municipality else None)
    given = {
        "on": on, "municipality": chosen, "to": to, "settled": settled, "by": by,
        "outcome": outcome, "point": point, "reason": reason, "source": source, "note": note,
    }  # fmt: skip
    asked = _Asked(
        one=one, kind=kind, force=force,
        given={key: value for key, value in given.items() if value is not None},
    )  # fmt: skip
    _carry_out(asked, common, ask=not yes, write=not dry_run)


def _carry_out(asked: _Asked, common: options.Common, *, ask: bool, write: bool) -> None:
    from boplan.cli.files import find_file
    from boplan.store.files import WriteError
    from boplan.store.writer import append, draft

    lang = options.language_of(common.lang)
    today = options.day_of(common.today, lang)
    path = find_file(common.file, lang)
    target: str | None = None  # what undo has shown is what it retracts

    def make(timeline: Timeline) -> Mapping[str, Any]:
        spoken = options.language_of(common.lang, timeline.language)
        if _is_undo(asked, timeline):
            return _retraction(asked, target or asked.kind, timeline, today, spoken)
        return _values(asked, timeline, today, spoken)

    try:
        shown = draft(path, make)
        lang = options.language_of(common.lang, shown.before.timeline.language)
        target = shown.record.retracts
        _show(shown, today, lang)
        if not write:
            _say(
                Text("Er is niets toegevoegd (--dry-run).", "Nothing was added (--dry-run)."), lang
            )
            return
        if ask and not agreed(shown, lang):
            _say(Text("Er is niets toegevoegd.", "Nothing was added."), lang)
            return
        added = append(shown, make)
    except WriteError as error:
        if not error.is_failure:
            raise CommandError(error.text, lang) from None
        print(f"boplan: {error.text.say(lang)}", file=sys.stderr)
        raise typer.Exit(FAILED) from None
    _report(added, lang)


# -- what is shown ------------------------------------------------------------------------


def _show(shown: Draft, today: date, lang: Lang) -> None:
    from boplan.schedule.contradictions import contradictions
    from boplan.schedule.progress import progress
    from boplan.views.recorded import recorded_lines

    before = progress(shown.before.timeline, today)
    options.put(
        recorded_lines(
            shown.after.timeline, shown.record, shown.text, before,
            progress(shown.after.timeline, today), today,
            lang=lang, width=options.screen_width(),
        )
    )  # fmt: skip
    for text in contradictions(shown.before.timeline, shown.record, before, today):
        against = Text("let op, tegen de tijdlijn in: {text}", "against the timeline: {text}")
        print(f"boplan: {against.fill(text=text).say(lang)}", file=sys.stderr)


def agreed(shown: Draft, lang: Lang) -> bool:
    """Ask a person at a terminal; without one, the command itself was the answer."""
    if sys.stdin is None or not sys.stdin.isatty():
        return True
    path = path_of(shown)
    question = Text(f"Toevoegen aan {path}? [j/N] ", f"Add to {path}? [y/N] ")
    print(question.say(lang), end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        print(file=sys.stderr)
    return answer.strip().lower() in _YES


def _report(added: Draft, lang: Lang) -> None:
    place, one = f"{path_of(added)}:{added.line}", added.record.id
    said = Text(f"Toegevoegd: {place}.", f"Added: {place}.")
    if added.record.retracts is None:
        said = Text(
            f'{said.nl}\nTerugdraaien: boplan record undo {one} --reason "…"',
            f'{said.en}\nTo retract: boplan record undo {one} --reason "…"',
        )
    _say(said, lang)


def path_of(made: Draft) -> str:
    """Return the file that a record is for, as it can be shown."""
    from boplan.store.problems import visible

    return visible(str(made.before.path))


def _say(text: Text, lang: Lang) -> None:
    options.emit(text.say(lang) + "\n")


# -- what is recorded ---------------------------------------------------------------------


def _is_undo(asked: _Asked, timeline: Timeline) -> bool:
    if asked.one != UNDO:
        return False
    return UNDO not in timeline.activities or asked.kind not in {one.value for one in RecordKind}


def _values(asked: _Asked, timeline: Timeline, today: date, lang: Lang) -> Mapping[str, Any]:
    """Return the keys of the record; raises CommandError if it cannot be, or contradicts."""
    from boplan.schedule.contradictions import contradictions
    from boplan.schedule.progress import progress

    activity = step_of(asked.one, timeline, lang)
    kind = _kind(asked.kind, lang)
    _check_options(kind, asked.given, lang)
    given = dict(asked.given)
    given.setdefault("on", today)
    if "municipality" in given:
        given["municipality"] = [
            one.strip() for several in given["municipality"] for one in several.split(",")
        ]
    _check_municipalities(kind, activity, given, timeline, lang)
    values, made = read_given(activity, kind, given, timeline, lang)
    if made.by == made.activity:
        raise _refusal(
            "een stap kan zichzelf niet vervangen", "a step cannot supersede itself", lang
        )
    if asked.force and "reason" not in values:
        raise _refusal(
            "--force vraagt --reason: waarom wordt dit toch vastgelegd?",
            "--force needs --reason: why is this recorded all the same?", lang,
        )  # fmt: skip
    against = contradictions(timeline, made, progress(timeline, today), today)
    if against:
        if not asked.force:
            raise _contradiction(against, lang)
        spoken = options.language_of(timeline.language)
        sentence = Text("Tegen de tijdlijn in vastgelegd: {all}.",
                        "Recorded against the timeline: {all}.")  # fmt: skip
        named = sentence.fill(all=_joined(against)).say(spoken)
        given["note"] = f"{given['note']} {named}" if "note" in given else named
        values, _ = read_given(activity, kind, given, timeline, lang)
    return {"activity": activity, "kind": kind.value, **values, "recorded": today}


def step_of(one: str, timeline: Timeline, lang: Lang) -> str:
    """Return the id of a step; raises CommandError, with the nearest one, if it is none."""
    from boplan.store.problems import nearest_word, quote

    if one in timeline.activities:
        return one
    near = nearest_word(one, frozenset(timeline.activities))
    raise _refusal(
        f"{quote(one)} is niet het id van een stap{near.nl}",
        f"{quote(one)} is not the id of a step{near.en}", lang,
    )  # fmt: skip


def _kind(given: str | None, lang: Lang) -> RecordKind:
    from boplan.store.problems import nearest_word, quote

    known = [one.value for one in RecordKind if one is not RecordKind.RETRACTED]
    listed = ", ".join(known)
    if given is None:
        raise _refusal(
            f"noem na het id wat er gebeurde: {listed}",
            f"say after the id what happened: {listed}", lang,
        )  # fmt: skip
    if given == RecordKind.RETRACTED.value:
        raise _refusal(
            "een record trekt u in met boplan record undo", "retract with boplan record undo", lang
        )
    if given not in known:
        near = nearest_word(given, frozenset(known))
        raise _refusal(
            f"{quote(given)} kan hier niet; wel: {listed}{near.nl}",
            f"{quote(given)} is not possible here; possible: {listed}{near.en}", lang,
        )  # fmt: skip
    return RecordKind(given)


def _check_options(kind: RecordKind, given: Mapping[str, Any], lang: Lang) -> None:
    from boplan.store.reader import RECORD_NEEDS, RECORD_ONLY

    for key in given:
        only = RECORD_ONLY.get(key)
        if only is not None and only is not kind:
            raise _refusal(f"--{key} hoort bij {only}", f"--{key} goes with {only}", lang)
    for key in RECORD_NEEDS[kind]:
        if key != "on" and key not in given:
            raise _refusal(f"{kind} vraagt --{key}", f"{kind} needs --{key}", lang)
    if kind is RecordKind.SUPERSEDED and not given.keys() & {"by", "reason"}:
        raise _refusal(
            "superseded vraagt --by (door welke stap) of --reason",
            "superseded needs --by (by which step) or --reason", lang,
        )  # fmt: skip


def _check_municipalities(
    kind: RecordKind, activity: str, given: dict[str, Any], timeline: Timeline, lang: Lang
) -> None:
    """Turn `all` into no municipality at all, and refuse to guess whose step it was."""
    from boplan.store.problems import nearest_word, quote

    scope = timeline.municipalities_of(timeline.activities[activity])
    named = given.get("municipality")
    if named is None:
        if len(scope) > 1 and kind is not RecordKind.NOTE:
            listed = ", ".join(scope)
            raise _refusal(
                f"{quote(activity)} is een stap van {len(scope)} gemeenten; noem met "
                f"--municipality van welke, of all: {listed}",
                f"{quote(activity)} is a step of {len(scope)} municipalities; say with "
                f"--municipality of which, or all: {listed}", lang,
            )  # fmt: skip
        return
    if not scope:
        raise _refusal(
            f"--municipality: {quote(activity)} is geen stap van gemeenten",
            f"--municipality: {quote(activity)} is not a step of municipalities", lang,
        )  # fmt: skip
    if named == [ALL]:
        del given["municipality"]
        return
    for one in named:
        if one in scope:
            continue
        if one in timeline.municipalities:
            raise _refusal(
                f"--municipality: {quote(activity)} is niet van gemeente {quote(one)}; wel van "
                + ", ".join(scope),
                f"--municipality: {quote(activity)} is not a step of {quote(one)}, but of "
                + ", ".join(scope), lang,
            )  # fmt: skip
        near = nearest_word(one, frozenset({*scope, ALL}))
        raise _refusal(
            f"--municipality: {quote(one)} is niet het id van een gemeente{near.nl}",
            f"--municipality: {quote(one)} is not the id of a municipality{near.en}", lang,
        )  # fmt: skip


def read_given(
    activity: str, kind: RecordKind, given: Mapping[str, Any], timeline: Timeline, lang: Lang
) -> tuple[dict[str, Any], Record]:
    """Return what was given as TOML values, and the record that they make."""
    from boplan.model.timeline import Record
    from boplan.store import keys

    ids = {
        "activity": frozenset(timeline.activities),
        "municipality": frozenset(timeline.municipalities),
        "source": frozenset(timeline.sources),
    }
    values: dict[str, Any] = {}
    made: dict[str, Any] = {}
    for name in _OPTIONS:
        if name not in given:
            continue
        value = given[name]
        check_characters(name, value, lang)
        if name in ("source", "municipality") and len(value) == 1:
            value = value[0]
        try:
            if name in ("on", "to"):
                value = _when(value)
            elif name == "settled":
                value = _day(value)
            made[name] = keys.TABLES["record"].keys[name].type.read(value, ids)
        except keys.BadValueError as error:
            text = error.text
            raise _refusal(f"--{name}: {text.nl}", f"--{name}: {text.en}", lang) from None
        values[name] = value
    return values, Record(activity=activity, kind=kind, **made)


def _when(value: str | date) -> str | date:
    """Return a date as a person would write it in TOML: a day without quotes."""
    from boplan.dates.notation import write
    from boplan.model.when import Moment
    from boplan.store import keys

    when = keys.WHEN.read(value, {})
    if isinstance(when, Moment) and when.part.is_day and when.part.at is None:
        return when.part.start
    return write(when)


def _day(value: str) -> date:
    from boplan.model.when import certain_day
    from boplan.store import keys

    day = certain_day(keys.WHEN.read(value, {}))
    if day is None:
        raise keys.BadValueError("BP106", keys.DAY.wrong(value).text)
    return day


def check_characters(name: str, value: Any, lang: Lang) -> None:
    """Refuse bytes of the command line that are no text in UTF-8."""
    for text in [value] if isinstance(value, str) else value if isinstance(value, list) else []:
        try:
            text.encode()
        except UnicodeEncodeError:
            raise _refusal(
                f"--{name}: dit is geen tekst in UTF-8",
                f"--{name}: this is not text in UTF-8",
                lang,
            ) from None


def _contradiction(against: list[Text], lang: Lang) -> CommandError:
    all_ = _joined(against)
    return _refusal(
        f"dit spreekt de tijdlijn tegen: {all_.nl}; klopt het toch, gebruik dan --force met "
        "--reason",
        f"this contradicts the timeline: {all_.en}; if it is right all the same, use --force "
        "with --reason",
        lang,
    )


def _joined(texts: list[Text]) -> Text:
    return Text("; ".join(one.nl for one in texts), "; ".join(one.en for one in texts))


def _refusal(nl: str, en: str, lang: Lang) -> CommandError:
    return CommandError(Text(nl, en), lang)


# -- what is retracted --------------------------------------------------------------------


def _retraction(
    asked: _Asked, named: str | None, timeline: Timeline, today: date, lang: Lang
) -> Mapping[str, Any]:
    """Return the keys of the record that retracts another one."""
    for key in asked.given:
        if key not in ("reason", "source", "note"):
            raise _refusal(f"--{key} hoort niet bij undo", f"--{key} does not go with undo", lang)
    if "reason" not in asked.given:
        raise _refusal(
            "undo vraagt --reason: waarom klopt het record niet?",
            "undo needs --reason: why is the record wrong?", lang,
        )  # fmt: skip
    target = _target(named, timeline, lang)
    kind = RecordKind.RETRACTED
    values, _ = read_given(target.activity, kind, asked.given, timeline, lang)
    return {
        "activity": target.activity, "kind": kind.value, "retracts": target.id, **values,
        "recorded": today,
    }  # fmt: skip


def _target(named: str | None, timeline: Timeline, lang: Lang) -> Record:
    """Return the record to retract: the one named, or the last that still counts."""
    from boplan.store.problems import nearest_word, quote

    by_id = {one.id: one for one in timeline.records if one.id}
    retracted = {one.retracts: one for one in timeline.records if one.retracts}
    if named is not None and named in by_id:
        found = by_id[named]
        if found.kind is RecordKind.RETRACTED:
            raise _refusal(
                f"{quote(named)} is zelf een intrekking; leg wat er gebeurde opnieuw vast met "
                f"boplan record {found.activity}",
                f"{quote(named)} is itself a retraction; record what happened anew with "
                f"boplan record {found.activity}", lang,
            )  # fmt: skip
        if named in retracted:
            by = f" ({retracted[named].id})" if retracted[named].id else ""
            raise _refusal(
                f"{quote(named)} is al ingetrokken{by}", f"{quote(named)} is retracted already{by}",
                lang,
            )  # fmt: skip
        return found
    if named is not None and named not in timeline.activities:
        near = nearest_word(named, frozenset(by_id) | frozenset(timeline.activities))
        raise _refusal(
            f"{quote(named)} is niet het id van een record of een stap{near.nl}",
            f"{quote(named)} is not the id of a record or a step{near.en}", lang,
        )  # fmt: skip
    counting = [
        (number, one)
        for number, one in enumerate(timeline.records)
        if one.kind is not RecordKind.RETRACTED
        and (one.id is None or one.id not in retracted)
        and named in (None, one.activity)
    ]
    if not counting:
        raise _refusal("er is geen record om in te trekken", "there is no record to retract", lang)
    number, found = counting[-1]
    if found.id is None:
        raise _refusal(
            f"het laatste record van {quote(found.activity)} (record {number + 1} in het bestand, "
            f"{found.kind}) heeft geen id; zet er een regel id = \"…\" bij, dan kan het worden "
            "ingetrokken",
            f"the last record of {quote(found.activity)} (record {number + 1} in the file, "
            f"{found.kind}) has no id; add a line id = \"…\" to it, then it can be retracted", lang,
        )  # fmt: skip
    return found
