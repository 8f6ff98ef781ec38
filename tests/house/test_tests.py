"""A test lies where what it guards lies, and is not long: whoever changes a module finds its tests by the path.

`tests/core/consent/test_permits.py` guards `exchange/core/consent/permits.py`; where one module needs several files,
each is called after it and after its subject, `test_permits_levels.py`. A name may also be a folder's, or that of a
JSON document. What tells a story across modules has a folder of its own, which `STORIES` names; what tests share lies
in `tests/support`.
"""

import ast
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
MAX_FILE = 400

STORIES = {"acceptance", "bench", "contracts", "docs", "faults", "house", "journeys", "support", "vectors"}
BESIDE_THE_HUB = {"adapters", "keys", "schemas"}
EXCEPTIONS = {
    "cli/test_sender_example.py": "guards an example of deploy/, which a served hub answers",
    "keys/test_corpora.py": "published vectors, for all modules of keys at once",
    "keys/test_foreign.py": "a second implementation reads what keys writes, and the other way round",
    "keys/test_mutation.py": "a campaign of small changes to every kind of object",
    "keys/test_rfc.py": "the examples of the standards, for all modules of keys at once",
    "oauth/test_n_list.py": "the list N1 to N79 of attacks, on the token endpoint and on all that takes its tokens",
    "oauth/test_n_list_replay.py": "those of that list that send something twice",
    "observe/test_canaries.py": "guards tests/support/canaries.py, which reads what all of the hub writes",
}


def files():
    return [path.relative_to(TESTS) for path in sorted(TESTS.rglob("*.py"))]


def mirrors(test):
    """Whether a test's path is that of something there is to guard."""
    top = test.parts[0]
    folder = (ROOT if top in BESIDE_THE_HUB else ROOT / "exchange") / test.parent
    words = test.stem.removeprefix("test_").split("_")
    names = accumulate(words, lambda name, word: f"{name}_{word}")
    return test.stem == f"test_{folder.name}" or any(
        (folder / f"{name}.py").exists() or (folder / name).is_dir() or (folder / f"{name}.json").exists()
        for name in names
    )


def test_no_file_of_tests_is_longer_than_four_hundred_lines():
    lines = {str(path): len((TESTS / path).read_text(encoding="utf-8").splitlines()) for path in files()}
    assert {path: count for path, count in lines.items() if count > MAX_FILE} == {}


def test_every_test_lies_on_the_path_of_what_it_guards_or_its_exception_has_a_reason():
    guards = [path for path in files() if path.name.startswith("test_") and path.parts[0] not in STORIES]
    assert [str(path) for path in guards if not mirrors(path)] == sorted(EXCEPTIONS)


def test_what_tests_share_holds_no_test():
    shared = [path for path in files() if path.parts[0] == "support"]
    assert [str(path) for path in shared if path.name.startswith("test_")] == []
    functions = [
        (str(path), node.name)
        for path in shared
        for node in ast.walk(ast.parse((TESTS / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    assert [one for one in functions if one[1].lower().startswith("test")] == []
