"""Tests of the real program, started as a user starts it."""
