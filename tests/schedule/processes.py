"""Random small processes, for what must hold of every next cycle."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

_BODIES = """
[[municipality]]
id = "laren"
name = "Laren"

[[municipality]]
id = "huizen"
name = "Huizen"

[[body]]
id = "ao"
name = "AO"
level = "ambtelijk"

[[body]]
id = "raden"
name = "Raden"
level = "raad"
per_municipality = true

[[document]]
id = "plan"
title = "Plan"
"""


def _days(start: date, length: int) -> date:
    return start + timedelta(days=length)


@st.composite
def _agendas(draw: st.DrawFn) -> str:
    """Return what is known of meetings: nothing, or that they come back every so many weeks."""
    found = []
    if draw(st.booleans()):
        found.append(
            '[[agenda]]\nbody = "ao"\nkind = "derived"\nderived_from = "pfho"\noffset = "-P14D"\n'
        )
    for body in ("pfho", "raden"):
        if not draw(st.booleans()):
            continue
        first = _days(date(2025, 1, 6), draw(st.integers(0, 4)))  # a Monday through a Friday
        whose = ""
        if body == "raden" and draw(st.booleans()):
            whose = f'municipality = "{draw(st.sampled_from(["laren", "huizen"]))}"\n'
        found.append(
            f'[[agenda]]\nbody = "{body}"\nkind = "complete"\n{whose}'
            f'every = "FREQ=WEEKLY;INTERVAL={draw(st.integers(1, 6))}"\n'
            f"from = {first}\nuntil = 2028-12-29\n"
        )
    return "\n".join(found)


_FORMS = ("day", "day", "day", "span", "month", "choice", "by", "none", "range", "mixed")


@st.composite
def processes(draw: st.DrawFn) -> str:
    """Return a timeline with one process of 2024: steps, order, deadlines, rules, agendas."""
    steps, deadlines, rules, forms, limited = [], [], [], list[str](), list[str]()
    day = _days(date(2024, 1, 1), draw(st.integers(0, 200)))
    for number in range(draw(st.integers(1, 6))):
        body = draw(st.sampled_from([None, None, "pfho", "ao", "raden"]))
        works = ["opstellen", "aanleveren", "uitvoeren", "looptijd"]
        meets = ["besluiten", "bespreken", "zienswijze"]
        purpose = draw(st.sampled_from(meets if body else works))
        start, length = _days(day, draw(st.integers(1, 25))), draw(st.integers(0, 100))
        while (body or purpose == "aanleveren") and start.weekday() > 4:
            start = _days(start, 1)
        form = draw(st.sampled_from(_FORMS))
        end = {"span": _days(start, length), "mixed": _days(start, length + 40)}.get(form, start)
        when = {
            "day": f"{start}",
            "span": f'"{start}/{end}"',
            "month": f'"{start:%Y-%m}"',
            "choice": f"[{start}, {_days(start, 7)}, {_days(start, 14)}]",
            "by": f'"[..{_days(start, 20)}]"',
            "range": f'"[{start}..{_days(start, 15)}]"',
            "mixed": f'"{start:%Y-%m}/{end}"',
        }.get(form)
        lines = [
            f'[[activity]]\nid = "s{number}"\ntitle = "S"\nprocess = "p-2025"',
            f'purpose = "{purpose}"',
        ]
        lines += [f'body = "{body}"'] if body else []
        lines += [f"when = {when}"] if when else []
        lines += ['document = "plan"'] if draw(st.booleans()) else []
        if number and draw(st.integers(0, 3)):
            lag = draw(st.sampled_from(["P0D", "P1D", "P7D", "P1M"]))
            link = draw(st.sampled_from(["FS", "FS", "FS", "SS", "FF"]))
            first = draw(st.integers(0, number - 1))
            lines.append(f'after = [{{ id = "s{first}", lag = "{lag}", link = "{link}" }}]')
        steps.append("\n".join(lines) + "\n")
        forms.append(form)
        if form in ("span", "mixed") and draw(st.booleans()):
            least = draw(st.sampled_from([max(1, length), max(1, length // 2)]))
            net = draw(st.sampled_from(["", "public-holidays", "school-holidays"]))
            rules.append(
                f'[[rule]]\nid = "lasts{number}"\nkind = "duration"\nbasis = "custom"\n'
                f'activity = "s{number}"\nminimum = "P{least}D"\n'
                + (f'net_of = ["{net}"]\n' if net else "")
            )
        if when and draw(st.integers(0, 2)) == 0:
            limited.append(f"d{number}")
            limit = _days(end, draw(st.sampled_from([0, 0, 3, 30])))
            deadlines.append(
                f'[[deadline]]\nid = "d{number}"\nactivity = "s{number}"\ndate = {limit}\n'
                'basis = "custom"\n'
            )
        if number and draw(st.integers(0, 4)) == 0:
            rules.append(_rule(draw, number, draw(st.integers(0, number - 1)), forms))
        day = end
    final = f'final_deadline = "{limited[-1]}"\n' if limited else ""
    head = (
        '[timeline]\nformat = 1\ntitle = "T"\nschool_region = "Noord"\n\n'
        f'[[process]]\nid = "p-2025"\ntitle = "P 2025"\nin_force = {_days(day, 5)}\n{final}'
    )
    papers = draw(st.sampled_from(["", 'papers = "P7D"\n']))
    pfho = f'[[body]]\nid = "pfho"\nname = "PFHO"\nlevel = "bestuurlijk"\n{papers}'
    return "\n".join([head, _BODIES, pfho, draw(_agendas()), *steps, *deadlines, *rules])


def _rule(draw: st.DrawFn, number: int, first: int, forms: list[str]) -> str:
    within = f'kind = "containment"\nactivity = "s{number}"\nwithin = "s{first}"\n'
    kinds = [
        f'kind = "ordering"\nactivities = ["s{first}", "s{number}"]\n',
        f'kind = "dependency"\nactivity = "s{number}"\nneeds = ["s{first}"]\n',
        f'kind = "lead-time"\nactivity = "s{first}"\nbefore = "s{number}"\nminimum = "P10D"\n',
        *([within] if forms[first] == "span" else []),
    ]
    kind = draw(st.sampled_from(kinds))
    return f'[[rule]]\nid = "r{number}"\nbasis = "custom"\n{kind}'
