"""Every command once, typed as people type it, without `--json`: what each said, by its name."""

import json
import shutil
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from sqlite3 import connect

import schemas
from exchange.core.calendar import BERLIN
from exchange.core.partner.fingerprint import fingerprint_of_document
from tests.cli.by_hand import Hand, private
from tests.cli.test_clients import published
from tests.support import servers
from tests.support.servers import serving

OTHER = "https://zweite.example"
FREE = "http://127.0.0.1:8999"
WORD = "eine lange Passphrase"


@dataclass
class Walk:
    """A hand that types everything in one language and keeps what it hears."""

    hand: Hand
    lang: str
    said: dict[str, list[str]] = field(default_factory=dict)

    @property
    def hub(self):
        return self.hand.root / "hub"

    @property
    def box(self):
        return self.hand.root / "box"

    def types(self, name: str, *words: object, ends: tuple[int, ...] = (0,)) -> str:
        answer = self.hand.types(*name.split(), *words, "--lang", self.lang)
        assert answer.code in ends, (name, answer.code, answer.out + answer.err)
        self.said.setdefault(name, []).append(answer.out + answer.err)
        return answer.out

    def at(self, name: str, *words: object, by="anna", second="", folder=None, ends=(0,)) -> str:
        """Type a command at the hub."""
        secret = self.hand.secret
        who = ["--by", by, "--by-passphrase-file", secret(by)] if by else []
        other = ["--approve-by", second, "--approve-passphrase-file", secret(second)] if second else []
        vault = ["--passphrase-file", secret("hub")]
        return self.types(name, folder or self.hub, *words, *who, *other, *vault, ends=ends)

    def inside(self, name: str, *words: object) -> str:
        """Type a command at the partner's."""
        return self.types(name, self.box, *words, "--passphrase-file", self.hand.secret("box"))

    def facts(self, *words: object, **who: str) -> dict:
        """What a command says to scripts; it does not belong to what people hear."""
        name, *more = words
        return self.hand.hub(*str(name).split(), self.hub, *more, **who).facts

    def file(self, name: str, document: dict):
        path = self.hand.root / f"{name}-{len(list(self.hand.root.iterdir()))}.json"
        path.write_text(json.dumps(document))
        return path

    def waits(self, until) -> None:
        end = time.monotonic() + 60
        while not until():
            assert time.monotonic() < end
            time.sleep(0.2)


def walked(hand: Hand, lang: str) -> dict[str, list[str]]:
    """Go through all of it with a hub that is served: what each command said."""
    walk = Walk(hand, lang)
    _schemas(walk)
    _staff(walk)
    _partners(walk)
    _consents(walk)
    _cases(walk)
    _persons(walk)
    _plans(walk)
    _registers(walk)
    _clients_and_keys(walk)
    _beginnings(walk)
    _logs(walk)
    _farewells(walk)
    return walk.said


def _schemas(walk: Walk) -> None:
    walk.types("schema check")
    walk.types("schema example")
    walk.types("schema codes", "categories")
    walk.types("schema codes")


def _staff(walk: Walk) -> None:
    halves = [
        walk.at("staff add", "kim", "--name", "Kim", "--role", "deputy", by="lea"),
        walk.at("staff confirm", "kim", "--yes", by="ben"),
    ]
    files = [private(walk.hand.root / f"half-{n}", _half(said)) for n, said in enumerate(halves)]
    given = ("--first-half-file", files[0], "--second-half-file", files[1])
    walk.at("staff activate", "kim", *given, "--new-passphrase-file", walk.hand.secret("kim"), by="")
    walk.at("staff training", "kim", "--topic", "crisis", by="lea")
    walk.at("staff confirm", "kim", "--what", "crisis", "--yes", by="ben")
    walk.at("staff role", "kim", "--role", "deputy", by="lea")
    days = ("--for", "anna", "--from", "2199-12-21", "--to", "2200-01-03")
    walk.at("staff deputy", "kim", *days, by="lea")
    walk.at("staff list", by="lea")
    walk.at("staff confirm", "kim", "--what", "deputy:anna", "--yes", by="ben")
    walk.at("staff list", by="lea")
    walk.at("staff deputy", "kim", "--for", "anna", "--end", by="lea")
    walk.at("staff passphrase", "--new-passphrase-file", private(walk.hand.root / "new.txt", WORD), by="kim")
    walk.at("staff reset", "kim", by="lea")


