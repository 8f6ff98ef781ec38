"""What a partner finds in its mailbox."""


def names(bench):
    return [event["name"] for event in bench.mail()]


def refusals(bench):
    return [one for one in bench.mail() if one["name"] == "refused"]
