"""What the views say alike of a step: its sign, its date, its state, who must act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from boplan.dates.recurrence import next_occurrence
from boplan.dates.spoken import (
    say,
    say_bounds,
    say_distance,
    say_late,
    say_recurrence,
    say_rule,
)
from boplan.model.timeline import Activity, Timeline
from boplan.model.vocabulary import COLOUR_OF, STATUS_WORDS, Colour, Lang, Status, Text
from boplan.model.when import Moment, certain_day
from boplan.schedule.progress import Progress
from boplan.views.layout import Span

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


def state_words(step: Progress, today: date, lang: Lang) -> str:
    """Return the state of a step: "3 dagen te laat", "gedaan, 2 dagen te laat", "loopt"."""
    words = STATUS_WORDS[step.status].say(lang)
    if step.status is Status.OVERDUE and step.limit:
        words = say_late(step.limit, today, lang)
    late = step.finished_late_on
    if late is not None and step.limit is not None:
        words = f"{words}, {say_late(step.limit, late, lang)}"
    if len(step.tracks) > 1 and 0 < step.done_count < len(step.tracks):
        of = Text("van", "of").say(lang)
        words = f"{words} ({step.done_count} {of} {len(step.tracks)})"
    return words


def date_words(step: Progress, today: date, lang: Lang) -> list[str]:
    """Return the date of a step in one to three phrases, the most telling first.

    What happened if that is known, else the plan, with what the order of the steps leaves
    of a vague date, the next occurrence of a recurring one, and the first plan of a moved
    one.
    """
    recurrence = step.activity.recurrence
    if step.actual is not None:
        phrases = [say(step.actual, lang)]
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


def distance_words(step: Progress, today: date, lang: Lang) -> str:
    """Return how far the step is away, "" if that is not known."""
    first, last = step.window.bounds.earliest_start, step.limit
    if step.status in (Status.RUNNING, Status.DUE_SOON) and last is not None:
        left = Text("nog t/m", "through").say(lang)
        return (
            f"{left} {say_distance(today, last, lang)}"
            if last != today
            else say_distance(today, last, lang)
        )
    if first is not None and first > today:
        return say_distance(today, first, lang)
    if last is not None:
        return say_distance(today, last, lang)
    return ""