def _registers(walk: Walk) -> None:
    filled = walk.file("secrecy", schemas.example("fact-secrecy") | {"who": "lea", "from": "2020-01-01"})
    walk.at("register put", "secrecy", filled, by="lea")
    walk.at("register list", "secrecy", by="lea")
    walk.at("register show", "secrecy", "lea", by="lea")
    walk.at("register show", "secrecy", "niemand", by="lea")
    walk.at("register history", "secrecy", by="lea")
    walk.at("register export", "--out", walk.hand.root / "register.pdf", by="lea")
    files = ("--pdf", walk.hand.root / "protocol.pdf", "--oscal", walk.hand.root / "oscal.json")
    walk.at("compliance check", *files, by="lea", ends=(0, 3))
    walk.at("compliance check", "--last", by="lea")
    walk.at("compliance arm", "RE-01", "--advised-on", "2026-01-01", "--yes", by="lea", second="ben")
    walk.types("compliance rules", "--hub", walk.hub, "--passphrase-file", walk.hand.secret("hub"))
    walk.at("compliance disarm", "RE-01", "--reason", "erfunden", by="lea", second="ben")
    soon = (datetime.now(tz=UTC) + timedelta(days=9)).strftime("%Y-%m-%d")
    walk.at("compliance waive", "RE-01", "x", "--reason", "erfunden", "--until", soon, by="lea", second="ben")
    walk.types("compliance rules")
    walk.types("compliance rules", "CO-05")


def _half(said: str) -> str:
    """The half of a code, in whatever language it was handed over."""
    (line,) = [one for one in said.splitlines() if ("Hälfte" in one or "half" in one) and one[-1] not in ".…"][:1]
    return line.rpartition(": ")[2]


def _partners(walk: Walk) -> None:
    hand = walk.hand
    hook = {"url": "http://127.0.0.1:9/hook", "signatures": ["v1a", "v1"], "technical_email": "technik@zweite.example"}
    offers = hand.example("partner", hook=hook)
    pin = "x" * 43
    folder = hand.root / "second"
    made = ("--entity", OTHER, "--offers", offers, "--hub", hand.origin, "--pin", pin, "--demo")
    walk.types("partner init", folder, *made, "--passphrase-file", hand.secret("box"))
    document = folder / "partner.json"
    read = json.loads(document.read_text())
    heard = ("--fingerprint", fingerprint_of_document(read))
    walk.at("partner enrol", document, *heard, second="lea")
    document.write_text(json.dumps(read | {"name": "Flusshaus (erfunden)"}))
    walk.at("partner enrol", document, *heard, second="lea")
    walk.at("partner accept", OTHER, "--as", "same-recipient", "--reason", "Anruf", second="lea")
    walk.at("partner show", OTHER, by="")
    with serving(servers.answering(b"204 No Content", body=b"")) as server:
        document.write_text(json.dumps(read | {"hook": hook | {"url": f"{server.origin}/hook"}}))
        walk.at("partner enrol", document, *heard, second="lea")
        walk.at("partner hook show", OTHER, by="")
        walk.at("partner hook test", OTHER, by="")
        walk.at("partner hook secret", OTHER, by="lea", second="anna")
        walk.at("partner hook show", by="")
    walk.at("partner hook test", OTHER, by="", ends=(5,))
    walk.at("partner suspend", OTHER)
    walk.at("partner enrol", document, *heard, second="lea")
    walk.at("partner resume", OTHER, "--reason", "geklärt", second="lea")
    walk.at("partner list", by="")


