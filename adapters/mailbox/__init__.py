"""Pull: the parcel waits in the hub's mailbox until its partner fetches it."""
