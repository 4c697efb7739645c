"""Calendar feeds: reads the agenda exports of others; the only floor that knows icalendar."""
