"""A door with a resolver that a test answers for."""

import contextlib

from adapters.outbound.client import OutboundClient, OutboundTrust

NAME = "hook.example"


class Names:
    """A resolver that can be asked what it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, *_: object):
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


@contextlib.contextmanager
def opened(*, demo=False, **trust: object):
    door = OutboundClient(demo=demo, trust=OutboundTrust(**trust))
    yield door
    door.close()
