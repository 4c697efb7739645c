"""Tests of the date notation, periods, recurrence and meetings."""
