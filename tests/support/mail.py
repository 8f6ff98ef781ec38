"""What a partner finds in its mailbox."""

import json

from keys.encoding import unb64url


def names(bench):
    return [event["name"] for event in bench.mail()]


def refusals(bench):
    return [one for one in bench.mail() if one["name"] == "refused"]


def jti(compact: str) -> str:
    """The id of a SET, read and not verified."""
    claims: dict[str, str] = json.loads(unb64url(compact.split(".")[1]))
    return claims["jti"]
