"""A module says first what the field calls it. Who knows the field finds each thing by its own word."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("exchange", "keys", "adapters", "schemas")
# `Term: sentence.` The colon stands within the first 60 characters, and no sentence ends before it.
FIRST_LINE = re.compile(r"[A-Z`](?:(?!\. [A-Z]|: ).){1,58}: \S.*")
MIGRATIONS = "migrations"  # Alembic's, each named by its number
TERMS = (
    "rate limit", "GCRA", "backoff", "jitter", "backpressure", "inclusion proof", "consistency proof",
    "transparency log", "tree head", "audit", "crypto-shredding", "envelope encryption", "key rotation", "key pinning",
    "authenticated encryption", "optimistic concurrency", "pessimistic lock", "advisory lock", "unit of work",
    "group commit", "transactional outbox", "dead letter", "lease", "idempotency key", "replay protection",
    "publish-subscribe", "notification", "long polling", "rollback detection", "four-eyes", "segregation of duties",
    "data minimisation", "purpose limitation", "consent record", "consent receipt", "record of disclosures",
    "access log", "pseudonymisation", "padding", "traffic analysis", "JSON Merge Patch", "problem details",
    "content negotiation", "liveness and readiness", "structured logging", "sender-constrained", "proof of possession",
    "SSRF", "DNS rebinding", "Slowloris", "graceful shutdown", "composition root", "dependency rule",
    "garbage collection",
)  # fmt: skip


def modules():
    found = (path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")))
    return [path for path in found if MIGRATIONS not in path.parts]


def docstring(path):
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def test_every_module_begins_with_its_term():
    first = {str(path.relative_to(ROOT)): docstring(path).partition("\n")[0] for path in modules()}
    assert {name: line for name, line in first.items() if not FIRST_LINE.fullmatch(line)} == {}


@pytest.fixture(scope="module")
def docstrings():
    return " ".join(" ".join(map(docstring, modules())).split())


@pytest.mark.parametrize("term", TERMS)
def test_each_term_of_the_field_is_found_where_it_is_built(term, docstrings):
    assert re.search(rf"\b{re.escape(term)}s?\b", docstrings, re.IGNORECASE)
