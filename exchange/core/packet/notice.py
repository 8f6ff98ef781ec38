"""Purpose limitation and secrecy (§ 78 SGB X): the notice every recipient is shown with a packet.

On a statutory power (§ 69 SGB X) nobody released anything, and the notice does not say so.
"""

import hashlib
from functools import lru_cache

from exchange.core.packet.packet import Notice, b64url

_RELEASED = """\
Diese Angaben hat die betroffene Person für den genannten Zweck freigegeben. Verwenden Sie sie nur dafür und geben Sie
sie nicht weiter (§ 78 SGB X). Die Person kann ihre Einwilligung jederzeit widerrufen; dann löschen Sie die Angaben, so
weit kein Gesetz die Aufbewahrung verlangt. Eine Rückmeldung an das Jobcenter ist freiwillig und geht nur so weit, wie
die Person es erlaubt hat.

The person concerned has released these data for the purpose stated. Use them for that only and do not pass them on
(section 78 SGB X). The person may withdraw consent at any time; then delete the data unless a law demands that you keep
them. Feedback to the Jobcenter is voluntary and goes only as far as the person has allowed.
"""
_BY_POWER = """\
Diese Angaben übermittelt das Jobcenter nach § 69 SGB X, ohne Einwilligung der betroffenen Person. Verwenden Sie sie nur
für den genannten Zweck und geben Sie sie nicht weiter (§ 78 SGB X). Löschen Sie die Angaben, sobald Sie sie dafür nicht
mehr brauchen, soweit kein Gesetz die Aufbewahrung verlangt. Eine Rückmeldung an das Jobcenter ist freiwillig.

The Jobcenter transfers these data under section 69 SGB X, without the consent of the person concerned. Use them for the
purpose stated only and do not pass them on (section 78 SGB X). Delete them as soon as you no longer need them for it,
unless a law demands that you keep them. Feedback to the Jobcenter is voluntary.
"""
TEXTS = {"notice-1": _RELEASED, "notice-69-1": _BY_POWER}
"""The texts by their version."""


def notice_for(power: str) -> Notice:
    """Version and digest of the text a packet carries: on consent, or on a statutory power."""
    version = "notice-69-1" if power else "notice-1"
    return Notice(text_version=version, sha256=_digest(TEXTS[version]))


def text_of(notice: Notice) -> str:
    """The text a recipient is shown; empty where it is none of ours."""
    text = TEXTS.get(notice.text_version, "")
    return text if _digest(text) == notice.sha256 else ""


@lru_cache(maxsize=16)
def _digest(text: str) -> str:
    return b64url(hashlib.sha256(text.encode()).digest())
