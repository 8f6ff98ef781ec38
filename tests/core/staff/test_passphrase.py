"""What is tried first is refused; long words of one's own are not."""

import pytest

from exchange.core.staff.passphrase import SHORTEST, WeakPassphrase, check_passphrase

OWNER = ("lea", "Lea Längsfeld")


@pytest.mark.parametrize(
    "text",
    [
        "kurz", "x" * (SHORTEST - 1), "elf zeichen", "aaaaaaaaaaaaaaaa", "abababababababab", "123456789012",
        "qwertzuiopasdf", "passwort1234", "Passwort-Passwort", "P4ssw0rt!2026", "Sommer2026Sommer",
        "jobcenter-berlin-2026", "Geleit123456!", "lea.längsfeld.1", "LEA-LEA-LEA-LEA", "987654321987",
        "Willkommen2026!",
    ],
)  # fmt: skip
def test_what_is_short_or_tried_first_is_refused(text):
    with pytest.raises(WeakPassphrase):
        check_passphrase(text.encode(), owner=OWNER)


@pytest.mark.parametrize(
    "text", ["vier Wörter ohne Zusammenhang", "korrekt pferd batterie heft", "t7-Kq2-vB9x-Lm", "Пчёлы любят мёд"]
)
def test_what_is_long_and_of_ones_own_is_taken(text):
    check_passphrase(text.encode(), owner=OWNER)


def test_what_is_no_text_is_refused():
    with pytest.raises(WeakPassphrase):
        check_passphrase(b"\xff" * 20, owner=OWNER)
