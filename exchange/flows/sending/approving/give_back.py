"""Giving back: a second person does not approve a draft, and says its writers what is missing."""

from dataclasses import replace

from exchange.core.errors import Refusal
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import GivenBack, Referral
from exchange.flows.append_entry import append_entry
from exchange.flows.documents import check_text
from exchange.flows.sending.approving.approve import ToApprove, second_of
from exchange.flows.staff.authenticate import InPerson, authenticate
from exchange.ports.hub import Hub

LONGEST_WORD = 1000


class WordMissing(Refusal):
    """Whoever gives a draft back says in some words what is missing."""

    code = "SENDER_WORD_MISSING"
    de = "Wer einen Entwurf zurückgibt, sagt in ein paar Worten, was fehlt."
    fix_de = "Bitte schreiben Sie, was anders werden soll."
    fix_en = "Write what is to be changed."


def give_back(what: ToApprove, word: str, *, by: InPerson, hub: Hub) -> Referral:
    """Give a draft back as it was shown, with a word for who writes it; an approval from before ends.

    The word rests under the person's key and never leaves; the evidence log says that there was one.

    Raises:
        WordMissing: it is empty, or longer than 1,000 characters.
        ForbiddenText: it holds what is never kept.
        StaleVersion: the draft changed since it was shown.
        NotFound, FourEyes, ConflictOfInterest, WrongPassphrase, Forbidden: as `to_approve` has it.
    """
    said = word.strip()
    if not 0 < len(said) <= LONGEST_WORD:
        raise WordMissing("word", pointer="/word")
    check_text({"/word": said})
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        second, draft = second_of(tx, what, known=known, at=at)
        back = replace(what.referral, approved_by="")
        tx.referrals.save(back, seen=what.seen)
        word_of = GivenBack(by=second.id, at=at, word=said)
        content = replace(draft, approved=None, given_back=word_of, asked=None)
        tx.referrals.put_draft(back.id, content)
        record = {"referral": back.id, "by": second.id}
        append_entry(tx, EntryType.DRAFT_GIVEN_BACK, record, hub=hub, at=at, person=back.person)
    return back
