"""How property tests run: bounded here and in CI, longer with `make soak`; never judged by a shared machine's clock."""

import os

from hypothesis import HealthCheck, settings

SOAK = os.environ.get("GELEIT_SOAK") == "1"
settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "soak", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=5000, print_blob=True
)
settings.load_profile("soak" if SOAK else "usual")
