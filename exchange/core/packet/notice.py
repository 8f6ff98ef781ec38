"""Purpose limitation and secrecy (§ 78 SGB X): the notice every recipient is shown with a packet."""

import hashlib

from exchange.core.packet.packet import Notice, b64url

TEXT_VERSION = "notice-1"
TEXT = """\
Diese Angaben hat die betroffene Person für den genannten Zweck freigegeben. Verwenden Sie sie nur dafür und geben Sie
sie nicht weiter (§ 78 SGB X). Die Person kann ihre Einwilligung jederzeit widerrufen; dann löschen Sie die Angaben, so
weit kein Gesetz die Aufbewahrung verlangt. Eine Rückmeldung an das Jobcenter ist freiwillig und geht nur so weit, wie
die Person es erlaubt hat.

The person concerned has released these data for the purpose stated. Use them for that only and do not pass them on
(section 78 SGB X). The person may withdraw consent at any time; then delete the data unless a law demands that you keep
them. Feedback to the Jobcenter is voluntary and goes only as far as the person has allowed.
"""
NOTICE = Notice(text_version=TEXT_VERSION, sha256=b64url(hashlib.sha256(TEXT.encode()).digest()))
"""Version and digest of the text, as a packet carries them."""
