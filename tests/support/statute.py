"""A matter that goes without consent (§ 69 SGB X), to a public body."""

from exchange.flows.sending.drafting.draft import draft
from tests.support.hubs import KIM, claim, document_of, encoded, refer_document

BODY, HELP = "https://amt.example", "application-support"


def on_a_power(bench, **decided: object):
    """A draft to a public body on a statutory power, with nothing sensitive in it. `decided` is what two said of it."""
    line = document_of(BODY)["service_lines"][0]
    line |= {"id": "hilfe", "service": HELP, "schema": f"urn:geleit:schema:{HELP}:1", "profile": {}}
    bench.enrol(document_of(BODY, kind="public-body", service_lines=[line]), **{"sgb1_35": "§ 23 SGB I"} | decided)
    document = refer_document(
        recipient={"partner": BODY, "service_line": "hilfe"}, service=HELP, purpose=HELP,
        power="sgbx-69", justification="Es braucht die Angaben für seine eigene Aufgabe (erfunden).",
    )  # fmt: skip
    document["data"] = {name: document["data"][name] for name in ("referral", "person", "contact")}
    del document["sources"]["/plan"]
    return draft(encoded(document), files=(), by=claim(KIM), hub=bench.hub)
