import time

import pytest

from exchange.edge.metadata.xmp import kinds_in_xmp

SEQUENCE = "<dc:creator><rdf:Seq><rdf:li>Kim</rdf:li></rdf:Seq></dc:creator>"


@pytest.mark.parametrize(
    ("packet", "kinds"),
    [
        (SEQUENCE, {"file-author"}),
        ('<rdf:Description pdf:Author="Kim"/>', {"file-author"}),
        ("<rdf:Description exif:GPSLatitude='52,30N'/>", {"file-location"}),
        ("<exif:GPSLongitude>13,20E</exif:GPSLongitude>", {"file-location"}),
        (
            "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>hm</rdf:li></rdf:Alt></dc:description>",
            {"file-comment"},
        ),
        ('<xmpMM:History><rdf:Seq><rdf:li stEvt:action="saved"/></rdf:Seq></xmpMM:History>', {"file-history"}),
        ("<xmpGImg:image>AAAA</xmpGImg:image>", {"file-thumbnail"}),
        (SEQUENCE.replace("Kim", ""), set()),
        ('<rdf:Description pdf:Author=""/>', set()),
        ("<xmp:CreatorTool>Writer</xmp:CreatorTool>", set()),
    ],
)
def test_what_a_packet_tells_is_found_as_element_or_attribute(packet, kinds):
    assert kinds_in_xmp(packet.encode()) == kinds
    assert kinds_in_xmp(packet.encode("utf-16")) == kinds


@pytest.mark.parametrize("scrap", [b"<dc:creator>", b"<dc:creator ", b"<a>", b" ", b"<xmpMM:History> <rdf:li "])
def test_no_packet_keeps_it_busy(scrap):
    began = time.process_time()
    kinds_in_xmp(scrap * (400_000 // len(scrap)))
    assert time.process_time() - began < 3
