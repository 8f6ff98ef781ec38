"""The partner itself, [3] and [4]: it speaks with one hub over HTTP."""

import base64
import hashlib
import time
from collections.abc import Callable
from typing import Any

import httpx

from .claims import Line
from .events import EVENT, FROM_HUB, read_event
from .hub import read_configuration
from .parcel import Eyes, Opened, read_parcel
from .published import SCHEMAS, leaves
from .sealed import open_attachment, seal_attachment
from .signed import new_key, shown, sign
from .strict import Json, check, digest, new_id


class Partner:
    """Speaks with one hub over HTTP."""

    def __init__(self, entity: str, *, kind: str, lines: list[Json], enc: str) -> None:
        self.entity, self.kind, self.lines = entity, kind, lines
        self.keys = {purpose: new_key("ES256") for purpose in ("federation", "oauth")}
        self.keys |= {"ack": new_key("Ed25519"), "enc": new_key(enc)}
        self.dpop = new_key("ES256")
        self.http = httpx.Client(timeout=60)
        self.hub, self.token = "", ""
        self.facts: Json = {}
        self.threads: dict[str, tuple[int, str]] = {}

    def document(self) -> Json:
        """What is handed over at enrolment [1.7]."""
        keys = {f"{purpose}_jwks": {"keys": [shown(key)]} for purpose, key in self.keys.items()}
        return {
            "entity": self.entity, "name": "Fremde Stelle (erfunden)", "kind": self.kind, "bound_by_203": False,
            "service_lines": self.lines, "contact": {"email": "aufnahme@fremd.example"}, **keys,
        }  # fmt: skip

    def discover(self, hub: str, *, pin: str) -> None:
        """Read the hub's entity configuration, and believe it for the pinned key only."""
        self.hub = hub
        answer = self.http.get(f"{hub}/.well-known/openid-federation")
        check(answer.headers["content-type"] == "application/entity-statement+jwt", "malformed")
        self.facts = read_configuration(answer.text, hub=hub, pin=pin, now=time.time())
        # The generic documents say the same.
        check(self.http.get(f"{hub}/.well-known/oauth-authorization-server").json()["issuer"] == hub, "malformed")

    def proof(self, method: str, url: str, *, token: str = "") -> str:
        claims: Json = {"jti": new_id(), "htm": method, "htu": url.partition("?")[0], "iat": int(time.time())}
        return sign(claims | ({"ath": digest(token)} if token else {}), typ="dpop+jwt", key=self.dpop, proof=True)

    def get_token(self) -> httpx.Response:
        now = int(time.time())
        claims = {"iss": self.entity, "sub": self.entity, "aud": self.hub, "iat": now, "exp": now + 60, "jti": new_id()}
        endpoint = self.facts["metadata"]["oauth_authorization_server"]["token_endpoint"]
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": sign(claims, typ="client-authentication+jwt", key=self.keys["oauth"]),
        }
        answer = self.http.post(endpoint, data=form, headers={"DPoP": self.proof("POST", endpoint)})
        self.token = answer.json().get("access_token", "")
        return answer

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        url = self.hub + path
        headers = {"Authorization": f"DPoP {self.token}", "DPoP": self.proof(method, url, token=self.token)}
        return self.http.request(method, url, headers=headers | more.pop("headers", {}), **more)

    def poll(self, *, ack: list[str] | None = None) -> dict[str, Json]:
        """Ask for events and return their verified claims by `jti`, as the hub offers them."""
        asked = {"returnImmediately": True, "ack": ack or []}
        answer = self.call("POST", "/sets/poll", json=asked).json()["sets"]
        found = {}
        for jti, compact in answer.items():
            keys = self.facts["metadata"]["rx_hub"]["ack_jwks"]["keys"]
            found[jti] = read_event(
                compact, issuer=self.hub, audience=self.entity, keys=keys, names=FROM_HUB, now=time.time()
            )
            check(found[jti]["jti"] == jti, "invalid_request")
        return found

    def fetch(self, packet_id: str, *, announced: str) -> Opened:
        answer = self.call("GET", f"/packets/{packet_id}")
        check(answer.status_code == 200, str(answer.status_code))
        stated = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
        check(answer.headers["content-digest"] == f"sha-256=:{stated}:", "damaged")
        return read_parcel(answer.content, packet_id=packet_id, announced=announced, seen="", eyes=self.eyes())

    def eyes(self) -> Eyes:
        keys = self.facts["metadata"]["rx_hub"]
        lines = [
            Line(one["id"], one["service"], one["schema"], self.kind, one.get("profile", {})) for one in self.lines
        ]
        return Eyes(
            me=self.entity, enc=[self.keys["enc"]], hub=self.hub, packet=keys["packet_jwks"]["keys"],
            ack=keys["ack_jwks"]["keys"], lines=lines, now=time.time(),
        )  # fmt: skip

    def attachment(self, ref: Json, *, owner: str) -> bytes:
        """Fetch an attachment in two pieces and open it."""
        first = self.call("GET", f"/blobs/{ref['sha256']}", headers={"Range": "bytes=0-99"})
        rest = self.call("GET", f"/blobs/{ref['sha256']}", headers={"Range": "bytes=100-"})
        check((first.status_code, rest.status_code) == (206, 206), "range")
        return open_attachment(first.content + rest.content, ref=ref, owner=owner)

    def say(self, name: str, members: Json, *, about: Opened, version: int, jti: str = "") -> tuple[str, int]:
        """Push the next event of the thread; returns its `jti` and the HTTP status."""
        referral = about.rx["referral"]
        seq, before = self.threads.get(referral, (0, ""))
        thread = {"jwe_sha256": about.jwe_sha256, "packet_sha256": about.packet_sha256, "version": version}
        thread |= {"seq": seq + 1} | ({"prev_sha256": before} if seq else {})
        now = int(time.time())
        claims = {
            "iss": self.entity, "aud": about.claims["iss"], "iat": now, "toe": now, "jti": jti or new_id(),
            "sub_id": {"format": "opaque", "id": about.claims["jti"]}, "txn": referral,
            "events": {EVENT + name: thread | members},
        }  # fmt: skip
        compact = sign(claims, typ="secevent+jwt", key=self.keys["ack"])
        answer = self.call("POST", "/sets", content=compact, headers={"Content-Type": "application/secevent+jwt"})
        self.threads[referral] = (seq + 1, digest(compact.rpartition(".")[0]))
        return str(claims["jti"]), answer.status_code

    def feedback(self, data: Json, *, clause: Callable[[str], str], jti: str, note: bytes) -> Json:
        """Write the members of a `feedback` event [5.6], with one attachment put before."""
        schema = SCHEMAS["urn:geleit:schema:feedback:1"]
        ref, sealed = seal_attachment(note, owner=jti, name="bericht.txt", category="fb.progress")
        put = self.call("PUT", f"/blobs/{ref['sha256']}", content=sealed)
        check(put.status_code == 204, str(put.status_code))
        found = [(leaf.pointer, leaf.categories[0]) for leaf in leaves(data, schema, home=schema)]
        rows = [
            {"pointer": pointer, "category": category, "clause": clause(category), "necessity": "optional",
             "basis": "consent", "source": f"professional:{self.entity}"}
            for pointer, category in [*found, (f"attachment:{ref['id']}", ref["category"])]
        ]  # fmt: skip
        return {"schema": schema["$id"], "data": data, "manifest": rows, "attachments": [ref]}
