# ruff: noqa: INP001 an example stands alone, it is no part of a package
"""A case-management system in one page, made of httpx and joserfc alone: nothing of Geleit is imported.

`python sender_example.py key FILE` makes a key and prints the JWK Set that `geleit client add` takes.
"""

import base64
import hashlib
import json
import sys
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
YEAR = 365 * 24 * 3600


def make_key() -> dict[str, Any]:
    """Make a private key as a JWK: its `kid` is its RFC 7638 thumbprint, and it says from when to when it is good."""
    key = ECKey.generate_key("P-256", private=True)
    now = int(time.time())
    about = {"kid": key.thumbprint(), "alg": "ES256", "use": "sig", "nbf": now, "exp": now + YEAR}
    return dict(key.as_dict(private=True)) | about


def public(key: dict[str, Any]) -> dict[str, Any]:
    """The JWK Set to register: the same without the secret."""
    return {"keys": [{name: value for name, value in key.items() if name != "d"}]}


class Caller:
    """Calls a hub for one member of staff after the other. `hub` is its address, `client_id` what it registered."""

    def __init__(self, hub: str, *, client_id: str, key: dict[str, Any]) -> None:
        self.hub, self.client_id, self.key = hub, client_id, key
        self.http = httpx.Client(base_url=hub)
        self.token, self.until = "", 0.0

    def call(
        self, method: str, path: str, *, staff: str, headers: dict[str, str] | None = None, **body: Any
    ) -> httpx.Response:
        """Make one call: a token, a fresh proof, and the member of staff it is made for."""
        if time.time() > self.until:
            self._fetch_token()
        proof = self._proof(method, path.partition("?")[0], ath=_digest(self.token))
        named = {"Authorization": f"DPoP {self.token}", "DPoP": proof, "On-Behalf-Of": quote(staff)}
        return self.http.request(method, path, headers=named | (headers or {}), **body)

    def change(
        self, path: str, *, staff: str, etag: str = "", headers: dict[str, str] | None = None, **body: Any
    ) -> httpx.Response:
        """Change something once: on no answer the same call is made again, and takes effect once."""
        said = {"Idempotency-Key": f'"{uuid.uuid4()}"'} | ({"If-Match": etag} if etag else {}) | (headers or {})
        for _ in range(3):
            try:
                return self.call("POST", path, staff=staff, headers=said, **body)
            except httpx.TransportError:
                time.sleep(1)
        return self.call("POST", path, staff=staff, headers=said, **body)

    def _fetch_token(self) -> None:
        now = int(time.time())
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": self.hub, "iat": now, "exp": now + 60}
        form = {
            "grant_type": "client_credentials",
            "scope": "referral.send",
            "client_assertion_type": ASSERTION,
            "client_assertion": self._signed({"kid": self.key["kid"]}, claims | {"jti": str(uuid.uuid4())}),
        }
        answer = self.http.post("/oauth/token", data=form, headers={"DPoP": self._proof("POST", "/oauth/token")})
        answer.raise_for_status()
        self.token, self.until = answer.json()["access_token"], time.time() + answer.json()["expires_in"] - 30

    def _proof(self, method: str, path: str, **claims: str) -> str:
        jwk = {name: self.key[name] for name in ("kty", "crv", "x", "y")}
        said = {"htm": method, "htu": self.hub + path, "iat": int(time.time()), "jti": str(uuid.uuid4())}
        return self._signed({"typ": "dpop+jwt", "jwk": jwk}, said | claims)

    def _signed(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        key = ECKey.import_key({name: self.key[name] for name in ("kty", "crv", "x", "y", "d")})
        return jwt.encode({"alg": "ES256"} | header, claims, key)


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    made = make_key()
    file = Path(sys.argv[2])
    file.touch(mode=0o600)
    file.write_text(json.dumps(made))
    sys.stdout.write(json.dumps(public(made), indent=2) + "\n")
