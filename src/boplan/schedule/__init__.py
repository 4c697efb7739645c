"""The order of steps in time: narrowing of vague dates, and where each step stands."""
