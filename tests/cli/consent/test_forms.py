"""A consent by hand: the words printed, signed, scanned, and put on record; what only people know is asked."""

import base64
import hashlib
import io
import sys
from datetime import UTC, datetime, timedelta

import pytest

from exchange.core.calendar import BERLIN, day_of
from exchange.core.consent.texts.shipped import CONSENT_WORDS, RELEASE_WORDS
from tests.cli.by_hand import found

NOW = datetime.now(tz=UTC)
TALK = {
    "--signer": "Erika Beispiel (erfunden)",
    "--reviewed-at": NOW - timedelta(minutes=30),
    "--signed-at": NOW - timedelta(minutes=20),
    "--copy-at": NOW - timedelta(minutes=10),
    "--told-purpose": "yes",
    "--told-refusal": "yes",
    "--told-withdrawal": "yes",
    "--level": "3",
    "--no-show": "no",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    hand, sock = found(tmp_path_factory.mktemp("forms"))
    sock.close()
    for name in ("signed.pdf", "release.pdf"):
        (hand.root / name).write_bytes(b"%PDF-1.7 " + name.encode())
    return hand


def flags(said):
    return [word for name, value in said.items() for word in (name, shown(value))]


def shown(value):
    return value.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value


def signed(desk, person, *more: object, **changes: str):
    said = {name: value for name, value in (TALK | changes).items() if value is not None}
    paper = ("--person", person, "--template", "addiction-counselling", "--scan", desk.root / "signed.pdf")
    return desk.hub("consent", "record", desk.root / "hub", *paper, *flags(said), *more)


def printed(desk, *more: object):
    words = ("--template", "addiction-counselling", "--level", "3", "--no-show", "no")
    return desk.hub("consent", "form", desk.root / "hub", *words, *more).facts


def sha256(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def kept(desk, consent):
    return desk.hub("consent", "show", desk.root / "hub", consent).facts


def test_a_signed_paper_is_put_on_record_with_everything_worked_out(desk):
    done = signed(desk, "P-7").facts
    consent = kept(desk, done["consent"])
    assert consent["evidence_sha256"] == sha256(b"%PDF-1.7 signed.pdf")
    assert consent["text"]["sha256"] == printed(desk)["sha256"]
    (out,) = [one for one in consent["clauses"] if one["direction"] == "out"]
    assert (out["id"], out["purpose"]) == ("out-1", "addiction-support")
    assert {"health.addiction", "person.identity"} <= set(out["categories"])
    ends = datetime.fromisoformat(out["valid_until"])
    assert 175 < (day_of(ends) - day_of(NOW)).days < 190
    assert consent["notices"] == {"purpose": True, "refusal_without_consequence": True, "withdrawal_any_time": True}
    assert consent["releases"] == []
    assert consent["recorded_by"] == "anna"
    out = desk.root / "again" / "bogen.pdf"
    out.parent.mkdir()
    again = desk.hub("consent", "show", desk.root / "hub", done["consent"], "--evidence", out).facts
    assert (again["evidence"], out.read_bytes()) == ([str(out)], b"%PDF-1.7 signed.pdf")
    assert out.stat().st_mode & 0o777 == 0o600


def test_what_was_put_on_record_lets_a_referral_go(desk):
    release = ("--release-scan", desk.root / "release.pdf", "--release-signed-at", shown(NOW - timedelta(minutes=15)))
    consent = kept(desk, signed(desk, "P-8", *release).facts["consent"])
    assert consent["releases"][0]["categories"] == ["fb.appointment", "fb.attendance", "fb.decision", "fb.receipt"]
    file = desk.example("refer", person={"reference": "P-8"})
    assert desk.hub("refer", desk.root / "hub", file, second="lea").facts["state"] == "sent"


@pytest.mark.parametrize("left_out", TALK)
def test_nothing_that_only_people_know_is_filled_in(desk, left_out):
    said = signed(desk, "P-9", **{left_out: None})
    assert (said.code, left_out in said.out) == (2, True)
    assert desk.hub("person", "show", desk.root / "hub", "P-9").code == 4


@pytest.mark.parametrize("notice", ["--told-purpose", "--told-refusal", "--told-withdrawal"])
def test_a_notice_that_was_not_given_is_no_consent(desk, notice):
    error = signed(desk, "P-9", **{notice: "no"}).facts["error"]
    assert (error["code"], error["detail"]) == ("SENDER_CONSENT_INVALID", "consent:notices")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"--signed-at": "24.11.2026 09:30"}, "SENDER_NOT_A_MOMENT"),
        ({"--copy-at": NOW + timedelta(days=1)}, "SENDER_NOT_A_MOMENT"),
        ({"--reviewed-at": NOW - timedelta(minutes=5)}, "SENDER_CONSENT_INVALID"),
        ({"--until": "31.12.2027"}, "SENDER_DAYS_UNFIT"),
        ({"--line": "nirgends"}, "SENDER_PARTNER_UNKNOWN"),
        ({"--category": "haarfarbe"}, "SENDER_SCHEMA_INVALID"),
    ],
)
def test_what_does_not_fit_is_refused(desk, changes, code):
    assert signed(desk, "P-9", **changes).facts["error"]["code"] == code


