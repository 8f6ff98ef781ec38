"""A partner that knows only schemas/SPEC.md works with a real hub: from enrolment to feedback and a withdrawal."""

import base64
import contextlib
import hashlib
import io
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey

from exchange.__main__ import run
from exchange.main import build_app, build_worker, open_hub
from exchange.runtime.worker import Worker
from tests.acceptance.foreign import EVENT, Json, No, Opened, Partner, event_of, new_id, shown

LINE = "hilfe"
PROFILE = {"required": ["referral", "person", "contact", "communication"]}
SCHEMA = "urn:geleit:schema:application-support:1"
OFFER = {"id": LINE, "service": "application-support", "title": "Bewerbungshilfe (erfunden)", "schema": SCHEMA}
LINES = [{**OFFER, "profile": PROFILE}]
SUITES = {"hybrid": "HPKE-9-KE", "classic": "ECDH-ES+A256KW"}
STAFF = {"lea": "team-lead", "anna": "caseworker"}
LETTER = b"%PDF-1.7\nEin erfundenes Zeugnis.\n" * 2000
DATA: dict[str, Json] = {
    "referral": {"reason": "Ich möchte wieder arbeiten.", "aim": "Eine fertige Bewerbung."},
    "person": {"family_name": "Beispiel (erfunden)", "given_name": "Erika"},
    "contact": {"email": "erika@post.example"},
    "communication": {"language": "de", "easy_language": True},
}
OUT = ["referral.core", "person.identity", "person.contact", "person.communication", "attachment"]


@dataclass
class Office:
    """A hub's people at the command line, its server on a free port, and its worker by hand."""

    root: Path
    origin: str
    worker: Worker | None = None

    def geleit(self, *words: object, by: str = "anna", second: str = "") -> Json:
        """Run one command and return what it says."""
        who = ["--by", by, "--by-passphrase-file", self.secret(by)] if by else []
        who += ["--approve-by", second, "--approve-passphrase-file", self.secret(second)] if second else []
        options = [*who, "--passphrase-file", self.secret("hub"), "--json"]
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code = run([str(word) for word in (*words, *options)])
        assert code == 0, said.getvalue()
        found: Json = json.loads(said.getvalue())
        return found

    def secret(self, name: str) -> Path:
        return self.file(f"{name}.txt", f"{name}: eine lange Passphrase".encode())

    def file(self, name: str, content: bytes | Json) -> Path:
        path = self.root / name
        path.touch(mode=0o600)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def work(self) -> None:
        """Let everything that is due go out."""
        while self.worker is not None and self.worker.once():
            pass

    @property
    def hub(self) -> Path:
        return self.root / "hub"


