"""One example at least of every kind of date that the sources of a policy process hold.

Each example is a step as it is written in a timeline; `kind` says what is special about
its date. Nothing is computed here: tests read the lines and write them back.
"""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """A kind of date, and the lines of TOML that write it."""

    kind: str
    lines: str


EXAMPLES = (
    Example("by", """
        when = "[..2025-12-31]"
        words = "(Uiterlijk 31) december 2025"
        reading = "Gelezen als: uiterlijk 31 december 2025."
    """),
    Example("by, relative to another step", """
        when = "[2022-11-22..2022-12-12]"
        words = "uiterlijk 20 kalenderdagen na de datum van de mededeling"
        reading = "Gelezen als: van 22 november tot en met 12 december 2022."
        after = [{ id = "eerst", lag = "P0D" }]
    """),
    Example("date", """
        when = 2024-12-05
        words = "5 december 2024 PFHO G&O"
    """),
    Example("date, from the name of a file", """
        when = 2024-05-27
        words = "De gemeenteraden zijn hierover geïnformeerd."
        reading = "De dag staat in de naam van het bestand."
    """),
    Example("date, open end", """
        when = "2025-09-19/.."
        words = "is op vrijdag 19 september 2025 in gesloten consultatie gegaan"
    """),
    Example("date, of an option or extension", """
        when = 2025-12-10
        words = "voorstel ter verlenging"
        effective = 2026-01-01
    """),
    Example("date, year inferred", """
        when = 2025-12-11
        words = "Op 11 december"
        reading = "Het jaar volgt uit de datum van het stuk."
    """),
    Example("date and time", """
        when = 2022-10-03T14:00:00
        duration = "PT1H30M"
        words = "3 oktober 2022 14:00 uur"
    """),
    Example("date and time, as text", """
        when = "2022-09-15T12:00"
        words = "15 september 2022, 12:00 uur"
    """),
    Example("fuzzy", """
        when = "[2024-09-01..2024-10-10]"
        words = "September/begin oktober 2024"
        reading = "'Begin' van een maand is dag 1 tot en met 10."
    """),
    Example("fuzzy, about", """
        when = "2026-06~"
        words = "medio 2026"
        reading = "Gelezen als: rond juni 2026."
    """),
    Example("fuzzy, across the turn of a year", """
        when = "[2022-10-01..2023-03-31]"
        words = "eind 2022/begin 2023"
        reading = "Gelezen als: oktober 2022 tot en met maart 2023."
    """),
    Example("fuzzy, open end", """
        when = "2024-09/.."
        words = "Parallel daaraan vonden en vinden interviews plaats"
        reading = "Gelezen als: sinds september 2024, zonder einde."
    """),
    Example("fuzzy, open end, from the name of a file", """
        when = "[2024-04-04..]"
        words = "en aansluitend de gemeenteraden geïnformeerd"
        reading = "De dag van het besluit staat in de naam van het bestand."
        after = [{ id = "eerst", lag = "P0D" }]
    """),
    Example("fuzzy, open end, relative to another step", """
        words = "urgentie mogelijk na 1 jaar verblijf"
        after = [{ id = "eerst", lag = "P1Y" }]
    """),
    Example("fuzzy, of an option or extension", """
        when = "[2025-10-01..2025-12-31]"
        words = "inmiddels door alle gemeenteraden vastgesteld"
        reading = "Gelezen als: in het laatste kwartaal van 2025."
    """),
    Example("fuzzy, relative to another step", """
        when = "2024-09/2025-05-22"
        words = "vond gelijktijdig plaats met de evaluatie van het beleidsplan"
        reading = "Gelezen als de duur van die evaluatie."
        after = [{ id = "eerst", link = "SS", lag = "P0D" }, { id = "tweede", link = "FF" }]
    """),
    Example("fuzzy, undated", """
        words = "onlangs opgestart"
    """),
    Example("fuzzy, undated, relative to another step", """
        words = "zodra het college een definitief besluit genomen heeft"
        condition = "als het college besluit"
        after = ["eerst"]
    """),
    Example("fuzzy, year inferred", """
        when = "[2025-09-01..2025-11-30]"
        words = "in het najaar"
        reading = "Herfst van het jaar waarover het stuk gaat."
    """),
    Example("month", """
        when = "2025-03"
        words = "Maart 2025"
    """),
    Example("month, from the name of a file", """
        when = "2023-12"
        words = "In december 2023 ontvingen de gemeenteraden"
        reading = "De maand staat in de naam van het bestand."
    """),
    Example("month, open end", """
        when = "2024-06/.."
        words = "sinds juni 2024"
    """),
    Example("month, year inferred", """
        when = "2026-01"
        words = "in januari"
        reading = "Het jaar volgt uit de datum van het stuk."
    """),
    Example("one of", """
        when = [2024-11-19, 2024-11-26, 2024-12-03]
        words = "19, 26 november of 3 december 2024"
    """),
    Example("one of, each a stretch of time", """
        when = "[2026..2027,2027..2028]"
        words = "in 2026/2027 of 2027/2028"
    """),
    Example("quarter", """
        when = "2026-Q1"
        words = "in het eerste kwartaal van 2026"
    """),
    Example("half-year", """
        when = "2025-H2"
        words = "in de tweede helft van 2025"
    """),
    Example("range", """
        when = "2024-12-12/2025-03-06"
        words = "12 december 2024 t/m 6 maart 2025"
    """),
    Example("range, start unknown", """
        when = "../2025-12-31"
        words = "loopt 31 december 2025 af"
    """),
    Example("range, from the name of a file", """
        when = "2024-01-01/2025-12-31"
        words = "het Uitvoeringsplan 2024-2025"
        reading = "De jaren staan in de naam van het bestand."
    """),
    Example("range, bounds exclusive", """
        when = "[2022-12-13..2022-12-30]"
        words = "na 12 december 2022 en voor 31 december 2022"
        reading = "'Na' en 'voor' sluiten de genoemde dagen zelf uit."
    """),
    Example("range, from a cell of a table", """
        when = "2019/2021"
        words = "Tijdslijn: 2019-2020-2021"
    """),
    Example("range, mixed precision", """
        when = "2025-06/2025-09-08"
        words = "Juni – 8 september 2025"
    """),
    Example("range, of an option or extension", """
        when = "2026-01-01/2027-12-31"
        words = "met 2 verlengingsopties van 1 jaar"
        condition = "als de opties worden gelicht"
    """),
    Example("recurring, every half-year", """
        every = "FREQ=MONTHLY;INTERVAL=6"
        from = "2026-H1"
        until = "2033-H2"
        words = "ieder half jaar"
    """),
    Example("recurring, every quarter", """
        every = "FREQ=MONTHLY;INTERVAL=3"
        from = "2023-Q1"
        words = "1 x per kwartaal"
    """),
    Example("recurring, every four months", """
        every = "FREQ=MONTHLY;INTERVAL=4"
        from = "2019-09"
        until = "2021-12"
        words = "3 keer per jaar"
        reading = "Gelezen als: om de vier maanden."
    """),
    Example("recurring, every two months", """
        every = "FREQ=MONTHLY;INTERVAL=2"
        from = "2023-01"
        until = "2023-12"
        words = "eenmaal per twee maanden"
    """),
    Example("recurring, every month", """
        every = "FREQ=MONTHLY"
        from = "2024-01"
        until = "2024-12"
        words = "maandelijks"
    """),
    Example("recurring, first Monday", """
        every = "FREQ=MONTHLY;BYDAY=1MO"
        from = 2025-01-01
        until = 2025-12-31
        words = "elke eerste maandag van de maand"
    """),
    Example("recurring, every four weeks", """
        every = "FREQ=WEEKLY;INTERVAL=4"
        from = 2024-05-13
        words = "iedere 4 weken, in de avond"
    """),
    Example("recurring, every six weeks", """
        every = "FREQ=WEEKLY;INTERVAL=6"
        from = "2022"
        words = "iedere 6 weken"
    """),
    Example("recurring, every eight weeks", """
        every = "FREQ=WEEKLY;INTERVAL=8"
        from = "2022"
        words = "1 x per 8 weken"
    """),
    Example("recurring, every year", """
        every = "FREQ=YEARLY"
        from = "2026"
        until = "2033"
        words = "per jaar"
    """),
    Example("recurring, in two months of each year", """
        every = "FREQ=YEARLY;BYMONTH=7,12"
        from = "2026-07"
        words = "twee keer per jaar geactualiseerd (juli/december)"
    """),
    Example("recurring, in a season of each year", """
        every = "FREQ=YEARLY;BYMONTH=3,4,5"
        from = "2023-03"
        words = "elk voorjaar"
    """),
    Example("recurring, twice four years", """
        every = "FREQ=YEARLY;INTERVAL=4;COUNT=2"
        from = "2026"
        until = "2033"
        words = "voor 2 x 4 jaar"
    """),
    Example("recurring, a count in a window", """
        every = "FREQ=DAILY;COUNT=3"
        from = "2019-09"
        until = "2020-12"
        words = "3 maal verspreid over 2019-2020"
        reading = "Drie keer; de dagen zijn niet bekend."
    """),
    Example("recurring, a larger count in a window", """
        every = "FREQ=DAILY;COUNT=5"
        from = "2019-09"
        until = "2020-12"
        words = "Totaal ongeveer 5 bijeenkomsten"
        reading = "Vijf keer; de dagen zijn niet bekend."
    """),
    Example("recurring, at least or at most so often", """
        every = "FREQ=MONTHLY;INTERVAL=3"
        from = "2024-Q1"
        words = "ten minste elk kwartaal"
        reading = "Hoe vaak ten minste, staat als regel bij deze stap."
    """),
    Example("recurring, no interval", """
        every = "regularly"
        from = 2024-04-10
        words = "periodiek tegen het licht gehouden"
    """),
    Example("recurring, no interval, continuous", """
        every = "continuously"
        from = "2022"
        until = "2025"
        words = "doorlopend"
    """),
    Example("recurring, no interval, relative to another step", """
        every = "regularly"
        from = 2024-06-20
        until = 2025-10-30
        words = "3 weken voorafgaand aan de portefeuillehouders-overleggen"
        after = [{ id = "eerst", lag = "-P21D" }]
    """),
    Example("recurring, undated, no interval", """
        every = "regularly"
        words = "vinden er regelmatig gesprekken plaats"
    """),
    Example("recurring, undated, no interval, relative to another step", """
        every = "regularly"
        words = "waar mogelijk aansluitend op het ambtelijk overleg"
        after = [{ id = "eerst", lag = "P0D" }]
    """),
    Example("recurring, year inferred", """
        every = "FREQ=YEARLY"
        from = "2022"
        until = "2025"
        words = "via de Planning & Control-cyclus"
        reading = "De jaren zijn die van het plan waarover het stuk gaat."
    """),
    Example("year", """
        when = "2021"
        words = "in 2021 gerealiseerd"
    """),
    Example("year, from a cell of a table", """
        when = "2019"
        words = "Tijdslijn: 2019"
    """),
    Example("year, open end", """
        when = "2023/.."
        words = "per 2023"
    """),
    Example("year, of an option or extension", """
        when = "2026"
        words = "In 2026 dient de crisiskaart opnieuw te worden ingekocht"
    """),
)  # fmt: skip
