"""Case-management systems: a file comes in, says what it is, and stays within its limits."""

from gzip import compress

import pytest

from tests.support.casework import REFERRALS, path, sends
from tests.support.hubs import refer_document
from tests.support.office import code


def test_a_file_is_sealed_into_the_draft(cases, draft):
    made = cases.attach(draft)
    assert (made.status_code, made.json()["length"]) == (201, 10)
    found = cases.get(path(draft))
    assert [(one["name"], one["category"]) for one in found.json()["attachments"]] == [
        ("fragebogen.pdf", "questionnaire")
    ]
    assert found.headers["etag"] == made.headers["etag"] == '"2"'


def test_a_document_does_not_bring_files_along(cases):
    document = refer_document(
        attachments=[{"file": "x.pdf", "category": "attachment", "media_type": "application/pdf"}]
    )
    assert code(cases.post(REFERRALS, document)) == (422, "SENDER_ATTACHMENT_REFUSED")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Content_Type": "application/x-msdownload"}, (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")),
        ({"Data_Category": "benefits"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Data_Source": "hearsay"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": 'attachment; filename="../x.pdf"'}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": 'inline; filename="x.pdf"'}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": "attachment"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": "attachment; filename=a.pdf; filename=b.pdf"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        (
            {"Content_Disposition": "attachment; filename=a.pdf; filename*=UTF-8''%FF"},
            (422, "SENDER_ATTACHMENT_REFUSED"),
        ),
        ({"Content_Disposition": "attachment; filename*=undefined''a"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": f"attachment; filename*{'1' * 4301}=a"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Encoding": "gzip", "content": compress(b"%PDF")}, (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")),
        ({"content": b""}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"content": b"MZ\x90\0"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"content": b"MZ\x90\0" * 1000}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": 'attachment; filename="Rechnung.exe"'}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": 'attachment; filename="a.txt"'}, (422, "SENDER_ATTACHMENT_REFUSED")),
    ],
)
def test_a_file_says_what_it_is_or_stays_out(cases, draft, change, expected):
    assert code(cases.attach(draft, **change)) == expected
    assert cases.get(path(draft)).json()["attachments"] == []


def test_a_file_beyond_the_limit_is_refused_while_it_comes_in(cases, draft):
    limit = cases.office.bench.hub.policy.attachment_limit
    assert code(cases.attach(draft, b"%PDF-" + b"x" * limit)) == (413, "SENDER_TOO_LARGE")


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=UTF-8''%C3%9Cbersicht.pdf", "Übersicht.pdf"),
        ("attachment; filename*=UTF-8''a.pdf; filename*0=b", "a.pdf"),
        ('attachment; filename="Müller & Söhne (Kopie).PDF"'.encode(), "Müller & Söhne (Kopie).PDF"),
        ('attachment; filename="Müller.pdf"'.encode(), "Müller.pdf"),
        ("attachment; filename=\"Uebersicht.pdf\"; filename*=UTF-8'de'%C3%9Cbersicht.pdf", "Übersicht.pdf"),
        ("attachment; filename*=UTF-8''%D0%A1%D0%BF%D1%80%D0%B0%D0%B2%D0%BA%D0%B0.pdf", "Справка.pdf"),
        ('attachment; filename="' + "x" * 251 + '.pdf"', "x" * 251 + ".pdf"),
    ],
)
def test_any_name_that_people_can_read_goes_through(cases, draft, disposition, name):
    assert cases.attach(draft, Content_Disposition=disposition).status_code == 201
    assert cases.get(path(draft)).json()["attachments"][0]["name"] == name


def test_a_refused_file_is_told_which_of_its_three_words_is_wrong(cases, draft):
    said = [
        cases.attach(draft, Content_Disposition="attachment; filename*=UTF-8''a%E2%80%AEfdp.pdf"),
        cases.attach(draft, Content_Disposition='attachment; filename="Rechnung.exe"'),
        cases.attach(draft, b"MZ\x90\0"),
    ]
    for answer, word in zip(said, ("Name", "Endung", "Inhalt"), strict=True):
        assert word in answer.text
        assert "50 MB" not in answer.text


def test_only_so_many_files_go_into_a_draft(cases, draft):
    for _ in range(cases.office.bench.hub.policy.attachment_count):
        assert cases.attach(draft).status_code == 201
    assert code(cases.attach(draft)) == (422, "SENDER_ATTACHMENT_REFUSED")


def test_nothing_is_attached_to_what_was_sent(cases, draft):
    sends(cases, draft)
    assert code(cases.attach(draft)) == (409, "HUB_ILLEGAL_STEP")
