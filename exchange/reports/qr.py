"""QR code (ISO/IEC 18004): an address as a picture that every telephone reads, drawn as lines and never as points."""

import segno

_QUIET = 4
"""Empty modules around it, as the standard asks."""


def drawn(address: str) -> str:
    """The code as SVG. A seventh of it may be dirty or torn."""
    return str(segno.make_qr(address, error="m").svg_inline(border=_QUIET, dark="#000", light="#fff", omitsize=True))
