"""What a recipient is told with a packet: on whose word it came, and nothing that is not so."""

from pathlib import Path

import pytest

from exchange.core.packet.notice import TEXTS, notice_for, text_of
from exchange.core.packet.packet import Notice
from exchange.core.vocabulary import Power

SPEC = (Path(__file__).parents[3] / "schemas" / "SPEC.md").read_text(encoding="utf-8")


def test_nobody_is_said_to_have_released_what_goes_without_consent():
    released, by_power = text_of(notice_for("")), text_of(notice_for(Power.SGBX_69))
    assert "freigegeben" in released
    assert "released" in released
    for claim in ("freigegeben", "released", "Widerruf", "widerrufen", "withdraw"):
        assert claim not in by_power
    assert "§ 69 SGB X, ohne Einwilligung" in by_power
    assert "under section 69 SGB X, without the consent" in by_power


def test_a_text_is_shown_only_where_its_digest_is_that_of_the_packet():
    known = notice_for("")
    assert text_of(known)
    assert text_of(Notice(text_version=known.text_version, sha256="A" * 43)) == ""
    assert text_of(Notice(text_version="notice-9", sha256=known.sha256)) == ""


@pytest.mark.parametrize("version", TEXTS)
def test_every_text_stands_in_the_specification_word_for_word(version):
    assert f"`{version}`" in SPEC
    assert TEXTS[version] in SPEC
