"""Papers as files: what foreign readers (pypdf, pikepdf) find in them, and what cannot be printed."""

import io
import json
import re
from datetime import UTC, datetime

import pikepdf
import pytest
import typst
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from exchange.reports import render as rendering
from exchange.reports.document import Code, Document, Heading, Item, Items, Signature, Table, Text, Window, bound
from exchange.reports.glyphs import covered
from exchange.reports.qr import drawn
from exchange.reports.render import BOX, LONGEST, MOST_LINES, ROOM, ReportNotMade, ReportTooLong, render

AT = datetime(2026, 5, 4, 9, 30, 7, 123456, tzinfo=UTC)
ODD = [
    '#read("/etc/passwd") #import "@preview/x:1.0.0": *',
    "*Stern* _unten_ $x^2$ `code` <label> @ref",
    "C:\\Pfad\\n // kein Kommentar /* auch nicht */",
    "= keine Überschrift",
    "Nuñez-Ólafsdóttir Łukasz Ünal Şahin Nguyễn Thị ẞß",
    "Олена Шевченко",
    "Ελένη Παπαδοπούλου",
]


def paper(*blocks, **changes):
    given = {
        "title": "Was mit Ihren Angaben geschah",
        "sender": "Jobcenter",
        "language": "de",
        "made_at": AT,
        "blocks": blocks,
        "attached": {"name": "李明 #x", "lines": [1, 2]},
    }
    return Document(**{**given, **changes})


def pages(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text):
    """Without spaces, and without the places where a long word may break."""
    return re.sub(r"[\s\u200b]", "", text)


def kinds(element):
    """The structure a screen reader walks: the kind of each element, in order."""
    if isinstance(element, pikepdf.Array):
        return [kind for one in element for kind in kinds(one)]
    if not isinstance(element, pikepdf.Dictionary):
        return []
    return [str(element.S)] * ("/S" in element) + (kinds(element.K) if "/K" in element else [])


def alternatives(element):
    """What a screen reader says in place of each picture."""
    if isinstance(element, pikepdf.Array):
        return [text for one in element for text in alternatives(one)]
    if not isinstance(element, pikepdf.Dictionary):
        return []
    own = element.get("/Alt") or element.get("/A", {}).get("/Alt")
    return [str(own)] * bool(own) + (alternatives(element.K) if "/K" in element else [])


def placed(pdf):
    """Where each text of the first page stands, in millimetres from the left and from the top; the lowest of it."""
    found = {}

    def heard(text, around, within, *_):
        across, up = within[4] * around[0] + around[4], within[5] * around[3] + around[5]
        found[text.strip()] = (across / 72 * 25.4, 297 - up / 72 * 25.4)

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=heard)
    return found


def title_of(found):
    return next(down for text, (_, down) in found.items() if text.startswith("Was mit"))


@pytest.fixture(scope="module")
def whole():
    blocks = (
        Heading("Wer hat etwas bekommen?"),
        *map(Text, ODD),
        Items([Item(one, lead=f"Am {number}. Mai:") for number, one in enumerate(ODD, start=1)]),
        Table(["Was", "Wer"], [[one, "Praxis"] for one in ODD], [3, 1]),
        Signature(["Ort, Datum, Unterschrift"]),
    )
    return render(paper(*blocks))


def test_what_is_written_comes_out_as_it_was_typed(whole):
    text = squeezed(pages(whole.pdf))
    assert {one: text.count(squeezed(one)) for one in ODD} == dict.fromkeys(ODD, 3)
    assert whole.unprintable == frozenset()


def test_the_file_says_that_it_keeps_both_standards(whole):
    with pikepdf.open(io.BytesIO(whole.pdf)) as pdf, pdf.open_metadata() as said:
        assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "A", "1")
        assert said["dc:title"] == "Was mit Ihren Angaben geschah"
        assert str(pdf.Root.Lang) == "de"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_a_screen_reader_finds_title_headings_lists_and_tables(whole):
    with pikepdf.open(io.BytesIO(whole.pdf)) as pdf:
        found = kinds(pdf.Root.StructTreeRoot.K)
    assert (found.count("/H1"), found.count("/H2"), found.count("/LI"), found.count("/TH")) == (1, 1, len(ODD), 2)


def test_the_same_lies_in_it_for_programs(whole):
    with pikepdf.open(io.BytesIO(whole.pdf)) as pdf:
        assert list(pdf.attachments) == ["geleit.json"]
        held = pdf.attachments["geleit.json"].get_file()
        assert json.loads(held.read_bytes()) == {"name": "李明 #x", "lines": [1, 2]}
        assert held.mime_type == "application/json"


def test_every_font_is_in_the_file(whole):
    fonts = [one for page in PdfReader(io.BytesIO(whole.pdf)).pages for one in page["/Resources"]["/Font"].values()]
    described = [one.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for one in fonts]
    assert described
    assert all("/FontFile2" in one or "/FontFile3" in one for one in described)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_name_no_font_can_show_is_said_and_not_dropped(language):
    done = render(paper(Text("Frau 李明 und Herr देव"), language=language))
    assert done.unprintable == frozenset("李明देव")
    text = pages(done.pdf)
    assert f"Frau {BOX}{BOX} und Herr {BOX}{BOX}{BOX}" in text
    assert {"de": "Manche Zeichen können wir nicht drucken", "en": "Some characters we cannot print"}[language] in text