@contextlib.contextmanager
def serving(office: Office, listening: socket.socket) -> Iterator[None]:
    opened = open_hub(office.hub, passphrase=office.secret("hub").read_bytes())
    office.worker = build_worker(opened)
    server = uvicorn.Server(uvicorn.Config(build_app(opened), log_config=None, lifespan="off", access_log=False))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str]]:
    """A hub with staff, and the thumbprint it gives its partners."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        root = tmp_path_factory.mktemp("office")
        made = Office(root, f"http://127.0.0.1:{listening.getsockname()[1]}")
        people = [
            part
            for (name, role), which in zip(STAFF.items(), ("first", "second"), strict=True)
            for part in (
                f"--{which}",
                name,
                f"{name} (erfunden)",
                role,
                f"--{which}-passphrase-file",
                made.secret(name),
            )
        ]
        pin = made.geleit("init", made.hub, "--origin", made.origin, "--demo", *people, by="")["federation_pin"]
        with serving(made, listening):
            yield made, pin


@dataclass
class Story:
    """What one partner lived through, with everything that was said."""

    office: Office
    partner: Partner
    sent: Json = field(default_factory=dict)
    packets: list[Opened] = field(default_factory=list)
    letter: bytes = b""
    answers: dict[str, int] = field(default_factory=dict)
    refused: dict[str, Json] = field(default_factory=dict)
    jtis: dict[str, str] = field(default_factory=dict)

    def say(self, label: str, name: str, *, version: int, jti: str = "", **members: Any) -> None:
        self.jtis[label], self.answers[label] = self.partner.say(
            name, members, about=self.packets[-1], version=version, jti=jti
        )

    def hear(self) -> list[tuple[str, Json]]:
        """Take everything that waits, acknowledge it, and keep what was refused."""
        self.office.work()
        offered = self.partner.poll()
        heard = [event_of(claims) for claims in offered.values()]
        self.partner.poll(ack=list(offered))
        self.refused |= {body["set_jti"]: body for name, body in heard if name == "refused"}
        return heard

    def fetch(self) -> None:
        announced = next(body for name, body in self.hear() if name == "packet-available")
        self.packets.append(self.partner.fetch(announced["packet_id"], announced=announced["jwe_sha256"]))

    def refusal(self, label: str) -> Json:
        return self.refused[self.jtis[label]]

    def back(self, category: str) -> str:
        """The id of a clause that lets a category come back, or else of any other one."""
        clauses = [one for one in self.packets[-1].rx["consent"]["clauses"] if one["direction"] == "back"]
        return str(next((one for one in clauses if category in one["categories"]), clauses[0])["id"])


def consent_of(partner: Partner, person: str) -> Json:
    now = datetime.now(UTC).replace(microsecond=0)
    signed, ends = (now - timedelta(hours=1)).isoformat(), (now + timedelta(days=90)).isoformat()
    clause = {
        "id": "out-1", "direction": "out", "recipient": {"entity": partner.entity, "service_line": LINE},
        "purpose": "application-support", "categories": OUT, "sources": ["person", "jobcenter"],
        "valid_from": signed, "valid_until": ends,
    }  # fmt: skip
    return {
        "person": person, "status": "ConsentGiven", "text": {"version": "2026-1", "sha256": "A" * 43},
        "language": "de", "easy_language": True, "form": "written", "evidence_sha256": "A" * 43,
        "notices": {"purpose": True, "refusal_without_consequence": True, "withdrawal_any_time": True},
        "signers": [{"role": "person", "name": "Erika Beispiel (erfunden)", "signed_at": signed}],
        "reviewed_at": (now - timedelta(hours=2)).isoformat(), "copy_at": now.isoformat(),
        "feedback": {"level": 4, "no_show": False}, "clauses": [clause],
    }  # fmt: skip


def fingerprint(document: Json) -> str:
    """What the partner reads out, computed as SPEC section 1.2 says and with nothing of the hub's."""
    sets = {name.removesuffix("_jwks"): value["keys"] for name, value in document.items() if name.endswith("_jwks")}
    lines = sorted(f"{purpose} {jwk['kid']}\n" for purpose, keys in sets.items() for jwk in keys)
    return base64.b32encode(hashlib.sha256("".join(lines).encode()).digest()[:15]).decode()


def refer(office: Office, partner: Partner, suite: str) -> Json:
    """Enrol the partner, record a consent, and send a referral with an attachment."""
    document = office.file(f"partner-{suite}.json", partner.document())
    read_out = fingerprint(partner.document())
    office.geleit("partner", "enrol", office.hub, document, "--fingerprint", read_out, second="lea")
    consent = office.file(f"consent-{suite}.json", consent_of(partner, f"P-{suite}"))
    recorded = office.geleit("consent", "record", office.hub, consent)
    office.file("zeugnis.pdf", LETTER)
    wanted = {
        "person": {"reference": f"P-{suite}"}, "recipient": {"partner": partner.entity, "service_line": LINE},
        "service": "application-support", "purpose": "application-support", "urgency": "normal",
        "reason": "Schritt 1 im Plan", "data": DATA,
        "attachments": [{"file": "zeugnis.pdf", "category": "attachment", "media_type": "application/pdf"}],
    }  # fmt: skip
    return office.geleit("refer", office.hub, office.file(f"refer-{suite}.json", wanted)) | recorded


