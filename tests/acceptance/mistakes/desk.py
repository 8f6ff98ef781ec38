"""A hub by hand, and what lies on its desk when somebody mistypes: consents, cases in several states, files."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.cli.by_hand import Hand, found

PERSONAL = ("Erika", "Beispiel (erfunden)", "P-1001", "24.12.1980", "030 0000", "F32.1")
"""What no answer may show: names, numbers and dates of persons."""


@dataclass
class Desk:
    hand: Hand

    @property
    def hub(self) -> Path:
        return self.hand.root / "hub"

    def runs(self, *words, by="anna", second="", lang="de", as_json=False, bare=False):
        """Run a command as it is typed, without `--json`; a `bare` one opens no hub."""
        if bare:
            return self.hand.types(*words, "--lang", lang)
        who = ["--by", by, "--by-passphrase-file", self.hand.secret(by)] if by else []
        other = ["--approve-by", second, "--approve-passphrase-file", self.hand.secret(second)] if second else []
        vault = ["--passphrase-file", self.hand.secret("hub")]
        return self.hand.types(*words, *who, *other, *vault, "--lang", lang, *(["--json"] if as_json else []))

    def facts(self, *words, **who):
        answer = self.runs(*words, as_json=True, **who)
        assert answer.code == 0, answer.out + answer.err
        return answer.facts

    def file(self, name, text) -> Path:
        path = self.hand.root / name
        path.write_text(text if isinstance(text, str) else json.dumps(text))
        return path

    def example(self, name, *, without=(), at=(), **changes):
        """A filled input with members changed, left out, or changed deep inside (`at`: path and value)."""
        document = json.loads(self.hand.example(name).read_text())
        for one in without:
            del document[one]
        for place, value in at:
            *above, last = place.strip("/").split("/")
            inside = document
            for step in above:
                inside = inside[int(step) if step.isdecimal() else step]
            inside[last] = value
        return self.file(f"{name}-{len(list(self.hand.root.iterdir()))}.json", document | changes)

    def consent(self, person="P-1001", **changes):
        return self.facts("consent", "record", self.hub, self.example("consent", person=person, **changes))["consent"]

    def refer(self, person="P-1001", second="ben", **changes):
        file = self.example("refer", person={"reference": person}, **changes)
        return self.facts("refer", self.hub, file, second=second)

    @cached_property
    def sent(self):
        self.consent()
        return self.refer()["referral"]

    @cached_property
    def draft(self):
        """A case that waits for its second person."""
        self.consent("P-2")
        answer = self.runs("refer", self.hub, self.example("refer", person={"reference": "P-2"}), as_json=True)
        return answer.facts["referral"]

    @cached_property
    def withdrawn(self):
        """A consent that was withdrawn, with a draft on it."""
        consent = self.consent("P-4")
        answer = self.runs("refer", self.hub, self.example("refer", person={"reference": "P-4"}), as_json=True)
        self.facts("withdraw", self.hub, consent)
        return consent, answer.facts["referral"]

    @cached_property
    def narrow(self):
        """Somebody who agreed to less than the partner needs."""
        kinds = ["referral.core", "person.identity", "person.communication", "health.addiction"]
        self.consent("P-6", at=[("clauses/0/categories", kinds)])
        return "P-6"

    @cached_property
    def short(self):
        path = self.file("short.txt", "kurz")
        path.chmod(0o600)
        return path

    def with_config(self, text):
        """A folder with this configuration."""
        folder = self.hand.root / "odd"
        folder.mkdir(exist_ok=True)
        (folder / "geleit.toml").write_text(text)
        return folder


def desk_at(root) -> Desk:
    hand, sock = found(root)
    sock.close()
    return Desk(hand)
