"""An export as the [[agenda]] table to paste into a timeline, comments and all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import tomli_w

from boplan.dates.spoken import WEEKDAYS, say_moment
from boplan.feeds.lines import printable
from boplan.feeds.reading.agendas import Export, LeftOut, Meeting
from boplan.model.vocabulary import Lang, Text

FORMAT = 1
"""The version of the shape of `--json`."""

_MOST_SAID = 500
"""No more comments of a kind than this: after that only how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What the command line knows of the table that is asked for."""

    file: str
    """The name of the export, without its directories."""
    zone: str
    zone_is_assumed: bool
    body: str | None = None
    municipality: str | None = None
    first: date | None = None
    last: date | None = None
    is_complete: bool = False

    @property
    def shown_file(self) -> str:
        """Return the name of the file as it can stand in a comment."""
        return printable(self.file, 200) or "?"


def summary(export: Export) -> Text:
    """Return in one sentence how much was taken and left out."""
    taken, out, faults = len(export.meetings), len(export.left_out), len(export.faults)
    unread = Text("", "")
    if faults:
        unread = Text(f", waarvan {faults} niet te lezen", f", of which {faults} unreadable")
    meetings = Text(
        "1 vergadering" if taken == 1 else f"{taken} vergaderingen",
        "1 meeting" if taken == 1 else f"{taken} meetings",
    )
    return Text(
        f"{meetings.nl}, {out} weggelaten{unread.nl}", f"{meetings.en}, {out} left out{unread.en}"
    )


def as_toml(export: Export, agenda: Agenda, lang: Lang) -> str:
    """Return the comments and the table; no table where there is nothing to put in it."""
    lines = [*_comments(export, agenda, lang)]
    if export.meetings or agenda.is_complete:
        lines += ["", "[[agenda]]", *_table(export, agenda, lang)]
    return "\n".join(lines) + "\n"


def _comments(export: Export, agenda: Agenda, lang: Lang) -> Iterator[str]:
    def say(nl: str, en: str) -> str:
        return f"# {Text(nl, en).say(lang)}"

    said = summary(export)
    yield say(f"Uit {agenda.shown_file}: {said.nl}.", f"From {agenda.shown_file}: {said.en}.")
    assumed = Text("", "")
    if agenda.zone_is_assumed:
        assumed = Text(" (aangenomen: er is geen tijdlijn)", " (assumed: there is no timeline)")
    yield say(
        f"Tijden zijn die van {agenda.zone}{assumed.nl}.",
        f"Times are those of {agenda.zone}{assumed.en}.",
    )
    if agenda.body is None and (export.meetings or agenda.is_complete):
        yield say(
            "Vul bij body het id van een [[body]] in, of geef --body.",
            "Put the id of a [[body]] at body, or give --body.",
        )
    if export.outside:
        yield say(
            f"Buiten de gevraagde periode: {export.outside}.",
            f"Outside the period asked for: {export.outside}.",
        )
    if export.other_titles:
        yield say(
            f"Met een andere titel: {export.other_titles}.",
            f"With another title: {export.other_titles}.",
        )
    if export.left_out:
        yield say("Weggelaten:", "Left out:")
        yield from _some([f"#   {_left_out(one, lang)}" for one in export.left_out], lang)
    if export.remarks:
        yield say("Let op:", "Take care:")
        word = Text("regel", "line").say(lang)
        yield from _some(
            [f"#   {word} {one.line}: {one.text.say(lang)}" for one in export.remarks], lang
        )
    if export.meetings and not agenda.is_complete:
        yield say(
            "Zijn dit alle vergaderingen van een periode? Geef dan --complete met --from en "
            "--until.",
            "Are these all meetings of a period? Then give --complete with --from and --until.",
        )


def _some(lines: list[str], lang: Lang) -> list[str]:
    more = len(lines) - _MOST_SAID
    if more <= 0:
        return lines
    return [*lines[:_MOST_SAID], f"#   {Text(f'en nog {more}', f'and {more} more').say(lang)}"]


def _left_out(one: LeftOut, lang: Lang) -> str:
    line = f"{Text('regel', 'line').say(lang)} {one.line}"
    pieces = [line]
    if one.start is not None:
        pieces.append(say_moment(one.start, lang))
    if one.title:
        pieces.append(f'"{one.title}"')
    return f"{', '.join(pieces)}: {one.reason.say(lang)}"


def _table(export: Export, agenda: Agenda, lang: Lang) -> Iterator[str]:
    before: dict[str, Any] = {
        "body": agenda.body or Text("vul-in", "fill-in").say(lang),
        "municipality": agenda.municipality,
        "kind": "complete" if agenda.is_complete else "attested",
        "from": agenda.first if agenda.is_complete else None,
        "until": agenda.last if agenda.is_complete else None,
    }
    yield from _keys(before)
    yield "meetings = ["
    yield from (f"    {_meeting(one, lang)}" for one in export.meetings)
    yield "]"
    note = Text(f"Overgenomen uit {agenda.shown_file}.", f"Taken from {agenda.shown_file}.")
    yield from _keys({"note": note.say(lang)})


def _keys(values: dict[str, Any]) -> list[str]:
    given = {key: value for key, value in values.items() if value is not None}
    return tomli_w.dumps(given).splitlines()


def _meeting(one: Meeting, lang: Lang) -> str:
    # Each with a remark of its own, which tomli_w cannot write.
    said = WEEKDAYS[lang][one.start.weekday()]
    if one.title:
        said += f" {one.title}"
    if one.tentative:
        said += Text(" (onder voorbehoud)", " (tentative)").say(lang)
    return f"{one.start.isoformat()},  # {said}"


def as_document(export: Export, agenda: Agenda, lang: Lang) -> dict[str, Any]:
    """Return what `--json` prints (docs/meetings.md)."""
    return {
        "format": FORMAT,
        "file": agenda.file,
        "time_zone": agenda.zone,
        "time_zone_assumed": agenda.zone_is_assumed,
        "body": agenda.body,
        "municipality": agenda.municipality,
        "kind": "complete" if agenda.is_complete else "attested",
        "from": _iso(agenda.first),
        "until": _iso(agenda.last),
        "meetings": [
            {
                "start": one.start.isoformat(),
                "title": one.title or None,
                "tentative": one.tentative,
                "line": one.line,
            }
            for one in export.meetings
        ],
        "left_out": [
            {
                "start": _iso(one.start),
                "title": one.title or None,
                "reason": one.reason.say(lang),
                "unreadable": one.is_fault,
                "line": one.line,
            }
            for one in export.left_out
        ],
        "remarks": [{"text": one.text.say(lang), "line": one.line} for one in export.remarks],
        "outside_period": export.outside,
        "other_titles": export.other_titles,
    }


def _iso(day: date | datetime | None) -> str | None:
    return day.isoformat() if day is not None else None