def _consents(walk: Walk) -> None:
    consent = json.loads(walk.hand.example("consent").read_text())
    consent["clauses"][0]["categories"].append("enquiry")
    walk.at("consent record", walk.file("consent", consent), "--check")
    walk.at("consent record", walk.file("consent", consent))
    walk.at("consent record", walk.file("consent", consent))
    (*_, kept) = walk.facts("consent list", "--person", "P-1001")["consents"]
    walk.at("consent show", kept["consent"])
    walk.at("consent receipt", kept["consent"], "--out", walk.hand.root / "receipt.jwt")
    walk.hand.root.joinpath("again.pdf").write_bytes(b"%PDF-1.7 again")
    now = datetime.now(tz=BERLIN)
    at = {name: (now - timedelta(minutes=n)).strftime("%Y-%m-%d %H:%M") for name, n in (("r", 9), ("s", 6), ("c", 3))}
    told = [word for one in ("purpose", "refusal", "withdrawal") for word in (f"--told-{one}", "yes")]
    when = ("--signer", "Mara Beispiel", "--reviewed-at", at["r"], "--signed-at", at["s"], "--copy-at", at["c"])
    walk.hand.root.joinpath("release.pdf").write_bytes(b"%PDF-1.7 release")
    release = ("--release-scan", walk.hand.root / "release.pdf", "--release-signed-at", at["s"])
    walk.at("consent renew", kept["consent"], "--scan", walk.hand.root / "again.pdf", *when, *told, *release)
    no = ("--person", "P-1009", "--template", "addiction-counselling", "--at", at["s"])
    walk.at("consent refuse", *no, "--partner", walk.hand.partner, "--line", "beratung")
    walk.at("consent list", "--person", "P-1001")
    form = ("--template", "addiction-counselling", "--partner", walk.hand.partner, "--line", "beratung")
    walk.at("consent form", *form)
    walk.at("consent form", *form, "--aid", "en")


def _cases(walk: Walk) -> None:
    walk.at("list")
    draft = walk.hand.example("addiction-counselling")
    document = json.loads(draft.read_text())
    letter = walk.hand.root / f"befund-{walk.lang}.pdf"
    letter.write_bytes(b"%PDF-1.7 Ein erfundener Befund.")
    walk.types("seal-part", letter, "--for", walk.box / "partner.json", "--categories", "health.addiction")
    walk.at("refer", draft, "--check")
    walk.at("refer", draft, second="ben")
    case = walk.facts("list")["referrals"][0]["referral"]
    walk.at("consent form", case, "--out", walk.hand.root / "form.pdf")
    walk.at("explain", walk.facts("list")["referrals"][0]["referral"])
    (sent,) = [one["referral"] for one in walk.facts("list")["referrals"]]
    _answered(walk, sent)
    walk.at("cancel", sent, "--reason", "other")
    walk.at("resume", sent)
    walk.at("end", sent, "completed", ends=(0, 3))
    walk.at("resend", sent, ends=(3,))
    walk.at("settle", sent, ends=(3,))
    other = document | {"person": {"reference": "K-2"}, "attachments": []}
    walk.at("refer", walk.file("refer", other))
    (waits,) = [one["referral"] for one in walk.facts("list")["referrals"] if one["state"] == "awaiting-consent"]
    walk.at("edit", waits, walk.file("data", {"data": document["data"]}))
    walk.at("consent record", walk.hand.example("consent", person="K-2"))
    walk.at("ask-approval", waits)
    walk.at("ask-approval", waits, "--of", "lea")
    walk.at("give-back", waits, "--word", "Bitte den Anlass genauer (erfunden).", by="lea")
    walk.at("show", waits)
    walk.at("approve", waits, "--yes", by="lea")
    walk.at("release", waits, "--check")
    walk.at("release", waits)
    walk.at("assign", waits, "--to", "ben", by="lea")
    walk.at("staff hand-over", "ben", "--to", "anna", by="lea")
    walk.at("list")
    walk.at("list", "--due")
    (consent,) = walk.facts("consent list", "--person", "K-2")["consents"]
    walk.at("withdraw", consent["consent"])
    walk.at("show", waits)
    walk.inside("partner receive")
    walk.inside("partner list")