class Terminal(io.StringIO):
    """Somebody who answers."""

    def isatty(self):
        return True


def test_on_a_terminal_all_of_it_is_asked(desk, monkeypatch):
    answers = ["3", "n", "Erika Beispiel (erfunden)", shown(TALK["--signed-at"]), shown(TALK["--reviewed-at"])]
    answers += [shown(TALK["--copy-at"]), "y", "y", "y"]
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(answers) + "\n"))
    said = signed(desk, "P-10", **dict.fromkeys(TALK))
    assert kept(desk, said.facts["consent"])["signers"][0]["name"] == "Erika Beispiel (erfunden)"
    for question in ("Stufe der Rückmeldung", "Wann wurde unterschrieben?", "dass ein Nein keine Folgen hat?"):
        assert question in said.err


def test_the_english_reading_aid_stands_behind_the_german_words_and_is_not_signed(desk):
    out = desk.root / "mit-lesehilfe.pdf"
    words = ("consent", "form", desk.root / "hub", "--template", "addiction-counselling", "--aid", "en")
    who = ("--by", "anna", "--by-passphrase-file", desk.secret("anna"), "--passphrase-file", desk.secret("hub"))
    said = desk.types(*words, *who).out
    german, english = said.index("Ort, Datum, Unterschrift"), said.index("a reading aid")
    assert german < english
    assert "Place, date, signature" not in said
    assert "for 6 months from the signature" in said
    assert desk.hub(*words, "--out", out).facts["aid"] == "en"
    assert out.read_bytes().startswith(b"%PDF")
    refused = desk.hub(*words[:-1], "fr").facts["error"]
    assert (refused["where"], "easy" in refused["form"]["de"]) == ("--aid", True)


def test_the_words_name_the_recipient_the_categories_and_the_rights(desk):
    form = printed(desk)
    for words in ("https://suchtberatung.example", "weitergeben", "widerrufen", "6 Monate"):
        assert words in form["text"]
    assert "Schweigepflicht" in form["release"]
    assert printed(desk, "--until", day_of(NOW + timedelta(days=90)).isoformat())["text"] != form["text"]
    assert printed(desk, "--category", "person.contact")["text"] != form["text"]


def test_what_a_person_chose_is_no_other_version_of_the_words(desk):
    form, other = printed(desk), printed(desk, "--category", "person.contact")
    assert (form["version"], form["sha256"]) == (other["version"], other["sha256"])
    assert form["sha256"] == sha256(CONSENT_WORDS.encode())
    assert form["release_sha256"] == sha256(RELEASE_WORDS.encode())


def test_a_file_still_does(desk):
    done = desk.hub("consent", "record", desk.root / "hub", desk.example("consent", person="P-11"))
    assert done.facts["status"] == "ConsentGiven"
    neither = desk.hub("consent", "record", desk.root / "hub")
    assert (neither.code, "--template" in neither.out) == (2, True)


def test_every_flag_is_told_in_both_languages(desk):
    told = desk.types("consent", "record", "--help").out
    paper = ("--person", "--template", "--scan", "--partner", "--line", "--category", "--until", "--release-scan")
    names = (*TALK, *paper, "--release-signed-at", "--also-ends", "--easy-language", "--language")
    assert [one for one in names if one not in told] == []


def test_a_consent_is_renewed_upon_a_new_paper_with_its_clauses_and_no_other(desk):
    old = signed(desk, "P-20").facts["consent"]
    said = flags({name: value for name, value in TALK.items() if name not in ("--level", "--no-show")})
    assert desk.hub("consent", "renew", desk.root / "hub", old, *said).code == 2
    scan = ("--scan", desk.root / "signed.pdf")
    late = ("--signed-at", shown(NOW - timedelta(minutes=15)))
    same = desk.hub("consent", "renew", desk.root / "hub", old, *scan, *said, *late).facts["error"]
    assert (same["detail"], same["pointer"]) == ("consent:renewal", "/evidence_sha256")
    (desk.root / "again.pdf").write_bytes(b"%PDF-1.7 again")
    scan = ("--scan", desk.root / "again.pdf")
    new = desk.hub("consent", "renew", desk.root / "hub", old, *scan, *said, *late).facts
    before, after = kept(desk, old), kept(desk, new["consent"])
    assert (new["status"], new["replaced"], after["renews"]) == ("RenewedConsentGiven", [old], old)
    what = ("id", "recipient", "categories", "purpose", "sources")
    assert [[one[name] for name in what] for one in after["clauses"]] == [
        [one[name] for name in what] for one in before["clauses"]
    ]
    assert after["states"][0]["status"] == "RenewedConsentGiven"


def test_a_no_is_put_on_record_without_a_signature_and_with_its_moment(desk):
    words = ("--person", "P-21", "--template", "addiction-counselling")
    said = desk.hub("consent", "refuse", desk.root / "hub", *words, "--at", shown(NOW - timedelta(minutes=5))).facts
    no = kept(desk, said["consent"])
    assert (said["status"], no["signers"], no["state_now"]) == ("ConsentRefused", [], "ConsentRefused")
    future = desk.hub("consent", "refuse", desk.root / "hub", *words, "--at", shown(NOW + timedelta(days=1)))
    assert future.facts["error"]["code"] == "SENDER_NOT_A_MOMENT"
