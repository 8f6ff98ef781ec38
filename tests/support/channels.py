"""What the adapters of a test hub say of their ways (`channel`), looked up anew each time."""

from collections.abc import Mapping

from exchange.runtime.plugins import channels_of


class Channels(Mapping):
    """What adapters say of their ways, also those that a test puts in later."""

    def __init__(self, adapters) -> None:
        self._adapters = adapters

    def __getitem__(self, name):
        return channels_of(self._adapters)[name]

    def __iter__(self):
        return iter(channels_of(self._adapters))

    def __len__(self) -> int:
        return len(channels_of(self._adapters))
