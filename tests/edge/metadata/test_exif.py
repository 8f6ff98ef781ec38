import pytest

from exchange.edge.metadata.exif import kinds_in_exif
from tests.edge.metadata.files import exif


def block(*parts):
    return exif(*parts).tobytes().removeprefix(b"Exif\0\0")


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (({0x013B: "Kim Muster"},), "file-author"),
        (({0x013B: "Kim"},), "file-author"),
        (({0x9C9D: "Kim".encode("utf-16le")},), "file-author"),
        (({}, {0xA430: "Kim"}), "file-author"),
        (({0x010E: "vor dem Haus"},), "file-comment"),
        (({}, {0x9286: b"ASCII\0\0\0vor dem Haus"}), "file-comment"),
        (({}, {}, {1: "N", 2: (52.0, 30.0, 0.0)}), "file-location"),
    ],
)
def test_who_what_and_where_are_found(parts, kind):
    assert kinds_in_exif(block(*parts)) == {kind}


@pytest.mark.parametrize(
    "parts",
    [({0x013B: "  "},), ({0x010F: "Kamera"},), ({}, {0x9286: b"ASCII\0\0\0\0\0  "}), ({}, {}, {0: b"\2\3\0\0"})],
)
def test_what_is_empty_or_of_the_camera_is_none(parts):
    assert kinds_in_exif(block(*parts)) == set()


@pytest.mark.parametrize("order", ["little", "big"])
def test_a_thumbnail_is_found_in_either_order_of_bytes(order):
    def number(value, size):
        return value.to_bytes(size, order)

    mark = {"little": b"II", "big": b"MM"}[order] + number(42, 2) + number(8, 4)
    main = number(0, 2) + number(14, 4)
    second = number(1, 2) + number(0x0201, 2) + number(4, 2) + number(1, 4) + number(40, 4) + number(0, 4)
    assert kinds_in_exif(mark + main + second) == {"file-thumbnail"}


@pytest.mark.parametrize(
    "broken", [b"", b"II", b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", b"XX*\0\x08\0\0\0"]
)
def test_a_broken_block_says_what_can_be_read(broken):
    assert kinds_in_exif(broken) == set()
