"""The house rules, kept by the standard library alone. Each test names its rule."""

import ast
import importlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("exchange", "schemas", "keys", "adapters")

# Lower may not import higher; same rank may not import sideways, unless inside one package.
RANK = {
    "keys": 0, "schemas": 1, "adapters": 1,
    "exchange.core": 2, "exchange.ports": 3, "exchange.flows": 4, "exchange.queries": 4,
    "exchange.edge": 5, "exchange.observe": 5, "exchange.config": 5, "exchange.reports": 5,
    "exchange.storage": 6, "exchange.runtime": 6, "exchange.partner": 6,
    "exchange.federation": 6, "exchange.oauth": 6, "exchange.api": 6, "exchange.web": 6,
    "exchange.opened": 7, "exchange.operations": 8, "exchange.main": 9,
    "exchange.cli": 10, "exchange.demo": 10, "exchange.__main__": 11,
}  # fmt: skip
OWNERS = {  # the only places that may name these
    "sqlalchemy": {"exchange.storage"}, "alembic": {"exchange.storage"},
    "joserfc": {"keys"}, "cryptography": {"keys"}, "orjson": {"keys"}, "pybase64": {"keys"},
    "httpcore": {"adapters.outbound"}, "httpx": set(),
    "jsonschema": {"schemas"}, "jsonschema_rs": {"schemas"},
    "webauthn": {"keys"}, "cbor2": {"keys"},
    "authlib": {"exchange.oauth"}, "jinja2": {"exchange.web"}, "markupsafe": {"exchange.web"},
    "typst": {"exchange.reports"}, "segno": {"exchange.reports"}, "pikepdf": {"exchange.reports"},
    "keys.vault": {"exchange.main", "exchange.runtime", "exchange.partner"},
}  # fmt: skip
PURE = {"__future__", "base64", "bisect", "collections", "copy", "dataclasses", "datetime", "difflib", "enum",
        "functools",
        "hashlib", "hmac", "ipaddress", "itertools", "json", "math", "re", "typing", "types", "unicodedata", "urllib",
        "zoneinfo", "exchange", "holidays", "importlib"}  # fmt: skip
MAX_FILE, MAX_FUNCTION = 300, 40


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def sources():
    return [p for name in PACKAGES for p in sorted((ROOT / name).rglob("*.py"))]


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def home(module):
    return next((r for r in sorted(RANK, key=len, reverse=True) if (module + ".").startswith(r + ".")), None)


@cache
def edges():
    return [(name_of(p), m) for p in sources() for m in imports(p)]


def test_data_flows_one_way():
    ranked = [(a, b, home(a), home(b)) for a, b in edges() if home(a) and home(b)]
    assert [(a, b) for a, b, x, y in ranked if x != y and RANK[x] <= RANK[y]] == []


def test_each_dependency_has_one_owner():
    wrong = [
        (a, b)
        for a, b in edges()
        for owned, owners in OWNERS.items()
        if (b + ".").startswith(owned + ".")
        and not any((a + ".").startswith(o + ".") for o in owners)
        and not a.startswith(owned)
    ]
    assert wrong == []


def test_core_is_pure():
    assert [(a, b) for a, b in edges() if a.startswith("exchange.core") and b.split(".")[0] not in PURE] == []


def test_the_partner_side_knows_no_storage_and_no_flow():
    assert [
        (a, b)
        for a, b in edges()
        if a.startswith("exchange.partner") and home(b) in {"exchange.storage", "exchange.flows"}
    ] == []


def test_nothing_reads_the_address_a_caller_claims():
    claimed = {"url", "base_url", "url_for"}
    read = [(name_of(p), n) for p in sources() for n in ast.walk(tree(p)) if isinstance(n, ast.Attribute)]
    assert [
        (module, node.lineno)
        for module, node in read
        if node.attr in claimed and isinstance(node.value, ast.Name) and node.value.id == "request"
    ] == []


def test_files_are_made_durable_and_folders_held_in_one_place():
    named = {(name_of(p), n.attr) for p in sources() for n in ast.walk(tree(p)) if isinstance(n, ast.Attribute)}
    low_level = {"fsync", "flock", "lockf", "O_EXCL"}
    assert {module for module, attribute in named if attribute in low_level} == {"keys.durable"}


def test_files_and_functions_fit_on_a_desk():
    long_files = [name_of(p) for p in sources() if len(p.read_text(encoding="utf-8").splitlines()) > MAX_FILE]
    long_functions = [
        (name_of(p), f.name)
        for p in sources()
        for f in ast.walk(tree(p))
        if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)
        and f.end_lineno - f.lineno - len((ast.get_docstring(f, clean=False) or "").splitlines()) >= MAX_FUNCTION
    ]
    assert (long_files, long_functions) == ([], [])


def test_the_packages_are_ours():
    assert all(Path(importlib.import_module(p).__file__).is_relative_to(ROOT) for p in PACKAGES)


def test_no_key_material_lies_in_the_tree():
    kept = [p for name in PACKAGES for p in (ROOT / name).rglob("*") if p.suffix in {".pem", ".key", ".p12", ".vault"}]
    assert kept == []
