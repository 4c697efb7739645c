"""Hypothesis tries the same examples in every run, so that a red test is red for everyone."""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "same", derandomize=True, max_examples=80, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.register_profile("search", settings.get_profile("same"), derandomize=False,
                          max_examples=2000)  # fmt: skip
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# A shell starts what it runs in the background with interrupts ignored, and children inherit
# that: what a test interrupts would then never end.
signal.signal(signal.SIGINT, signal.default_int_handler)
