"""Municipality × step: who has decided, who has not, and who decides when it is finished.

Municipalities are the rows, for they are few and their names are long; the steps are the
columns, folded into pages of as many as fit. Signs and words carry all meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from boplan.dates.spoken import say, say_day
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import CLOSED, STATUS_WORDS, Lang, Status, Text
from boplan.schedule.progress import Progress, Track, by_limit, is_lasting
from boplan.schedule.selection import EVERYTHING, Selection
from boplan.schedule.tracks import Last, is_open, last, to_act
from boplan.views.layout import (
    BLANK,
    Cell,
    Line,
    Span,
    cells,
    line,
    longest_word,
    pad,
    row,
    wrap,
    wrap_pieces,
)
from boplan.views.parts import late_words, owner, sayer, sign, track_words

AHEAD = timedelta(days=92)
"""How far ahead a step asks attention: a quarter, in which a council meets two or three times."""

_NOT_ITS_STEP = "—"
_GAP = 2
_LEAST = 18
"""The least width of a column: a sign and "di 16 dec 2025", with some room."""
_MOST = 30

_PLAN = Text("Gepland", "Planned")
_TO_ACT = Text("Nog te gaan", "Still to act")
_LAST = Text("Laatste", "Last")
_ALL = Text("alle {n}", "all {n}")


def asks_attention(step: Progress, today: date) -> bool:
    """Return whether a step is open for one of its municipalities, and matters now."""
    statuses = {track.status for track in step.tracks}
    if statuses & {Status.OVERDUE, Status.DUE_SOON}:
        return True
    if is_lasting(step):
        return False
    if Status.RUNNING in statuses:
        return True
    bounds = step.window.bounds
    if not statuses & {Status.UPCOMING, Status.CONDITIONAL} or bounds.latest_finish is None:
        return False
    return (bounds.earliest_start or bounds.latest_finish) <= today + AHEAD


def choose(
    steps: Mapping[str, Progress], today: date, *, unfolded: bool, of_one: bool
) -> tuple[dict[str, Progress], int]:
    """Return the steps to show, and how many steps of municipalities are left out.

    Unless `unfolded`, only those that ask attention now, most urgent first; and, if they
    are not those `of_one` municipality, only steps that there is something to compare in.
    """
    found = {one: step for one, step in steps.items() if step.tracks}
    if unfolded:
        return found, 0
    several = [step for step in found.values() if of_one or len(step.tracks) > 1]
    near = [step for step in several if asks_attention(step, today)]
    shown = {step.activity.id: step for step in by_limit(near)}
    return shown, len(found) - len(shown)


def matrix_lines(
    timeline: Timeline,
    steps: Mapping[str, Progress],
    everything: Mapping[str, Progress],
    today: date,
    *,
    lang: Lang,
    width: int,
    left_out: int = 0,
    selection: Selection = EVERYTHING,
) -> Iterator[Line]:
    """Yield the chosen `steps`, in order; `everything` holds all of the timeline.

    With a municipality in the `selection` only its row; who is still to act is always told
    of all. `left_out` is how many steps the reader might miss.
    """
    matrix = _Matrix(timeline, everything, today, lang, width)
    yield from matrix.heading()
    if steps:
        yield from matrix.pages(list(steps.values()), selection.municipality)
        yield from matrix.who(list(steps.values()))
    else:
        text = Text(
            "Geen stappen van gemeenten die nu iets vragen.",
            "No steps of municipalities ask anything now.",
        )
        if not left_out:
            text = Text("Geen stappen van gemeenten gevonden.", "No steps of municipalities found.")
        yield line(text.say(lang))
        yield BLANK
    yield from matrix.legend(list(steps.values()))
    yield from matrix.left_out(left_out, selection.as_options())


@dataclass(frozen=True, slots=True)
class _Field:
    """What stands where a row and a step meet: a sign, and paragraphs beside it."""

    paragraphs: tuple[Span, ...]
    sign: Span | None = None

    @property
    def needs(self) -> int:
        """Return the width at which no word of it is broken."""
        return _SIGN + max((longest_word(one.text) for one in self.paragraphs), default=0)


_SIGN = 2
"""A sign and the space after it."""


class _Matrix:
    def __init__(
        self,
        timeline: Timeline,
        everything: Mapping[str, Progress],
        today: date,
        lang: Lang,
        width: int,
    ) -> None:
        self._timeline = timeline
        self._everything = everything
        self._today = today
        self._lang = lang
        self._width = width
        self._say = sayer(lang)

    def heading(self) -> Iterator[Line]:
        """Yield what this is, and the day."""
        day = say_day(self._today, self._lang)
        title = self._say(Text("Stappen per gemeente", "Steps per municipality"))
        yield line(Span(pad(title, self._width - cells(day)), "head"), Span(day, "bold"))
        yield BLANK

    # -- pages ---------------------------------------------------------------------------

    def pages(self, steps: Sequence[Progress], municipality: str | None) -> Iterator[Line]:
        """Yield the table, as many steps side by side as fit."""
        rows = self._rows(steps, municipality)
        labels = [self._say(_PLAN), self._say(_TO_ACT), self._say(_LAST)]
        labels += [self._timeline.municipalities[one].name for one in rows]
        left = min(max(cells(label) for label in labels), self._width // 3)
        room = self._width - left - _GAP
        columns = [self._column(step, rows) for step in steps]
        needed = max(_LEAST, *(field.needs for column in columns for field in column))
        per_page = max(1, (room + _GAP) // (needed + _GAP))
        # All pages alike: a last page with one column is not wider than the others.
        shown = min(per_page, len(columns))
        wide = min(max(_MOST, needed), (room + _GAP) // shown - _GAP)
        for start in range(0, len(columns), per_page):
            yield from self._page(columns[start : start + per_page], labels[3:], left, wide)

    def _rows(self, steps: Sequence[Progress], municipality: str | None) -> list[str]:
        """Return the municipalities to show: not those that no longer, or do not yet, exist."""
        if municipality is not None:
            return [municipality]
        return [
            one.id
            for one in self._timeline.municipalities.values()
            if any(one.exists_for(step.activity) for step in steps)
        ]

    def _column(self, step: Progress, rows: Sequence[str]) -> list[_Field]:
        """Return the cells of a step from top to bottom: id, plan, rows, who is left, last."""
        whole = self._everything[step.activity.id]
        tracks = {track.municipality: track for track in whole.tracks}
        return [
            _Field((Span(step.activity.id, "head"),)),
            _Field((Span(self._plan(whole), "dim"),)),
            *(self._field(whole, tracks.get(one)) for one in rows),
            _Field((Span(self._to_act(whole)),)),
            _Field((Span(self._last(whole)),)),
        ]

    def _page(
        self, columns: Sequence[list[_Field]], names: Sequence[str], left: int, wide: int
    ) -> Iterator[Line]:
        # Between the sign of a field and its words is one space; a column without any width
        # makes that two between fields.
        widths = [left] + [0, 1, wide - _SIGN] * len(columns)
        rule = line(Span("─" * (left + (wide + _GAP) * len(columns)), "dim"))
        labels = ["", self._say(_PLAN), *names, self._say(_TO_ACT), self._say(_LAST)]
        for number, label in enumerate(labels):
            if number in (2, len(labels) - 2):
                yield rule
            style = "bold" if 2 <= number < len(labels) - 2 else "dim"
            pieces = [Cell.of(Span(label, style))]
            for column in columns:
                field = column[number]
                pieces += [Cell.of(), Cell.of(field.sign or ""), Cell(field.paragraphs)]
            yield from row(pieces, widths, gap=1)
        yield BLANK

    # -- cells ---------------------------------------------------------------------------

    def _plan(self, step: Progress) -> str:
        """Return the plan that all municipalities have, and what it was first."""
        if step.current is None:
            return self._no_date()
        said = say(step.current, self._lang)
        if step.original is None or step.original == step.current:
            return said
        first = Text("eerst {day}", "first {day}").fill(day=say(step.original, self._lang))
        return f"{said} ({self._say(first)})"

    def _no_date(self) -> str:
        return self._say(Text("geen datum", "no date"))

    def _field(self, step: Progress, track: Track | None) -> _Field:
        """Return how a step stands in one municipality; a dash where it is not its step."""
        if track is None:
            return _Field((), Span(_NOT_ITS_STEP, "dim"))
        if track.status is Status.DONE and track.actual is not None:
            words = [say(track.actual, self._lang), str(track.outcome or "")]
            words.append(late_words(track, self._lang))
        else:
            words = [track_words(track, self._today, self._lang), str(track.outcome or "")]
            words += self._own_plan(step, track)
            needed = is_open(track) and track.status is not Status.CONDITIONAL
            if step.activity.fallback_for and needed:
                words.append(self._say(Text("terugval nodig", "fallback needed")))
        mark = sign(track.status)
        first = [Span(words[0], mark.style)]
        return _Field((*first, *(Span(one) for one in words[1:] if one)), mark)

    def _own_plan(self, step: Progress, track: Track) -> Iterator[str]:
        """Yield the date of a municipality where it is not the common one."""
        if track.current == step.current or track.status in CLOSED:
            return
        day = say(track.current, self._lang) if track.current else self._no_date()
        yield Text("eigen datum {day}", "own date {day}").fill(day=day).say(self._lang)

    def _to_act(self, step: Progress) -> str:
        """Return who is left, and of how many it is not known."""
        found = to_act(step)
        silent = sum(track.status is Status.NO_EVIDENCE for track in step.tracks)
        said = []
        if found:
            said.append(self._count(len(found), step.needed_count))
            if not len(found) == step.needed_count > 1:
                said[0] += f": {self._names(found)}"
        if silent:
            text = Text("geen bericht van {n}", "no evidence of {n}")
            said.append(self._say(text).format(n=self._count(silent, step.needed_count)))
        return ", ".join(said) or self._say(Text("niemand", "nobody"))

    def _count(self, number: int, of: int) -> str:
        if number == of > 1:
            return self._say(self._all(number))
        return self._say(Text("{n} van {of}", "{n} of {of}").fill(n=number, of=of))

    def _last(self, step: Progress) -> str:
        final = last(step)
        if not final.municipalities:
            return self._say(Text("niet bekend", "not known"))
        names = self._names(final.municipalities)
        if len(final.municipalities) == len(step.tracks) > 1:
            names = self._say(self._all(len(step.tracks)))
        return f"{names}{self._on(final)}"

    def _on(self, final: Last) -> str:
        if final.day is None:
            return ""
        planned = self._say(Text("gepland ", "planned ")) if final.is_planned else ""
        return f" ({planned}{say_day(final.day, self._lang)})"

    def _all(self, number: int) -> Text:
        return _ALL.fill(n=number)

    def _names(self, municipalities: Iterable[str]) -> str:
        return ", ".join(self._timeline.municipalities[one].name for one in municipalities)

    # -- below the table -------------------------------------------------------------------

    def who(self, steps: Sequence[Progress]) -> Iterator[Line]:
        """Yield who must act now: those that are late first, municipalities alike together."""
        found: dict[tuple[str, ...], list[str]] = {}
        late: dict[tuple[str, ...], bool] = {}
        for one in self._timeline.municipalities:
            actions = self._actions(one, steps)
            said = tuple(text for _, text in actions)
            if said:
                found.setdefault(said, []).append(one)
                late[said] = actions[0][0] is Status.OVERDUE
        yield line(Span(self._say(Text("NU AAN ZET", "MUST ACT NOW")), "head"))
        if not found:
            yield line("  " + self._say(Text("Niemand.", "Nobody.")))
        for said, municipalities in sorted(found.items(), key=lambda item: not late[item[0]]):
            yield from self._acting(self._names(municipalities), said)
        yield BLANK

    def _actions(self, one: str, steps: Sequence[Progress]) -> list[tuple[Status, str]]:
        """Return what a municipality must do, with how that stands; the latest first."""
        found: list[tuple[Status, str]] = []
        for status in (Status.OVERDUE, Status.DUE_SOON, Status.RUNNING):
            for step in steps:
                tracks = self._everything[step.activity.id].tracks
                track = next((its for its in tracks if its.municipality == one), None)
                if track is not None and track.status is status:
                    found.append((status, self._action(step, track)))
        return found

    def _acting(self, names: str, actions: Sequence[str]) -> Iterator[Line]:
        left = min(28, self._width // 3)
        yield from row(
            [Cell.of(names), Cell.of(*actions)], [left, self._width - left - 4], indent=2
        )

    def _action(self, step: Progress, track: Track) -> str:
        words = track_words(track, self._today, self._lang)
        if track.status is not Status.OVERDUE and track.limit is not None:
            by = Text("uiterlijk {day}", "by {day}").fill(day=say_day(track.limit, self._lang))
            words = f"{words}, {self._say(by)}"
        who = owner(self._timeline, step.activity)
        return f"{step.activity.id}: {words}" + (f" · {who}" if who else "")

    def legend(self, shown: Sequence[Progress]) -> Iterator[Line]:
        """Yield what the steps are, and what the signs mean."""
        for step in shown:
            title = f"{step.activity.id}: {step.activity.title}"
            if step.activity.fallback_for:
                text = Text(" (alleen voor wie {one} niet haalt)", " (only for who misses {one})")
                title += self._say(text.fill(one=step.activity.fallback_for))
            for said in wrap(title, self._width):
                yield line(Span(said, "dim"))
        if shown:
            yield BLANK
        tracks = [self._everything[step.activity.id].tracks for step in shown]
        statuses = {track.status for its in tracks for track in its}
        pieces = [self._sign_meaning(status) for status in Status if status in statuses]
        if any(len(its) < len(self._timeline.municipalities) for its in tracks):
            text = Text("geen stap van deze gemeente", "not a step of this municipality")
            pieces.append(f"{_NOT_ITS_STEP} {self._say(text)}")
        for said in wrap_pieces(pieces, " · ", self._width) if pieces else ():
            yield line(Span(said, "dim"))

    def left_out(self, number: int, options: str) -> Iterator[Line]:
        """Yield how many steps are not shown, and what shows them."""
        if not number:
            return
        text = Text(
            "Niet getoond: {n} die nu niets vragen of van één gemeente zijn: boplan {command}",
            "Not shown: {n} that ask nothing now or are of one municipality: boplan {command}",
        ).fill(n=self._steps(number), command=f"matrix --all {options}".strip())
        for said in wrap(self._say(text), self._width):
            yield line(Span(said, "dim"))

    def _steps(self, number: int) -> Text:
        if number == 1:
            return Text("1 stap", "1 step")
        return Text("{n} stappen", "{n} steps").fill(n=number)

    def _sign_meaning(self, status: Status) -> str:
        words = STATUS_WORDS[status]
        if status is Status.DONE:
            words = Text("gedaan, met de dag", "done, with the day")
        return f"{sign(status).text} {self._say(words)}"
