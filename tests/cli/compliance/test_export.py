"""The registers as files: both into a folder, one where a file is named, none over another."""

import json

import pikepdf


def exports(hand, out, *more: object):
    return hand.hub("register", "export", hand.root / "hub", "--out", out, *more, by="lea")


def test_a_folder_gets_both_files_and_a_file_one(hand):
    folder = hand.root / "verzeichnis"
    folder.mkdir()
    done = exports(hand, folder, "--language", "en").facts
    assert sorted(one.name for one in folder.iterdir()) == ["register.json", "register.pdf"]
    held = json.loads((folder / "register.json").read_text())
    assert held["missing"] == done["missing"] != []
    with pikepdf.open(folder / "register.pdf") as pdf:
        assert str(pdf.Root.Lang) == "en"
        inside = json.loads(pdf.attachments["geleit.json"].get_file().read_bytes())
    assert {**inside, "at": ""} == {**held, "at": ""}
    assert exports(hand, folder).facts["error"]["code"] == "SENDER_FILE_TAKEN"
    unfit = exports(hand, hand.root / "verzeichnis.doc")
    assert (unfit.code, unfit.facts["error"]["where"]) == (2, "--out")
