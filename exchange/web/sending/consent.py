"""Step 4, consent: the words as the person reads them, and their answer. Nothing is chosen beforehand.

A no and a later end well: the draft stays, and nothing leaves.
"""

from dataclasses import replace
from io import BytesIO
from typing import Any

from starlette.responses import Response

from exchange.core.consent.texts.paper import (
    Choice,
    Signing,
    Talk,
    Text,
    consent_document,
    read_moment,
    refusal_document,
)
from exchange.core.consent.texts.template import Declares, Words
from exchange.core.errors import Refusal
from exchange.core.said import Said
from exchange.core.vocabulary import State
from exchange.flows.consent.draft_form import form_of_draft
from exchange.flows.consent.evidence import seal_paper
from exchange.flows.consent.form import Offer, words_of
from exchange.flows.consent.record import record_consent
from exchange.flows.consent.texts.template import words_for
from exchange.flows.person.look import look_at_person
from exchange.flows.sending.approving.preview import PacketPreview, preview_packet
from exchange.flows.sending.release import request_consent
from exchange.reports.consent_form import consent_form
from exchange.reports.render import render
from exchange.web.caseworker.case import code_of
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.paper import paper
from exchange.web.foundation.visit import Visit
from exchange.web.sending.steps import PATH, address, steps
from keys.strictjson import dumps

MOST_LEVEL = 6
_SIGNED, _LATER, _NO = "unterschrieben", "spaeter", "nein"
_NOTICES = ("purpose", "refusal", "withdrawal")
_LADDER = Said("eine Stufe von 0 bis 6, wie die Person sie wählt", "a level of 0 to 6, as the person chooses")
_SCAN = Said("der unterschriebene Bogen als PDF, PNG oder JPEG", "the signed paper as PDF, PNG or JPEG")


class AnswerIncomplete(Refusal):
    """Something of the person's answer is missing."""

    code = "SENDER_ANSWER_INCOMPLETE"
    de = "Von der Antwort der Person fehlt noch etwas."
    fix_de = "Fragen Sie die Person, und tragen Sie es hier ein. Nichts ist verloren."
    fix_en = "Ask the person, and enter it here. Nothing is lost."


def pages() -> tuple[Page, ...]:
    """The page, and the paper to be signed."""
    path = f"{PATH}/{{code}}/einwilligung"
    return (
        Page(path=path, roles=CASEWORK, files=True, get=_ask, post=_answered),
        Page(path=f"{path}/bogen.pdf", roles=CASEWORK, get=_paper),
    )


def _ask(visit: Visit) -> Response:
    code = code_of(visit)
    shown = preview_packet(code, by=visit.me.by, hub=visit.hub)
    if not shown.is_proposed and visit.refusal is None:
        return visit.go(address(code, "senden"))
    offer, choice = _choice(visit, code, level=0)
    # After a refusal it is as it was: what was chosen stands in the form that was sent.
    level = visit.request.query_params.get("stufe", "") or visit.form.typed("level")
    asked = level if level.isdecimal() and int(level) <= MOST_LEVEL else ""
    no_show = "ja" in {visit.request.query_params.get("nichterscheinen"), visit.form.typed("no_show")}
    chosen, text = replace(choice, level=int(asked or 0), no_show=no_show), _text(visit, offer)
    return visit.show(
        "sending_consent.html",
        steps=steps(visit, now="einwilligung", done=()),
        code=code,
        partner=offer.partner.name,
        levels=[(str(one), visit.say(f"case.level.{one}")) for one in range(MOST_LEVEL + 1)],
        level=asked,
        no_show=no_show,
        words=words_of(text, chosen, offer=offer, hub=visit.hub) if asked else "",
        version=text.version,
        sha256=text.sha256,
        now=f"{visit.now:%Y-%m-%dT%H:%M}",
        signer=_name(visit, code),
        notices=_NOTICES,
    )


