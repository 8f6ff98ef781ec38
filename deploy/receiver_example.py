# ruff: noqa: INP001 an example stands alone, it is no part of a package
"""Fetch what is new, print it, accept it: `python receiver_example.py FOLDER < passphrase`."""

import sys
from pathlib import Path

from exchange.partner.partner import Partner


def main(folder: Path, passphrase: bytes) -> None:
    """Do one round and accept everything that came."""
    with Partner.open(folder, passphrase=passphrase) as partner:
        for packet_id in partner.receive().received:
            packet = partner.read(packet_id)
            sys.stdout.write(f"{packet.service}: {packet.data}\n")
            partner.acknowledge(packet_id, "accepted")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.buffer.read().strip())