def decide(story: Story) -> None:
    """Receive, ask, get the answer, and decide: once on what is no longer so, then on what is."""
    story.fetch()
    packet = story.packets[0]
    story.letter = story.partner.attachment(packet.rx["attachments"][0], owner=packet.claims["jti"])
    story.say("received", "received", version=1)
    story.say("under-review", "under-review", version=1)
    story.say("question", "question", version=1, text="Wie am besten?", categories=["person.contact"])
    answer = {"data": {"contact": {"phone": "030 0000 0000"}}}
    story.office.geleit("answer", story.office.hub, story.sent["referral"], story.office.file("answer.json", answer))
    story.fetch()
    story.say("received again", "received", version=2)
    story.say("stale", "accepted", version=1)
    story.say("accepted", "accepted", version=2)
    soon = (datetime.now(UTC) + timedelta(days=7)).isoformat(timespec="milliseconds")
    story.say("scheduled", "scheduled", version=2, appointment=soon)


def report(story: Story) -> None:
    """Send feedback within the consent and one beyond it."""
    for label, data in {
        "feedback": {"progress": {"done": 2, "planned": 10}},
        "beyond": {"progress": {"done": 3, "planned": 10}, "workcapacity": {"hours_per_day": 4}},
    }.items():
        jti = new_id()
        members = story.partner.feedback(data, clause=story.back, jti=jti, note=b"Erfundener Bericht.\n" * 60)
        story.say(label, "feedback", version=2, jti=jti, **members)
    story.hear()


@pytest.fixture(scope="module", params=SUITES)
def story(request: pytest.FixtureRequest, office: tuple[Office, str]) -> Iterator[Story]:
    made, pin = office
    partner = Partner(
        f"https://{request.param}.example", kind="employment-support", lines=LINES, enc=SUITES[request.param]
    )
    told = Story(made, partner)
    told.sent = refer(made, partner, request.param)
    partner.discover(made.origin, pin=pin)
    told.answers["token"] = partner.get_token().status_code
    decide(told)
    report(told)
    yield told
    partner.http.close()


def test_the_hub_seals_to_the_key_that_was_published(story: Story) -> None:
    assert story.sent["suite"] == {alg: suite for suite, alg in SUITES.items()}[story.partner.keys["enc"]["alg"]]
    assert story.packets[0].rx["enc_kid"] == story.partner.keys["enc"]["kid"]


def test_the_packet_says_what_was_written_and_the_attachment_is_the_file(story: Story) -> None:
    first, second = (packet.rx for packet in story.packets)
    assert (first["kind"], first["data"], story.letter) == ("request", DATA, LETTER)
    assert second["data"]["contact"] == DATA["contact"] | {"phone": "030 0000 0000"}
    links = (second["kind"], second["version"], second["in_reply_to"], second["supersedes"])
    assert links == ("answer", 2, story.jtis["question"], story.packets[0].claims["jti"])


def test_the_hub_takes_every_event_for_genuine(story: Story) -> None:
    assert story.answers.pop("token") == 200
    assert set(story.answers.values()) == {202}
    story.answers["token"] = 200


def test_a_stale_version_is_refused_with_what_holds_now(story: Story) -> None:
    refused = story.refusal("stale")
    assert (refused["code"], refused["state"], refused["version"]) == ("stale-version", "under-review", 2)
    assert "accepted" in refused["allowed"]


def test_feedback_beyond_the_consent_is_refused_and_says_where(story: Story) -> None:
    refused = story.refusal("beyond")
    assert (refused["code"], refused["pointer"]) == ("clause:category", "/data/workcapacity/hours_per_day")
    assert set(story.refused) == {story.jtis["stale"], story.jtis["beyond"]}


def test_the_hub_shows_where_the_matter_stands(story: Story) -> None:
    shown_ = story.office.geleit("show", story.office.hub, story.sent["referral"])
    assert (shown_["state"], shown_["delivery"]) == ("scheduled", "received")
    found = story.office.geleit("feedback", story.office.hub, story.sent["referral"])["feedback"]
    assert [one["event"] for one in found] == ["question", "feedback"]
    assert "hours_per_day" not in json.dumps(found)