def test_a_character_that_turns_the_text_around_is_a_box():
    done = render(paper(Text("Praxis \u202etxet\u202c \x07")))
    assert done.unprintable == frozenset("\u202e\u202c\x07")


def test_a_word_longer_than_a_line_stays_on_the_page():
    text = pages(render(paper(Text("x" * LONGEST))).pdf)
    assert text.count("x") == LONGEST
    assert text.count("\n") > 100


def test_all_that_is_called_covered_can_be_printed():
    every = "".join(chr(one) for one in sorted(covered()))
    done = render(paper(*(Text(every[at : at + 500]) for at in range(0, len(every), 500))))
    assert done.unprintable < frozenset(map(chr, covered()))


def test_ten_thousand_lines_are_one_paper_and_one_more_is_refused():
    lines = [Item("Name, Telefon", lead="4. Mai:")] * (MOST_LINES - 1)
    with pikepdf.open(io.BytesIO(render(paper(Items(lines))).pdf)) as pdf:
        assert len(pdf.pages) > 100
    with pytest.raises(ReportTooLong):
        render(paper(Items(lines), Text("noch eine")))


@pytest.mark.parametrize("blocks", [(Text("x" * (LONGEST + 1)),), (Text("x" * LONGEST),) * 501])
def test_more_text_than_a_paper_holds_is_refused(blocks):
    with pytest.raises(ReportTooLong):
        render(paper(*blocks))


def test_one_document_is_made_twice_alike():
    assert render(paper(Text("x"))).pdf == render(paper(Text("x"))).pdf


def test_what_the_typesetter_refuses_is_an_error_that_quotes_nobody(monkeypatch):
    everything = range(0x110000)
    monkeypatch.setattr(rendering, "covered", lambda: everything)
    with pytest.raises(ReportNotMade) as refused:
        render(paper(Text("Frau 李明")))
    assert str(refused.value) == "The paper could not be made. Nothing was written."


def test_no_form_takes_anything_from_elsewhere():
    forms = {one.name: one.read_text(encoding="utf-8") for one in ROOM.glob("*.typ")}
    assert forms
    taking = re.compile(r"#?\b(?:import|include|read|image(?!\(bytes\()|csv|yaml|toml|xml|cbor|plugin)\b|@")
    assert [(name, taking.findall(form)) for name, form in forms.items() if taking.search(form)] == []


@pytest.mark.parametrize("points", [11, 14])
def test_the_lines_of_the_window_stand_where_an_envelope_has_it(points):
    lines = ["Mina Muster", "Birkenweg 4", "12345 Musterstadt", "AUSTRIA"]
    done = render(paper(Text("x"), points=points, window=Window("Jobcenter", lines, "Anschrift:")))
    found = placed(done.pdf)
    for line in ["Jobcenter", *lines]:
        across, down = found[line]
        assert (20 <= across <= 30, 45 <= down <= 90) == (True, True), (line, across, down)
    assert title_of(found) > 90


def test_what_is_too_long_for_a_window_covers_nothing():
    found = placed(render(paper(Text("x"), window=Window("", ["Wort " * 20] * 9, "Anschrift:"))).pdf)
    assert title_of(found) > max(down for text, (_, down) in found.items() if text.startswith("Wort"))


def test_a_camera_reads_the_code_and_a_screen_reader_what_it_is():
    address = "https://vermittlung.example:8443/datenschutz"
    done = render(paper(Code(address, "Bild für die Kamera.")))
    with pikepdf.open(io.BytesIO(done.pdf)) as pdf:
        assert "/Figure" in kinds(pdf.Root.StructTreeRoot.K)
        assert "Bild für die Kamera." in alternatives(pdf.Root.StructTreeRoot.K)
    form = b'#set page(width: 60mm, height: 60mm)\n#image(bytes(sys.inputs.svg), format: "svg", width: 30mm)'
    png = typst.compile(form, format="png", ppi=150, sys_inputs={"svg": drawn(address)})
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert read.text == address


def test_bound_papers_begin_on_a_sheet_of_their_own_and_count_their_own_pages():
    long = [Text(f"Zeile {number}") for number in range(40)]
    one, two = (
        paper(*long, title="Erster"),
        paper(Text("kurz"), title="Zweiter", window=Window("J", ["Mina Muster"], "")),
    )
    three = paper(Text("auch kurz"), title="Dritter", attached={"name": "drei"})
    made = render(bound([one, two, three]))
    texts = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(made.pdf)).pages]
    begins = [number for number, text in enumerate(texts) if "Seite1von" in text]
    assert [texts[number].partition("Seite")[2] for number in begins] == ["1von2", "1von1", "1von1"]
    # On the front of a sheet each, and the back of the one before has nothing on it.
    assert [number % 2 for number in begins] == [0, 0, 0]
    assert [text for number, text in enumerate(texts) if number not in {*begins, 1}] == [""]
    assert "MinaMuster" in texts[begins[1]]
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        held = json.loads(pdf.attachments["geleit.json"].get_file().read_bytes())
    assert [each["name"] for each in held["papers"]] == ["李明 #x", "李明 #x", "drei"]


def test_one_paper_bound_alone_reads_as_it_does_unbound():
    alone = paper(Text("kurz"))
    assert pages(render(bound([alone])).pdf) == pages(render(alone).pdf)
