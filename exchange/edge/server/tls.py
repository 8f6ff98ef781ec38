"""TLS termination: version 1.2 or newer, forward secrecy, a certificate that can be renewed."""

import ssl
from pathlib import Path

from exchange.core.errors import Refusal

_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"


class BadCertificate(Refusal):
    """The TLS certificate or its key cannot be used."""

    code = "HUB_BAD_CERTIFICATE"
    de = "Das TLS-Zertifikat oder sein Schlüssel ist nicht zu gebrauchen."
    fix_de = "Prüfen Sie beide Dateien: PEM, lesbar, der Schlüssel ohne Passphrase und passend zum Zertifikat."
    fix_en = "Check both files: PEM, readable, the key without passphrase and the certificate's own."


class PublicWithoutTls(Refusal):
    """Without TLS the hub listens only where nobody but this machine can reach it."""

    code = "HUB_PUBLIC_WITHOUT_TLS"
    de = "Ohne TLS lauscht die Vermittlungsstelle nur dort, wo sie allein dieser Rechner erreicht."
    fix_de = (
        "Geben Sie --tls-cert und --tls-key an, eine Adresse wie 127.0.0.1:8080, oder --behind-proxy mit TLS-Proxy."
    )
    fix_en = "Give --tls-cert and --tls-key, an address such as 127.0.0.1:8080, or --behind-proxy with a TLS proxy."


class Certificate:
    """A certificate chain with its key, and the context that connections are made with.

    Raises:
        BadCertificate: the files cannot be read, or do not belong together.
    """

    def __init__(self, chain: Path, *, key: Path | None) -> None:
        self._chain, self._key = chain, key
        self.context = self._load(_context())

    def renew(self) -> None:
        """Read the files again; new connections get what is in them, open ones keep what they have.

        Raises:
            BadCertificate: they cannot be used; everything stays as it was.
        """
        self._load(_context())
        self._load(self.context)

    def _load(self, context: ssl.SSLContext) -> ssl.SSLContext:
        try:
            # The empty answer keeps OpenSSL from asking a terminal for a passphrase.
            context.load_cert_chain(self._chain, self._key, password="")
        except (OSError, ssl.SSLError, ValueError) as error:
            raise BadCertificate(str(self._chain)) from error
        return context


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # For TLS 1.2; those of 1.3 are all good.
    context.set_ciphers(_CIPHERS)
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION | ssl.OP_CIPHER_SERVER_PREFERENCE
    context.set_alpn_protocols(["http/1.1"])
    return context
