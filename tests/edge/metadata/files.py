"""Files as foreign programs write them: pikepdf and Pillow, and packages as Word and LibreOffice lay them out."""

import io
import zipfile

import pikepdf
from PIL import Image

WORD = "{http://schemas.openxmlformats.org/}"
TYPES = b'<?xml version="1.0"?><Types xmlns="urn:x"/>'
ODT = "application/vnd.oasis.opendocument.text"


def a_pdf(edit=lambda _: None, **options):
    document = pikepdf.new()
    document.add_blank_page()
    edit(document)
    kept = io.BytesIO()
    document.save(kept, **options)
    return kept.getvalue()


def a_picture(form="JPEG", **options):
    kept = io.BytesIO()
    Image.new("RGB", (16, 16), "white").save(kept, form, **options)
    return kept.getvalue()


def exif(tags, inside=(), places=()):
    block = Image.Exif()
    for tag, value in tags.items():
        block[tag] = value
    for name, values in ((0x8769, inside), (0x8825, places)):
        for tag, value in dict(values).items():
            block.get_ifd(name)[tag] = value
    return block


def a_package(parts, method=zipfile.ZIP_DEFLATED):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return kept.getvalue()


def a_docx(**parts):
    named = {name.replace("__", "/"): content for name, content in parts.items()}
    return a_package({"[Content_Types].xml": TYPES, "word/document.xml": b"<w:document><w:p/></w:document>"} | named)


def an_odt(**parts):
    return a_package({"mimetype": ODT, "content.xml": b"<office:document-content/>"} | parts)
