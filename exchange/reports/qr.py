"""QR code (ISO/IEC 18004): an address or a code as a picture that telephones and scanners read, drawn as lines."""

import segno

_QUIET = 4
"""Empty modules around it, as the standard asks."""


def drawn(content: str) -> str:
    """The code as SVG. A seventh of it may be dirty or torn."""
    return str(segno.make_qr(content, error="m").svg_inline(border=_QUIET, dark="#000", light="#fff", omitsize=True))
