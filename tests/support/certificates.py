"""Certificates, made by OpenSSL's own program."""

import subprocess
from pathlib import Path


def make(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of its own for hub.example, made by OpenSSL's own program."""
    chain, key = folder / f"{name}.crt", folder / f"{name}.key"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", f"/O={name}", "-addext", "subjectAltName=DNS:hub.example",
             "-keyout", key, "-out", chain]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 OpenSSL's own program
    return chain, key
