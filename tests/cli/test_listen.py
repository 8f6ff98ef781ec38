"""Without TLS a hub listens only where this machine alone reaches it, unless somebody says that a proxy is there."""

import socket
from contextlib import closing

import pytest

from exchange.cli.listen import at_the_door, bind, is_public
from exchange.edge.server.tls import PublicWithoutTls
from tests.cli.by_hand import Hand
from tests.support.certificates import make


def given(folder, listen, **options: object):
    return {"directory": folder, "listen": listen, "tls_cert": None, "tls_key": None, "behind_proxy": False} | options


@pytest.mark.parametrize(("listen", "public"), [
    ("127.0.0.1:0", False), ("127.1.2.3:0", False), ("localhost:0", False), ("[::1]:0", False),
    ("0.0.0.0:0", True), ("[::]:0", True), ("[::ffff:0.0.0.0]:0", True), ("[::ffff:127.0.0.1]:0", False),
])  # fmt: skip
def test_only_the_loopback_is_this_machines_alone(listen, public):
    with closing(bind(listen)) as sock:
        assert is_public(sock) is public


def test_a_unix_socket_is_this_machines_alone():
    one, other = socket.socketpair()
    with one, other:
        assert not is_public(one)


def test_a_public_address_without_tls_is_refused_and_let_go(tmp_path):
    with closing(bind("0.0.0.0:0")) as inherited:
        for listen in ("0.0.0.0:0", f"fd:{inherited.dup().detach()}"):
            with pytest.raises(PublicWithoutTls), at_the_door(given(tmp_path, listen)):
                pass


def test_how_it_is_reached_is_known(tmp_path):
    for behind_proxy, reached in ((False, "loopback"), (True, "proxy")):
        with at_the_door(given(tmp_path, "127.0.0.1:0", behind_proxy=behind_proxy)) as door:
            assert door.reached == reached


def test_with_a_certificate_or_behind_a_proxy_it_is_not(tmp_path):
    chain, key = make(tmp_path, "own")
    for options in ({"tls_cert": chain, "tls_key": key}, {"behind_proxy": True}):
        with at_the_door(given(tmp_path, "0.0.0.0:0", **options)) as door:
            assert is_public(door.sock)
            assert (door.certificate is None) is ("behind_proxy" in options)


def test_it_is_said_in_words_before_anything_is_opened(tmp_path):
    answer = Hand(tmp_path).types("serve", tmp_path / "nowhere", "--listen", "0.0.0.0:0")
    assert (answer.code, "HUB_PUBLIC_WITHOUT_TLS" in answer.err, "--behind-proxy" in answer.err) == (3, True, True)
