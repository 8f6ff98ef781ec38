"""A busy machine must not make a property test fail: no deadline on single examples."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
