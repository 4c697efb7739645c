"""The picture of the timeline: steps as rows, days as columns.

Colour adds nothing to the text: shade is a style of blanks, told in a line of the axis too.
What a sign is and which of two stays, `canvas` says; which step is drawn how, `shapes`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from boplan.dates.closures import closures_for, school_coverage, school_holiday_on
from boplan.dates.holidays import PUBLIC_HOLIDAYS, holiday_on
from boplan.dates.spoken import MONTHS, WEEKDAYS, say_day
from boplan.model.timeline import Closure, Timeline
from boplan.model.vocabulary import COLOUR_OF, STATUS_WORDS, Lang, Status, Text
from boplan.model.when import Truth
from boplan.schedule.progress import Progress
from boplan.schedule.selection import EVERYTHING, Selection
from boplan.views.axis import Scale, unit_after, unit_start
from boplan.views.canvas import (
    DERIVED,
    KNOWN,
    LEFT,
    LEGEND,
    MOSTLY,
    PARTLY,
    RIGHT,
    STRUCK,
    STRUCK_DAYS,
    TODAY,
    UNKNOWN,
    Cells,
)
from boplan.views.layout import BLANK, Line, Span, cells, cut, line, pad, wrap, wrap_pieces
from boplan.views.parts import chosen_words, date_words, sayer, sign
from boplan.views.shapes import Drawn, Meets, Picture, Row, deadlines_in

_UNIT = {
    Scale.DAY: (Text("dag", "day"), Text("dagen", "days")),
    Scale.WEEK: (Text("week", "week"), Text("weken", "weeks")),
    Scale.MONTH: (Text("maand", "month"), Text("maanden", "months")),
    Scale.QUARTER: (Text("kwartaal", "quarter"), Text("kwartalen", "quarters")),
}
_FULL_MONTHS: dict[Lang, tuple[str, ...]] = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
        "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
}  # fmt: skip

_BETWEEN = " · "
_GAP = 1
_WIDE = 160
"""From this width on, the date of a step stands beside its title in words too."""
_WHEN = 26
_LEAST = 28
_WIDEST = 100


def label_width(width: int) -> int:
    """Return how many columns of a screen the titles take."""
    if width >= _WIDE:
        return min(72, width * 28 // 100) + _WHEN + 2
    return max(_LEAST, width * 30 // 100)


def chart_width(width: int) -> int:
    """Return how many columns of a screen are left for the days."""
    return width - label_width(width) - _GAP


def gantt_lines(
    timeline: Timeline,
    shown: Picture,
    steps: Mapping[str, Progress],
    meets: Sequence[Meets],
    today: date,
    *,
    lang: Lang,
    width: int,
    wanted: date | None = None,
    ids: bool = False,
    selection: Selection = EVERYTHING,
    tight: Collection[str] = (),
) -> Iterator[Line]:
    """Yield the picture of the chosen `steps`, of which `shown` says where they lie.

    `wanted` is the last day that was asked for: the window may end before it. With `ids`
    the rows have the ids of the steps, not their titles. `tight` are the steps with the least
    room before a final deadline.
    """
    chart = _Chart(timeline, shown, today, lang, width, ids, selection, tight)
    yield from chart.heading(wanted)
    if not steps:
        yield line(sayer(lang)(Text("Geen stappen gevonden.", "No steps found.")))
        return
    yield from chart.axis()
    yield from chart.groups(steps)
    yield from chart.meetings(meets)
    yield from chart.outside()
    yield from chart.legend()


class _Chart:
    def __init__(
        self, timeline: Timeline, shown: Picture, today: date, lang: Lang, width: int, ids: bool,
        selection: Selection, tight: Collection[str],
    ) -> None:  # fmt: skip
        self._tight = tight
        self._timeline = timeline
        self._shown = shown
        self._axis = shown.axis
        self._today = today
        self._lang = lang
        self._width = width
        self._ids = ids
        self._selection = selection
        self._say = sayer(lang)
        # Columns that the days do not need are for the titles.
        self._left = max(label_width(width), min(_WIDEST, width - _GAP - shown.axis.columns))
        self._has_when = width >= _WIDE
        self._lanes = [(name, self._lane(rule), shades) for name, rule, shades in self._closed()]
        self._here = self._axis.cell_of(today) * self._axis.stretch if today in self._axis else None
        self._chars, self._styles = self._ground()
        self._used: set[str] = set()
        self._outside: list[str] = []
        self._has_tight = False
        self._statuses: set[Status] = set()

    # -- above the rows --------------------------------------------------------------------

    def heading(self, wanted: date | None) -> Iterator[Line]:
        """Yield the title, the day, the choice, the window and the scale."""
        day = say_day(self._today, self._lang)
        room = self._width - cells(day) - 2
        title = wrap(self._timeline.title, room)
        yield line(Span(pad(title[0], room + 2), "head"), Span(day, "bold"))
        for more in title[1:]:
            yield line(Span(more, "head"))
        only = chosen_words(self._timeline, self._selection)
        if only:
            for text in wrap(f"{self._say(Text('Alleen', 'Only'))}: {only}", self._width):
                yield line(Span(text, "bold"))
        axis = self._axis
        window = Text("{first} t/m {last} · {scale}", "{first} through {last} · {scale}").fill(
            first=say_day(axis.first, self._lang),
            last=say_day(axis.last, self._lang),
            scale=self._scale(),
        )
        for said in wrap(self._say(window), self._width):
            yield line(Span(said, "dim"))
        if wanted is not None and wanted > axis.last:
            no_room = Text(
                "Op deze schaal past {until} niet meer; verder: --from {day}",
                "At this scale there is no room up to {until}; go on with: --from {day}",
            ).fill(until=say_day(wanted, self._lang), day=axis.last + timedelta(days=1))
            for said in wrap(self._say(no_room), self._width):
                yield line(said)
        yield BLANK

    def _scale(self) -> Text:
        axis = self._axis
        one, several = _UNIT[axis.scale]
        if axis.parts > 1 or axis.stretch > 1:
            text = Text("{n} tekens per {unit}", "{n} columns per {unit}")
            return text.fill(n=max(axis.parts, axis.stretch), unit=one)
        if axis.multiple > 1:
            text = Text("1 teken per {n} {unit}", "1 column per {n} {unit}")
            return text.fill(n=axis.multiple, unit=several)
        return Text("1 teken per {unit}", "1 column per {unit}").fill(unit=one)

    def axis(self) -> Iterator[Line]:
        """Yield years, months and days as far as they fit, what is closed, and today."""
        yield from self._calendar()
        for name, marks, _ in self._lanes:
            self._used.update(marks)
            yield self._labelled(Span(self._say(name), "dim"), [Span("".join(marks), "dim")])
        if self._here is not None:
            yield self._today_lane(self._here)
        yield self._ruler()

    def _calendar(self) -> Iterator[Line]:
        axis = self._axis
        lanes: list[tuple[Iterator[date], Callable[[date], tuple[str, ...]]]] = [
            (self._begins(Scale.QUARTER, 4), lambda day: (str(day.year),))
        ]
        if axis.scale is Scale.QUARTER and axis.multiple == 1:
            quarter = self._say(Text("K", "Q"))
            lanes.append((
                self._begins(Scale.QUARTER),
                lambda day: (f"{quarter}{(day.month + 2) // 3}", str((day.month + 2) // 3)),
            ))  # fmt: skip
        if axis.scale is not Scale.QUARTER:
            lanes.append((self._begins(Scale.MONTH), self._month))
        if axis.scale is Scale.WEEK or (axis.scale is Scale.DAY and axis.stretch < 3):
            lanes.append((self._begins(Scale.WEEK), lambda day: (str(day.day),)))
        elif axis.scale is Scale.DAY:
            lanes.append((self._begins(Scale.DAY), lambda day: (str(day.day),)))
        for starts, words in lanes:
            text = self._labels(list(starts), words)
            if text:
                yield self._labelled(Span(""), [Span(text, "bold")])
        if axis.scale is Scale.DAY:
            letters = "".join(
                WEEKDAYS[self._lang][day.weekday()][0].ljust(axis.stretch) for day in axis.starts
            )
            yield self._labelled(Span(""), [Span(letters, "dim")])

    def _begins(self, scale: Scale, multiple: int = 1) -> Iterator[date]:
        """Yield the first day of each unit that begins in the window, and the window's own."""
        day = unit_start(self._axis.first, scale, multiple)
        while day <= self._axis.last:
            yield max(day, self._axis.first)
            day = unit_after(day, scale, multiple)

    def _month(self, day: date) -> tuple[str, ...]:
        names = _FULL_MONTHS[self._lang][day.month - 1], MONTHS[self._lang][day.month - 1]
        return *names, names[1][0]

    def _labels(self, starts: Sequence[date], words: Callable[[date], Sequence[str]]) -> str:
        """Return a line of labels, all in the longest spelling that fits between two.

        Where no spelling fits, months stay unnamed and of years only every so many is named.
        """
        spellings = list(zip(*map(words, starts), strict=True))
        for spelling in spellings:
            if self._fits(starts, spelling):
                return self._placed(starts, spelling)
        if len(starts) < 3:
            return self._placed(starts, spellings[-1])
        if len(spellings) > 1 or len(spellings[0][0]) != len("2025"):
            return ""
        width = len("2025 ")
        years = len(starts) / self._axis.columns
        step = next(one for one in (2, 5, 10, 20, 50, 100, 200) if one >= width * years)
        some = [day for day in starts if day.year % step == 0]
        return self._placed(some, [str(day.year) for day in some])

    def _columns(self, starts: Sequence[date]) -> list[int]:
        return [self._axis.cell_of(day) * self._axis.stretch for day in starts]

    def _fits(self, starts: Sequence[date], names: Sequence[str]) -> bool:
        """Return whether all names fit, but for those of the ends, which may be cut off."""
        ends = [*self._columns(starts), self._axis.columns + 1]
        rooms = [after - before for before, after in pairwise(ends)]
        all_ = list(zip(names, rooms, strict=True))
        inner = all_[1:-1] or all_[1:] or all_
        return all(len(name) + _space(names) <= room for name, room in inner)

    def _placed(self, starts: Sequence[date], names: Sequence[str]) -> str:
        columns = self._columns(starts)
        text, space = "", _space(names)
        ends = [*columns[1:], self._axis.columns + 1]
        for name, column, after in zip(names, columns, ends, strict=True):
            follows = not text or column >= len(text) + space
            if follows and column + len(name) + space <= after:
                text = text.ljust(column) + name
        return text

    def _closed(self) -> Iterator[tuple[Text, Callable[[date], Truth], bool]]:
        """Yield what is closed: its name, whether it is on a day, whether it shades the rows."""
        axis = self._axis
        region = self._timeline.school_region
        coverage = school_coverage(region)
        if axis.scale is Scale.QUARTER:
            return  # every quarter has holidays
        if coverage is not None:
            yield (
                Text("schoolvakantie", "school holidays"),
                lambda day: _truth(day in coverage, school_holiday_on(day, region) is not None),
                True,
            )
        if axis.scale in (Scale.DAY, Scale.WEEK):
            yield (
                Text("feestdag", "public holidays"),
                lambda day: _truth(day in PUBLIC_HOLIDAYS, holiday_on(day) is not None),
                axis.scale is Scale.DAY,  # one day is no reason to rule a column of several
            )
        held = self._closures_of_the_shown()
        closures = [one for one in held if one.from_ <= axis.last and one.until >= axis.first]
        if closures:
            yield (
                Text("reces of gesloten", "recess or closed"),
                lambda day: _truth(True, any(one.from_ <= day <= one.until for one in closures)),
                True,
            )

    def _closures_of_the_shown(self) -> list[Closure]:
        """Return the closures of the file that hold for a body or municipality of the rows."""
        closures = self._timeline.closures.values()
        places = {self._selection.municipality} - {None} or {
            None, *(track.municipality for row in self._shown.rows.values()
                    for track in row.step.tracks),
        }  # fmt: skip
        acting = {one for row in self._shown.rows.values() for one in row.step.activity.body}
        return [
            one
            for body in (None, *sorted(acting))
            for place in sorted(places, key=str)
            for one in closures_for(closures, body=body, municipality=place)
        ]

    def _lane(self, rule: Callable[[date], Truth]) -> list[str]:
        axis = self._axis
        marks: list[str] = []
        for cell in range(len(axis.starts)):
            first, last = axis.days_of(cell)
            # Over years, a sample is enough to tell which part of a cell is closed.
            number = (last - first).days + 1
            every = max(1, number // 92)
            found = [rule(first + timedelta(days=n)) for n in range(0, number, every)]
            char = " "
            if found.count(Truth.YES) * 2 >= len(found):
                char = MOSTLY
            elif Truth.YES in found:
                char = PARTLY
            elif Truth.MAYBE in found:
                char = UNKNOWN
            marks += [char] * axis.stretch
        return marks

    def _ground(self) -> tuple[list[str], list[str]]:
        """Return the signs and styles of a row without a step."""
        axis = self._axis
        chars, styles = [" "] * axis.columns, [""] * axis.columns
        for _, marks, shades in self._lanes:
            for column, char in enumerate(marks):
                if shades and char == MOSTLY:
                    styles[column] = "shade"
        if axis.scale is Scale.DAY:
            for cell, day in enumerate(axis.starts):
                if day.weekday() >= 5:
                    first = cell * axis.stretch
                    styles[first : first + axis.stretch] = ["shade"] * axis.stretch
        if self._here is not None:
            chars[self._here], styles[self._here] = TODAY, "today"
        return chars, styles

    def _today_lane(self, column: int) -> Line:
        axis = self._axis
        day = say_day(self._today, self._lang, year=False)
        after = f"{TODAY} {day}"
        text = f"{' ' * column}{after}"
        if cells(text) > axis.columns and column > cells(day):
            text = f"{' ' * (column - cells(day) - 1)}{day} {TODAY}"
        elif cells(text) > axis.columns:
            text = f"{' ' * column}{TODAY}"
        name = self._say(LEGEND[TODAY])
        return self._labelled(Span(name, "today"), [Span(text, "today")])

    def _ruler(self) -> Line:
        axis = self._axis
        unit = {Scale.DAY: (Scale.WEEK, 1), Scale.WEEK: (Scale.MONTH, 1)}.get(
            axis.scale, (Scale.QUARTER, 1 if axis.scale is Scale.MONTH else 4)
        )
        marks = ["─"] * axis.columns
        for day in list(self._begins(*unit))[1:]:
            marks[axis.cell_of(day) * axis.stretch] = "┬"
        if self._today in axis:
            marks[axis.cell_of(self._today) * axis.stretch] = "┼"
        return line(Span("─" * (self._left + _GAP) + "".join(marks), "dim"))

    # -- rows ------------------------------------------------------------------------------

    def groups(self, steps: Mapping[str, Progress]) -> Iterator[Line]:
        """Yield the rows by process and phase; what lies outside the window is counted."""
        timeline = self._timeline
        groups: dict[str, dict[str | None, list[str]]] = {}
        for one, step in steps.items():
            phases = groups.setdefault(step.activity.process, {})
            phases.setdefault(step.activity.phase, []).append(one)
        processes = {one: number for number, one in enumerate(timeline.processes)}
        order = {one: number for number, one in enumerate(timeline.phases)}
        rows = self._shown.rows
        if not rows:
            text = Text("Geen stappen in deze periode.", "No steps in this period.")
            yield line(self._say(text))
        first = True
        for process in sorted(groups, key=processes.__getitem__):
            phases = groups[process]
            members = [one for its in phases.values() for one in its]
            if not any(one in rows for one in members):
                self._outside.append(
                    f"{timeline.processes[process].label}: {self._counts(members)}"
                )
                continue
            if not first:
                yield self._between()
            first = False
            yield from self._heading(timeline.processes[process].title, "head")
            for phase in sorted(phases, key=lambda one: order.get(one or "", -1)):
                yield from self._phase(phase, phases[phase])

    def _phase(self, phase: str | None, members: Sequence[str]) -> Iterator[Line]:
        rows = self._shown.rows
        counts = self._counts(members)
        title = self._timeline.phases[phase].title if phase is not None else ""
        if not any(one in rows for one in members):
            yield from self._heading(f"{title}: {counts}" if title else counts, "dim", indent=1)
            return
        if title:
            yield from self._heading(title, "bold", indent=1)
        found = [rows[one] for one in members if one in rows]
        for row, label in zip(found, self._names(found), strict=True):
            yield from self._row(row, label)
        if counts:
            yield from self._heading(counts, "dim", indent=_INDENT)

    def _counts(self, members: Sequence[str]) -> str:
        """Return how many steps lie before and after the window, or have no date."""
        rows, shown = self._shown.rows, self._shown
        if all(one in rows for one in members):
            return ""
        its = set(members)
        before, after, undated = (
            len(its.intersection(some)) for some in (shown.before, shown.after, shown.undated)
        )
        said = []
        if before:
            said.append(self._say(Text("◂ {n} eerder", "◂ {n} earlier").fill(n=before)))
        if after:
            said.append(self._say(Text("{n} later ▸", "{n} later ▸").fill(n=after)))
        if undated:
            said.append(self._say(Text("{n} zonder datum", "{n} without a date").fill(n=undated)))
        return _BETWEEN.join(said)

    def _names(self, found: Sequence[Row]) -> list[str]:
        """Return what the rows are called: by title, or by id where cut titles are alike."""
        room = self._title_room()
        if self._ids:
            return [row.step.activity.id for row in found]
        shown = [cut(row.step.activity.title, room) for row in found]
        return [
            row.step.activity.id if shown.count(name) > 1 else row.step.activity.title
            for row, name in zip(found, shown, strict=True)
        ]

    def _title_room(self) -> int:
        return self._left - _INDENT - (_WHEN + 2 if self._has_when else 0)

    def _row(self, row: Row, name: str) -> Iterator[Line]:
        when = ""
        if self._has_when:
            when = cut(date_words(row.step, self._today, self._lang)[0], _WHEN)
        # Of one rank the last stays: that is the part that asks most attention.
        held = [one for one in row.drawn if not one.is_struck] or row.drawn
        ordered = sorted(held, key=lambda one: _ATTENTION.get(COLOUR_OF[one.status], 0))
        drawn = self._cells(ordered)
        for deadline in deadlines_in(row.step, self._axis):
            drawn.deadline(deadline.date, hard=deadline.hard)
        is_tight = row.step.activity.id in self._tight
        yield self._with_sign(row.step.status, name, when, drawn, is_tight=is_tight)
        for track, its in row.tracks:
            place = self._timeline.municipalities[track.municipality].name
            yield self._with_sign(track.status, place, "", self._cells([its]), indent=2)

    def _cells(self, drawn: Iterable[Drawn]) -> Cells:
        made = Cells(self._axis, self._chars.copy(), self._styles.copy(), self._here)
        for one in drawn:
            made.draw(one)
        return made

    def _with_sign(
        self, status: Status, name: str, when: str, drawn: Cells, *, indent: int = 0,
        is_tight: bool = False,
    ) -> Line:  # fmt: skip
        self._statuses.add(status)
        self._used.update(drawn.chars)
        room = self._title_room() - indent
        label = pad(cut(name, room), room + (2 if self._has_when else 0))
        self._has_tight = self._has_tight or is_tight
        before = Span(TIGHT, "bold") if is_tight else Span(" " * (1 + indent))
        spans = [before, sign(status), Span(f" {label}")]
        if self._has_when:
            spans.append(Span(pad(when, _WHEN), "dim"))
        return _trimmed([*spans, Span(" " * _GAP), *drawn.spans()])

    def _heading(self, text: str, style: str, *, indent: int = 0) -> Iterator[Line]:
        """Yield rows without a step: the text stays before today's line, or runs to the end."""
        start = self._left + _GAP
        room = self._width if self._here is None else max(self._left, start + self._here - 1)
        pieces = text.split(_BETWEEN)
        for said in wrap_pieces(pieces, _BETWEEN, room - indent):
            used = indent + cells(said)
            over = max(0, used + 1 - start)
            chart = Cells(self._axis, self._chars[over:], self._styles[over:], None)
            gap = Span(" " * (start + over - used))
            yield _trimmed([Span(" " * indent + said, style), gap, *chart.spans()])

    def _between(self) -> Line:
        """Return an empty row."""
        return next(self._heading("", ""))

    def _labelled(self, name: Span, chart: Sequence[Span]) -> Line:
        label = Span(pad(f"   {name.text}" if name.text else "", self._left + _GAP), name.style)
        return _trimmed([label, *chart])

    def meetings(self, meets: Sequence[Meets]) -> Iterator[Line]:
        """Yield a row for each body of which a meeting is known or follows from a step."""
        if not meets:
            return
        yield self._between()
        yield from self._heading(self._say(Text("OVERLEGGEN", "MEETINGS")), "head")
        for one in meets:
            name = self._timeline.bodies[one.body].label
            if one.municipality is not None:
                name = f"{name} {self._timeline.municipalities[one.municipality].name}"
            drawn = self._cells(())
            for day in sorted(one.derived):
                drawn.mark(day, DERIVED, 8, "")
            for day in sorted(one.known):
                drawn.mark(day, KNOWN, 8, "")
            self._used.update(drawn.chars)
            room = self._left - _INDENT
            label = Span(f"   {pad(cut(name, room), room)}{' ' * _GAP}")
            yield _trimmed([label, *drawn.spans()])

    def outside(self) -> Iterator[Line]:
        """Yield the processes that lie wholly outside the window."""
        if not self._outside:
            return
        yield BLANK
        title = Text("BUITEN DEZE PERIODE", "OUTSIDE THIS PERIOD")
        yield line(Span(self._say(title), "head"))
        for said in self._outside:
            for text in wrap(said, self._width - 2):
                yield line(Span(f"  {text}", "dim"))

    def legend(self) -> Iterator[Line]:
        """Yield what the signs mean that are there."""
        yield BLANK
        pieces = []
        for char, text in LEGEND.items():
            both = {LEFT: LEFT + RIGHT, STRUCK: STRUCK + STRUCK_DAYS}.get(char, char)
            if self._used.intersection(both):
                pieces.append(f"{both} {self._say(text)}")
        if self._has_tight:
            text = Text("krapst voor de einddatum", "least room before the final deadline")
            pieces.append(f"{TIGHT} {self._say(text)}")
        for said in wrap_pieces(pieces, " · ", self._width) if pieces else ():
            yield line(Span(said, "dim"))
        signs = [
            f"{sign(one).text} {self._say(STATUS_WORDS[one])}"
            for one in Status
            if one in self._statuses
        ]
        for said in wrap_pieces(signs, " · ", self._width) if signs else ():
            yield line(Span(said, "dim"))


TIGHT = "»"
"""Before the sign of a step with the least room."""

_INDENT = 3
"""A space, the sign of the status, a space."""

_ATTENTION = {"groen": 1, "oranje": 2, "rood": 3}


def _space(names: Sequence[str]) -> int:
    """Return how many blanks stand between labels: none where all are one letter."""
    return 0 if all(len(name) == 1 for name in names) else 1


def _truth(known: bool, found: bool) -> Truth:
    if found:
        return Truth.YES
    return Truth.NO if known else Truth.MAYBE


def _trimmed(spans: list[Span]) -> Line:
    """Return the spans without blanks at the end, but for those that are shaded."""
    while spans and not spans[-1].text.strip() and spans[-1].style != "shade":
        spans.pop()
    if spans and spans[-1].style != "shade":
        spans[-1] = Span(spans[-1].text.rstrip(), spans[-1].style)
    return tuple(spans)
