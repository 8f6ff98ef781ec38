"""Printed papers: a PDF as an answer, to be opened beside the page and kept by no cache."""

from starlette.responses import Response


def paper(pdf: bytes, *, name: str) -> Response:
    """Answer with a PDF; `name` is what a browser saves it under, plain ASCII, and names nobody."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(pdf, headers=headers, media_type="application/pdf")
