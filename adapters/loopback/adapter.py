"""Reference adapter: a partner's system that is a dictionary in this process."""

from adapters.contract import CONTRACT, END_TO_END, AdapterContext, HandedOver, Parcel, Receipt, Refused


class Loopback:
    """Takes every parcel once and keeps it in `taken`, by id. Copy this folder to begin an adapter of your own."""

    contract = CONTRACT
    channel = END_TO_END

    def __init__(self, context: AdapterContext) -> None:
        self._largest = int(context.settings.get("largest", str(1024 * 1024)))
        self.taken: dict[str, Parcel] = {}

    def deliver(self, parcel: Parcel) -> Receipt:
        """Take the parcel.

        Raises:
            Refused: it is larger than the setting `largest` (bytes).
        """
        if len(parcel.sealed) > self._largest:
            raise Refused("too-large")
        self.taken.setdefault(parcel.id, parcel)
        return HandedOver(reference=parcel.id)