def _answered(visit: Visit) -> Response:
    code, do = code_of(visit), visit.form.one("do")
    shown = preview_packet(code, by=visit.me.by, hub=visit.hub)
    if not shown.is_proposed:
        # A second click: the answer is on record.
        return visit.go(address(code, "senden"))
    if do == _LATER:
        if shown.referral.state is State.DRAFT:
            request_consent(code, by=visit.me.by, hub=visit.hub)
        return visit.go(f"/vorgang/{code}")
    if do == _NO:
        offer, choice = _choice(visit, code, level=0)
        words = _text(visit, offer)
        text = Text(version=words.version, sha256=words.sha256)
        no = refusal_document(_reference(visit, shown), choice=choice, at=visit.hub.clock.now(), text=text)
        record_consent(dumps(no), by=visit.me.by, approve_by=None, hub=visit.hub)
        return visit.go(f"/vorgang/{code}")
    if do == _SIGNED:
        _record(visit, code, shown)
    return visit.go(address(code, "senden"))


def _record(visit: Visit, code: str, shown: PacketPreview) -> None:
    """Put the signed paper on record: what it says is worked out, what people said is taken as they said it."""
    scan, form = visit.form.files.get("scan"), visit.form
    level = form.one("level")
    if not level.isdecimal() or int(level) > MOST_LEVEL:
        raise AnswerIncomplete(pointer="/level").saying(form=_LADDER)
    if scan is None:
        raise AnswerIncomplete(pointer="/scan").saying(form=_SCAN)
    offer, choice = _choice(visit, code, level=int(level))
    text = _text(visit, offer)
    sealed = seal_paper(BytesIO(scan.content), name=scan.name, uploader=visit.me.by.uploader, hub=visit.hub)
    at = visit.hub.clock.now()
    signing = Signing(
        signer=form.one("signer").strip(),
        signed_at=read_moment(form.one("signed_at"), at=at),
        text_version=text.version,
        text_sha256=text.sha256,
        evidence_sha256=sealed.content_sha256,
    )
    purpose, refusal, withdrawal = (form.one(f"told_{one}") == "ja" for one in _NOTICES)
    talk = Talk(
        language="de",
        easy_language=False,
        reviewed_at=read_moment(form.one("reviewed_at"), at=at),
        copy_at=read_moment(form.one("copy_at"), at=at),
        notices=(purpose, refusal, withdrawal),
    )
    said: dict[str, Any] = consent_document(
        _reference(visit, shown), choice=choice, signing=signing, talk=talk, release=None, hub=visit.hub.origin
    )
    record_consent(dumps(said), by=visit.me.by, approve_by=None, hub=visit.hub, papers=(sealed,))


def _paper(visit: Visit) -> Response:
    """The paper as a PDF, with what the person chose on it."""
    code, level = code_of(visit), visit.request.query_params.get("stufe", "")
    if not level.isdecimal() or int(level) > MOST_LEVEL:
        return visit.go(address(code, "einwilligung"))
    offer, choice = _choice(visit, code, level=int(level))
    choice = replace(choice, no_show=visit.request.query_params.get("nichterscheinen") == "ja")
    text = _text(visit, offer)
    words = words_of(text, choice, offer=offer, hub=visit.hub)
    facts = {"version": text.version, "text": words, "categories": sorted(choice.categories), "code": code}
    made = consent_form(
        [words], sender=visit.hub.origin, made_at=visit.hub.clock.now(), attached=facts, large=False, code=code
    )
    return paper(render(made).pdf, name=f"Einwilligung-{code}")


def _text(visit: Visit, offer: Offer) -> Words:
    """The words that count for this service now."""
    return words_for(offer.line.service, Declares.CONSENT, hub=visit.hub)


def _choice(visit: Visit, code: str, *, level: int) -> tuple[Offer, Choice]:
    no_show = visit.form.one("no_show") == "ja"
    made = form_of_draft(code, level=level, no_show=no_show, until=None, by=visit.me.by, hub=visit.hub)
    # A release from secrecy is a declaration of its own, on a paper of its own.
    return made.offer, replace(made.choice, released=False)


def _reference(visit: Visit, shown: PacketPreview) -> str:
    return look_at_person(shown.referral.person, what="check", by=visit.me.by, hub=visit.hub).person.reference


def _name(visit: Visit, code: str) -> str:
    shown = preview_packet(code, by=visit.me.by, hub=visit.hub)
    person = shown.data.get("person", {})
    return " ".join(str(person[one]) for one in ("given_name", "family_name") if one in person)
