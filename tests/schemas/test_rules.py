"""What the rules say: sentences that whoever reads them understands at once."""

import pytest

import schemas
from tests.support.plain_language import complaints, hard_texts


def sayings():
    for _, said in schemas.rules().values():
        for row in said["rules"]:
            yield f"{row['id']} title", row["title"].values()
            for version in row["versions"]:
                yield f"{row['id']} says", version["says"].values()
                yield f"{row['id']} fix", version["fix"].values()


def test_every_sentence_of_every_rule_is_plain():
    found = dict(sayings())
    assert len(found) > 40
    assert hard_texts(found) == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Einwilligung gilt gemäß dem Gesetz.", "de"),
        ("Donaudampfschifffahrtsgesellschaft.", "de"),
        ("eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn", "de"),
        ("This is pursuant to law.", "en"),
    ],
)
def test_what_is_hard_to_read_is_found(text, language):
    assert complaints(text, language) != []
