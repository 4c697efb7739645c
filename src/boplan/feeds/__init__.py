"""iCalendar both ways: reads agendas of others, writes feeds; only this floor knows icalendar."""
