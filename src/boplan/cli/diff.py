"""`boplan diff`: this timeline against another file, or against what git has of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import versions
from boplan.cli.exits import ANSWERED, SOMETHING_TO_SAY, CommandError
from boplan.cli.files import find_file
from boplan.model.vocabulary import Lang

if TYPE_CHECKING:
    from boplan.store.reader import Reading
    from boplan.views.compared import Answer


class Format(StrEnum):
    """What to write."""

    TEXT = "text"
    MARKDOWN = "markdown"


def diff(
    context: typer.Context,
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            autocompletion=versions,
            show_default=False,
            help="A timeline file, or a git revision: HEAD~3, a tag, a branch, a hash, "
            "HEAD~3:data/timeline.toml. A file that exists wins.",
        ),
    ],
    new: Annotated[
        str | None,
        typer.Argument(
            metavar="[NEW]",
            autocompletion=versions,
            show_default=False,
            help="The same; else the timeline that every command finds (--file).",
        ),
    ] = None,
    file: options.File = None,
    today: options.Today = None,
    lang: options.Language = None,
    process: options.Process = None,
    body: options.Body = None,
    municipality: options.Municipality = None,
    owner: options.Owner = None,
    unfolded: Annotated[bool, typer.Option("--all", help="Fold nothing.")] = False,
    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            help="markdown: for a pull request or a mail.",
            metavar="FORMAT",
            show_default=False,
        ),
    ] = Format.TEXT,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 if anything of meaning changed.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Show what changed since another version of the timeline, and what follows from it."""
    given = options.common(
        context, file=file, today=today, lang=lang, process=process, body=body,
        municipality=municipality, owner=owner,
    )  # fmt: skip
    language = options.language_of(given.lang)
    day = options.day_of(given.today, language)
    before, after, is_same = _readings(old, new, given.file, language)
    language = options.language_of(given.lang, after.timeline.language)
    chosen = options.selection_of(given, day, language, before.timeline, after.timeline)
    from boplan.rules.case import Case
    from boplan.rules.difference import difference, renumbered
    from boplan.rules.engine import judged
    from boplan.schedule.comparison import compare
    from boplan.schedule.matching import in_ids_of, renamed
    from boplan.store.problems import visible
    from boplan.views.compared import Answer

    names = renamed(before.timeline, after.timeline)
    was = Case(in_ids_of(before.timeline, names), day)
    now = was if is_same else Case(after.timeline, day)
    made = compare(was, now, names=names, chosen=chosen)
    found = []
    if not is_same:
        found = difference(renumbered(judged(was), made.numbers), judged(now), made.vaguer)
    answer = Answer(
        made=made, findings=found, chosen=chosen, is_same=is_same,
        old=visible(str(before.path)), new=visible(str(after.path)),
    )  # fmt: skip
    answer = replace(answer, findings=[one for one in found if answer.concerns(one.finding)])
    if as_json:
        _emit_document(answer, before, after, names, language)
    elif format_ is Format.MARKDOWN:
        from boplan.views.compared import compared_markdown

        options.emit(compared_markdown(answer, language, unfolded=unfolded))
    else:
        from boplan.views.compared import compared_lines

        again = " ".join(_quoted(one) for one in (old, new) if one is not None)
        options.put(
            compared_lines(
                answer, lang=language, width=options.screen_width(), unfolded=unfolded,
                again=f"diff {again} {chosen.as_options()}".rstrip(),
            ),
            paged=True,
        )  # fmt: skip
    raise typer.Exit(SOMETHING_TO_SAY if exit_code and not made.is_empty else ANSWERED)


# -- which two ----------------------------------------------------------------------------


def _readings(
    old: str, new: str | None, file: str | None, lang: Lang
) -> tuple[Reading, Reading, bool]:
    """Return both timelines, the older first, and whether they are byte for byte the same.

    Raises UnusableError for the one that cannot be used, with what is wrong with the other said
    already, and CommandError for what is neither a file nor a revision.
    """
    from boplan.store.problems import UnusableError
    from boplan.store.reader import parse, read_bytes
    from boplan.store.revisions import RevisionError, read_revision

    def is_file(one: str | None) -> bool:
        return one is not None and Path(one).is_file()

    def whole(one: str | None, other: str | None) -> tuple[Path, bytes]:
        if one is None or is_file(one):
            path = find_file(file, lang) if one is None else Path(one)
            return path, read_bytes(path)
        try:
            if is_file(other):
                try:
                    revision = read_revision(one, Path(other or ""))
                except RevisionError:  # that file is not in it: then of the timeline
                    revision = read_revision(one, _timeline_for(one, file, lang))
            else:
                revision = read_revision(one, _timeline_for(one, file, lang))
        except RevisionError as error:
            raise CommandError(error.text, lang) from None
        return Path(revision.name), revision.data

    was, now = whole(old, new), whole(new, old)
    readings: list[Reading] = []
    unusable: list[UnusableError] = []
    is_same = was[1] == now[1]
    for path, data in (was, now):
        try:
            if is_same and readings:
                readings.append(replace(readings[0], path=path))
            else:
                readings.append(parse(data, path))
        except UnusableError as error:
            unusable.append(error)
    if unusable:
        if len(unusable) > 1 and not is_same:
            for problem in unusable[0].problems:
                print(problem.render(unusable[0].path, lang), file=sys.stderr)
        raise unusable[-1]
    return readings[0], readings[1], is_same


def _timeline_for(revision: str, file: str | None, lang: Lang) -> Path:
    """Return the file that a revision is of; raises CommandError if none is to be found."""
    try:
        return find_file(file, lang)
    except CommandError:
        if ":" not in revision:
            raise
        return Path("timeline.toml")  # it names its own, in the repository around here


def _quoted(word: str) -> str:
    """Return a word as a shell reads it; a revision mostly needs no quotes."""
    import re
    from shlex import quote

    return word if re.fullmatch(r"[\w@%+=:,./][\w@%+=:,./~-]*", word) else quote(word)


# -- for a program ------------------------------------------------------------------------


def _emit_document(
    answer: Answer, before: Reading, after: Reading, names: dict[str, str], lang: Lang
) -> None:
    from boplan.rules.difference import Change
    from boplan.views.compared import compared_document
    from boplan.views.contract import to_text
    from boplan.views.findings import Located

    located: list[tuple[str, Located]] = []
    back = {
        kind: {now: was for was, now in its.items()} for kind, its in answer.made.numbers.items()
    }
    for one in answer.findings:
        place = one.finding.fault.place
        name = place.name
        if one.change not in (Change.VANISHES, Change.UNJUDGED):
            where = Located(after.line_of(place.kind, name), one.finding)
            located.append((answer.new, where))
            continue
        # As the older file has it: its own numbers and ids.
        if isinstance(name, int):
            name = -1 - name if name < 0 else back[place.kind][name]
        elif place.kind == "activity":
            name = names.get(name, name)
        located.append((answer.old, Located(before.line_of(place.kind, name), one.finding)))
    options.emit(to_text(compared_document(answer, located, lang)))
