"""The calendar: the date notation, spoken dates, periods, recurrence and meetings."""