def _answered(walk: Walk, sent: str) -> None:
    """A case whose partner fetches it, asks, is answered, and gives feedback."""
    packet = walk.facts("show", sent)["packet"]
    walk.waits(lambda: packet in walk.inside("partner receive"))
    walk.inside("partner list")
    walk.inside("partner open", packet, "--to", walk.hand.root / "opened")
    walk.inside("partner acknowledge", packet, "under-review")
    question = ("question", "--with", "text=Wann passt es?", "--with", "categories=person.contact")
    walk.inside("partner acknowledge", packet, *question)
    walk.waits(lambda: walk.facts("show", sent)["state"] == "clarification-requested")
    walk.at("feedback", sent)
    contact = {"contact": {"phone": "030 0000 0000", "preferred": "phone"}}
    walk.at("answer", sent, walk.file("answer", {"data": contact}), second="ben")
    said = ("--channel", "telephone", "--said-by", "Empfang")
    walk.at("report", sent, "accepted", *said)
    walk.at(
        "told",
        sent,
        "scheduled",
        *said,
        "--with",
        f"appointment={datetime.now(tz=UTC) + timedelta(days=40):%Y-%m-%dT09:00:00Z}",
    )
    walk.at("update", sent, walk.file("update", {"data": contact}), second="ben")
    feedback = {"schema": "urn:geleit:schema:feedback:1", "data": {"attendance": {"attended": 2}}}
    walk.inside("partner feedback", packet, walk.file("feedback", feedback))
    walk.at("show", sent)


def _persons(walk: Walk) -> None:
    walk.at("consent record", walk.hand.example("consent", person="P-13"))
    walk.at("consent record", walk.hand.example("consent", person="P-13 "))
    walk.at("person show", "P-13")
    walk.at("person ledger", "P-13")
    walk.at("person letter", "P-13", "--out", walk.hand.root / "letter.pdf")
    bundle = walk.hand.root / "bundle.zip"
    handed_out = walk.at("evidence export", bundle, "--person", "P-13")
    walk.types("evidence verify", bundle, "--vkey", handed_out.split("--vkey ")[1].split()[0])
    walk.at("person correct", "P-13", "P-31")
    walk.at("consent record", walk.hand.example("consent", person="P-33"))
    walk.at("person approve-merge", "P-31", "P-33", "--yes", by="lea")
    walk.at("person merge", "P-31", "P-33", "--yes", second="lea")


def _plans(walk: Walk) -> None:
    """What is agreed with a person, who is close to them, and a look at their case by somebody else in an emergency."""
    person = "P-1001"
    soon = (datetime.now(tz=BERLIN) + timedelta(days=40)).strftime("%Y-%m-%d")
    # One word that is the same in both languages: what is agreed is in the person's own.
    walk.at("plan new", person, walk.file("plan", {"needs": ["Telefon"]}))
    walk.at("plan goal", person, "--text", "Telefon")
    walk.at("plan step", person, "--text", "Telefon", "--who", "together", "--until", soon, "--goal", "1")
    walk.at("plan follow-up", person, "--on", soon, "--way", "telephone")
    walk.at("plan accompany", person, "--at", f"{soon}T10:00", "--place", "Platz", "--with", "ben")
    walk.at("plan correct", person, "goal", "1", "--with", "text=Telefonat")
    walk.at("plan review", person)
    walk.at("plan show", person)
    walk.at("plan close", person, "--why", "reached")
    walk.types("hint")
    (case, *_) = (one["referral"] for one in walk.facts("list")["referrals"])
    walk.at("break-glass look", case, "--reason", "Anruf", by="ben")
    walk.at("break-glass confirm", case, by="lea")
    walk.at("break-glass told", case, "--whom", "person", by="lea")
    walk.at("conflict add", person, "--staff", "ben", "--relation", "colleague")


def _clients_and_keys(walk: Walk) -> None:
    walk.at("client add", "akte", "--jwks", published(walk.hand), "--name", "Akte", by="lea", second="anna")
    walk.at("client list", by="")
    walk.at("client suspend", "akte", by="lea")
    walk.at("keys rotate", "packet", by="lea", second="anna")
    walk.at("keys list", by="")
    walk.at("migrate", by="")
    walk.at("doctor", by="")


