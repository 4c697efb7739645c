"""The command line: one file per command; clock, options and exits in one place each."""
