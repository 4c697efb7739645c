"""What the views say alike of a step: its sign, its date, its state, who must act."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from boplan.dates.recurrence import next_occurrence
from boplan.dates.spoken import (
    say,
    say_bounds,
    say_late,
    say_recurrence,
    say_rule,
)
from boplan.model.timeline import Activity, Timeline
from boplan.model.vocabulary import CLOSED, COLOUR_OF, STATUS_WORDS, Colour, Lang, Status, Text
from boplan.model.when import Moment, add_months, certain_day
from boplan.schedule.progress import Progress, Track
from boplan.schedule.selection import Selection
from boplan.views.layout import Line, Span, cells, line

if TYPE_CHECKING:
    from boplan.schedule.floats import Float
    from boplan.schedule.history import Slip

_SIGNS = {
    Status.DONE: "✔",
    Status.RUNNING: "▶",
    Status.DUE_SOON: "▷",
    Status.OVERDUE: "✖",
    Status.NOT_DONE: "✖",
    Status.UPCOMING: "○",
    Status.CONDITIONAL: "◇",
    Status.NO_EVIDENCE: "?",
    Status.NOT_NEEDED: "–",
    Status.CANCELLED: "–",
    Status.SUPERSEDED: "–",
    Status.ELAPSED: "–",
}

Say = Callable[[Text], str]


def sayer(lang: Lang) -> Say:
    """Return a function that says a text in `lang`."""
    return lambda text: text.say(lang)


def sign(status: Status) -> Span:
    """Return the sign of a status in the colour of the legend."""
    return Span(_SIGNS[status], COLOUR_OF[status].value)


def colour_sign(colour: Colour) -> Span:
    """Return the sign that stands for a colour in the legend."""
    status = next(one for one, its in COLOUR_OF.items() if its is colour)
    shown = {Colour.GEEN: Status.UPCOMING}.get(colour, status)
    return Span(_SIGNS[shown], colour.value)


def track_words(part: Progress | Track, today: date, lang: Lang) -> str:
    """Return the state of a step, or of one municipality in it, without any count."""
    words = STATUS_WORDS[part.status].say(lang)
    if part.limit is None:
        return words
    if part.status is Status.OVERDUE:
        return say_late(part.limit, today, lang)
    late = late_words(part, lang)
    return f"{words}, {late}" if late else words


def late_words(part: Progress | Track, lang: Lang) -> str:
    """Return how late it was done, "" if it was not: "3 dagen te laat", "minstens 3 dagen …"."""
    late = part.finished_late_on
    if late is None or part.limit is None:
        return ""
    return say_late(part.limit, late, lang, at_least=part.late_at_least)


def state_words(step: Progress, today: date, lang: Lang) -> str:
    """Return the state of a step: "3 dagen te laat", "gedaan, 2 dagen te laat", "loopt"."""
    words = track_words(step, today, lang)
    if len(step.tracks) > 1 and 0 < step.done_count < step.needed_count:
        of = Text("van", "of").say(lang)
        words = f"{words} ({step.done_count} {of} {step.needed_count})"
    return words


def missing_words(timeline: Timeline, step: Progress, lang: Lang) -> str:
    """Return which municipalities are still to act where others have: "nog: Eemnes, Laren".

    Names if they are few, else a number; those that are late apart if others are not.
    "" where all stand alike.
    """
    late, to_act, silent = [], [], []
    for track in step.tracks:
        if track.status is Status.OVERDUE:
            late.append(track.municipality)
        elif track.status is Status.NO_EVIDENCE:
            silent.append(track.municipality)
        elif track.status not in CLOSED:
            to_act.append(track.municipality)
    groups = [(_LATE, late), (_TO_ACT, to_act), (_SILENT, silent)]
    said = [
        f"{(_TO_ACT if text is _LATE and not to_act else text).say(lang)}: "
        f"{_some(timeline, found, step.needed_count, lang)}"
        for text, found in groups
        if 0 < len(found) < len(step.tracks)
    ]
    return ", ".join(said)


_LATE = Text("te laat", "late")
_TO_ACT = Text("nog", "still")
_SILENT = Text("geen bericht", "no evidence")
_FEW_NAMES = 3


def _some(timeline: Timeline, municipalities: list[str], of: int, lang: Lang) -> str:
    if len(municipalities) <= _FEW_NAMES:
        return ", ".join(timeline.municipalities[one].name for one in municipalities)
    return Text("{n} van {of}", "{n} of {of}").fill(n=len(municipalities), of=of).say(lang)


def blocker_words(
    timeline: Timeline, steps: Mapping[str, Progress], step: Progress, lang: Lang
) -> str:
    """Return what a step waits for and who must do that: "wacht op concept van Regio".

    Of municipalities, those that have still to act; `steps` holds all of the timeline.
    """
    if not step.waiting_for:
        return ""
    own = step.tracks[0].municipality if len(step.tracks) == 1 else None
    by: dict[str, list[str]] = {}
    for one in step.waiting_for:
        first = steps[one]
        missing = missing_words(timeline, first, lang)
        its = any(track.municipality == own for track in first.tracks)
        name = f"{one} ({missing})" if missing and not its else one
        who = owner(timeline, first.activity) or bodies(timeline, first.activity)
        by.setdefault(who, []).append(name)
    of = Text("van", "from").say(lang)
    said = [", ".join(names) + (f" {of} {who}" if who else "") for who, names in by.items()]
    return Text("wacht op {what}", "waits for {what}").fill(what="; ".join(said)).say(lang)


def date_words(step: Progress, today: date, lang: Lang) -> list[str]:
    """Return the date of a step in one to three phrases, the most telling first.

    What happened if that is known, with the plan if that was another day; else the plan,
    with what the order of the steps leaves of a vague date, and the next occurrence of a
    recurring one. Last the first plan of a moved one.
    """
    recurrence = step.activity.recurrence
    if step.actual is not None:
        phrases = [say(step.actual, lang)]
        if step.current is not None and step.current != step.actual and recurrence is None:
            planned = Text("gepland", "planned").say(lang)
            phrases.append(f"{planned} {say(step.current, lang)}")
    elif recurrence is not None:
        phrases = [say_recurrence(recurrence, lang)]
        following = next_occurrence(recurrence, today)
        if following is not None:
            next_word = Text("volgende", "next").say(lang)
            phrases = [
                say_rule(recurrence.rule, lang),
                f"{next_word}: {say(Moment(following), lang)}",
            ]
    else:
        phrases = _plan_words(step, today, lang)
    if step.current != step.original and step.original is not None:
        phrases.append(f"{Text('eerst', 'first').say(lang)} {say(step.original, lang)}")
    return phrases


def _plan_words(step: Progress, today: date, lang: Lang) -> list[str]:
    window = step.window
    if step.current is None:
        known = say_bounds(window.bounds, lang)
        undated = Text("geen datum", "no date").say(lang)
        return [undated, known] if known else [undated]
    when = window.when if window.when is not None and window.given == step.current else step.current
    phrases = [say(when, lang)]
    if window.conflict:
        phrases.append(Text("klopt niet met de volgorde", "contradicts the order").say(lang))
    if window.given is None:  # municipalities have their own dates
        whole = say_bounds(window.bounds, lang)
        phrases.append(f"{Text('gemeenten:', 'municipalities:').say(lang)} {whole}")
    elif certain_day(when) is None and window.is_narrower:
        narrowed = say_bounds(window.bounds, lang)
        if narrowed and narrowed != phrases[0] and when == step.current:
            last = window.bounds.latest_finish
            over = Text(", al voorbij", ", over already") if last and last < today else Text("", "")
            phrases.append(f"{Text('dus', 'so').say(lang)} {narrowed}{over.say(lang)}")
    return phrases


def year_around(today: date) -> tuple[date, date]:
    """Return the days a year before and after: what lies outside is counted, not shown."""
    before = add_months(today, -12) if today.year > 1 else date.min
    after = add_months(today, 12) if today.year < date.max.year else date.max
    return before, after


def chosen_words(timeline: Timeline, chosen: Selection) -> str:
    """Return whose steps were asked for, "" for all of them."""
    names = [
        timeline.processes[chosen.process].label if chosen.process else "",
        timeline.bodies[chosen.body].label if chosen.body else "",
        timeline.owners[chosen.owner].name if chosen.owner else "",
        timeline.municipalities[chosen.municipality].name if chosen.municipality else "",
    ]
    return " · ".join(name for name in names if name)


def bodies(timeline: Timeline, activity: Activity) -> str:
    """Return who meets: "PFHO G&O + PFHO B&W"."""
    return " + ".join(timeline.bodies[one].label for one in activity.body)


def owner(timeline: Timeline, activity: Activity) -> str:
    """Return who must act, "" if the timeline does not say."""
    return timeline.owners[activity.owner].name if activity.owner else ""


def actors(timeline: Timeline, activity: Activity) -> str:
    """Return who meets and who must act, each once."""
    names = [bodies(timeline, activity), owner(timeline, activity)]
    return " · ".join(dict.fromkeys(name for name in names if name))


def room_words(room: Float, lang: Lang) -> str:
    """Return the room there is, in words: "speling: 3 dagen zeker, mogelijk 63"."""
    sure, possible = room.sure, room.possible
    if possible is None:
        return Text("speling: niet bekend", "float: not known").say(lang)
    if possible < 0:
        return Text(
            f"{days_words(-possible).nl} te laat", f"{days_words(-possible).en} too late"
        ).say(lang)
    if sure == possible:
        return Text(f"speling: {days_words(possible).nl}", f"float: {days_words(possible).en}").say(
            lang
        )
    if sure is None or sure <= 0:
        return Text(
            f"speling: geen zekere, mogelijk {days_words(possible).nl}",
            f"float: none for sure, possibly {days_words(possible).en}",
        ).say(lang)
    return Text(
        f"speling: {days_words(sure).nl} zeker, mogelijk {possible}",
        f"float: {days_words(sure).en} for sure, possibly {possible}",
    ).say(lang)


def days_words(count: int) -> Text:
    """Return a number of days in words."""
    return Text(
        "1 dag" if count == 1 else f"{count} dagen", "1 day" if count == 1 else f"{count} days"
    )


def slip_words(slip: Slip) -> Text:
    """Return "14 dagen later", "minstens 3 dagen later", "2 tot 5 dagen eerder"."""
    least, most = slip.least, slip.most
    if least is not None and least == most:
        if not least:
            return Text("zelfde dag", "same day")
        how = Text("later", "later") if least > 0 else Text("eerder", "earlier")
        return Text("{n} {how}", "{n} {how}").fill(n=days_words(abs(least)), how=how)
    if least is not None and least > 0:
        if most is None:
            return Text("minstens {n} later", "at least {n} later").fill(n=days_words(least))
        return Text("{a} tot {n} later", "{a} to {n} later").fill(a=least, n=days_words(most))
    if most is not None and most < 0:
        if least is None:
            return Text("minstens {n} eerder", "at least {n} earlier").fill(n=days_words(-most))
        return Text("{a} tot {n} eerder", "{a} to {n} earlier").fill(a=-most, n=days_words(-least))
    if most is None:
        return Text("hoeveel later is niet bekend", "how much later is not known")
    if most == 0 and least is not None:
        return Text("hoogstens {n} eerder", "at most {n} earlier").fill(n=days_words(-least))
    if not least:
        return Text("hoogstens {n} later", "at most {n} later").fill(n=days_words(most))
    return Text("tussen {a} eerder en {b} later", "between {a} earlier and {b} later").fill(
        a=days_words(-least), b=days_words(most)
    )


def more_lines(said: str, command: str, width: int) -> Iterator[Line]:
    """Yield how much is not shown and the command that shows it: on one line if that fits."""
    whole = f"  {said}: boplan {command.strip()}"
    if cells(whole) <= width:
        yield line(Span(whole, "dim"))
        return
    yield line(Span(f"  {said}:", "dim"))
    yield line(Span(f"    boplan {command.strip()}", "dim"))


def unknown_words(count: int) -> Text:
    """Return that so many steps stand only in documents of a later day."""
    if count == 1:
        return Text(
            "1 stap staat alleen in een document van later",
            "1 step stands only in a document of a later day",
        )
    return Text(
        f"{count} stappen staan alleen in documenten van later",
        f"{count} steps stand only in documents of a later day",
    )