def _beginnings(walk: Walk) -> None:
    """A hub made anew, whose two founders are gone."""
    folder, secret = walk.hand.root / "new", walk.hand.secret
    who = ("--first", "lea", "Lea", "team-lead", "--first-passphrase-file", secret("lea"))
    other = ("--second", "anna", "Anna", "caseworker", "--second-passphrase-file", secret("anna"))
    vault = ("--passphrase-file", secret("hub"))
    walk.types("init", folder, "--origin", FREE, "--demo", *who, *other, *vault)
    walk.at("staff training", "anna", "--topic", "crisis", by="lea", folder=folder)
    walk.at("staff sessions", "anna", by="lea", folder=folder)
    walk.at("staff sign-out", "anna", by="lea", folder=folder)
    walk.at("staff deactivate", "anna", by="lea", folder=folder)
    mia = ("mia", "--name", "Mia", "--role", "team-lead", "--new-passphrase-file", secret("mia"))
    walk.at("staff found", *mia, by="", folder=folder)
    walk.at("staff return", "anna", by="lea", folder=folder)
    walk.at("text add", "--shipped", by="lea", folder=folder)
    walk.at("text release", "geleit-2026-2", by="lea", second="mia", folder=folder)
    walk.at("text list", by="lea", folder=folder)
    walk.at("text show", "geleit-2026-2", by="lea", folder=folder)
    walk.at("doctor", by="", folder=folder)


def _logs(walk: Walk) -> None:
    """A log that is sound, proven, damaged, mended, and followed; and a row that was changed."""
    folder = walk.hand.root / "new"
    walk.at("log verify", by="", folder=folder)
    walk.at("verify-log", by="", folder=folder)
    proofs = walk.hand.root / "proofs"
    key = walk.at("log prove", "0", "--with-record", "--to", proofs, by="lea", folder=folder).split()[-1]
    walk.types("log check", min(proofs.iterdir()), "--key", key)
    tile = folder / "log" / "1" / "level-0"
    tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])
    walk.at("log fsck", by="", folder=folder, ends=(3,))
    walk.at("log fsck", "--repair", by="", folder=folder)
    database, before = folder / "geleit.sqlite", walk.hand.root / "before.sqlite"
    with closing(connect(database)) as open_database, open_database:
        open_database.execute("UPDATE staff SET name = 'Mallory' WHERE id = 'anna'")
    walk.at("doctor", by="", folder=folder, ends=(5,))
    walk.at("log verify", by="", folder=folder, ends=(3,))
    _restated(walk, folder)
    _witnessed(walk, folder)
    shutil.copyfile(database, before)
    walk.at("staff training", "mia", "--topic", "crisis", by="lea", folder=folder)
    shutil.copyfile(before, database)
    for leftover in folder.glob("geleit.sqlite-*"):
        leftover.unlink()
    walk.at("log succeed", by="lea", second="mia", folder=folder)


def _witnessed(walk: Walk, folder) -> None:
    """A log of others is witnessed; it has not contradicted itself."""
    log = schemas.example("fact-witnessed-log")
    origin, who = log["origin"], {"by": "lea", "folder": folder}
    walk.at("witness add", origin, log["vkey"], "--operator", log["operator"], second="mia", **who)
    walk.at("witness logs", **who)
    peer = schemas.example("fact-witness")
    walk.at("witness ask", peer["address"], peer["vkey"], "--operator", peer["operator"], second="mia", **who)
    walk.at("witness list", **who)
    policy = walk.hand.root / "policy.txt"
    policy.write_text(walk.at("witness policy", by="", folder=folder))
    walk.types("log check", min((walk.hand.root / "proofs").iterdir()), "--policy", policy, ends=(3,))
    walk.at("witness evidence", origin, "--out", walk.hand.root / "forks", by="", folder=folder)


def _restated(walk: Walk, folder) -> None:
    checks = walk.hand.hub("doctor", folder, by="").facts["checks"]
    (row,) = [one["check"].split()[1].rstrip(":") for one in checks if one["check"].startswith("row ")]
    walk.at("log restate", row, "--yes", by="lea", second="mia", folder=folder)


def _farewells(walk: Walk) -> None:
    walk.at("staff deactivate", "anna", by="lea")
