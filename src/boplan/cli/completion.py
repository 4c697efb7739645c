"""What the shell can complete: ids from the timeline at hand.

Whatever is wrong with the file, completion stays silent: it must not disturb a prompt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import typer

_HELP_CELLS = 60

if TYPE_CHECKING:
    from boplan.model.timeline import Timeline


def _timeline(context: typer.Context) -> Timeline | None:
    from boplan.cli.exits import CommandError
    from boplan.cli.files import find_file
    from boplan.store.problems import UnusableError
    from boplan.store.reader import read

    given = context.params.get("file")
    if given is None and context.parent is not None:
        given = context.parent.params.get("file")
    try:
        return read(find_file(given)).timeline
    except (CommandError, UnusableError):
        return None


def _starting(found: dict[str, str], incomplete: str) -> list[tuple[str, str]]:
    return [(one, _help(said)) for one, said in found.items() if one.startswith(incomplete)]


def _help(said: str) -> str:
    """Return a title as help: one short line that says what the title says.

    Typer takes help for rich markup and breaks it at 80 columns; a shell takes each line for
    one thing more to choose.
    """
    from boplan.views.layout import shorten

    short = shorten(said, _HELP_CELLS)
    return re.sub(r"\[(?=[a-z#/@])", r"\\[", short) if "[" in short else short


def activities(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of steps that start so, with their titles."""
    timeline = _timeline(context)
    found = {one.id: one.title for one in timeline.activities.values()} if timeline else {}
    return _starting(found, incomplete)


def processes(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of processes that start so, with their titles."""
    timeline = _timeline(context)
    found = {one.id: one.title for one in timeline.processes.values()} if timeline else {}
    return _starting(found, incomplete)


def phases(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of phases that start so, with their titles; of --process, if that is given."""
    timeline = _timeline(context)
    of = context.params.get("process") or (
        context.parent.params.get("process") if context.parent is not None else None
    )
    found = timeline.phases.values() if timeline else ()
    return _starting({one.id: one.title for one in found if of in (None, one.process)}, incomplete)


def bodies(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of bodies that start so, with their names."""
    timeline = _timeline(context)
    found = {one.id: one.name for one in timeline.bodies.values()} if timeline else {}
    return _starting(found, incomplete)


def municipalities(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of municipalities that start so, with their names."""
    timeline = _timeline(context)
    found = {one.id: one.name for one in timeline.municipalities.values()} if timeline else {}
    return _starting(found, incomplete)


def owners(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of owners that start so, with their names."""
    timeline = _timeline(context)
    found = {one.id: one.name for one in timeline.owners.values()} if timeline else {}
    return _starting(found, incomplete)


def routes(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of routes that start so, with their titles; of --body, if that is given."""
    timeline = _timeline(context)
    body = context.params.get("body") or (
        context.parent.params.get("body") if context.parent is not None else None
    )
    found = timeline.routes.values() if timeline else ()
    its = {
        one.id: one.title
        for one in found
        if body is None or any(body in stop.body for stop in one.stops)
    }
    return _starting(its, incomplete)


def documents(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of documents that start so, with their titles."""
    timeline = _timeline(context)
    found = timeline.documents.values() if timeline else ()
    return _starting({one.id: one.title for one in found}, incomplete)


def formats(incomplete: str) -> list[str]:
    """Return the forms of an answer of `route` that start so."""
    from boplan.views.route import FORMATS

    return [one for one in FORMATS if one.startswith(incomplete)]


def codes(incomplete: str) -> list[tuple[str, str]]:
    """Return the codes of findings that start so, with their titles in Dutch."""
    from boplan.rules import CATALOGUE

    found = {one.code: one.title.nl for one in CATALOGUE}
    return _starting(found, incomplete.upper())


def recordable(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return what `record` takes first: the ids of steps, and undo."""
    undo = {"undo": "trekt een record in"}
    return [*activities(context, incomplete), *_starting(undo, incomplete)]


def kinds(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the words for what happened; after undo, the ids of records and steps."""
    from boplan.model.vocabulary import RecordKind

    if context.params.get("one") != "undo":
        words = {one.value: "" for one in RecordKind if one is not RecordKind.RETRACTED}
        return _starting(words, incomplete)
    timeline = _timeline(context)
    records = timeline.records if timeline else ()
    found = {one.id: f"{one.activity} {one.kind}" for one in records if one.id}
    return [*_starting(found, incomplete), *activities(context, incomplete)]


def versions(context: typer.Context, incomplete: str) -> list[str]:
    """Return what `diff` can compare with: TOML files, branches and tags that start so."""
    from pathlib import Path

    from boplan.cli.exits import CommandError
    from boplan.cli.files import find_file
    from boplan.store.revisions import revisions

    folder, _, start = incomplete.rpartition("/")
    here = Path(folder or ("/" if incomplete.startswith("/") else "."))
    found = []
    if here.is_dir():
        for one in sorted(here.iterdir()):
            shown = incomplete[: len(incomplete) - len(start)] + one.name
            if one.is_dir() and not one.name.startswith("."):
                found.append(f"{shown}/")
            elif one.suffix == ".toml":
                found.append(shown)
    try:
        names = ["HEAD", *revisions(find_file(context.params.get("file")).resolve().parent)]
    except CommandError:
        names = []
    return [one for one in (*names, *found) if one.startswith(incomplete)]


def outcomes(incomplete: str) -> list[str]:
    """Return the words for a decision that start so."""
    from boplan.model.vocabulary import Outcome

    return [one.value for one in Outcome if one.value.startswith(incomplete)]


def statuses(incomplete: str) -> list[str]:
    """Return the words for a status that start so."""
    from boplan.model.vocabulary import Status

    return [one.value for one in Status if one.value.startswith(incomplete)]


def scales(incomplete: str) -> list[str]:
    """Return the words for a scale that start so."""
    from boplan.views.axis import Scale

    return [one.value for one in Scale if one.value.startswith(incomplete)]
