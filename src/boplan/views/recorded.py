"""A record that is about to be added, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from boplan.dates.spoken import say
from boplan.model.timeline import Record, Timeline
from boplan.model.vocabulary import STATUS_WORDS, Lang, Text
from boplan.model.when import When
from boplan.schedule.progress import Progress, Track
from boplan.views.layout import BLANK, Cell, Line, Span, cells, line, row, wrap
from boplan.views.parts import state_words

MOST_OTHERS = 5
"""How many other steps are named whose status changes as well."""


def recorded_lines(
    timeline: Timeline,
    record: Record,
    text: str,
    before: Mapping[str, Progress],
    after: Mapping[str, Progress],
    today: date,
    *,
    lang: Lang,
    width: int,
) -> Iterator[Line]:
    """Yield the record as TOML, and the step and others as they were and will be."""
    for one in text.splitlines():
        yield line("  ", Span(one, "bold" if one == "[[record]]" else ""))
    yield BLANK
    title = f"{timeline.activities[record.activity].title} ({record.activity})"
    for piece in wrap(title, width):
        yield line(Span(piece, "head"))
    old, new = before[record.activity], after[record.activity]
    state = Text("Status", "Status"), [state_words(one, today, lang) for one in (old, new)]
    dated = Text("Datum", "Date"), [_date(one.actual or one.current, lang) for one in (old, new)]
    labelled = [
        (label.say(lang), f"{was} → {now}") for label, (was, now) in (state, dated) if was != now
    ]
    labelled += _of_municipalities(timeline, old, new, lang)
    if not labelled:
        same = Text("Status en datum blijven zoals ze zijn:", "Status and date stay as they are:")
        said = f"{same.say(lang)} {state[1][1]}, {dated[1][1]}."
        labelled = [("", said)]
    left = min(max(cells(label) for label, _ in labelled), width // 3)
    for label, said in labelled:
        if not label:
            yield from (line("  ", piece) for piece in wrap(said, width - 2))
            continue
        columns = [Cell.of(label), Cell.of(said)]
        yield from row(columns, [left, max(8, width - left - 4)], indent=2)
    for sentence in (*_others(record, before, after, lang), *_broken(before, after, lang)):
        yield from (line("  ", piece) for piece in wrap(sentence, width - 2))


def _date(when: When | None, lang: Lang) -> str:
    return say(when, lang) if when else Text("geen datum", "no date").say(lang)


def _of_municipalities(
    timeline: Timeline, old: Progress, new: Progress, lang: Lang
) -> list[tuple[str, str]]:
    """Return what changes for municipalities, those alike together."""
    alike: dict[str, list[str]] = {}
    for was, now in zip(old.tracks, new.tracks, strict=True):
        if was != now:
            said = f"{_track(was, lang)} → {_track(now, lang)}"
            alike.setdefault(said, []).append(timeline.municipalities[now.municipality].name)
    everyone = Text("Alle gemeenten", "All municipalities").say(lang)
    return [
        (everyone if len(names) == len(new.tracks) > 1 else ", ".join(names), said)
        for said, names in alike.items()
    ]


def _track(track: Track, lang: Lang) -> str:
    pieces = [STATUS_WORDS[track.status].say(lang), str(track.outcome or "")]
    pieces.append(_date(track.actual or track.current, lang))
    return ", ".join(piece for piece in pieces if piece)


def _others(
    record: Record, before: Mapping[str, Progress], after: Mapping[str, Progress], lang: Lang
) -> Iterator[str]:
    changed = [
        one for one in after
        if one != record.activity and before[one].status is not after[one].status
    ]  # fmt: skip
    if not changed:
        return
    said = [
        f"{one} ({STATUS_WORDS[before[one].status].say(lang)} → "
        f"{STATUS_WORDS[after[one].status].say(lang)})"
        for one in changed[:MOST_OTHERS]
    ]
    more = ""
    if len(changed) > MOST_OTHERS:
        more = Text(" en nog {n}", " and {n} more").fill(n=len(changed) - MOST_OTHERS).say(lang)
    yield Text("Ook anders: ", "Also changed: ").say(lang) + ", ".join(said) + more + "."


def _broken(
    before: Mapping[str, Progress], after: Mapping[str, Progress], lang: Lang
) -> Iterator[str]:
    broken = [
        one for one in after
        if len(after[one].window.broken) > len(before[one].window.broken)
    ]  # fmt: skip
    if broken:
        more = " …" if len(broken) > MOST_OTHERS else ""
        yield (
            Text(
                "De volgorde klopt niet meer bij {ids}; zie boplan check.",
                "The order no longer holds at {ids}; see boplan check.",
            )
            .fill(ids=", ".join(broken[:MOST_OTHERS]) + more)
            .say(lang)
        )
