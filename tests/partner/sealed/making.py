"""A sealed part as a helper makes one, and a packet that carries it."""

from exchange.partner.sealed.seal import seal_part
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, document_of

LETTER = b"%PDF-1.7 Ein erfundener Befund."
ABOUT = ("health.addiction", "prior.services")


def a_part(content=LETTER, **changes: object):
    usual = {
        "name": "befund.pdf",
        "document": document_of(CENTRE),
        "categories": ABOUT,
        "provenance": "person",
        "at": NOON,
    }
    return seal_part(content, **usual | changes)
