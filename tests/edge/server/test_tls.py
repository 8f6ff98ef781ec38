"""TLS as a real client sees it: version, ciphers, a certificate that is renewed while calls go on."""

import ssl
import subprocess

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from exchange.edge.server.tls import BadCertificate, Certificate
from tests.support.certificates import make
from tests.support.serving import HEAD, SOON_SECONDS, heard, serving, timed


async def answer(request):
    return PlainTextResponse(request.url.scheme)


APP = Starlette(routes=[Route("/x", answer)])
CALL = HEAD + b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def first(folder):
    return make(folder, "first")


@pytest.fixture(scope="module")
def served(first):
    with serving(APP, certificate=Certificate(first[0], key=first[1])) as made:
        yield made


def client(trusted, **changes: object):
    context = ssl.create_default_context(cafile=trusted)
    for name, value in changes.items():
        setattr(context, name, value)
    return context


def connected(served, context):
    return context.wrap_socket(served.caller(), server_hostname="hub.example")


def test_a_client_that_checks_everything_gets_an_answer_over_tls(served, first):
    caller = connected(served, client(first[0]))
    assert (caller.version(), caller.selected_alpn_protocol()) == ("TLSv1.3", None)
    caller.sendall(CALL)
    assert heard(caller).endswith(b"https")


def test_who_would_speak_http_2_is_told_to_speak_http_1(served, first):
    context = client(first[0])
    context.set_alpn_protocols(["h2", "http/1.1"])
    with connected(served, context) as caller:
        assert caller.selected_alpn_protocol() == "http/1.1"


def test_the_server_chooses_the_cipher(served, first):
    context = client(first[0], maximum_version=ssl.TLSVersion.TLSv1_2)
    weaker, stronger = "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"
    context.set_ciphers(f"{weaker}:{stronger}")
    with connected(served, context) as caller:
        assert caller.cipher()[0] == stronger


def test_a_key_with_a_passphrase_is_said_to_be_of_no_use(folder, first):
    locked = folder / "locked.key"
    words = ["openssl", "pkey", "-in", first[1], "-aes256", "-passout", "pass:geheim", "-out", locked]
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 OpenSSL's own program
    with pytest.raises(BadCertificate):
        Certificate(first[0], key=locked)


def test_tls_1_2_is_spoken_with_forward_secrecy_and_authenticated_encryption_only(served, first):
    context = client(first[0], maximum_version=ssl.TLSVersion.TLSv1_2)
    with connected(served, context) as caller:
        name, version, _ = caller.cipher()
    assert version == "TLSv1.2"
    assert name.startswith("ECDHE-")
    assert "GCM" in name or "CHACHA20" in name


@pytest.mark.parametrize("ciphers", ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "AES256-SHA"])
def test_a_cipher_without_either_is_not_spoken(served, first, ciphers):
    context = client(first[0], maximum_version=ssl.TLSVersion.TLSv1_2)
    context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        connected(served, context)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_tls_1_1_is_not_spoken(served, first):
    context = client(first[0], minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1_1)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        connected(served, context)


def test_a_handshake_that_does_not_begin_is_not_waited_for(served):
    assert timed(lambda: heard(served.caller())) < SOON_SECONDS


def test_a_renewed_certificate_is_shown_to_new_callers_and_open_connections_go_on(folder):
    chain, key = make(folder, "live")
    certificate = Certificate(chain, key=key)
    with serving(APP, certificate=certificate) as served:
        opened = connected(served, client(chain))
        new_chain, new_key = make(folder, "second")
        chain.write_bytes(new_chain.read_bytes())
        key.write_bytes(new_key.read_bytes())
        certificate.renew()
        with connected(served, client(new_chain)) as caller:
            assert caller.getpeercert()["subject"] == ((("organizationName", "second"),),)
        opened.sendall(CALL)
        assert heard(opened).endswith(b"https")


def test_files_that_do_not_belong_together_are_refused_and_the_old_ones_stay(folder):
    chain, key = make(folder, "steady")
    certificate = Certificate(chain, key=key)
    with serving(APP, certificate=certificate) as served:
        good, other = chain.read_bytes(), make(folder, "other")[0]
        chain.write_bytes(other.read_bytes())
        with pytest.raises(BadCertificate):
            certificate.renew()
        chain.write_bytes(good)
        with connected(served, client(chain)) as caller:
            assert caller.version() == "TLSv1.3"


@pytest.mark.parametrize("content", [b"", b"no certificate", None])
def test_what_is_no_certificate_is_said_in_words(folder, first, content):
    chain = folder / "bad.crt"
    chain.write_bytes(content) if content is not None else chain.unlink(missing_ok=True)
    with pytest.raises(BadCertificate, match=r"bad\.crt"):
        Certificate(chain, key=first[1])
