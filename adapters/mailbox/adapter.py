"""Pull delivery: the parcel waits in the hub until the partner's system fetches it (polling, RFC 8936)."""

from adapters.contract import CONTRACT, END_TO_END, AdapterContext, MailboxDelivery, Offered, Parcel, Receipt


class Mailbox(MailboxDelivery):
    """The base of everything: needs nothing of the partner but its own polling."""

    contract = CONTRACT
    channel = END_TO_END

    def __init__(self, context: AdapterContext) -> None:
        self._mailbox = context.mailbox

    def deliver(self, parcel: Parcel) -> Receipt:
        """Put the parcel where the partner's next poll finds it."""
        self._mailbox.deposit(parcel.id)
        return Offered()