def test_the_partner_reads_the_same_state(story: Story) -> None:
    answer = story.partner.call("GET", f"/referrals/{story.packets[0].rx['referral']}")
    view = answer.json()
    assert (view["state"], view["version"], view["seq"]) == ("scheduled", 2, 9)
    assert answer.headers["etag"] == '"2"'
    assert {"appointment-cancelled", "in-service"} <= set(view["allowed"])


def test_another_partners_things_are_not_there(story: Story) -> None:
    answer = story.partner.call("GET", f"/referrals/{new_id()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "HUB_NOT_FOUND")
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_directory_and_the_own_capacity(story: Story) -> None:
    said = {LINE: {"waiting_weeks": 2, "accepts_new": True, "valid_until": "2027-01-31T00:00:00Z"}}
    assert story.partner.call("PUT", "/capacity", json=said).status_code == 204
    entry = story.partner.call("GET", f"/directory/{story.partner.entity.replace('/', '%2F').replace(':', '%3A')}")
    assert entry.json()["service_lines"][0]["capacity"]["waiting_weeks"] == 2
    page = story.partner.call("GET", "/directory?limit=1").json()
    assert len(page["partners"]) == 1


def test_authlibs_private_key_jwt_and_a_dpop_header_get_a_token(story: Story) -> None:
    partner, endpoint = story.partner, f"{story.partner.hub}/oauth/token"
    key = ECKey.import_key({name: partner.keys["oauth"][name] for name in ("kty", "crv", "x", "y", "d")})
    client = type("Auth", (), {"client_id": partner.entity, "client_secret": key})
    signer = PrivateKeyJWT(partner.hub, claims={"exp": int(time.time()) + 50}, alg="ES256")
    uri, headers, body = signer(client, "POST", endpoint, {}, "grant_type=client_credentials")
    headers |= {"Content-Type": "application/x-www-form-urlencoded", "DPoP": partner.proof("POST", endpoint)}
    answer = httpx.post(uri, headers=headers, content=body)
    assert (answer.status_code, answer.json()["token_type"]) == (200, "DPoP")


def test_a_bearer_token_and_a_used_proof_are_refused(story: Story) -> None:
    partner, url = story.partner, f"{story.partner.hub}/directory"
    assert httpx.get(url, headers={"Authorization": f"Bearer {partner.token}"}).status_code == 401
    headers = {"Authorization": f"DPoP {partner.token}", "DPoP": partner.proof("GET", url, token=partner.token)}
    answers = [httpx.get(url, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 401]
    assert 'error="invalid_dpop_proof"' in answers[1].headers["www-authenticate"]


def test_the_metadata_for_generic_clients(story: Story) -> None:
    hub = story.partner.hub
    assert httpx.get(f"{hub}/.well-known/oauth-protected-resource").json()["dpop_bound_access_tokens_required"] is True
    assert {key["alg"] for key in httpx.get(f"{hub}/jwks").json()["keys"]} == {"ES256"}
    assert "priv" not in shown(story.partner.keys["enc"])


def test_a_withdrawal_stops_everything_and_is_answered(story: Story) -> None:
    story.office.geleit("withdraw", story.office.hub, story.sent["consent"])
    assert [name for name, _ in story.hear()] == ["withdrawn"]
    with pytest.raises(No, match="410"):
        story.partner.fetch(story.packets[-1].claims["jti"], announced="")
    story.say("answered", "withdrawal-answered", version=2, result="deleted")
    story.say("too late", "in-service", version=2)
    assert story.hear()[-1][1]["state"] == "consent-withdrawn"
    shown_ = story.office.geleit("show", story.office.hub, story.sent["referral"])
    assert (shown_["state"], EVENT) == ("consent-withdrawn", "urn:geleit:rx:1:event:")


def test_the_foreign_partner_imports_nothing_of_ours() -> None:
    files = sorted((Path(__file__).parent / "foreign").glob("*.py"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    imported = [name for text in texts for name in re.findall(r"^ *(?:from|import) (\.*\w+)", text, re.MULTILINE)]
    assert {name for name in imported if name.startswith(".")} <= {f".{file.stem}" for file in files}
    assert {"jwcrypto", "cryptography"} <= set(imported)
    assert not {"exchange", "keys", "schemas", "adapters", "tests"} & set(imported)
