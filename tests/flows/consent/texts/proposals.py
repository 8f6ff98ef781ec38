"""Texts as a house proposes and releases them."""

import schemas
from exchange.flows.consent.texts.add import add_texts, read_text
from exchange.flows.consent.texts.release import release_text
from tests.support.hubs import BOSS, DPO, OPS, claim, encoded

TEXT = schemas.example("consent-text")
VERSION = TEXT["version"]
EASY = {"layer": "easy", "reviewed_by": "Büro für Leichte Sprache", "reviewed_on": "2026-03-01"}


def proposes(bench, by=DPO, **changes: object):
    (done,) = add_texts([read_text(encoded(TEXT | changes))], by=claim(by), hub=bench.hub)
    return done


def releases(bench, version=VERSION, by=BOSS, second=OPS, advice=None):
    other = claim(second) if second else None
    return release_text(version, advice=advice, by=claim(by), approve_by=other, hub=bench.hub)
